"""The clocks of a case (N11): of a stage and in total, read from the record of openings, corrections and stages."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from applications.models import Application, StatusHistory
from applications.workflow import IN_CORRECTION, Status
from policies.engine.model import Stage
from policies.working_days import provisional_note, working_days_between
from reviews.counting import UNIT_WORDS, Limit, Pause, Run
from reviews.explaining import explained
from reviews.models import ReviewTask
from reviews.stages import limit_of, review_stages

HALF, SOON = 50, 80
OUTSIDE = dict.fromkeys(IN_CORRECTION, "企业补正")
PUBLISHED = (Status.AWAITING_PUBLICITY, Status.IN_PUBLICITY)


@dataclass(frozen=True)
class Clock:
    """How a task or a case stands against its time limit (办理时限), in words, as a bar, and line by line."""

    label: str
    state: str
    percent: int
    explanation: str
    lines: tuple[str, ...] = ()
    used: int = 0
    limit: int = 0
    late: int = 0


def clock_of(task: ReviewTask, today: date) -> Clock | None:
    """Return the clock of an open task; None where the policy sets no limit. The due day itself is still in time.

    Asks the database nothing: what was used before an interruption stands on the task. See `stage_clock` for the record.
    """
    if task.due_on is None:
        return None
    opened = timezone.localdate(task.opened_at)
    limit = limit_on(task) or Limit(max(working_days_between(opened, task.due_on), 1))
    return clock_since(opened, limit, task.due_on, today, used_before=task.used_before, since=task.counted_from)


def clock_since(
    opened: date, limit: Limit, due_on: date, today: date, *, used_before: int = 0, since: date | None = None
) -> Clock:
    """Return the clock of what was opened on a day with a last day `due_on`, inclusive; `since` is the day of the event."""
    run = Run(opened, limit)
    used = used_before + (run.used(today) if today > opened else 0)
    late = run.used(today) - run.used(due_on) if today > due_on else None
    unit = UNIT_WORDS[limit.unit]
    said = f"自 {since or opened:%Y-%m-%d} 起 {limit.words}，截至 {due_on:%Y-%m-%d}，已用 {used} {unit}"
    return clock_from(limit, used, late, "；".join(filter(None, [said, provisional_note(due_on)])))


def clock_from(limit: Limit, used: int, late: int | None, explanation: str, lines: Iterable[str] = ()) -> Clock:
    """Return the clock; `late` is None in time, and 0 on days off right after the last day in time."""
    unit, percent = UNIT_WORDS[limit.unit], min(used * 100 // limit.count, 100)
    if late is not None:
        label = f"已超 {late} {unit}" if late else "已超时"
        return Clock(label, "late", 100, explanation, tuple(lines), used, limit.count, late)
    state = "soon" if percent >= SOON else "running"
    left = max(limit.count - used, 0)
    return Clock(f"剩 {left} {unit}", state, percent, explanation, tuple(lines), used, limit.count)


def limit_on(task: ReviewTask) -> Limit | None:
    """Return the limit that a task was opened under, None for none or for a day fixed otherwise."""
    return Limit(task.limit_days, task.limit_unit, task.limit_basis) if task.limit_days else None


def acts(application: Application) -> list[StatusHistory]:
    """Return the status history (状态流水), the first act first; what a page has loaded is not asked for again."""
    return sorted(application.history.all(), key=lambda row: (row.at, row.pk))


def pauses_of(application: Application) -> tuple[Pause, ...]:
    """Return the times in which the case lay with the enterprise, by its status history; `to_on` None while it still does."""
    found: list[Pause] = []
    since: tuple[date, str] | None = None
    for row in acts(application):
        on = timezone.localdate(row.at)
        if since and row.target not in OUTSIDE:
            found.append(Pause(since[0], on, since[1]))
            since = None
        if row.target in OUTSIDE and row.source not in OUTSIDE:
            since = (on, OUTSIDE[Status(row.target)])
    return (*found, Pause(since[0], None, since[1])) if since else tuple(found)


def stage_run(task: ReviewTask) -> Run:
    """Return the run of the task's stage by the record: from its event, with every pause since then."""
    since = task.counted_from or timezone.localdate(task.opened_at)
    return Run(since, limit_on(task), pauses_since(pauses_of(task.application), since))


def pauses_since(pauses: Iterable[Pause], since: date) -> tuple[Pause, ...]:
    """Keep the pauses that end after the day."""
    return tuple(pause for pause in pauses if pause.to_on is None or pause.to_on > since)


