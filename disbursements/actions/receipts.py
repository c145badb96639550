from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from accounts.models import User
from applications.workflow import NotAllowed
from disbursements.actions.results import confirm_payment, fail_payment
from disbursements.bank_file import FAILED_WORDS, PAID_WORDS, ReceiptLine, read_receipt
from disbursements.models import Payment, PaymentBatch

State = Payment.State


@dataclass
class Imported:
    """How the import of a bank receipt went: what was recorded, what was there already, what is wrong in which line."""

    paid: int = 0
    failed: int = 0
    unchanged: int = 0
    errors: list[str] = field(default_factory=list)


def import_receipt(batch: PaymentBatch, content: bytes, by: User, at: datetime) -> Imported:
    """Record the results of a bank receipt (导入银行回单) line by line; a wrong line is told, the rest goes on.

    A file imported twice is harmless. Raises `ReceiptUnreadable` where the file is no receipt at all.
    """
    imported = Imported()
    for line in read_receipt(content):
        try:
            with transaction.atomic():
                _record(batch, line, by, at, imported)
        except NotAllowed as refusal:
            imported.errors.append(f"第 {line.number} 行：{refusal}")
    return imported


def _record(batch: PaymentBatch, line: ReceiptLine, by: User, at: datetime, imported: Imported) -> None:
    """Record one line. Raises NotAllowed with what is wrong in it."""
    payment = batch.payments.select_related("batch").filter(idempotency_key=line.key).first()
    if payment is None:
        raise NotAllowed(f"业务流水号 {line.key or '（空）'} 不在本批次")
    if line.result not in PAID_WORDS + FAILED_WORDS:
        raise NotAllowed(f"结果“{line.result}”无法识别，应为“成功”或“失败”")
    wanted = State.PAID if line.result in PAID_WORDS else State.FAILED
    if payment.state == wanted:
        imported.unchanged += 1
    elif payment.state in (State.PAID, State.FAILED):
        raise NotAllowed(f"{line.key} 已登记为“{payment.get_state_display()}”，与回单不一致，请核实")
    elif wanted == State.PAID:
        confirm_payment(payment, by, at)
        imported.paid += 1
    else:
        fail_payment(payment, by, line.reason, at)
        imported.failed += 1
