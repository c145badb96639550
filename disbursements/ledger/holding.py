"""What a case holds of the funds: reserved when it is determined, released when it is struck, by whichever way."""

from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from accounts.models import Region, User
from applications.models import Application
from applications.stages import bureau_of_stage, share_region
from applications.workflow import DETERMINED, Status
from disbursements.ledger.posting import Event, Kind, balances_of, lock_funds, post
from disbursements.models import Account, Allocation, CaseBalance, Fund, FundTransaction
from policies.models import Policy
from publicity.queues import latest_determinations
from reviews.determinations import split
from reviews.models import Determination

HOLDING = tuple(status for status in DETERMINED if status != Status.RECOGNISED)  # a title holds no money
UNREAD = ("facts", "documents", "decision", "reviews", "application__version__pack_yaml")
ZERO = Decimal(0)
Held = dict[str, Decimal]


def follow(application: Application, source: str, by: User | None, at: datetime) -> None:
    """Keep the funds in step with a case that just moved: reserve what was determined, release what was struck."""
    before, now = source in HOLDING, application.status in HOLDING
    if now and not before:
        reserve_for(application, by, at)
    elif before and not now:
        release_for(application, by, at)


def fund_of(policy: Policy, region: Region, year: int) -> Fund | None:
    """Return the fund that pays a policy in a region and year, None where none is registered."""
    return Fund.objects.filter(covers__policy=policy, covers__region=region, covers__year=year).first()


def paying_fund(application: Application, determination: Determination) -> Fund | None:
    """Return the fund that pays a case: that of the paying bureau's region, of the year of the determination."""
    bureau = bureau_of_stage(application, "disbursement")
    if bureau is None:
        return None
    return fund_of(application.round.policy, bureau.region, year_of(determination))


def payable_yuan(determination: Determination) -> Decimal:
    """Return what is to be paid of a determination: what the latest allocation in force gives, else all that is approved."""
    lines = determination.allocation_lines.filter(allocation__state=Allocation.State.EFFECTIVE)
    found = lines.order_by("-allocation__effective_at", "-pk").first()
    return found.allocated_yuan if found else determination.approved_yuan


def year_of(determination: Determination) -> int:
    """Return the budget year (预算年度) of a determination: that of its day."""
    return timezone.localdate(determination.decided_at).year


def reserve_for(application: Application, by: User | None, at: datetime) -> bool:
    """Reserve what the determination in force takes of the paying fund and of the funds of other levels' shares.

    What does not fit into what is available stays unreserved, and the case waits for money. Tells whether the paying
    fund now holds the whole amount. What a live payment has committed is left alone.
    """
    determination = latest_determinations([application.pk]).defer(*UNREAD).first()
    if determination is None or determination.title:
        return False
    wanted = _wanted(application, determination)
    lock_funds(fund.pk for fund in wanted)
    done = []
    for place, (fund, amounts) in enumerate(wanted.items()):  # the paying fund comes first
        for origin, amount in amounts.items():
            is_done = _bring_to(fund, application, determination, origin, amount, by, at)
            done += [is_done] if place == 0 else []
    return bool(done) and all(done)


def _wanted(application: Application, determination: Determination) -> dict[Fund, Held]:
    """Return what each fund should hold for a case, by where the money comes from: the fund itself, a local share."""
    bureau = bureau_of_stage(application, "disbursement")
    fund = paying_fund(application, determination)
    if bureau is None or fund is None:
        return {}
    amount = payable_yuan(determination)
    remitted = application.remittances.filter(voided_at__isnull=True, is_late=False)
    received = sum((row.amount_yuan for row in remitted), ZERO)
    awaited, wanted = ZERO, {}
    for share in split(amount, determination.shares):
        region = share_region(application, share["level"])
        if region is None or region == bureau.region:
            continue
        part = Decimal(share["amount_yuan"])
        awaited += part if share.get("remit_first") else ZERO
        other = fund_of(application.round.policy, region, fund.year)
        if other is not None:
            wanted[other] = {Account.AVAILABLE.value: part}
    return {fund: {Account.AVAILABLE.value: amount - awaited, Account.RECEIVED.value: received}, **wanted}


