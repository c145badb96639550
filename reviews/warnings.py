"""Early warning (时限预警): which thresholds the open clocks have passed, and who is told, once."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Bureau, Event, Region, Role, User
from accounts.notifications import notify
from accounts.roles import people_with
from applications.workflow import Status
from reviews.clocks import HALF, SOON, Clock, clock_of
from reviews.models import ClockEvent, ReviewTask, SupervisionTerms
from reviews.stages import chief_bureau

Kind = ClockEvent.Kind
WATCH_LOCK = 62_2028
REPORT_AFTER, ANSWER_DAYS = 3, 5
NAMED = 10
WORDS = {
    Kind.HALF: "办理时限已过半",
    Kind.MOST: "办理时限已用八成",
    Kind.LATE: "办理已超时",
    Kind.ESCALATED: "办理超时，请督办",
}


def terms_of(region: Region) -> SupervisionTerms:
    """Return the terms (督办规则) of the region, else of the nearest one above it, else the usual ones."""
    found = {each.region_id: each for each in SupervisionTerms.objects.filter(region__in=region.with_ancestors())}
    nearest = next((found[key] for key in region.with_ancestors() if key in found), None)
    return nearest or SupervisionTerms(region=region, report_after_days=REPORT_AFTER, answer_days=ANSWER_DAYS)


def passed(clock: Clock, report_after: int) -> Iterator[str]:
    """Give the thresholds that a clock has passed: 50 %, 80 %, late, and late for more than `report_after` days."""
    if clock.used * 100 >= HALF * clock.limit:
        yield Kind.HALF
    if clock.used * 100 >= SOON * clock.limit:
        yield Kind.MOST
    if clock.state == "late":
        yield Kind.LATE
    if clock.late > report_after:
        yield Kind.ESCALATED


@transaction.atomic
def watch(at: datetime) -> list[ClockEvent]:
    """Write an event for each threshold passed since the last look, and tell people of the newest one of each task.

    One run at a time; a run after a downtime writes what was missed. Returns the new events.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WATCH_LOCK])
    today = timezone.localdate(at)
    fresh = list(_fresh(today, at))
    ClockEvent.objects.bulk_create(fresh)
    newest = {event.task_id: event for event in fresh}  # the thresholds come in their order
    _tell(newest.values(), today)
    return fresh


def _fresh(today: date, at: datetime) -> Iterator[ClockEvent]:
    tasks = ReviewTask.objects.filter(
        state=ReviewTask.State.OPEN, due_on__isnull=False, application__status=Status.IN_REVIEW
    ).select_related(
        "bureau__region__parent__parent", "holder", "application__enterprise", "application__round__policy",
        "application__region__parent__parent", "application__version",
    )  # fmt: skip
    report_after = cache(lambda region: terms_of(region).report_after_days)
    for task in tasks.defer("application__version__pack_yaml").prefetch_related("clock_events"):
        clock = clock_of(task, today)
        known = {event.kind for event in task.clock_events.all()}
        if clock is None or task.due_on is None:
            continue
        for kind in passed(clock, report_after(task.bureau.region)):
            if kind not in known:
                yield ClockEvent(
                    task=task, kind=kind, at=at, used_days=clock.used, limit_days=clock.limit, due_on=task.due_on
                )


def _tell(events: Iterable[ClockEvent], today: date) -> None:
    """Send each person one message per threshold, however many tasks passed it."""
    readers = cache(lambda role, bureau, code: people_with([role], today, [bureau], code))
    post: dict[tuple[User, str, str], list[ReviewTask]] = {}
    for event in events:
        task, code = event.task, event.task.application.round.policy.code
        own = [task.holder] if task.holder else readers(task.role, task.bureau, code)
        told = [(person, "review_queue") for person in own]
        if event.kind in (Kind.LATE, Kind.ESCALATED):
            chiefs = readers(Role.CHIEF, chief_bureau(task.application, task.bureau, today), code)
            told += [(person, "review_queue") for person in chiefs]
        if event.kind == Kind.ESCALATED:
            told += [(person, "supervision_board") for person in supervisors_of(task.bureau, today)]
        for person, page in dict.fromkeys(told):
            post.setdefault((person, event.kind, page), []).append(task)
    for (person, kind, page), tasks in post.items():
        notify([person], *_words(kind, tasks), _where(page, tasks), event=Event.CLOCK, **_about(tasks))


def supervisors_of(bureau: Bureau, today: date) -> list[User]:
    """Return the supervisors (监督员) nearest above the bureau: of its own region, else of the one above."""
    region: Region | None = bureau.region
    while region:
        if found := people_with([Role.SUPERVISOR], today, Bureau.objects.filter(region=region)):
            return found
        region = region.parent
    return []


def _words(kind: str, tasks: list[ReviewTask]) -> tuple[str, str]:
    lines = [
        f"{task.application.number}　{task.title}　{task.application.enterprise}，应于 {task.due_on} 前办结"
        for task in tasks[:NAMED]
    ]
    more = [f"等共 {len(tasks)} 件"] if len(tasks) > NAMED else []
    return f"{len(tasks)} 件{WORDS[Kind(kind)]}", "\n".join([*lines, *more])


def _where(page: str, tasks: list[ReviewTask]) -> str:
    return reverse("case_detail", args=[tasks[0].application.number]) if len(tasks) == 1 else reverse(page)


def _about(tasks: list[ReviewTask]) -> dict[str, Any]:
    return {"due_on": tasks[0].due_on, "policy_code": tasks[0].application.round.policy.code} if len(tasks) == 1 else {}
