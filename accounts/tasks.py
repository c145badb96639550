from celery import shared_task
from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone

from accounts.models import Notification


@shared_task(autoretry_for=(OSError,), retry_backoff=True, max_retries=8)
def mail_notification(notification_id: int) -> None:
    """Mail one message to its reader; a message already mailed, or a reader without an address, is left alone."""
    message = Notification.objects.select_related("user").get(pk=notification_id)
    if message.mailed_at or not message.user.email:
        return
    link = f"{settings.SITE_URL}{message.url}" if message.url else settings.SITE_URL
    send_mail(f"【惠企】{message.title}", f"{message.body}\n\n{link}\n", None, [message.user.email])
    Notification.objects.filter(pk=message.pk).update(mailed_at=timezone.now())
