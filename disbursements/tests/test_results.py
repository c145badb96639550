from datetime import datetime
from typing import NamedTuple

import pytest

from accounts.models import Notification, Role, User
from accounts.tests.factories import official
from applications.models import Application
from applications.workflow import Action, NotAllowed, Status
from disbursements import actions
from disbursements.bank_file import ReceiptUnreadable, plain_text, read_receipt, write_batch
from disbursements.models import Payment, PaymentBatch
from disbursements.queues import lines_of, payable_cases
from disbursements.receipt_lines import judge, lines_in
from disbursements.tests.factories import HOUR, MADE_AT, TODAY, batch, line, maker, payable, released

pytestmark = pytest.mark.django_db
DONE_AT = MADE_AT + 5 * HOUR


def test_a_confirmed_payment_disburses_the_case_and_settles_the_batch():
    payment = line()

    actions.confirm_payment(payment, maker(), DONE_AT)

    case = Application.objects.get(pk=payment.application_id)
    assert case.status == Status.DISBURSED
    assert PaymentBatch.objects.get().state == PaymentBatch.State.SETTLED
    message = Notification.objects.get(user=case.created_by, title=f"办件 {case.number} 已拨付")
    assert payment.bank_account[-4:] in message.body
    assert payment.bank_account not in message.body


def test_a_batch_is_settled_only_with_its_last_line():
    out = released(payable(), payable())
    first, second = out.payments.select_related("batch")

    actions.confirm_payment(first, maker(), DONE_AT)
    assert PaymentBatch.objects.get().state == PaymentBatch.State.RELEASED

    actions.fail_payment(second, maker(), "账号已销户", DONE_AT)
    assert PaymentBatch.objects.get().state == PaymentBatch.State.SETTLED


def test_a_failed_payment_goes_back_to_the_enterprise_with_the_banks_reason():
    payment = line()

    actions.fail_payment(payment, maker(), "户名与账号不符", DONE_AT)

    case = Application.objects.get(pk=payment.application_id)
    assert case.status == Status.PAYMENT_FAILED
    assert case.history.last().reason == "户名与账号不符"
    assert "户名与账号不符" in Notification.objects.get(user=case.created_by, title__contains="拨付失败").body


def test_after_the_account_is_corrected_the_case_is_paid_in_a_new_batch():
    payment, user = line(), maker()
    actions.fail_payment(payment, user, "账号已销户", DONE_AT)
    case = Application.objects.get(pk=payment.application_id)
    assert not payable_cases(user, TODAY).exists()

    case.move(
        Action.CORRECT_ACCOUNT, by=case.created_by, role=Role.APPLICANT_CLERK, at=DONE_AT, bank_account="622200009999"
    )

    again = batch(case, by=user).payments.get()
    assert again.bank_account == "622200009999"
    assert again.idempotency_key != payment.idempotency_key


def test_a_failure_needs_a_reason():
    with pytest.raises(NotAllowed, match="请写明失败原因"):
        actions.fail_payment(line(), maker(), " ", DONE_AT)


def test_nothing_is_paid_twice():
    payment, user = line(), maker()
    actions.confirm_payment(payment, user, DONE_AT)

    with pytest.raises(NotAllowed, match="此件已由他人办理"):
        actions.confirm_payment(payment, user, DONE_AT)
    with pytest.raises(NotAllowed, match="此件已由他人办理"):
        actions.fail_payment(payment, user, "退汇", DONE_AT)


def test_a_line_that_was_not_released_has_no_result():
    payment = line(batch())

    with pytest.raises(NotAllowed):
        actions.confirm_payment(payment, maker(), DONE_AT)


@pytest.mark.parametrize("role", [Role.PAYMENT_CHECKER, Role.CHIEF, Role.SUPERVISOR])
def test_another_role_records_no_result(role):
    payment, stranger = line(), official(role, "finance", "zhumadian")

    with pytest.raises(NotAllowed, match="您的角色不能办理这一步"):
        actions.confirm_payment(payment, stranger, DONE_AT)
    with pytest.raises(NotAllowed, match="您的角色不能办理这一步"):
        actions.fail_payment(payment, stranger, "退汇", DONE_AT)


