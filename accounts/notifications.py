"""Tell people what happened: an in-app message at once, and its mail through the outbox."""

from collections.abc import Iterable

from accounts.models import Invitation, Notification, User
from accounts.tasks import mail_invitation, mail_notification

TITLE = Notification._meta.get_field("title").max_length


def notify(
    people: Iterable[User], title: str, body: str = "", url: str = "", *, needs_action: bool = False
) -> list[Notification]:
    """Write one message (站内消息) per person and queue its mail; both stand or fall with the caller's transaction.

    `needs_action` tells that it is the reader's turn, so that the message leads to the work and not just to reading.
    """
    title = " ".join(title.split())[:TITLE]
    messages = Notification.objects.bulk_create(
        Notification(user=person, title=title, body=body, url=url, needs_action=needs_action) for person in people
    )
    for message in messages:
        mail_notification.delay(message.pk)
    return messages


def send_invitation(invitation: Invitation) -> None:
    """Queue the mail of an invitation (邀请) in the caller's transaction."""
    mail_invitation.delay(invitation.pk)
