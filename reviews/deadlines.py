"""What a change of the working-day calendar does to open time limits: counted beforehand, moved in the background."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from policies.models import CalendarChange
from policies.working_days import Calendar, trying
from reviews.clocks import stage_run
from reviews.models import DeadlineChange, ReviewTask


class Moved(NamedTuple):
    """A task whose due day, or the days it used before it was opened, come out otherwise."""

    task: ReviewTask
    due_on: date
    used_before: int


def open_limits() -> QuerySet[ReviewTask]:
    """Return the open tasks that have a counted limit (在办时限), with the history that pauses them."""
    found = ReviewTask.objects.filter(state=ReviewTask.State.OPEN, limit_days__isnull=False, due_on__isnull=False)
    return found.select_related("application").order_by("pk")


def moved(tasks: Iterable[ReviewTask]) -> Iterator[Moved]:
    """Give the tasks that the calendar in force counts otherwise than they stand."""
    for task in tasks:
        run = stage_run(task)
        due, used = run.due_on(), run.used(timezone.localdate(task.opened_at))
        if due and (due != task.due_on or used != task.used_before):
            yield Moved(task, due, used)


def affected(calendar: Calendar) -> int:
    """Return how many open due days would move under the calendar."""
    with trying(calendar):
        return sum(each.due_on != each.task.due_on for each in moved(open_limits().iterator(500)))


def move_later(change: CalendarChange) -> None:
    """Have the open due days counted again once the change stands."""
    from reviews.tasks import count_deadlines_again  # tasks are above this module

    count_deadlines_again.delay(change.pk)


def count_again(change: CalendarChange, at: datetime) -> int:
    """Count every open due day again, with a row of history for each that moves; return how many. May run twice."""
    number = 0
    for task_id in open_limits().values_list("pk", flat=True):
        with transaction.atomic():
            task = open_limits().select_for_update(of=["self"], no_key=True).filter(pk=task_id).first()
            for each in moved([task] if task else []):
                before = each.task.due_on
                ReviewTask.objects.filter(pk=task_id).update(due_on=each.due_on, used_before=each.used_before)
                if before and before != each.due_on:
                    DeadlineChange.objects.create(
                        task=each.task, change=change, before=before, after=each.due_on, at=at
                    )
                    number += 1
    return number