def case_balances(application: Application, fund: Fund) -> Held:
    """Return what stands on each account of a fund for one case, in 元."""
    rows = CaseBalance.objects.filter(application=application, fund=fund)
    stored = dict(rows.values_list("account", "balance_yuan"))
    return {account: stored.get(account, ZERO) for account in Account.values}


def held_from(held: Held) -> Held:
    """Return how much a case holds by where it came from: received shares, and the fund's own available money."""
    received = -held[Account.RECEIVED]
    kept = (Account.RESERVED, Account.COMMITTED, Account.PAID, Account.RECOVERED, Account.TRANSFERRED)
    return {
        Account.RECEIVED.value: received,
        Account.AVAILABLE.value: sum((held[each] for each in kept), ZERO) - received,
    }


def _bring_to(
    fund: Fund,
    application: Application,
    determination: Determination,
    origin: str,
    wanted: Decimal,
    by: User | None,
    at: datetime,
) -> bool:
    """Bring what a case holds of one origin to `wanted`; tell whether it is there now."""
    held = case_balances(application, fund)
    missing = wanted - held_from(held)[origin]
    if missing == 0:
        return True
    if missing > 0 and origin == Account.AVAILABLE and balances_of(fund)[Account.AVAILABLE] < missing:
        return False
    if missing < 0 and held[Account.RESERVED] < -missing:
        return False
    if missing > 0:
        kind = Kind.RECEIVE if origin == Account.RECEIVED else Kind.RESERVE
        event = _event(kind, fund, application, by, at, f"核定 {determination.digest[:12]}")
        post(fund, event, origin, Account.RESERVED, missing)
    else:
        post(fund, _event(Kind.RELEASE, fund, application, by, at), Account.RESERVED, origin, -missing)
    return True


def remit(application: Application, region: Region, amount: Decimal, by: User, at: datetime) -> None:
    """Book a local share that was remitted (属地上缴): out of the locality's own fund where it has one, into the paying one.

    A negative amount takes a voided remittance back. Raises NotAllowed where the locality's fund holds less.
    """
    determination = latest_determinations([application.pk]).defer(*UNREAD).get()
    fund = fund_of(application.round.policy, region, year_of(determination))
    if fund is not None:
        event = _event(Kind.TRANSFER, fund, application, by, at)
        source = Account.RESERVED if case_balances(application, fund)[Account.RESERVED] >= amount else Account.AVAILABLE
        if amount > 0:
            post(fund, event, source, Account.TRANSFERRED, amount)
        else:
            post(fund, event, Account.TRANSFERRED, Account.RESERVED, -amount)
    reserve_for(application, by, at)


def release_for(application: Application, by: User | None, at: datetime) -> None:
    """Release what a case still has reserved in any fund; local shares go back to where they came from."""
    funds = lock_funds(application.fund_balances.values_list("fund_id", flat=True))
    for fund in funds.values():
        held = case_balances(application, fund)
        received = min(-held[Account.RECEIVED], held[Account.RESERVED])
        for target, amount in ((Account.RECEIVED, received), (Account.AVAILABLE, held[Account.RESERVED] - received)):
            if amount > 0:
                post(fund, _event(Kind.RELEASE, fund, application, by, at), Account.RESERVED, target, amount)


def _event(kind: str, fund: Fund, application: Application, by: User | None, at: datetime, note: str = "") -> Event:
    """Return an event of the case, numbered in its fund: the fund is locked, and what is there already is not repeated."""
    number = FundTransaction.objects.filter(fund=fund, application=application).count() + 1
    return Event(kind, f"{kind}:{fund.pk}:{application.number}:{number}", at, by, application, note=note)
