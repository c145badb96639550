"""What each line of a bank receipt would do to its batch: the preview, and the same answer again when it is recorded."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from disbursements.bank_file import ReceiptLine, result_of
from disbursements.models import Payment, PaymentBatch, ReceiptFile

State = Payment.State
PAID, FAILED, RETURNED, UNCHANGED, WRONG = "paid", "failed", "returned", "unchanged", "wrong"
TITLES = {PAID: "拨付成功", FAILED: "拨付失败", RETURNED: "退汇", UNCHANGED: "此前已登记", WRONG: "不能登记"}


class Verdict(NamedTuple):
    """One line of a receipt with what it would do, and, where it is wrong, why."""

    line: ReceiptLine
    payment: Payment | None
    outcome: str
    words: str = ""

    @property
    def title(self) -> str:
        """Return the outcome in words."""
        return TITLES[self.outcome]


def lines_in(receipt: ReceiptFile) -> list[ReceiptLine]:
    """Return the stored lines of a receipt file."""
    return [ReceiptLine(**line) for line in receipt.lines]


def judge(batch: PaymentBatch, lines: Iterable[ReceiptLine]) -> list[Verdict]:
    """Return for each line what it would do now: paid, failed, returned, unchanged, or why it is wrong; one query."""
    lines = list(lines)
    found = batch.payments.filter(idempotency_key__in={line.key for line in lines})
    payments = {each.idempotency_key: each for each in found.select_related("application__enterprise", "batch")}
    first: dict[str, int] = {}
    verdicts = []
    for line in lines:
        verdicts.append(_judge(line, payments.get(line.key), first.get(line.key)))
        first.setdefault(line.key, line.number)
    return verdicts


def _judge(line: ReceiptLine, payment: Payment | None, first: int | None) -> Verdict:
    result = result_of(line.result)
    if payment is None:
        words = f"业务流水号 {line.key or '（空）'} 不在本批次"
    elif first is not None:
        words = f"业务流水号与第 {first} 行重复"
    elif not result:
        words = f"结果“{line.result}”无法识别，应为“成功”“失败”或“退汇”"
    elif line.amount and _amount(line.amount) != payment.amount_yuan:
        words = f"金额 {line.amount} 与批次金额 {payment.amount_yuan:.2f} 不一致"
    else:
        return _outcome(line, payment, result)
    return Verdict(line, payment, WRONG, words)


def _outcome(line: ReceiptLine, payment: Payment, result: str) -> Verdict:
    if payment.state == State.RELEASED:
        outcome = PAID if result == PAID else FAILED
    elif (payment.state, result) in ((State.PAID, PAID), (State.FAILED, FAILED), (State.RETURNED, RETURNED)):
        return Verdict(line, payment, UNCHANGED)
    elif payment.state == State.PAID and result == RETURNED:
        outcome = RETURNED
    else:
        words = f"{line.key} 已登记为“{payment.get_state_display()}”，与回单不一致，请核实"
        return Verdict(line, payment, WRONG, words)
    if outcome != PAID and not line.reason:
        return Verdict(line, payment, WRONG, "请写明失败原因" if outcome == FAILED else "请写明退汇原因")
    return Verdict(line, payment, outcome)


def _amount(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", "").replace("，", "").removeprefix("¥").strip())
    except InvalidOperation:
        return None
