from celery import shared_task
from django.utils import timezone

from accounts.models import User
from disbursements.actions import record_receipt
from disbursements.models import ReceiptFile


@shared_task(queue="bulk")
def record_long_receipt(receipt_id: int, user_id: int) -> None:
    """Record a confirmed bank receipt; run again after a killed worker, it goes on with the rest."""
    found = ReceiptFile.objects.select_related("batch__bureau", "batch__round__policy")
    record_receipt(found.get(pk=receipt_id), User.objects.get(pk=user_id), timezone.now())
