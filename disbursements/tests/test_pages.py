from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import Role
from accounts.tests.factories import bureau, official
from applications.tests.factories import SHANGHAI
from disbursements import actions
from disbursements.actions import build_batch
from disbursements.models import Payment, PaymentBatch, ReceiptFile, ShareRemittance
from disbursements.shares import remit_first_shares
from disbursements.tests.factories import (
    MADE_AT,
    batch,
    checker,
    fund,
    maker,
    payable,
    released,
    remit,
    shared,
    submitted,
)
from policies.tests.factories import RD_EXPENSE
from publicity.actions import close_due_notices
from publicity.tests.factories import AFTER_AT, settled

pytestmark = pytest.mark.django_db
State = PaymentBatch.State


@pytest.fixture(autouse=True)
def _in_april(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 4, 2, 10, 0, tzinfo=SHANGHAI))


def test_the_maker_builds_a_batch_and_submits_it(client):
    case, user = payable(), maker()
    client.force_login(user)
    url = reverse("batch_new", args=[case.round_id, user.roles.get().bureau_id])
    assert case.enterprise.name in client.get(url).content.decode()

    built = client.post(url, {"cases": [case.pk]}, follow=True)
    number = PaymentBatch.objects.get().number
    done = client.post(reverse("batch_submit", args=[number]), follow=True)

    assert "大写：" in built.content.decode()
    assert "已提交复核" in done.content.decode()
    assert PaymentBatch.objects.get().state == State.SUBMITTED


def test_the_checker_sees_account_amount_and_determination_and_releases(client):
    waiting = submitted()
    payment = waiting.payments.get()
    client.force_login(checker())

    shown = client.get(reverse("batch_detail", args=[waiting.number])).content.decode()
    derived = client.get(reverse("payment_detail", args=[waiting.number, payment.pk])).content.decode()
    client.post(reverse("batch_release", args=[waiting.number]))

    assert payment.bank_account in shown
    assert "复核放行" in shown
    assert "测算过程" in derived
    assert payment.determination.digest in derived
    assert PaymentBatch.objects.get().state == State.RELEASED


def test_the_checker_returns_only_with_a_reason(client):
    waiting = submitted()
    client.force_login(checker())
    url = reverse("batch_return", args=[waiting.number])

    assert "请写明退回原因" in client.post(url, {"reason": ""}, follow=True).content.decode()
    client.post(url, {"reason": "户名不一致"})

    assert PaymentBatch.objects.get().state == State.DRAFT


def test_the_bank_file_is_there_only_after_release(client):
    waiting, out = submitted(), released()
    client.force_login(maker())

    assert client.get(reverse("bank_file", args=[waiting.number])).status_code == 404
    answer = client.get(reverse("bank_file", args=[out.number]))
    assert answer.content.decode("gb18030").startswith("序号,收款账号")


def test_the_bank_file_never_lists_a_line_that_the_bank_has_settled(client):
    out = released(payable(), payable())
    paid, waiting = out.payments.order_by("pk")
    client.force_login(maker())
    actions.confirm_payment(paid, maker(), MADE_AT)

    answer = client.get(reverse("bank_file", args=[out.number])).content.decode("gb18030")
    assert (paid.idempotency_key in answer, waiting.idempotency_key in answer) == (False, True)
    actions.fail_payment(waiting, maker(), "户名不符", MADE_AT)

    assert client.get(reverse("bank_file", args=[out.number])).status_code == 404


def test_the_maker_records_results_and_imports_the_receipt(client):
    out = released(payable(), payable())
    first, second = out.payments.all()
    client.force_login(maker())

    result = reverse("line_result", args=[out.number, first.pk])
    assert "请写明失败原因" in client.post(result, {"result": "failed"}, follow=True).content.decode()
    client.post(result, {"result": "failed", "reason": "账号已销户"})
    content = f"业务流水号,结果,原因\r\n{second.idempotency_key},成功,\r\nX,成功,\r\n".encode("gb18030")
    upload = SimpleUploadedFile("receipt.csv", content)
    told = client.post(reverse("receipt_import", args=[out.number]), {"file": upload}, follow=True).content.decode()

    assert "业务流水号 X 不在本批次" in told
    assert second.state == Payment.objects.get(pk=second.pk).state, "a preview records nothing"
    receipt = ReceiptFile.objects.get()
    told = client.post(reverse("receipt_confirm", args=[out.number, receipt.pk]), follow=True).content.decode()

    assert "第 3 行：业务流水号 X 不在本批次" in told
    assert PaymentBatch.objects.get().state == State.SETTLED


