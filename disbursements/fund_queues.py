"""The questions about the funds: whose they are, what they hold, who waits for money, what an open round will need."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from accounts.models import Bureau, Role, RoleAssignment, User
from accounts.roles import assignments
from applications.models import Application
from applications.stages import cases_of_stage, within
from applications.workflow import FINAL, UNFILED, Status
from disbursements.models import Account, Appropriation, CaseBalance, Fund, FundTransaction
from disbursements.queues import HEAVY, READERS
from policies.models import ApplicationRound, Policy
from publicity.queues import latest_determinations
from reviews.models import Determination

ZERO = Decimal(0)
WAITING = (
    Status.AWAITING_PUBLICITY,
    Status.IN_PUBLICITY,
    Status.AWAITING_AGREEMENT,
    Status.AWAITING_DISBURSEMENT,
    Status.PAYMENT_FAILED,
)


class FundRow(NamedTuple):
    """A fund with what stands on its accounts, in 元; what was appropriated and received as positive figures."""

    fund: Fund
    held: dict[str, Decimal]

    @property
    def total(self) -> Decimal:
        """Return all the money of the fund (资金总额): appropriated and received."""
        return self.held["appropriated"] + self.held["received"]

    @property
    def paid_pct(self) -> Decimal:
        """Return how much of the money is paid (支出进度), in percent with one decimal."""
        return (self.held["paid"] * 100 / self.total).quantize(Decimal("0.1")) if self.total else ZERO


class Forecast(NamedTuple):
    """What a round will need (资金预测), in 元: applied for and not decided, likely of it, what remains after that."""

    round: ApplicationRound
    applied: int
    computed_yuan: Decimal
    determined: int
    determined_yuan: Decimal
    pass_pct: Decimal | None
    likely_yuan: Decimal
    remaining_yuan: Decimal

    @property
    def shortfall_yuan(self) -> Decimal:
        """Return by how much the money will be short (资金缺口), zero where it is not."""
        return max(ZERO, -self.remaining_yuan)


def funds_at(held: Iterable[RoleAssignment]) -> QuerySet[Fund]:
    """Return the funds that the assignments open: of the bureau, for a supervisor of the whole region."""
    mine = Q(pk__in=[])
    for each in held:
        if each.bureau is None:
            continue
        place = within(each.bureau.region) if each.role == Role.SUPERVISOR else Q(bureau=each.bureau)
        mine |= place & (Q(covers__policy__code=each.policy_code) if each.policy_code else Q())
    found = Fund.objects.filter(pk__in=Fund.objects.filter(mine).values("pk"))
    return found.select_related("region__parent", "bureau__region").order_by("-year", "region__order", "name")


def funds_of(user: User, today: date, roles: Iterable[str] = READERS) -> QuerySet[Fund]:
    """Return the funds of the bureaus in which the user holds any of `roles`; a supervisor's whole jurisdiction."""
    return funds_at(assignments(user, roles, today))


def with_balances(funds: Iterable[Fund]) -> list[FundRow]:
    """Return the funds with what stands on their accounts, in two queries at most."""
    rows = [FundRow(fund, dict.fromkeys(Account.values, ZERO)) for fund in funds]
    by_id = {row.fund.pk: row for row in rows}
    balances = Fund.objects.filter(pk__in=by_id).values_list("pk", "balances__account", "balances__balance_yuan")
    for pk, account, balance in balances:
        if account:
            by_id[pk].held[account] = abs(balance)
    return rows


def appropriations_to_confirm(user: User, today: date) -> QuerySet[Appropriation]:
    """Return the proposed appropriations that the checker may confirm: of own bureaus, made by another person."""
    own = funds_of(user, today, [Role.PAYMENT_CHECKER])
    found = Appropriation.objects.filter(fund__in=own, state=Appropriation.State.PROPOSED).exclude(made_by=user)
    return found.select_related("fund", "made_by").order_by("made_at")