def stage_clock(task: ReviewTask, today: date) -> Clock | None:
    """Return the clock of a task by the record, explained line by line; None where there is no limit."""
    if task.due_on is None:
        return None
    run, plain = stage_run(task), clock_of(task, today)
    if run.limit is None or plain is None:
        return plain
    lines = explained(run, task.title, task.due_on, today)
    stage = next((each for each in review_stages(task.application) if each.key == task.stage), None)
    if run.limit.basis == "document" and stage and stage.clause:
        lines[0] += f"（{stage.clause}）"
    return replace(plain, lines=tuple(lines), explanation="；".join(lines))


def opening(application: Application, stage: Stage, at: datetime, since: date | None = None) -> dict[str, Any]:
    """Return the clock of a task opened at `at`, as its fields; `since` is the day of the event where it goes on from earlier."""
    today, limit = timezone.localdate(at), limit_of(stage, application)
    event = since or today
    run = Run(event, limit, pauses_since(pauses_of(application), event) if since else ())
    fields: dict[str, Any] = {"counted_from": event, "used_before": run.used(today), "due_on": run.due_on()}
    if limit:
        fields |= {"limit_days": limit.count, "limit_unit": limit.unit, "limit_basis": limit.basis}
    return fields


def used_by(task: ReviewTask, at: datetime) -> int:
    """Return how many days the stage has used by the time its task is decided, earlier runs included (已用天数)."""
    run = Run(timezone.localdate(task.opened_at), limit_on(task))
    return task.used_before + run.used(timezone.localdate(at))


def total_limit(application: Application) -> Limit | None:
    """Return the limit of the whole review: that of its counted stages together; None unless each has one in working days."""
    limits = [limit_of(stage, application) for stage in review_stages(application) if not stage.not_counted]
    if not limits or any(limit is None or limit.unit != "working" for limit in limits):
        return None
    basis = "document" if all(limit and limit.basis == "document" for limit in limits) else "promise"
    return Limit(sum(limit.count for limit in limits if limit), "working", basis)


def total_run(application: Application) -> Run | None:
    """Return the run of the whole case: from its filing to its decision, without corrections, publicity, and stages not counted."""
    if application.submitted_at is None:
        return None
    pauses = [*pauses_of(application), *_published(application), *_not_counted(application)]
    return Run(timezone.localdate(application.submitted_at), total_limit(application), tuple(pauses))


def total_clock(application: Application, today: date) -> Clock | None:
    """Return the clock of the whole case (全程计时), explained; None for a draft, and without a limit for every stage."""
    run = total_run(application)
    if run is None or run.limit is None:
        return None
    due, used = run.due_on(), run.used(today)
    late = run.late(today) if due and today > due else None
    lines = explained(run, "全程", due, today)
    clock = clock_from(run.limit, used, late, "；".join(lines), lines)
    if due is None and application.status in OUTSIDE:
        return replace(clock, label=f"{OUTSIDE[Status(application.status)]}，暂停计时", state="paused")
    if due is None:
        return replace(clock, label=f"已办结，用 {used} 个工作日", state="done")
    return clock


def _published(application: Application) -> list[Pause]:
    """Return the time since the decision; closed again where an upheld objection brought the case back to review."""
    found, since = [], None
    for row in acts(application):
        on = timezone.localdate(row.at)
        if row.source == Status.IN_REVIEW and row.target not in (Status.IN_REVIEW, *OUTSIDE):
            since = on
        elif since and row.target == Status.IN_REVIEW:
            found.append(Pause(since, on, "公示及异议处理"))
            since = None
    return [*found, Pause(since, None, "已作出决定")] if since else found


def _not_counted(application: Application) -> list[Pause]:
    """Return the times of the stages whose time does not count into the whole, by the clause that says so."""
    clauses = {stage.key: stage for stage in review_stages(application) if stage.not_counted}
    spans: dict[str, list[ReviewTask]] = {}
    for task in application.tasks.all() if clauses else ():
        if task.stage in clauses:
            spans.setdefault(task.stage, []).append(task)
    return [
        Pause(
            timezone.localdate(min(task.opened_at for task in tasks)),
            None if any(task.state == "open" for task in tasks)
            else timezone.localdate(max((task.decided_at for task in tasks if task.decided_at), default=tasks[0].opened_at)),
            f"{clauses[key].title}（{clauses[key].not_counted}）",
        )
        for key, tasks in spans.items()
    ]  # fmt: skip