def test_a_file_that_is_no_receipt_is_told(client):
    out = released()
    client.force_login(maker())

    upload = SimpleUploadedFile("receipt.csv", b"a,b\r\n1,2")
    told = client.post(reverse("receipt_import", args=[out.number]), {"file": upload}, follow=True).content.decode()

    assert "首行应为表头" in told


def test_a_line_is_removed_and_a_batch_cancelled(client):
    user = maker()
    built = batch(payable(), payable(), by=user)
    client.force_login(user)

    client.post(reverse("line_remove", args=[built.number, built.payments.first().pk]))
    client.post(reverse("batch_cancel", args=[built.number]))

    assert set(built.payments.values_list("state", flat=True)) == {Payment.State.REMOVED}
    assert PaymentBatch.objects.get().state == State.CANCELLED


def test_whoever_comes_too_late_to_batch_reads_a_sentence_and_a_stranger_gets_404(client):
    case, user = payable(), maker()
    batch(case)
    url = reverse("batch_new", args=[case.round_id, user.roles.get().bureau_id])

    client.force_login(user)
    assert "可能已由他人办理" in client.get(url, follow=True).content.decode()
    client.force_login(maker("anyang"))
    assert client.get(url).status_code == 404


def test_a_race_is_told_as_a_sentence(client):
    waiting = submitted()
    client.force_login(checker())
    client.post(reverse("batch_release", args=[waiting.number]))

    told = client.post(reverse("batch_release", args=[waiting.number]), follow=True)

    assert "该批次已由他人办理" in told.content.decode()


def test_the_local_maker_records_the_share_that_was_remitted(client):
    determination = shared()
    [share] = remit_first_shares(determination)
    client.force_login(maker("linzhou"))
    number = determination.application.number
    assert number in client.get(reverse("remittance_list")).content.decode()
    url = reverse("remittance_new", args=[number, share.level])

    wrong = client.post(url, {"remitted_on": "2026-04-01", "voucher_number": "1", "amount_yuan": "1"})
    client.post(url, {"remitted_on": "2026-04-01", "voucher_number": "2026-1", "amount_yuan": share.amount_yuan})

    assert "请核对缴款单" in wrong.content.decode()
    assert ShareRemittance.objects.get().voucher_number == "2026-1"


def test_the_maker_voids_a_wrong_record(client):
    user = maker("linzhou")
    remitted = remit(shared(), by=user)
    client.force_login(user)

    client.post(reverse("remittance_void", args=[remitted.pk]), {"reason": "缴款单号填错"})

    remitted.refresh_from_db()
    assert remitted.void_reason == "缴款单号填错"


def test_the_desk_says_why_a_case_cannot_be_paid(client):
    remit(shared(remit_by=datetime(2026, 3, 1).date()))
    client.force_login(maker("henan"))

    assert "属地逾期上缴，按文件上级财政不再奖励" in client.get(reverse("payment_desk")).content.decode()


@pytest.mark.parametrize("role", [Role.FINAL_REVIEWER, Role.PUBLICITY_OFFICER])
def test_another_role_gets_403_and_a_stranger_404(client, role):
    built = batch()
    client.force_login(official(role, "finance", "zhumadian"))
    assert client.get(reverse("payment_desk")).status_code == 403
    assert client.post(reverse("batch_submit", args=[built.number])).status_code == 403

    client.force_login(maker("anyang"))
    assert client.get(reverse("batch_detail", args=[built.number])).status_code == 404
    assert client.post(reverse("batch_submit", args=[built.number])).status_code == 404


@pytest.mark.parametrize("name", ["batch_submit", "batch_return", "batch_release", "batch_cancel", "receipt_import"])
def test_reading_never_writes(client, name):
    built, user = batch(), maker()
    client.force_login(checker() if name in ("batch_return", "batch_release") else user)

    assert client.get(reverse(name, args=[built.number])).status_code == 405


def test_the_finance_page_says_how_publicity_ended(client):
    fund(RD_EXPENSE)
    filed = settled()
    close_due_notices(AFTER_AT)
    case, user = filed.line.application, maker("anyang")
    built = build_batch(case.round, bureau("finance", "anyang"), [case.pk], user, AFTER_AT)
    client.force_login(user)

    page = client.get(reverse("payment_detail", args=[built.number, built.payments.get().pk])).content.decode()

    assert "第 1 条　异议不成立" in page
    assert "无异议" not in page