def cases_of_fund(fund: Fund, statuses: Iterable[str] = WAITING) -> QuerySet[Determination]:
    """Return the determinations in force that the fund pays and that are not paid yet, the earliest determined first."""
    cases = Application.objects.filter(status__in=statuses, round__policy__in=fund.policies.all())
    keeper = RoleAssignment(bureau=fund.bureau, role=Role.PAYMENT_MAKER, policy_code="")
    own = cases_of_stage(cases, "disbursement", [keeper]).order_by().values("pk")
    found = latest_determinations(own).filter(decided_at__year=fund.year, title="").defer(*HEAVY)
    return found.order_by("sequence")


def short_of_money(fund: Fund) -> QuerySet[Determination]:
    """Return the determined cases for which the fund has no money left (待资金), the earliest determined first.

    Of a share that a locality remits first only the fund's own part is asked for.
    """
    rows = CaseBalance.objects.filter(application=OuterRef("application"), fund=fund).order_by().values("application")
    own = Coalesce(Subquery(rows.annotate(own=Sum("balance_yuan")).values("own")), ZERO)  # received shares are negative
    return cases_of_fund(fund).annotate(own_yuan=own).filter(own_yuan__lte=0)


def payable_policies(bureaus: Iterable[Bureau]) -> QuerySet[Policy]:
    """Return the policies that a finance bureau's own fund may pay: those of its region, of the units above and below it."""
    place = Q(pk__in=[])
    for bureau in bureaus:
        place |= within(bureau.region) | Q(region__in=bureau.region.with_ancestors())
    return Policy.objects.filter(place, versions__isnull=False).distinct().order_by("title")


def transactions_of(fund: Fund) -> QuerySet[FundTransaction]:
    """Return the ledger of a fund with its entries, newest first."""
    found = fund.transactions.select_related("application__enterprise", "by", "payment__batch", "appropriation")
    return found.prefetch_related("entries").order_by("-id")


def forecasts(fund: Fund, available: Decimal) -> list[Forecast]:
    """Return what each round of the fund's policies will need: what is filed by how much of it was approved so far.

    The share is approved over computed amounts of the round's decided cases, and of the whole policy where the round has
    none; without any decided case all that is filed counts as likely.
    """
    cases = Q(applications__isnull=False) & ~Q(applications__status__in=[*UNFILED, Status.WITHDRAWN])
    found = ApplicationRound.objects.filter(policy__in=fund.policies.all()).select_related("policy")
    rounds = list(found.filter(cases).distinct().order_by("-opens_on")[:20])
    sums = _sums_by_round(rounds)
    result, left = [], available
    for round in rounds:
        row = sums[round.pk]
        pass_pct = _pass_pct(row)
        likely = (row["computed_yuan"] * (100 if pass_pct is None else pass_pct) / 100).quantize(Decimal("0.01"))
        left -= likely
        figures = (row["applied"], row["computed_yuan"], row["determined"], row["determined_yuan"])
        result.append(Forecast(round, *figures, pass_pct, likely, left))
    return result


def _sums_by_round(rounds: Iterable[ApplicationRound]) -> dict[int, dict[str, Any]]:
    decided = Q(approved_yuan__isnull=False, status__in=[*WAITING, Status.DISBURSED])
    refused = Q(status__in=[Status.REJECTED, Status.NOT_ACCEPTED])
    filed = ~Q(status__in=[*UNFILED, *FINAL, *WAITING])
    summed = Application.objects.filter(round__in=rounds).order_by().values("round")
    rows = summed.annotate(
        applied=Count("pk", filter=filed),
        computed_yuan=Coalesce(Sum("estimated_yuan", filter=filed), ZERO),
        determined=Count("pk", filter=decided),
        determined_yuan=Coalesce(Sum("approved_yuan", filter=decided), ZERO),
        decided_computed=Coalesce(Sum("estimated_yuan", filter=decided | refused), ZERO),
    )
    return {row["round"]: dict(row) for row in rows}


def _pass_pct(row: dict[str, Any]) -> Decimal | None:
    if not row["decided_computed"]:
        return None
    return min(Decimal(100), (row["determined_yuan"] * 100 / row["decided_computed"]).quantize(Decimal("0.1")))
