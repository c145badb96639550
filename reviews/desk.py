"""The review desk: what happens to the tasks of a case when it arrives, comes back, or is taken away."""

from datetime import date, datetime
from itertools import takewhile
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts.models import Event
from accounts.notifications import clear_todos, notify
from accounts.roles import people_with
from applications.changes import differences
from applications.models import Application
from applications.notifications import words_of
from applications.workflow import DETERMINED, NotAllowed
from policies.engine.model import Stage
from reviews.awards import earlier_awards as earlier_awards  # the port is this module
from reviews.clocks import opening
from reviews.clocks import total_clock as total_clock  # what the enterprise is shown
from reviews.flags.raising import check_flags
from reviews.handlers import handlers as handlers
from reviews.models import Determination, ReviewTask
from reviews.notifications import tell_chiefs_of_holds
from reviews.progress import steps as steps  # what the enterprise is shown, too
from reviews.progress import turns as turns
from reviews.stages import bureaus_for, review_stages, stage_after, stage_of, task_kind
from reviews.standing import fall, invalidate, standing_passes


def standing_determination(application: Application) -> Determination | None:
    """Return the determination that the case stands by, None while it is not (or no longer) determined."""
    if application.status not in DETERMINED:
        return None
    return max(application.determinations.all(), key=lambda each: each.sequence, default=None)


def recorded(application: Application) -> tuple[list[dict[str, Any]], list[dict[str, Any]]] | None:
    """Return the rulings and the earlier awards by which the case was determined, None while it is not determined."""
    found = standing_determination(application)
    return (found.rulings, found.ledger) if found else None


def receive(application: Application, at: datetime) -> None:
    """Open the first review stage of a case that was just submitted."""
    check_flags(application, at)
    open_stage(application, review_stages(application)[0], at)


def resume(application: Application, at: datetime) -> None:
    """Open again the stage that returned the case; its clock goes on without the days spent on the correction.

    Where the correction changed what earlier passes rest on, the case goes back to the first of those stages.
    """
    notice = application.corrections.first()
    if notice is None:
        raise NotAllowed
    check_flags(application, at)
    fallen = {task.stage for task in invalidate(application, differences(notice), at)}
    earlier = takewhile(lambda stage: stage.key != notice.stage, review_stages(application))
    if first := next((stage for stage in earlier if stage.key in fallen), None):
        open_stage(application, first, at)
        return
    last = application.tasks.filter(stage=notice.stage, outcome=ReviewTask.Outcome.RETURNED).latest("decided_at")
    open_stage(application, stage_of(application, notice.stage), at, since=last.counted_from)


def close(application: Application, at: datetime) -> None:
    """Cancel the open tasks of a case that was withdrawn, rejected or returned."""
    still_open = application.tasks.filter(state=ReviewTask.State.OPEN)
    for task in still_open:
        clear_todos(task.todo_key, at)
    still_open.update(state=ReviewTask.State.CANCELLED)


def reopen(application: Application, at: datetime) -> None:
    """Open the last review stage again: an objection to the published case was upheld."""
    check_flags(application, at)
    open_stage(application, review_stages(application)[-1], at)


def review_again(application: Application, because: str, at: datetime) -> None:
    """Let every pass after the acceptance fall and open the review from there: an objection found the review at fault."""
    check_flags(application, at)
    passed = application.tasks.filter(outcome=ReviewTask.Outcome.PASSED, invalidated_at__isnull=True)
    for task in passed.exclude(kind=ReviewTask.Kind.ACCEPTANCE).select_related("bureau"):
        fall(task, because, at)
    stages = review_stages(application)
    open_stage(application, next((each for each in stages if each.kind != "acceptance"), stages[-1]), at)


def open_stage(application: Application, stage: Stage, at: datetime, since: date | None = None) -> list[ReviewTask]:
    """Open one task per bureau of the stage whose pass does not stand, and tell its reviewers. Raises BureauMissing.

    Its clock goes on from `since`, the day of the stage's own event, where it was interrupted.
    """
    standing = standing_passes(application)
    clock = opening(application, stage, at, since)
    tasks = [
        ReviewTask(
            application=application,
            stage=stage.key,
            title=stage.title,
            kind=task_kind(stage, bureau),
            bureau=bureau,
            opened_at=at,
            **clock,
        )
        for bureau in bureaus_for(stage, application)
        if (stage.key, bureau.pk) not in standing
    ]
    ReviewTask.objects.bulk_create(tasks)
    for task in tasks:
        tell_reviewers(task, at)
    tell_chiefs_of_holds(application, at)
    return tasks


def proceed(application: Application, key: str, at: datetime) -> None:
    """Open the next stage after the one of that key that has anything left to do."""
    following = stage_after(application, key)
    while following and not open_stage(application, following, at):
        following = stage_after(application, following.key)


def tell_reviewers(task: ReviewTask, at: datetime) -> None:
    """Tell the people of the task's bureau and role that a case waits for them."""
    application = task.application
    policy = application.round.policy
    people = people_with([task.role], timezone.localdate(at), [task.bureau], policy.code)
    due = f"，办理时限 {task.due_on:%Y-%m-%d}" if task.due_on else ""
    notify(
        people,
        f"待办：{task.title} {application.enterprise}",
        f"{policy.title}，办件编号 {application.number}{due}。",
        reverse("case_detail", args=[application.number]),
        event=Event.TASK_OPEN,
        needs_action=True,
        key=task.todo_key,
        due_on=task.due_on,
        policy_code=policy.code,
        words={**words_of(application), "部门": str(task.bureau)},
    )
