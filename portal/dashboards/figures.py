"""The figures of the dashboards: how far cases came, what they came to, how long and how cleanly; a few queries at any size."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum

from accounts.models import User
from applications.models import Application, CorrectionNotice
from disbursements.models import Payment
from policies.models import Policy
from publicity.models import Notice, NoticeLine, Objection
from reviews.board import by_stage
from reviews.models import Determination, ReviewTask
from reviews.queues import visible_cases
from reviews.times import case_times

TOP = 10
STEPS = (("applied", "提交申报"), ("determined", "审定通过"), ("published", "已公示"), ("paid", "已拨付"))


def cases_seen(user: User, today: Any, year: int | None = None) -> QuerySet[Application]:
    """Return the filed cases that the user may read, of one year of filing or of all, each with how far it came."""
    found: QuerySet[Application] = visible_cases(user, today).select_related(None).order_by()
    if year:
        found = found.filter(submitted_at__year=year)
    of_case = {"application": OuterRef("pk")}
    paid = Payment.objects.filter(**of_case, state="paid").order_by().values("application")
    return found.annotate(
        was_determined=Exists(Determination.objects.filter(**of_case)),
        was_published=Exists(NoticeLine.objects.filter(**of_case).exclude(notice__state=Notice.State.DRAFT)),
        was_corrected=Exists(CorrectionNotice.objects.filter(**of_case)),
        was_objected=Exists(Objection.objects.filter(line__application=OuterRef("pk"))),
        paid_yuan=Subquery(paid.annotate(sum=Sum("amount_yuan")).values("sum")),
    )


COUNTS = ("applied", "determined", "published", "paid", "corrected", "objected")
MEASURES: dict[str, Any] = {
    "applied": Count("pk"),
    "determined": Count("pk", filter=Q(was_determined=True)),
    "published": Count("pk", filter=Q(was_published=True)),
    "paid": Count("pk", filter=Q(paid_yuan__isnull=False)),
    "corrected": Count("pk", filter=Q(was_corrected=True)),
    "objected": Count("pk", filter=Q(was_objected=True)),
    "approved_sum": Sum("approved_yuan"),
    "paid_sum": Sum("paid_yuan"),
}


@dataclass(frozen=True)
class Row:
    """One group of cases: its label, how many came how far, and what was approved and paid (元)."""

    label: str
    key: str
    applied: int
    determined: int
    published: int
    paid: int
    corrected: int
    objected: int
    approved_yuan: Decimal
    paid_yuan: Decimal

    @property
    def correction_pct(self) -> Decimal | None:
        """Return how many of a hundred filed cases were returned for correction (补正率), None without any case."""
        return percent(self.corrected, self.applied)

    @property
    def objection_pct(self) -> Decimal | None:
        """Return how many of a hundred published cases were objected to (异议率), None without any notice."""
        return percent(self.objected, self.published)


def percent(part: int | Decimal, whole: int | Decimal) -> Decimal | None:
    """Return the share in percent with one decimal, None of nothing."""
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.1")) if whole else None


def grouped(cases: QuerySet[Application], label: str, key: str) -> list[Row]:
    """Return one row per value of `key`, named by `label`; the most claimed first."""
    rows: Any = cases.values(name=F(label), slug=F(key)).annotate(**MEASURES)
    return [_row(each) for each in rows.order_by("-applied", "slug")]


def _row(each: dict[str, Any]) -> Row:
    approved, paid = each["approved_sum"] or Decimal(0), each["paid_sum"] or Decimal(0)
    counts = {name: int(each[name]) for name in COUNTS}
    return Row(label=each["name"], key=str(each["slug"]), approved_yuan=approved, paid_yuan=paid, **counts)


def total(rows: Iterable[Row]) -> Row:
    """Return the sum of the rows (合计)."""
    listed = list(rows)
    counts = {name: sum(getattr(row, name) for row in listed) for name in COUNTS}
    approved = sum((row.approved_yuan for row in listed), Decimal(0))
    paid = sum((row.paid_yuan for row in listed), Decimal(0))
    return Row(label="合计", key="", approved_yuan=approved, paid_yuan=paid, **counts)


def funnel(row: Row) -> list[dict[str, Any]]:
    """Return how many cases reached each step, with their share of those filed."""
    return [
        {"label": label, "count": getattr(row, name), "pct": percent(getattr(row, name), row.applied)}
        for name, label in STEPS
    ]


def stage_times(cases: QuerySet[Application]) -> list[dict[str, Any]]:
    """Return per kind of stage how many were decided, how many of them late, and the days: average, median, four fifths."""
    return by_stage(ReviewTask.objects.filter(application__in=cases.values("pk")).order_by())


@dataclass(frozen=True)
class Receiver:
    """One enterprise that was paid under a policy: how often, and how much (元)."""

    name: str
    times: int
    paid_yuan: Decimal


@dataclass(frozen=True)
class Effectiveness:
    """The effectiveness sheet (政策成效表) of one policy."""

    row: Row
    median_days: float | None
    top: list[Receiver]
    receivers: int
    repeat_receivers: int
    top_share_pct: Decimal | None


def effectiveness(policy: Policy, cases: QuerySet[Application]) -> Effectiveness | None:
    """Return the sheet of a policy over those of its cases that the reader may see; None where there is none."""
    of_policy = cases.filter(round__policy=policy)
    rows = grouped(of_policy, "round__policy__title", "round__policy__code")
    if not rows:
        return None
    paid = Payment.objects.filter(state="paid", application__in=of_policy.values("pk")).order_by()
    by_enterprise = paid.values(name=F("application__enterprise__name"), of=F("application__enterprise")).annotate(
        times=Count("application", distinct=True), sum=Sum("amount_yuan")
    )
    receivers = [Receiver(each["name"], each["times"], each["sum"]) for each in by_enterprise.order_by("-sum", "of")]
    top = receivers[:TOP]
    return Effectiveness(
        row=rows[0],
        median_days=case_times(policy).median,
        top=top,
        receivers=len(receivers),
        repeat_receivers=sum(each.times > 1 for each in receivers),
        top_share_pct=percent(sum((each.paid_yuan for each in top), Decimal(0)), rows[0].paid_yuan),
    )
