"""One transaction of a fund, posted once per event."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from accounts.models import User
from applications.models import Application
from applications.workflow import NotAllowed
from disbursements.models import Account, Appropriation, Fund, FundBalance, FundEntry, FundTransaction, Payment
from disbursements.models.ledger import SOURCES

Kind = FundTransaction.Kind


class Event(NamedTuple):
    """What happened (事项): its kind, the key by which it is posted once, when, by whose act, and what it concerns."""

    kind: str
    key: str
    at: datetime
    by: User | None = None
    application: Application | None = None
    payment: Payment | None = None
    appropriation: Appropriation | None = None
    note: str = ""


def lock_funds(ids: Iterable[int]) -> dict[int, Fund]:
    """Return the funds by id, locked in one order; call it inside a transaction, after the cases are locked."""
    return {
        fund.pk: fund for fund in Fund.objects.select_for_update(no_key=True).filter(pk__in=set(ids)).order_by("pk")
    }


def post(fund: Fund, event: Event, source: str, target: str, amount: Decimal) -> None:
    """Post an amount in 元 from one account of a fund to another; an event that was posted already is left as it is.

    Raises NotAllowed where the source account holds less: nothing goes below zero.
    """
    post_many(fund, [(event, amount)], source, target)


def post_many(fund: Fund, events: Sequence[tuple[Event, Decimal]], source: str, target: str) -> None:
    """Post several events with their amounts between the same two accounts, all or none; like `post`."""
    lock_funds([fund.pk])
    keys = [event.key for event, _ in events]
    known = set(FundTransaction.objects.filter(event_key__in=keys).values_list("event_key", flat=True))
    fresh = [(event, amount) for event, amount in events if event.key not in known]
    needed = sum((amount for _, amount in fresh), Decimal(0))
    held = balances_of(fund)[source]
    if source not in SOURCES and held < needed:
        label = Account(source).label
        raise NotAllowed(f"{fund}“{label}”余额 {held:,.2f} 元，不足 {needed:,.2f} 元")
    written = FundTransaction.objects.bulk_create(_transaction(fund, event) for event, _ in fresh)
    FundEntry.objects.bulk_create(
        FundEntry(transaction=row, account=account, amount_yuan=moved)
        for row, (_, amount) in zip(written, fresh, strict=True)
        for account, moved in ((source, -amount), (target, amount))
    )


def _transaction(fund: Fund, event: Event) -> FundTransaction:
    said = event._asdict()
    return FundTransaction(fund=fund, event_key=said.pop("key"), **said)


def balances_of(fund: Fund) -> dict[str, Decimal]:
    """Return what stands on each account of a fund, in 元; the two sources stand negative."""
    stored = dict(FundBalance.objects.filter(fund=fund).values_list("account", "balance_yuan"))
    return {account: stored.get(account, Decimal("0.00")) for account in Account.values}
