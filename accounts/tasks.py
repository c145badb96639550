from celery import shared_task
from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone

from accounts.models import Invitation, Notification


@shared_task(autoretry_for=(OSError,), retry_backoff=True, max_retries=8)
def mail_notification(notification_id: int) -> None:
    """Mail one message to its reader; a message already mailed, or a reader without an address, is left alone."""
    message = Notification.objects.select_related("user").get(pk=notification_id)
    if message.mailed_at or not message.user.email:
        return
    link = f"{settings.SITE_URL}{message.url}" if message.url else settings.SITE_URL
    send_mail(f"【惠企】{message.title}", f"{message.body}\n\n{link}\n", None, [message.user.email])
    Notification.objects.filter(pk=message.pk).update(mailed_at=timezone.now())


@shared_task(autoretry_for=(OSError,), retry_backoff=True, max_retries=8)
def mail_invitation(invitation_id: int) -> None:
    """Mail an invitation's link to the invited person, once."""
    invitation = Invitation.objects.select_related("enterprise", "invited_by").get(pk=invitation_id)
    if invitation.mailed_at:
        return
    link = f"{settings.SITE_URL}{invitation.path}"
    role = invitation.get_role_display()
    body = (
        f"{invitation.name}：\n\n{invitation.invited_by} 邀请您作为“{invitation.enterprise}”的{role}使用惠企平台。\n"
        f"请在 {timezone.localtime(invitation.expires_at):%Y-%m-%d %H:%M} 前打开下面的链接设置您的账号：\n\n{link}\n\n"
        "如您不认识邀请人，请忽略此邮件。\n"
    )
    send_mail(f"【惠企】{invitation.enterprise} 邀请您成为{role}", body, None, [invitation.email])
    Invitation.objects.filter(pk=invitation.pk).update(mailed_at=timezone.now())
