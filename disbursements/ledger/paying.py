"""What a payment does to its fund: each step is posted once, under the payment's own key."""

from collections.abc import Iterable
from datetime import datetime

from accounts.models import User
from disbursements.ledger.posting import Event, Kind, post_many
from disbursements.models import Account, Fund, Payment

STEPS = {
    Kind.COMMIT: (Account.RESERVED, Account.COMMITTED),
    Kind.UNCOMMIT: (Account.COMMITTED, Account.RESERVED),
    Kind.PAY: (Account.COMMITTED, Account.PAID),
    Kind.FAIL: (Account.COMMITTED, Account.RESERVED),
    Kind.RETURN: (Account.PAID, Account.RESERVED),
}


def commit(fund: Fund, payments: Iterable[Payment], by: User, at: datetime) -> None:
    """Commit what is reserved for payments that were put into a batch (编入批次). Raises NotAllowed where it is less."""
    _step(Kind.COMMIT, fund, payments, by, at)


def uncommit(fund: Fund, payments: Iterable[Payment], by: User, at: datetime) -> None:
    """Take back the commitment of payments that left their batch unpaid (移出批次)."""
    _step(Kind.UNCOMMIT, fund, payments, by, at)


def pay(fund: Fund, payment: Payment, by: User, at: datetime) -> None:
    """Book a payment that the bank confirmed (拨付成功)."""
    _step(Kind.PAY, fund, [payment], by, at)


def fail(fund: Fund, payment: Payment, by: User, at: datetime) -> None:
    """Book a payment that the bank refused (拨付失败): it stays reserved for the next attempt."""
    _step(Kind.FAIL, fund, [payment], by, at)


def give_back(fund: Fund, payment: Payment, by: User, at: datetime) -> None:
    """Book a payment that came back after it was paid (退汇): it stays reserved for the next attempt."""
    _step(Kind.RETURN, fund, [payment], by, at)


def _step(kind: str, fund: Fund, payments: Iterable[Payment], by: User, at: datetime) -> None:
    source, target = STEPS[Kind(kind)]
    events = [
        (Event(kind, f"{kind}:{each.idempotency_key}", at, by, each.application, each), each.amount_yuan)
        for each in payments
    ]
    post_many(fund, events, source, target)
