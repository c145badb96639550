"""How the login library sends its mails (账号邮件): through the outbox, with a record, like every other mail."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter

from accounts.models import Delivery
from accounts.tasks import deliver


class AccountAdapter(DefaultAccountAdapter):
    """Writes each account mail down as a delivery and queues it; a mail server that is away for a while loses none."""

    def format_email_subject(self, subject: str) -> str:
        """Return the subject in one line; the site's name is set before it when it is sent."""
        return " ".join(subject.split())

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue the mail of the library's template for the address."""
        mail = self.render_mail(template_prefix, email, {"email": email, **context})
        row = Delivery.objects.create(
            channel=Delivery.Channel.MAIL, address=email, subject=mail.subject[:150], body=mail.body
        )
        deliver.delay(row.pk)
