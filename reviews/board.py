"""The supervision board (清风护航): lights by bureau and officer, times by stage, the trend by week; a supervisor's or a chief's own."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, CharField, Count, Exists, F, Min, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, TruncWeek

from accounts.models import Bureau, Role, User
from accounts.roles import assignments
from applications.stages import within
from applications.workflow import Status
from reviews.models import ClockEvent, ReviewTask, SupervisionNotice
from reviews.times import MEASURES

PERIODS = {"30": "近 30 天", "90": "近 90 天", "365": "近一年"}
LIGHTS = {"red": "红灯（已超时）", "yellow": "黄灯（已用八成）", "green": "绿灯"}
WATCHERS = (Role.SUPERVISOR, Role.CHIEF)
DONE = Q(state="done", used_days__isnull=False)
LATE_DONE = DONE & Q(limit_days__isnull=False, used_days__gt=F("limit_days"))


@dataclass(frozen=True)
class Filters:
    """What the board is narrowed to; empty means all."""

    region: str = ""
    line: str = ""
    policy: str = ""
    light: str = ""
    bureau: str = ""
    days: int = 90
    options: dict[str, list[tuple[str, str]]] = field(default_factory=dict)


def watched_bureaus(user: User, today: date, path: str = "bureau") -> Q:
    """Return the condition that the bureau at `path` is watched by the user: a supervisor's jurisdiction, a chief's own bureau."""
    wanted = Q(pk__in=[])
    for held in assignments(user, WATCHERS, today):
        if held.bureau is None:
            continue
        is_supervisor = held.role == Role.SUPERVISOR
        wanted |= within(held.bureau.region, f"{path}__region") if is_supervisor else Q(**{path: held.bureau})
    return wanted


def watched_tasks(user: User, today: date) -> QuerySet[ReviewTask]:
    """Return the open and the decided tasks that the user watches over, each with its light (灯)."""
    warned = ClockEvent.objects.filter(task=OuterRef("pk"), kind=ClockEvent.Kind.MOST)
    is_open = Q(state=ReviewTask.State.OPEN, application__status=Status.IN_REVIEW)
    light = Case(
        When(is_open & Q(due_on__lt=today), then=Value("red")),
        When(is_open & Q(Exists(warned)), then=Value("yellow")),
        When(is_open, then=Value("green")),
        default=Value(""),
        output_field=CharField(),
    )
    found = ReviewTask.objects.filter(watched_bureaus(user, today)).filter(is_open | DONE)
    return found.annotate(light=light).order_by()


def narrowed(tasks: QuerySet[ReviewTask], filters: Filters, today: date) -> QuerySet[ReviewTask]:
    """Keep what the filters ask for; decided tasks only of the period, its first day included."""
    since = today - timedelta(days=filters.days)
    wanted = Q(state="open") | Q(decided_at__date__gte=since)
    for value, path in (
        (filters.region, "bureau__region__slug"),
        (filters.line, "bureau__line"),
        (filters.policy, "application__round__policy__code"),
        (filters.bureau, "bureau_id"),
        (filters.light, "light"),
    ):
        if value:
            wanted &= Q(**{path: value})
    return tasks.filter(wanted)


def options(tasks: QuerySet[ReviewTask]) -> dict[str, list[tuple[str, str]]]:
    """Return what the watched tasks may be narrowed to, asked at once."""
    policy = "application__round__policy"
    rows = list(
        tasks.values_list(
            "bureau__region__slug", "bureau__region__name", "bureau__line", f"{policy}__code", f"{policy}__title"
        ).distinct()
    )
    return {
        "region": _sorted((slug, name) for slug, name, *_ in rows),
        "line": _sorted((line, Bureau.Line(line).label) for _, _, line, *_ in rows),
        "policy": _sorted((code, title) for *_, code, title in rows),
    }


def _sorted(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(set(pairs), key=lambda pair: pair[1])


COUNTS = {
    "red": Count("pk", filter=Q(light="red")),
    "yellow": Count("pk", filter=Q(light="yellow")),
    "green": Count("pk", filter=Q(light="green")),
    "oldest": Min("opened_at", filter=~Q(light="")),
    "done": Count("pk", filter=DONE),
    "done_late": Count("pk", filter=LATE_DONE),
}
LIGHT_ORDER = ("-red", "-yellow", "-green")


def by_bureau(tasks: QuerySet[ReviewTask]) -> list[dict[str, Any]]:
    """Return a row of lights, counts and times per bureau, the most red first."""
    grouped = tasks.values("bureau_id", "bureau__name", "bureau__region__name").annotate(**COUNTS, **MEASURES)
    return [dict(row) for row in grouped.order_by(*LIGHT_ORDER, "bureau__name")]


def by_officer(tasks: QuerySet[ReviewTask]) -> list[dict[str, Any]]:
    """Return a row per officer: what each holds now, and what each decided; tasks that nobody took stand under none."""
    named = tasks.annotate(
        officer=Coalesce("decided_by__name", "holder__name", Value("未领取")),
        officer_id=Coalesce("decided_by_id", "holder_id"),
    )
    grouped = named.values("officer_id", "officer", "bureau__name").annotate(**COUNTS, **MEASURES)
    return [dict(row) for row in grouped.order_by(*LIGHT_ORDER, "bureau__name", "officer")]


def by_stage(tasks: QuerySet[ReviewTask]) -> list[dict[str, Any]]:
    """Return the times per kind of stage."""
    rows = tasks.filter(DONE).values("kind").annotate(done=COUNTS["done"], done_late=COUNTS["done_late"], **MEASURES)
    words = dict(ReviewTask.Kind.choices)
    return [{**row, "label": words.get(row["kind"], row["kind"])} for row in rows.order_by("kind")]


def by_week(tasks: QuerySet[ReviewTask]) -> list[dict[str, Any]]:
    """Return how many were decided in each week (Monday first), and how many of them late."""
    rows = tasks.filter(DONE).annotate(week=TruncWeek("decided_at")).values("week")
    counted = rows.annotate(done=COUNTS["done"], done_late=COUNTS["done_late"]).order_by("week")
    return [{**row, "label": f"{row['week']:%m-%d}"} for row in counted]


def tasks_behind(tasks: QuerySet[ReviewTask]) -> QuerySet[ReviewTask]:
    """Return the open tasks behind the figures, the latest first, loaded for a list."""
    found = tasks.exclude(Q(**{"light": ""})).select_related(
        "bureau", "holder", "application__enterprise", "application__round__policy", "application__region__parent"
    )
    return found.order_by("due_on", "opened_at", "pk")


def supervision_notices(user: User, today: date) -> QuerySet[SupervisionNotice]:
    """Return the notices (督办单) that the user issued or watches over, or has to answer; those that wait first."""
    wanted = watched_bureaus(user, today) | watched_bureaus(user, today, "answering")
    found = SupervisionNotice.objects.filter(wanted).select_related("bureau", "answering", "application__enterprise")
    settled = Case(When(state="accepted", then=Value(1)), default=Value(0))
    return found.order_by(settled, "due_on", "-pk")
