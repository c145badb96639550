"""What a person does with messages, and what the administrator does with those that were not delivered."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import Delivery, Notification, Preference, User
from accounts.tasks import deliver


def mark_read(messages: QuerySet[Notification], at: datetime) -> None:
    """Mark messages read (标为已读); those read before keep their time."""
    messages.order_by().filter(read_at__isnull=True).update(read_at=at)


@transaction.atomic
def choose_messages(user: User, wishes: Mapping[str, tuple[str, bool]]) -> None:
    """Store how the person wants to be told (接收方式): (mail, SMS) by group."""
    for group, (mail, sms) in wishes.items():
        Preference.objects.update_or_create(user=user, group=group, defaults={"mail": mail, "sms": sms})


@transaction.atomic
def send_again(deliveries: QuerySet[Delivery]) -> int:
    """Queue the deliveries that were given up once more (重新发送); return how many."""
    again = list(deliveries.select_related(None).filter(state=Delivery.State.FAILED).select_for_update(no_key=True))
    Delivery.objects.filter(pk__in=[row.pk for row in again]).update(state=Delivery.State.QUEUED, attempts=0)
    for row in again:
        deliver.delay(row.pk)
    return len(again)
