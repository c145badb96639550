from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import Role, User
from applications.workflow import Action, NotAllowed
from disbursements import ledger
from disbursements.actions.batches import Event, State, fund_of, locked_batch, write_event
from disbursements.actions.letters import issue_paid
from disbursements.actions.roles import check_role
from disbursements.models import Payment, PaymentBatch
from disbursements.notifications import tell_failed, tell_paid


@transaction.atomic
def confirm_payment(payment: Payment, by: User, at: datetime) -> Payment:
    """Record that the bank paid (拨付成功): the case is disbursed. Raises NotAllowed unless the line waits for it."""
    batch, line = _released(payment, by, at)
    _settle(line, Payment.State.PAID, by, at)
    ledger.pay(fund_of(batch), line, by, at)
    line.application.move(Action.PAY, by=by, role=Role.PAYMENT_MAKER, at=at, bureau=batch.bureau)
    issue_paid(line, batch.bureau, by, at)
    tell_paid(line, timezone.localdate(at))
    _settle_batch(batch, by, at)
    return line


@transaction.atomic
def fail_payment(payment: Payment, by: User, reason: str, at: datetime) -> Payment:
    """Record that the transfer failed (拨付失败) and why; the enterprise corrects its account, then it is paid anew."""
    if not reason.strip():
        raise NotAllowed("请写明失败原因")
    batch, line = _released(payment, by, at)
    line.failure_reason = reason.strip()[:200]
    _settle(line, Payment.State.FAILED, by, at)
    ledger.fail(fund_of(batch), line, by, at)
    line.application.move(
        Action.FAIL_PAYMENT,
        by=by,
        role=Role.PAYMENT_MAKER,
        at=at,
        reason=line.failure_reason,
        bureau=batch.bureau,
    )
    tell_failed(line, timezone.localdate(at))
    _settle_batch(batch, by, at)
    return line


@transaction.atomic
def return_payment(payment: Payment, by: User, reason: str, at: datetime) -> Payment:
    """Record that the money came back after it was paid (退汇) and why; the enterprise corrects its account, then again.

    The payment stays as the evidence of what was paid; the next attempt is another. Raises NotAllowed unless it was paid.
    """
    if not reason.strip():
        raise NotAllowed("请写明退汇原因")
    batch = locked_batch(payment.batch, State.RELEASED, State.SETTLED, State.CLOSED)
    check_role(by, Role.PAYMENT_MAKER, batch.bureau, batch.round, at)
    line = _locked_line(payment, Payment.State.PAID)
    line.state, line.failure_reason = Payment.State.RETURNED, reason.strip()[:200]
    line.returned_by, line.returned_at = by, at
    line.save(update_fields=["state", "failure_reason", "returned_by", "returned_at"])
    ledger.give_back(fund_of(batch), line, by, at)
    line.application.move(
        Action.RETURN_TRANSFER,
        by=by,
        role=Role.PAYMENT_MAKER,
        at=at,
        reason=line.failure_reason,
        bureau=batch.bureau,
    )
    tell_failed(line, timezone.localdate(at))
    return line


def _released(payment: Payment, by: User, at: datetime) -> tuple[PaymentBatch, Payment]:
    batch = locked_batch(payment.batch, State.RELEASED, State.SETTLED)
    check_role(by, Role.PAYMENT_MAKER, batch.bureau, batch.round, at)
    return batch, _locked_line(payment, Payment.State.RELEASED)


def _locked_line(payment: Payment, state: str) -> Payment:
    found = Payment.objects.select_for_update(of=("self",), no_key=True).select_related("application__enterprise")
    line = found.filter(pk=payment.pk, state=state).first()
    if line is None:
        raise NotAllowed
    return line


def _settle(line: Payment, state: str, by: User, at: datetime) -> None:
    line.state, line.settled_by, line.settled_at = state, by, at
    line.save(update_fields=["state", "settled_by", "settled_at", "failure_reason"])


def _settle_batch(batch: PaymentBatch, by: User, at: datetime) -> None:
    """Settle the batch (办结) once no line waits for the bank any more."""
    if batch.payments.filter(state=Payment.State.RELEASED).exists():
        return
    batch.state, batch.settled_at = State.SETTLED, at
    batch.save(update_fields=["state", "settled_at"])
    write_event(batch, Event.SETTLE, by, at)
