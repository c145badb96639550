from celery import shared_task

from applications.actions import estimate_again
from applications.models import Application
from applications.workflow import Status


@shared_task(queue="bulk")
def estimate_cases_again(policy_id: int) -> None:
    """Work out anew what the undetermined cases come to, after a ruling or its withdrawal; may run twice."""
    waiting = Application.objects.filter(
        round__policy=policy_id,
        status__in=[Status.DRAFT, Status.AWAITING_CERTIFICATION, Status.IN_REVIEW, Status.RETURNED],
    )
    for application in waiting.for_list().iterator(chunk_size=200):
        estimate_again(application)
