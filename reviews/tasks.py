from celery import shared_task
from django.utils import timezone

from policies.calendar_table import refresh
from policies.models import CalendarChange
from reviews.deadlines import count_again


@shared_task(queue="bulk")
def count_deadlines_again(change_id: int) -> int:
    """Count the open due days again after a change of the calendar (时限重算); may run twice."""
    refresh()
    return count_again(CalendarChange.objects.get(pk=change_id), timezone.now())