def test_the_bank_file_has_the_banks_columns_in_gb18030():
    out = released()
    payment = out.payments.get()

    text = write_batch(out, lines_of(out)).decode("gb18030").splitlines()

    assert text[0] == "序号,收款账号,收款户名,收款行,金额(元),用途,业务流水号"
    assert text[1].split(",")[:3] == ["1", payment.bank_account, payment.account_name]
    assert text[1].endswith(payment.idempotency_key)
    assert f",{payment.amount_yuan:.2f}," in text[1]


@pytest.mark.parametrize("text", ["=1+1", "+86", "-2", "@SUM(A1)", "\t=1"])
def test_no_cell_of_the_bank_file_is_a_formula(text):
    assert plain_text(text) == f"'{text}"
    assert plain_text("河南公司") == "河南公司"


@pytest.mark.parametrize("content", [b"a" * 140_000, "业务流水号,结果\r\n1\x00,成功".encode("gb18030")])
def test_a_file_that_is_no_csv_is_refused_with_a_sentence(content):
    with pytest.raises(ReceiptUnreadable):
        read_receipt(content)


class Imported(NamedTuple):
    paid: int
    failed: int
    returned: int
    unchanged: int
    errors: list[str]


def imported_into(out: PaymentBatch, content: bytes, by: User, at: datetime) -> Imported:
    """Preview a receipt and record it; how many lines would do what, and which were not recorded."""
    found = actions.check_receipt(out, "回单.csv", content, by, at)
    kinds = [each.outcome for each in judge(out, lines_in(found))]
    done = actions.record_receipt(actions.start_receipt(found, by, at), by, at)
    counts = {kind: kinds.count(kind) for kind in ("paid", "failed", "returned", "unchanged")}
    return Imported(**counts, errors=done.errors)


def receipt(*lines: str, encoding: str = "gb18030") -> bytes:
    return "\r\n".join(["业务流水号,结果,原因", *lines, ""]).encode(encoding)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-8"])
def test_a_receipt_is_recorded_line_by_line(encoding):
    out = released(payable(), payable())
    first, second = out.payments.all()
    content = receipt(f"{first.idempotency_key},成功,", f"{second.idempotency_key},失败,账号不存在", encoding=encoding)

    imported = imported_into(out, content, maker(), DONE_AT)

    assert (imported.paid, imported.failed, imported.errors) == (1, 1, [])
    assert Payment.objects.get(pk=second.pk).failure_reason == "账号不存在"


def test_wrong_lines_are_told_by_number_and_the_rest_goes_on():
    out = released(payable(), payable())
    first, second = out.payments.all()
    content = receipt("X-1,成功,", f"{first.idempotency_key},处理中,", "", f"{second.idempotency_key},成功,")

    imported = imported_into(out, content, maker(), DONE_AT)

    assert imported.paid == 1
    assert imported.errors[0] == "第 2 行：业务流水号 X-1 不在本批次"
    assert imported.errors[1].startswith("第 3 行：结果“处理中”无法识别")


def test_a_receipt_imported_twice_is_harmless():
    out = released()
    content = receipt(f"{out.payments.get().idempotency_key},成功,")
    imported_into(out, content, maker(), DONE_AT)

    again = imported_into(out, content, maker(), DONE_AT)

    assert (again.paid, again.unchanged, again.errors) == (0, 1, [])


def test_a_receipt_that_contradicts_what_is_recorded_is_told():
    out = released()
    key = out.payments.get().idempotency_key
    imported_into(out, receipt(f"{key},成功,"), maker(), DONE_AT)

    imported = imported_into(out, receipt(f"{key},失败,退汇"), maker(), DONE_AT)

    assert "与回单不一致，请核实" in imported.errors[0]


def test_a_failure_without_reason_in_the_receipt_is_told():
    out = released()

    imported = imported_into(out, receipt(f"{out.payments.get().idempotency_key},失败,"), maker(), DONE_AT)

    assert imported.errors == ["第 2 行：请写明失败原因"]


@pytest.mark.parametrize("content", [b"", b"a,b\r\n1,2", b"\xff\xff\xff\x00"])
def test_a_file_that_is_no_receipt_is_refused(content):
    with pytest.raises(ReceiptUnreadable):
        read_receipt(content)
