from celery import shared_task
from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from applications.models import Application
from policies.calendar_table import refresh
from policies.models import CalendarChange
from reviews.actions.bulk import run_batch, stalled_batches, try_batch
from reviews.deadlines import count_again
from reviews.flags.raising import UNDER_REVIEW, raise_flags
from reviews.look_clocks import watch_looks
from reviews.models import BulkBatch
from reviews.warnings import watch


@shared_task(queue="bulk")
def count_deadlines_again(change_id: int) -> int:
    """Count the open due days again after a change of the calendar (时限重算); may run twice."""
    refresh()
    change, at = CalendarChange.objects.get(pk=change_id), timezone.now()
    for path in settings.AFTER_CALENDAR_CHANGE:
        import_string(path)(change, at)
    return count_again(change, at)


@shared_task(queue="bulk")
def check_flags(application_id: int) -> None:
    """Look again at a case that was filed and at those under review that it resembles; may run twice."""
    others = raise_flags(application_id, timezone.now())
    for other in (
        Application.objects.filter(pk__in=others, status__in=UNDER_REVIEW).order_by("pk").values_list("pk", flat=True)
    ):
        raise_flags(other, timezone.now())


@shared_task(queue="bulk")
def try_bulk(batch_id: int) -> None:
    """Try a batch without effect (试办); run again, it goes on with the cases not yet tried."""
    try_batch(BulkBatch.objects.select_related("by").get(pk=batch_id))


@shared_task(queue="bulk")
def run_bulk(batch_id: int) -> None:
    """Do a confirmed batch, each case in its own transaction; run again after a killed worker, it goes on with the rest."""
    run_batch(BulkBatch.objects.select_related("by").get(pk=batch_id))


@shared_task(queue="scheduled")
def resume_bulk() -> int:
    """Queue again the batches in which nothing has moved for a while: their worker was killed; may run twice."""
    stalled = stalled_batches(timezone.now())
    for batch in stalled:
        (try_bulk if batch.state == BulkBatch.State.TRYING else run_bulk).delay(batch.pk)
    return len(stalled)


@shared_task(queue="scheduled")
def watch_clocks() -> int:
    """Record and tell the thresholds that clocks have passed (时限预警); may run twice, and catches up after a downtime."""
    at = timezone.now()
    return len(watch(at)) + len(watch_looks(at))
