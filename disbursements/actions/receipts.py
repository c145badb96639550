"""A bank receipt: uploaded and previewed, then recorded line by line, in the background where it is long."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import Role, User
from applications.workflow import NotAllowed
from disbursements.actions.batches import locked_batch
from disbursements.actions.results import confirm_payment, fail_payment, return_payment
from disbursements.actions.roles import check_role
from disbursements.bank_file import read_receipt
from disbursements.models import PaymentBatch, ReceiptFile
from disbursements.receipt_lines import FAILED, PAID, RETURNED, UNCHANGED, Verdict, judge, lines_in

State = ReceiptFile.State
WAITING_FOR_BANK = (PaymentBatch.State.RELEASED, PaymentBatch.State.SETTLED, PaymentBatch.State.CLOSED)
AT_ONCE = 100  # so many lines are recorded while the person waits


@transaction.atomic
def check_receipt(batch: PaymentBatch, name: str, content: bytes, by: User, at: datetime) -> ReceiptFile:
    """Take in a bank receipt for its preview (回单预览); nothing is recorded yet.

    Raises ReceiptUnreadable where the file is no receipt at all, NotAllowed for another bureau's maker.
    """
    held = locked_batch(batch, *WAITING_FOR_BANK)
    check_role(by, Role.PAYMENT_MAKER, held.bureau, held.round, at)
    lines = [line._asdict() for line in read_receipt(content)]
    return ReceiptFile.objects.create(
        batch=held,
        name=name[-120:],
        sha256=hashlib.sha256(content).hexdigest(),
        lines=lines,
        uploaded_by=by,
        uploaded_at=at,
    )


@transaction.atomic
def start_receipt(receipt: ReceiptFile, by: User, at: datetime) -> ReceiptFile:
    """Confirm a previewed receipt (确认登记). Raises NotAllowed where it is under way, done or given up."""
    found = _locked(receipt, by, at, State.CHECKED)
    found.state = State.WORKING
    found.save(update_fields=["state"])
    return found


@transaction.atomic
def discard_receipt(receipt: ReceiptFile, by: User, at: datetime) -> ReceiptFile:
    """Give up a previewed receipt (放弃): nothing of it is recorded."""
    found = _locked(receipt, by, at, State.CHECKED)
    found.state = State.DISCARDED
    found.save(update_fields=["state"])
    return found


def _locked(receipt: ReceiptFile, by: User, at: datetime, state: str) -> ReceiptFile:
    locked = ReceiptFile.objects.select_for_update(of=("self",), no_key=True).select_related(
        "batch__bureau", "batch__round__policy"
    )
    found = locked.filter(pk=receipt.pk, state=state).first()
    if found is None:
        raise NotAllowed("这份回单已由他人办理")
    check_role(by, Role.PAYMENT_MAKER, found.batch.bureau, found.batch.round, at)
    return found


def record_receipt(receipt: ReceiptFile, by: User, at: datetime) -> ReceiptFile:
    """Record a confirmed receipt, each line in its own transaction; a wrong line is kept with its reason, the rest goes on.

    Run again after a killed worker it goes on with the rest: a line that was recorded is left as it is.
    """
    if receipt.state != State.WORKING:
        return receipt
    done, errors = 0, []
    for place, verdict in enumerate(judge(receipt.batch, lines_in(receipt)), start=1):
        error = _record(verdict, by, at)
        errors += [f"第 {verdict.line.number} 行：{error}"] if error else []
        done += 0 if error else 1
        if place % 50 == 0:
            ReceiptFile.objects.filter(pk=receipt.pk, state=State.WORKING).update(done_count=done)
    receipt.state, receipt.done_count, receipt.errors, receipt.finished_at = State.APPLIED, done, errors, at
    with transaction.atomic():
        if ReceiptFile.objects.select_for_update(no_key=True).filter(pk=receipt.pk, state=State.WORKING).exists():
            receipt.save(update_fields=["state", "done_count", "errors", "finished_at"])
    return receipt


def _record(verdict: Verdict, by: User, at: datetime) -> str:
    """Record one line; return what is wrong with it, empty where nothing is."""
    acts: dict[str, tuple[Callable[..., Any], list[str]]] = {
        PAID: (confirm_payment, []),
        FAILED: (fail_payment, [verdict.line.reason]),
        RETURNED: (return_payment, [verdict.line.reason]),
    }
    if verdict.outcome == UNCHANGED:
        return ""
    if verdict.outcome not in acts:
        return verdict.words
    act, more = acts[verdict.outcome]
    try:
        act(verdict.payment, by, *more, at)
    except NotAllowed as refusal:
        return str(refusal)
    return ""
