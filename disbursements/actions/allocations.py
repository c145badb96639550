"""An allocation: drawn up by the fund's maker, approved by the deciding bureau's chief and the fund's checker."""

from datetime import datetime

from django.db import transaction

from accounts.canonical import digest_of
from accounts.models import Bureau, Role, User
from applications.models import Application
from applications.workflow import NotAllowed
from disbursements.actions.funds import check_keeper
from disbursements.allocating import NotDecided, Part
from disbursements.allocation_queues import proposal
from disbursements.ledger import balances_of, lock_funds, reserve_for
from disbursements.models import Account, Allocation, AllocationLine, Fund
from policies.models import ApplicationRound

State = Allocation.State


@transaction.atomic
def draw_up(fund: Fund, round: ApplicationRound, by: User, at: datetime) -> Allocation:
    """Draw up an allocation (编制分配方案) of the fund to the round's waiting cases, by the round's rule.

    Raises NotAllowed where the rule does not decide, nobody waits, or another one waits for its approval.
    """
    check_keeper(by, Role.PAYMENT_MAKER, fund.bureau, at)
    lock_funds([fund.pk])
    if fund.allocations.filter(round=round, state=State.PROPOSED).exists():
        raise NotAllowed("该批次已有待审批的分配方案")
    try:
        found = proposal(fund, round)
    except NotDecided as undecided:
        raise NotAllowed(str(undecided)) from undecided
    if not found.parts or found.bureau is None:
        raise NotAllowed("没有待分配的办件，或没有审定部门")
    made = Allocation(
        fund=fund, round=round, bureau=found.bureau, rule=round.scarcity_rule, basis=found.basis,
        budget_yuan=found.budget_yuan, left_yuan=found.left_yuan, made_by=by, made_at=at,
    )  # fmt: skip
    lines = [line_of(made, rank, part) for rank, part in enumerate(found.parts, start=1)]
    for line in lines:
        line.determination = found.determinations[line.determination_id]
    made.digest = digest_of(made.content(lines))
    made.save()
    for line in lines:
        line.allocation = made
    AllocationLine.objects.bulk_create(lines)
    return made


def line_of(allocation: Allocation, rank: int, part: Part) -> AllocationLine:
    """Return the line of an allocation that a part comes to."""
    return AllocationLine(
        allocation=allocation,
        determination_id=part.claim.determination_id,
        rank=rank,
        approved_yuan=part.claim.approved_yuan,
        allocated_yuan=part.allocated_yuan,
        words=part.words[:200],
    )


@transaction.atomic
def approve_as_chief(allocation: Allocation, by: User, at: datetime) -> Allocation:
    """Approve an allocation for the deciding bureau (审定部门审批); it takes effect with the second approval."""
    found = _proposed(allocation)
    _check_approver(found, by, Role.CHIEF, found.bureau, at)
    if found.chief_id:
        raise NotAllowed("审定部门已审批")
    found.chief = by
    return _put_into_effect(found, at)


@transaction.atomic
def approve_as_checker(allocation: Allocation, by: User, at: datetime) -> Allocation:
    """Approve an allocation for the finance bureau (财政复核); it takes effect with the second approval."""
    found = _proposed(allocation)
    _check_approver(found, by, Role.PAYMENT_CHECKER, found.fund.bureau, at)
    if found.checker_id:
        raise NotAllowed("财政部门已复核")
    found.checker = by
    return _put_into_effect(found, at)


@transaction.atomic
def refuse_allocation(allocation: Allocation, by: User, reason: str, at: datetime) -> Allocation:
    """Send an allocation back (退回分配方案) with a reason, by either approver; another one may be drawn up."""
    found = _proposed(allocation)
    if not reason.strip():
        raise NotAllowed("请写明退回原因")
    role, bureau = (Role.PAYMENT_CHECKER, found.fund.bureau)
    if by.roles.filter(role=Role.CHIEF, bureau=found.bureau).exists():
        role, bureau = Role.CHIEF, found.bureau
    _check_approver(found, by, role, bureau, at)
    found.state, found.refusal_reason = State.DISCARDED, reason.strip()[:200]
    found.save(update_fields=["state", "refusal_reason"])
    return found


def _proposed(allocation: Allocation) -> Allocation:
    locked = Allocation.objects.select_for_update(of=("self",), no_key=True)
    found = locked.select_related("fund__bureau", "bureau", "round").filter(pk=allocation.pk, state=State.PROPOSED)
    first = found.first()
    if first is None:
        raise NotAllowed("该分配方案已由他人办理")
    return first


def _check_approver(found: Allocation, by: User, role: Role, bureau: Bureau, at: datetime) -> None:
    check_keeper(by, role, bureau, at)
    if by.pk in (found.made_by_id, found.chief_id, found.checker_id):
        raise NotAllowed("编制、审定部门审批和财政复核须为三人")


def _put_into_effect(found: Allocation, at: datetime) -> Allocation:
    """Save an approval; with both, reserve exactly what was allocated: first what becomes less, then what becomes more."""
    if not (found.chief_id and found.checker_id):
        found.save(update_fields=["chief", "checker"])
        return found
    lock_funds([found.fund_id])
    found.state, found.effective_at = State.EFFECTIVE, at
    found.save(update_fields=["chief", "checker", "state", "effective_at"])
    lines = list(found.lines.select_related("determination"))
    cases = Application.objects.for_list().in_bulk([line.determination.application_id for line in lines])
    for case in cases.values():
        if case.payments.filter(state__in=["pending", "released", "paid"]).exists():
            raise NotAllowed(f"{case} 已编入拨付批次，请退回后重新编制分配方案")
        reserve_for(case, found.checker, at)  # what becomes less makes room
    for line in lines:
        if not reserve_for(cases[line.determination.application_id], found.checker, at):
            left = balances_of(found.fund)[Account.AVAILABLE]
            raise NotAllowed(f"可用余额 {left:,.2f} 元已变，请退回后重新编制")
    return found
