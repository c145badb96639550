"""Reconciling a batch with the bank's statement, and closing it: two people, and a difference of zero."""

from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Role, User
from applications.workflow import NotAllowed
from disbursements.actions.batches import Event, State, locked_batch, write_event
from disbursements.actions.roles import check_role
from disbursements.models import PaymentBatch, Reconciliation
from disbursements.reconciling import sums_of


@transaction.atomic
def reconcile(batch: PaymentBatch, bank_out: Decimal, bank_back: Decimal, by: User, at: datetime) -> Reconciliation:
    """Make the reconciliation sheet (编制对账单) from the bank's own totals in 元.

    Raises ValidationError where lines wait for the bank or the difference is not zero, NotAllowed out of turn.
    """
    settled = locked_batch(batch, State.SETTLED)
    check_role(by, Role.PAYMENT_MAKER, settled.bureau, settled.round, at)
    sums = sums_of(settled)
    sheet = Reconciliation(
        batch=settled,
        total_yuan=sums.total,
        paid_yuan=sums.paid,
        failed_yuan=sums.failed,
        returned_yuan=sums.returned,
        bank_out_yuan=bank_out,
        bank_back_yuan=bank_back,
        made_by=by,
        made_at=at,
    )
    if (bank_out, bank_back) != (sums.paid + sums.returned, sums.returned):
        out, back = bank_out - sums.paid - sums.returned, bank_back - sums.returned
        raise ValidationError(f"差额不为零：支出差 {out:,.2f} 元，退回差 {back:,.2f} 元。请核对回单，补登遗漏的结果")
    sheet.full_clean()
    sheet.save()
    write_event(settled, Event.RECONCILE, by, at)
    return sheet


@transaction.atomic
def close_batch(batch: PaymentBatch, by: User, at: datetime) -> PaymentBatch:
    """Confirm the reconciliation sheet and close the batch (对账关闭). Raises NotAllowed for its maker, or if sums moved on."""
    settled = locked_batch(batch, State.SETTLED)
    check_role(by, Role.PAYMENT_CHECKER, settled.bureau, settled.round, at)
    sheet = open_sheet(settled)
    if by == sheet.made_by:
        raise NotAllowed("对账人不得复核自己的对账单")
    sums = sums_of(settled)
    if (sheet.paid_yuan, sheet.failed_yuan, sheet.returned_yuan) != (sums.paid, sums.failed, sums.returned):
        raise NotAllowed("对账之后又登记了退汇，请退回重新对账")
    sheet.confirmed_by, sheet.confirmed_at = by, at
    sheet.save(update_fields=["confirmed_by", "confirmed_at"])
    settled.state = State.CLOSED
    settled.save(update_fields=["state"])
    write_event(settled, Event.CLOSE, by, at)
    return settled


@transaction.atomic
def refuse_sheet(batch: PaymentBatch, by: User, reason: str, at: datetime) -> None:
    """Send the reconciliation sheet back (退回对账) with a reason; it is made anew."""
    settled = locked_batch(batch, State.SETTLED)
    check_role(by, Role.PAYMENT_CHECKER, settled.bureau, settled.round, at)
    if not reason.strip():
        raise NotAllowed("请写明退回原因")
    sheet = open_sheet(settled)
    sheet.is_withdrawn = True
    sheet.save(update_fields=["is_withdrawn"])
    write_event(settled, Event.REOPEN, by, at, reason.strip()[:200])


def open_sheet(batch: PaymentBatch) -> Reconciliation:
    """Return the sheet that waits for its confirmation. Raises NotAllowed where there is none."""
    found = (
        batch.reconciliations.select_for_update(no_key=True)
        .filter(is_withdrawn=False, confirmed_at__isnull=True)
        .first()
    )
    if found is None:
        raise NotAllowed("对账单已由他人办理")
    return found
