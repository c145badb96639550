"""The questions about allocations: what one would come to now, and which wait for whom."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Q, QuerySet, Sum

from accounts.models import Bureau, Role, User
from accounts.roles import bureaus_of
from applications.stages import stage_of_kind
from disbursements.allocating import Claim, NotDecided, Part, allocate
from disbursements.fund_queues import cases_of_fund, funds_of
from disbursements.ledger import balances_of
from disbursements.models import Account, Allocation, CaseBalance, Fund, Payment
from disbursements.queues import LIVE, READERS
from disbursements.shares import remit_first_shares
from policies.models import ApplicationRound
from reviews.models import Determination

APPROVERS = (Role.CHIEF, Role.PAYMENT_CHECKER)


class Proposal(NamedTuple):
    """What an allocation of a round would come to now: the parts, the money there is, and who would approve it."""

    parts: list[Part]
    determinations: Mapping[int, Determination]
    needed_yuan: Decimal
    budget_yuan: Decimal
    left_yuan: Decimal
    bureau: Bureau | None
    basis: str


def waiting_of(fund: Fund, round: ApplicationRound) -> list[Determination]:
    """Return the round's determinations that the fund pays and no live payment covers, the earliest determined first."""
    paid = Payment.objects.filter(state__in=LIVE, application__round=round).values("application")
    found = cases_of_fund(fund).filter(application__round=round).exclude(application__in=paid)
    return list(found)


def proposal(fund: Fund, round: ApplicationRound) -> Proposal:
    """Return what an allocation would come to now. Raises NotDecided where the round's rule does not decide."""
    waiting = waiting_of(fund, round)
    if any(remit_first_shares(each) for each in waiting):
        raise NotDecided("该政策须属地先行上缴，属地按核定金额足额上缴，不适用分配方案")
    if not round.scarcity_rule:
        raise NotDecided("文件未规定资金不足时怎样分配，须由主管部门裁定后在批次申报要求中设定分配规则")
    scores = dict(
        Determination.objects.filter(pk__in=[each.pk for each in waiting]).values_list("pk", "decision__score")
    )
    claims = [
        Claim(each.pk, each.approved_yuan, None if scores[each.pk] is None else Decimal(str(scores[each.pk])), each.decided_at)
        for each in waiting
    ]  # fmt: skip
    budget = budget_of(fund, waiting)
    parts = allocate(round.scarcity_rule, budget, claims)
    given = sum((part.allocated_yuan for part in parts), Decimal(0))
    needed = sum((claim.approved_yuan for claim in claims), Decimal(0))
    determinations = {each.pk: each for each in waiting}
    return Proposal(
        parts, determinations, needed, budget, budget - given, deciding_bureau(fund, round), basis_of(round)
    )


def budget_of(fund: Fund, waiting: list[Determination]) -> Decimal:
    """Return what may be shared out: what is available, and what the waiting cases have reserved already."""
    rows = CaseBalance.objects.filter(fund=fund, account=Account.RESERVED)
    reserved = rows.filter(application__in=[each.application_id for each in waiting]).aggregate(Sum("balance_yuan"))
    return balances_of(fund)[Account.AVAILABLE] + (reserved["balance_yuan__sum"] or Decimal(0))


def basis_of(round: ApplicationRound) -> str:
    """Return on what the round's rule rests: the clause or ruling that its setting names."""
    terms = round.terms.filter(scarcity_rule=round.scarcity_rule).first()
    return terms.reason if terms else "批次申报要求"


def deciding_bureau(fund: Fund, round: ApplicationRound) -> Bureau | None:
    """Return the bureau whose chief approves an allocation: that of the policy's final review (审定) in the fund's region."""
    stage = stage_of_kind(round.version.pack, "final_review")
    if stage is None:
        return None
    region = fund.region.at_level(stage.level) or fund.region
    return Bureau.objects.filter(region=region, line=stage.lines[0]).first()


def allocations_of(user: User, today: date) -> QuerySet[Allocation]:
    """Return the allocations of the funds that the person reads, and those that the person's bureau decides as its chief."""
    own = Q(fund__in=funds_of(user, today, READERS)) | Q(bureau__in=bureaus_of(user, [Role.CHIEF], today))
    found = Allocation.objects.filter(own)
    return found.select_related("fund__bureau", "round__policy", "bureau", "made_by", "chief", "checker")


def to_approve(user: User, today: date) -> QuerySet[Allocation]:
    """Return the allocations that wait for the person's approval, as chief or as checker."""
    as_chief = Q(chief__isnull=True, bureau__in=bureaus_of(user, [Role.CHIEF], today))
    as_checker = Q(checker__isnull=True, fund__bureau__in=bureaus_of(user, [Role.PAYMENT_CHECKER], today))
    found = Allocation.objects.filter(as_chief | as_checker, state=Allocation.State.PROPOSED).exclude(made_by=user)
    return found.exclude(chief=user).exclude(checker=user).select_related("fund", "round__policy", "bureau", "made_by")
