"""What comes back from the bank, the two checkers of a large batch, and the reconciliation that closes it."""

from decimal import Decimal
from io import BytesIO

import pytest
import xlsxwriter
from django.core.exceptions import ValidationError
from django.db import ProgrammingError
from django.db.utils import IntegrityError
from python_calamine import CalamineWorkbook

from accounts.models import Role
from accounts.tests.factories import official
from applications.models import Application
from applications.workflow import Action, NotAllowed, Status
from disbursements import actions
from disbursements.bank_file import layouts, read_receipt, write_batch
from disbursements.ledger import balances_of
from disbursements.models import Payment, PaymentBatch, ReceiptFile, Reconciliation
from disbursements.queues import lines_of
from disbursements.receipt_lines import judge
from disbursements.tests.factories import (
    HOUR,
    MADE_AT,
    batch,
    checker,
    fund,
    line,
    maker,
    payable,
    released,
    submitted,
)
from disbursements.tests.ledger_checks import check_funds

pytestmark = pytest.mark.django_db
AT = MADE_AT + 5 * HOUR


def workbook(*rows: list) -> bytes:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return buffer.getvalue()


def paid(out: PaymentBatch | None = None) -> Payment:
    return actions.confirm_payment(line(out), maker(), AT)


def settled() -> PaymentBatch:
    """A batch with one line paid, one failed and one returned."""
    out = released(payable(), payable(), payable())
    first, second, third = out.payments.select_related("batch").order_by("pk")
    actions.confirm_payment(first, maker(), AT)
    actions.confirm_payment(third, maker(), AT)
    actions.fail_payment(second, maker(), "户名不符", AT)
    actions.return_payment(third, maker(), "账户已销户", AT + HOUR)
    return PaymentBatch.objects.get(pk=out.pk)


def totals(of: PaymentBatch) -> tuple[Decimal, Decimal]:
    """What the bank's statement says of such a batch: two lines out, one back."""
    each = of.payments.all()[0].amount_yuan
    return 2 * each, each


def test_an_excel_receipt_in_another_banks_words_is_read():
    [read] = read_receipt(workbook(["客户流水号", "交易状态", "交易金额", "备注"], ["HQ-1", "交易成功", 2000.5, ""]))

    assert (read.key, read.result, read.amount) == ("HQ-1", "交易成功", "2000.50")


def test_wrong_amounts_and_repeated_keys_are_named_by_line():
    out = released(payable(), payable())
    first, second = out.payments.order_by("pk")
    rows = [[first.idempotency_key, "成功", 1.0], [second.idempotency_key, "成功", float(second.amount_yuan)]]
    lines = read_receipt(workbook(["业务流水号", "结果", "金额"], *rows, rows[1]))

    verdicts = judge(out, lines)

    assert [each.outcome for each in verdicts] == ["wrong", "paid", "wrong"]
    assert "与批次金额" in verdicts[0].words
    assert verdicts[2].words == "业务流水号与第 3 行重复"


def test_a_preview_records_nothing_and_is_confirmed_once():
    out, by = released(), maker()
    content = workbook(["业务流水号", "结果"], [line(out).idempotency_key, "成功"])
    receipt = actions.check_receipt(out, "回单.xlsx", content, by, AT)
    assert line(out).state == Payment.State.RELEASED

    started = actions.start_receipt(receipt, by, AT)
    actions.record_receipt(started, by, AT)

    assert line(out).state == Payment.State.PAID
    assert ReceiptFile.objects.get().done_count == 1
    for again in (actions.start_receipt, actions.discard_receipt):
        with pytest.raises(NotAllowed, match="已由他人办理"):
            again(receipt, by, AT)


def test_a_receipt_that_was_cut_off_goes_on_with_the_rest():
    out, by = released(payable(), payable()), maker()
    first, second = out.payments.select_related("batch").order_by("pk")
    rows = [[each.idempotency_key, "成功"] for each in (first, second)]
    receipt = actions.check_receipt(out, "回单.xlsx", workbook(["业务流水号", "结果"], *rows), by, AT)
    started = actions.start_receipt(receipt, by, AT)
    actions.confirm_payment(first, by, AT)  # the worker was killed after the first line

    actions.record_receipt(started, by, AT)

    assert set(out.payments.values_list("state", flat=True)) == {"paid"}
    check_funds()


def test_a_returned_transfer_reopens_the_case_and_keeps_the_evidence():
    payment = actions.return_payment(paid(), maker(), "账户已销户", AT + HOUR)

    case = Application.objects.get(pk=payment.application_id)
    assert case.status == Status.PAYMENT_FAILED
    assert case.history.last().action == Action.RETURN_TRANSFER
    assert (payment.settled_at, payment.returned_at) == (AT, AT + HOUR)
    held = balances_of(fund())
    assert (held["paid"], held["reserved"]) == (0, payment.amount_yuan)
    check_funds()


