"""Registering a fund, and its appropriations: made by one person, confirmed by another."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import Bureau, Role, User
from accounts.notifications import clear_todos
from accounts.roles import assignments
from applications.models import Application
from applications.workflow import NotAllowed
from disbursements.fund_queues import short_of_money
from disbursements.ledger import balances_of, lock_funds, post, reserve_for
from disbursements.ledger.posting import Event, Kind
from disbursements.models import Account, Appropriation, Fund, FundPolicy
from disbursements.notifications import tell_appropriation, tell_refused_appropriation
from policies.models import Policy

State = Appropriation.State


class FundTerms(NamedTuple):
    """What a fund is called, for which year and policies, and above which batch total in 元 two people check."""

    name: str
    year: int
    policies: Iterable[Policy]
    second_check_above_yuan: Decimal | None = None


class Grant(NamedTuple):
    """An appropriation or adjustment: its kind, amount in 元, document and, of an adjustment, why."""

    kind: str
    amount_yuan: Decimal
    document_number: str
    document_on: date
    reason: str = ""


@transaction.atomic
def register_fund(bureau: Bureau, terms: FundTerms, by: User, at: datetime) -> Fund:
    """Register a fund (登记专项资金) of the bureau's region. Raises ValidationError where a policy has one that year."""
    check_keeper(by, Role.PAYMENT_MAKER, bureau, at)
    policies = list(terms.policies)
    if not policies:
        raise ValidationError({"policies": "请至少选择一项政策"})
    place = {"region": bureau.region, "year": terms.year}
    for policy in policies:
        if FundPolicy.objects.filter(policy=policy, **place).exists():
            raise ValidationError({"policies": f"“{policy}”在 {terms.year} 年已有专项资金"})
    fund = Fund(
        name=terms.name.strip(),
        bureau=bureau,
        second_check_above_yuan=terms.second_check_above_yuan,
        made_by=by,
        made_at=at,
        **place,
    )
    fund.full_clean(exclude=["policies"])
    fund.save()
    FundPolicy.objects.bulk_create(FundPolicy(fund=fund, policy=policy, **place) for policy in policies)
    return fund


def check_keeper(by: User, role: Role, bureau: Bureau, at: datetime) -> None:
    """Raise NotAllowed unless the person holds the role in the bureau, whichever the policy."""
    held = assignments(by, [role], timezone.localdate(at))
    if not any(each.bureau_id == bureau.pk for each in held):
        raise NotAllowed("您的角色不能办理这一步")


@transaction.atomic
def propose_appropriation(fund: Fund, grant: Grant, by: User, at: datetime) -> Appropriation:
    """Propose an appropriation or adjustment (登记预算); it counts once another person confirmed it.

    Raises ValidationError for a date to come, without a document, or where it is registered already.
    """
    check_keeper(by, Role.PAYMENT_MAKER, fund.bureau, at)
    if grant.document_on > timezone.localdate(at):
        raise ValidationError({"document_on": "文件日期不能晚于今天"})
    proposed = Appropriation(fund=fund, made_by=by, made_at=at, **grant._asdict())
    proposed.full_clean()
    proposed.save()
    tell_appropriation(proposed, timezone.localdate(at))
    return proposed


@transaction.atomic
def confirm_appropriation(appropriation: Appropriation, by: User, at: datetime) -> Appropriation:
    """Confirm a proposed appropriation (复核生效): it is posted, and cases that waited for money get theirs.

    Raises NotAllowed for its maker, and where a decrease takes more than is available.
    """
    found = _locked(appropriation, by, at)
    found.state, found.decided_by, found.decided_at = State.CONFIRMED, by, at
    found.save(update_fields=["state", "decided_by", "decided_at"])
    kind = Kind.APPROPRIATE if found.kind == Appropriation.Kind.APPROPRIATION else Kind.ADJUST
    way: tuple[str, str] = (Account.APPROPRIATED, Account.AVAILABLE)
    if found.kind == Appropriation.Kind.DECREASE:
        way = (Account.AVAILABLE, Account.APPROPRIATED)
    event = Event(kind, f"appropriation:{found.pk}", at, by, appropriation=found, note=found.document_number)
    post(found.fund, event, *way, found.amount_yuan)
    clear_todos(todo_key(found), at)
    fill_waiting(found.fund, by, at)
    return found


@transaction.atomic
def refuse_appropriation(appropriation: Appropriation, by: User, reason: str, at: datetime) -> Appropriation:
    """Refuse a proposed appropriation (退回) with a reason; its maker may register it anew."""
    if not reason.strip():
        raise NotAllowed("请写明退回原因")
    found = _locked(appropriation, by, at)
    found.state, found.decided_by, found.decided_at = State.REFUSED, by, at
    found.refusal_reason = reason.strip()[:200]
    found.save(update_fields=["state", "decided_by", "decided_at", "refusal_reason"])
    clear_todos(todo_key(found), at)
    tell_refused_appropriation(found)
    return found


def todo_key(appropriation: Appropriation) -> str:
    """Return the matter (所办事项) under which the checkers are told of an appropriation."""
    return f"appropriation-{appropriation.pk}"


def _locked(appropriation: Appropriation, by: User, at: datetime) -> Appropriation:
    locked = Appropriation.objects.select_for_update(of=("self",), no_key=True).select_related(
        "fund__bureau__region", "made_by"
    )
    found = locked.filter(pk=appropriation.pk, state=State.PROPOSED).first()
    if found is None:
        raise NotAllowed("这笔预算已由他人办理")
    check_keeper(by, Role.PAYMENT_CHECKER, found.fund.bureau, at)
    if by == found.made_by:
        raise NotAllowed("登记人不得复核自己登记的预算")
    return found


def fill_waiting(fund: Fund, by: User | None, at: datetime) -> int:
    """Reserve money for the determined cases that waited for it, where it suffices for all of them; return for how many.

    Where it does not, the round's rule for scarcity decides by an allocation, never the order of clicks.
    """
    lock_funds([fund.pk])
    waiting = list(short_of_money(fund))
    needed = sum((each.approved_yuan for each in waiting), Decimal(0))
    if not waiting or needed > balances_of(fund)[Account.AVAILABLE]:
        return 0
    cases = Application.objects.for_list().in_bulk([each.application_id for each in waiting])
    return sum(reserve_for(cases[each.application_id], by, at) for each in waiting)
