from celery import shared_task
from django.utils import timezone

from publicity.actions import close_due_notices


@shared_task(queue="scheduled")
def close_notices() -> list[str]:
    """Close the notices whose publicity period is over (公示期满); does nothing where there is none, may run twice."""
    return close_due_notices(timezone.now())