def test_after_a_return_the_case_is_paid_once_more():
    payment, by = actions.return_payment(paid(), maker(), "账户已销户", AT), maker()
    case = Application.objects.get(pk=payment.application_id)
    case.move(Action.CORRECT_ACCOUNT, by=case.created_by, role=Role.APPLICANT_CLERK, at=AT, bank_account="62220099")

    again = batch(case, by=by, at=AT).payments.get()

    assert again.idempotency_key != payment.idempotency_key
    check_funds()


@pytest.mark.parametrize("role", [Role.PAYMENT_CHECKER, Role.CHIEF])
def test_another_role_records_no_return(role):
    with pytest.raises(NotAllowed, match="您的角色"):
        actions.return_payment(paid(), official(role, "finance", "zhumadian"), "退汇", AT)


def test_what_was_not_paid_does_not_come_back():
    with pytest.raises(NotAllowed):
        actions.return_payment(line(), maker(), "退汇", AT)


def test_a_paid_line_changes_to_returned_alone():
    payment = paid()

    with pytest.raises(ProgrammingError, match="Cannot update"):
        Payment.objects.filter(pk=payment.pk).update(state="failed", failure_reason="x")


def test_a_return_has_its_person():
    payment = paid()

    with pytest.raises(IntegrityError, match="payment_returned_by_someone"):
        Payment.objects.filter(pk=payment.pk).update(state="returned", failure_reason="x")


def test_a_batch_above_the_threshold_takes_two_checkers():
    fund(second_check_above_yuan=Decimal(1))
    waiting, first = submitted(), checker()

    assert actions.release_batch(waiting, first, AT).state == PaymentBatch.State.SUBMITTED
    with pytest.raises(NotAllowed, match="另一位复核人"):
        actions.release_batch(waiting, first, AT)

    assert actions.release_batch(waiting, checker(), AT).state == PaymentBatch.State.RELEASED


def test_the_two_checkers_differ_in_the_database():
    fund(second_check_above_yuan=Decimal(1))
    waiting, first = submitted(), checker()
    actions.release_batch(waiting, first, AT)

    with pytest.raises(IntegrityError, match="batch_two_checkers_differ"):
        PaymentBatch.objects.filter(pk=waiting.pk).update(released_by=first)


def test_a_batch_is_sent_once():
    out, by = released(), maker()
    assert actions.send_batch(out, by, AT).sent_at == AT

    with pytest.raises(NotAllowed, match="已登记送银行"):
        actions.send_batch(out, by, AT)


def test_the_excel_bank_file_keeps_every_digit_as_text():
    out = released()

    content = write_batch(out, lines_of(out), layouts()["workbook"])

    [head, row] = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert head[1] == "业务流水号"
    assert row[3] == line(out).bank_account


def test_a_batch_closes_at_zero_by_two_people():
    out = settled()
    sheet = actions.reconcile(out, *totals(out), maker(), AT)

    with pytest.raises(NotAllowed, match="您的角色"):
        actions.close_batch(out, sheet.made_by, AT)
    closed = actions.close_batch(out, checker(), AT)

    assert closed.state == PaymentBatch.State.CLOSED
    with pytest.raises(ProgrammingError, match="Cannot update"):
        Reconciliation.objects.update(bank_out_yuan=0)


def test_a_difference_is_told_and_a_batch_with_open_lines_is_not_reconciled():
    out = settled()
    out_yuan, back = totals(out)
    with pytest.raises(ValidationError, match=r"支出差 -0\.01 元，退回差 0\.00 元"):
        actions.reconcile(out, out_yuan - Decimal("0.01"), back, maker(), AT)

    with pytest.raises(NotAllowed, match="已由他人办理"):
        actions.reconcile(released(), Decimal(0), Decimal(0), maker(), AT)


@pytest.mark.parametrize(
    "changes, constraint",
    [({"bank_out_yuan": 1}, "reconciliation_closes_at_zero"), ({"total_yuan": 1}, "reconciliation_adds_up")],
)
def test_a_sheet_with_a_difference_is_refused_by_the_database(changes, constraint):
    out = settled()
    actions.reconcile(out, *totals(out), maker(), AT)

    with pytest.raises(IntegrityError, match=constraint):
        Reconciliation.objects.update(**changes)


def test_a_return_after_the_sheet_sends_it_back_and_it_is_made_anew():
    out, by = settled(), checker()
    actions.reconcile(out, *totals(out), maker(), AT)
    actions.return_payment(out.payments.select_related("batch").get(state="paid"), maker(), "退汇", AT)
    with pytest.raises(NotAllowed, match="重新对账"):
        actions.close_batch(out, by, AT)

    actions.refuse_sheet(out, by, "又有退汇", AT)

    assert not out.reconciliations.filter(is_withdrawn=False).exists()
