from celery import shared_task
from django.utils import timezone

from portal.verification import counted, problems
from publicity.models import ChainCheck


@shared_task(queue="bulk")
def check_chains(check_id: int) -> None:
    """Run the whole check (全链核验) and write down what it found; run again after a killed worker, it starts anew."""
    check = ChainCheck.objects.exclude(state=ChainCheck.State.DONE).filter(pk=check_id).first()
    if check is None:
        return
    check.state = ChainCheck.State.RUNNING
    check.save(update_fields=["state"])
    check.problems = [each._asdict() for each in problems()]
    check.checked, check.finished_at, check.state = counted(), timezone.now(), ChainCheck.State.DONE
    check.save()
