"""The sums of a batch by how its lines ended: 批次合计 = 已拨付 + 失败 + 退汇 + 待回单."""

from decimal import Decimal
from typing import NamedTuple

from django.db.models import Sum

from disbursements.models import Payment, PaymentBatch

State = Payment.State


class Sums(NamedTuple):
    """What the lines of a batch come to, in 元, removed ones left out."""

    paid: Decimal
    failed: Decimal
    returned: Decimal
    open: Decimal

    @property
    def total(self) -> Decimal:
        """Return what was sent out in all."""
        return self.paid + self.failed + self.returned + self.open


def sums_of(batch: PaymentBatch) -> Sums:
    """Return the sums of a batch by how its lines ended; one query."""
    rows = batch.payments.exclude(state=State.REMOVED).order_by().values_list("state").annotate(Sum("amount_yuan"))
    by_state = dict(rows)
    paid, failed, returned = (by_state.get(state, Decimal(0)) for state in (State.PAID, State.FAILED, State.RETURNED))
    waiting = sum((by_state.get(state, Decimal(0)) for state in (State.PENDING, State.RELEASED)), Decimal(0))
    return Sums(paid, failed, returned, waiting)
