from itertools import groupby
from typing import Any

from celery import Task, shared_task
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone

from accounts.models import Delivery, Invitation, Notification
from accounts.sms import SmsRefused, send_sms

State, Channel = Delivery.State, Delivery.Channel
MAX_RETRIES, WAIT_SECONDS, LONGEST_WAIT = 8, 10, 3600


class NotDelivered(Exception):
    """The mail server or the SMS gateway did not take a message; it is tried again later."""


@shared_task(bind=True, max_retries=MAX_RETRIES)
def deliver(task: Task, delivery_id: int) -> None:
    """Send one message by one way; a failure is written down and tried again, later each time, and given up in the end.

    What was sent or given up is left alone, so the task may come twice.
    """
    try:
        error, is_final = attempt(delivery_id), task.request.retries >= MAX_RETRIES
    except SmsRefused as refusal:
        error, is_final = str(refusal), True
    if not error:
        return
    note_failure(delivery_id, error, is_final)
    if not is_final:
        wait = min(WAIT_SECONDS * 2**task.request.retries, LONGEST_WAIT)
        raise task.retry(countdown=wait, exc=NotDelivered(error))


@transaction.atomic
def attempt(delivery_id: int) -> str:
    """Send a delivery that still waits; return why it failed, empty where it is sent. Raises SmsRefused."""
    waiting = Delivery.objects.select_for_update(of=["self"], no_key=True).select_related("notification__user")
    row = waiting.filter(pk=delivery_id, state=State.QUEUED).first()
    if row is None:
        return ""
    try:
        send(row)
    except OSError as error:
        return str(error) or type(error).__name__
    row.state, row.sent_at, row.attempts, row.error, row.body = State.SENT, timezone.now(), row.attempts + 1, "", ""
    row.save(update_fields=["state", "sent_at", "attempts", "error", "body"])
    return ""


def send(row: Delivery) -> None:
    """Hand a delivery to the mail server or the SMS gateway. Raises OSError, SmsRefused."""
    message = row.notification
    if message is None:
        send_mail(f"【惠企】{row.subject}", row.body, None, [row.address])
    elif row.channel == Channel.SMS:
        send_sms(row.address, message.title)
    else:
        send_mail(f"【惠企】{message.title}", letter([message]), None, [row.address])


@transaction.atomic
def note_failure(delivery_id: int, error: str, is_final: bool) -> None:
    """Write down why a delivery failed, and that it is given up where nothing more is tried."""
    row = Delivery.objects.select_for_update(no_key=True).get(pk=delivery_id)
    row.attempts, row.error = row.attempts + 1, error[:300]
    row.state = State.FAILED if is_final else row.state
    row.save(update_fields=["attempts", "error", "state"])


def letter(messages: list[Notification]) -> str:
    """Return the text of a mail that brings messages, each with its link."""
    parts = [message.title + "\n\n" for message in messages] if len(messages) > 1 else [""]
    return "\n".join(
        f"{head}{message.body}\n\n{settings.SITE_URL}{message.url or ''}\n"
        for head, message in zip(parts, messages, strict=True)
    )


@shared_task
def send_digests() -> None:
    """Send to each person in one mail what waits for the daily digest (每日汇总)."""
    people = Delivery.objects.filter(state=State.DIGEST).order_by().values_list("notification__user", flat=True)
    for person in people.distinct():
        send_digest.delay(person)


@shared_task(autoretry_for=(OSError,), retry_backoff=True, max_retries=8)
@transaction.atomic
def send_digest(user_id: int) -> None:
    """Send one person's digest; what is already done is told as done. Nothing waiting, nothing sent."""
    waiting = Delivery.objects.select_for_update(of=["self"], no_key=True).select_related("notification")
    rows = list(waiting.filter(state=State.DIGEST, notification__user=user_id).order_by("address", "pk"))
    for address, group in groupby(rows, lambda row: row.address):
        messages: list[Any] = [row.notification for row in group]
        send_mail(f"【惠企】今日消息 {len(messages)} 条", letter(messages), None, [address])
    now = timezone.now()
    Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(state=State.SENT, sent_at=now, attempts=1)


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
