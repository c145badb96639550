"""The tabs of the work desk (待办): one named question each, asked for the rows and counted together."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Exists, F, Func, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from accounts.models import Role, User
from accounts.roles import assignments
from applications.workflow import IN_CORRECTION, Status
from reviews.models import Absence, ReviewTask
from reviews.queues import REVIEW_ROLES, SHOWN, own_kinds, review_queue

State, Outcome = ReviewTask.State, ReviewTask.Outcome
Rows = QuerySet[ReviewTask]


class Tab(NamedTuple):
    """One tab: its key in the address, its word, what is said where it has no rows, and its rows."""

    key: str
    title: str
    empty: str
    rows: Callable[[User, datetime], Rows]


def mine(user: User, at: datetime) -> Rows:
    """Return the tasks in the user's hand: claimed, assigned, and those assigned to whom the user stands in for."""
    return _queue(user, at).filter(in_hand(user, at))


def unclaimed(user: User, at: datetime) -> Rows:
    """Return the tasks of the user's bureaus that nobody has in hand."""
    return _queue(user, at).filter(is_free(at))


def overdue(user: User, at: datetime) -> Rows:
    """Return the tasks that the user could decide and whose last day is over, whoever has them in hand."""
    return _queue(user, at).filter(due_on__lt=timezone.localdate(at))


def waiting(user: User, at: datetime) -> Rows:
    """Return what the cases that the user decided a part of now wait for, in others' hands."""
    handled = ReviewTask.objects.filter(application=OuterRef("application"), state=State.DONE, decided_by=user)
    tasks = ReviewTask.objects.filter(Exists(handled), state=State.OPEN, application__status=Status.IN_REVIEW)
    return _shown(tasks.exclude(own_kinds(user, timezone.localdate(at))))


def returned(user: User, at: datetime) -> Rows:
    """Return the last return of each case that the user's bureau sent back and that is with the enterprise now."""
    later = ReviewTask.objects.filter(
        application=OuterRef("application"), outcome=Outcome.RETURNED, decided_at__gt=OuterRef("decided_at")
    )
    own = own_kinds(user, timezone.localdate(at))
    tasks = ReviewTask.objects.filter(own, outcome=Outcome.RETURNED, application__status__in=IN_CORRECTION)
    return _shown(tasks.exclude(Exists(later)))


def of_chief(user: User, at: datetime) -> Rows:
    """Return every open task of the bureaus whose chief the user is, of any kind: to be assigned."""
    wanted = Q(pk__in=[])
    for held in assignments(user, [Role.CHIEF], timezone.localdate(at)):
        its = Q(application__round__policy__code=held.policy_code) if held.policy_code else Q()
        wanted |= Q(bureau=held.bureau) & its
    return _shown(ReviewTask.objects.filter(wanted, state=State.OPEN, application__status=Status.IN_REVIEW))


TABS = {
    tab.key: tab
    for tab in (
        Tab("mine", "我的", "您手上没有办件。到“本部门”领取，或打开办件开始办理。", mine),
        Tab("bureau", "本部门", "没有待领取的办件。新的办件到达时会在这里出现，并发站内消息。", unclaimed),
        Tab("waiting", "等待他人", "您办过的件都不在等别人。", waiting),
        Tab("returned", "已退回", "没有退回企业补正的办件。", returned),
        Tab("overdue", "超时", "没有超时的办件。", overdue),
        Tab("all", "全部（分派）", "本部门没有在办的件。", of_chief),
    )
}


def tabs_of(user: User, today: date) -> list[Tab]:
    """Return the tabs that the user sees: the one for assigning is the chief's."""
    is_chief = bool(assignments(user, [Role.CHIEF], today))
    return [tab for tab in TABS.values() if is_chief or tab.key != "all"]


def counts(user: User, at: datetime) -> dict[str, int]:
    """Return how many rows each of the user's tabs has, by its key; asked of the database at once."""
    tabs = tabs_of(user, timezone.localdate(at))
    numbers = {f"{tab.key}_rows": Subquery(_number(tab.rows(user, at))) for tab in tabs}
    found: dict[str, Any] = dict(User.objects.filter(pk=user.pk).values(**numbers).get())
    return {tab.key: found[f"{tab.key}_rows"] for tab in tabs}


def _number(rows: Rows) -> QuerySet[Any, Any]:
    return (
        rows.order_by().annotate(number=Func(F("pk"), function="COUNT", output_field=IntegerField())).values("number")
    )  # type: ignore[return-value]


def in_hand(user: User, at: datetime) -> Q:
    """Return the condition that the user has a task in hand at `at`, or stands in for its absent holder (代)."""
    today = timezone.localdate(at)
    held = Q(holder=user) & (Q(held_until__isnull=True) | Q(held_until__gt=at))
    for role in {each.role for each in assignments(user, REVIEW_ROLES, today)}:
        absent = Absence.objects.in_force(today).filter(
            substitute=user, role=role, user=OuterRef("holder"), bureau=OuterRef("bureau")
        )
        held |= Q(Exists(absent), held_until__isnull=True, kind__in=ReviewTask.kinds_of(role))
    return held


def is_free(at: datetime) -> Q:
    """Return the condition that nobody has a task in hand at `at`."""
    return Q(holder__isnull=True) | Q(held_until__lte=at)


def _queue(user: User, at: datetime) -> Rows:
    return review_queue(user, timezone.localdate(at))


def _shown(tasks: Rows) -> Rows:
    return tasks.select_related(*SHOWN).order_by("due_on", "opened_at", "pk")
