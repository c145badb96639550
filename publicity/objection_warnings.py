"""Early warning (异议时限预警): which thresholds the clocks of objections have passed, and who is told, once."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Event, Role, User
from accounts.notifications import notify
from accounts.roles import people_with
from publicity.models import Objection, ObjectionWarning
from publicity.objection_clocks import clock_of
from publicity.objection_flow import State
from publicity.objection_queues import with_line
from reviews.warnings import passed, supervisors_of, terms_of

Kind = ObjectionWarning.Kind
WATCH_LOCK = 62_2029
WORDS = {
    Kind.HALF: "办理时限已过半",
    Kind.MOST: "办理时限已用八成",
    Kind.LATE: "办理已超时",
    Kind.ESCALATED: "办理超时，请督办",
}


@transaction.atomic
def watch_objections(at: datetime) -> list[ObjectionWarning]:
    """Write a warning for each threshold passed since the last look, and tell people of the newest of each objection.

    One run at a time; a run after a downtime writes what was missed.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WATCH_LOCK])
    today = timezone.localdate(at)
    fresh = list(_fresh(today, at))
    ObjectionWarning.objects.bulk_create(fresh)
    for warning in {each.objection_id: each for each in fresh}.values():
        _tell(warning, today)
    return fresh


def _fresh(today: date, at: datetime) -> Iterator[ObjectionWarning]:
    running = with_line(Objection.objects.filter(state__in=[State.FILED, State.INVESTIGATING]))
    for objection in running.prefetch_related("steps", "warnings"):
        clock = clock_of(objection, today)
        known = {(each.phase, each.instance, each.kind) for each in objection.warnings.all()}
        if clock is None or objection.due_on is None:
            continue
        for kind in passed(clock, terms_of(objection.line.notice.bureau.region).report_after_days):
            if (objection.state, objection.instance, kind) not in known:
                yield ObjectionWarning(
                    objection=objection, phase=objection.state, instance=objection.instance, kind=kind, at=at,
                    used_days=clock.used, limit_days=clock.limit, due_on=objection.due_on,
                )  # fmt: skip


def readers(objection: Objection, kind: str, today: date) -> list[User]:
    """Return who is told: whose turn it is; once late the chief as well, and later the supervisor."""
    notice = objection.line.notice
    code = notice.round.policy.code
    people = (
        [objection.finder] if objection.finder else people_with([Role.PUBLICITY_OFFICER], today, [notice.bureau], code)
    )
    if kind in (Kind.LATE, Kind.ESCALATED):
        people = [*people, *people_with([Role.CHIEF], today, [notice.bureau], code)]
    if kind == Kind.ESCALATED:
        people = [*people, *supervisors_of(notice.bureau, today)]
    return list(dict.fromkeys(people))


def _tell(warning: ObjectionWarning, today: date) -> None:
    objection = warning.objection
    title = f"异议 {objection.number} {WORDS[Kind(warning.kind)]}"
    text = f"{objection.line.notice.title} 第 {objection.line.position} 条，应于 {warning.due_on} 前办结。"
    url = reverse("objection_detail", args=[objection.pk])
    notify(readers(objection, warning.kind, today), title, text, url, event=Event.CLOCK, due_on=warning.due_on)
