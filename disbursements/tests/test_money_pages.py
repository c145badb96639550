"""The pages of a fund, and of a batch after its release."""

from datetime import datetime

import pytest
from django.urls import reverse

from accounts.tests.factories import enterprise
from applications.models import ProfileEntry
from applications.tests.factories import SHANGHAI
from disbursements import actions
from disbursements.models import Fund, PaymentBatch
from disbursements.tests.factories import MADE_AT, batch, checker, line, maker, payable, released

pytestmark = pytest.mark.django_db
State = PaymentBatch.State


@pytest.fixture(autouse=True)
def _in_april(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 4, 2, 10, 0, tzinfo=SHANGHAI))


def test_a_batch_is_sent_reconciled_and_closed_on_its_pages(client):
    out, by = released(), maker()
    actions.confirm_payment(line(out), by, MADE_AT)
    amount = line(out).amount_yuan
    client.force_login(by)
    page = reverse("batch_reconcile", args=[out.number])

    wrong = client.post(page, {"bank_out_yuan": "1", "bank_back_yuan": "0"})
    assert wrong.status_code == 422
    assert "差额不为零" in wrong.content.decode()
    client.post(page, {"bank_out_yuan": str(amount), "bank_back_yuan": "0"})
    client.force_login(checker())
    assert "差额为零，关闭批次" in client.get(page).content.decode()
    client.post(reverse("batch_close", args=[out.number]))

    assert PaymentBatch.objects.get().state == State.CLOSED


def test_the_checks_of_a_line_stand_beside_it(client):
    case = payable(enterprise=enterprise("yicheng"))
    ProfileEntry.objects.create(
        enterprise=case.enterprise,
        kind="credit",
        name="严重失信主体名单",
        source="declared",
        entered_at=MADE_AT,
        entered_by=case.created_by,
    )
    built = batch(case)
    client.force_login(built.made_by)

    page = client.get(reverse("batch_detail", args=[built.number])).content.decode()

    assert "今日在“严重失信主体名单”名单" in page
    assert "已占用专项资金" in page


def test_a_fund_is_registered_and_its_appropriation_confirmed_on_its_pages(client):
    policy = payable().round.policy
    by, other = maker(), checker()
    client.force_login(by)
    asked = {"bureau": by.roles.get().bureau_id, "name": "专利专项资金", "year": 2026, "policies": [policy.pk]}
    assert "已有专项资金" in client.post(reverse("fund_new"), asked).content.decode()
    client.post(reverse("fund_new"), {**asked, "year": 2027})
    made = Fund.objects.get(year=2027)
    new = reverse("appropriation_new", args=[made.pk])
    given = {"kind": "appropriation", "amount_yuan": "100", "document_number": "一号", "document_on": "2026-04-03"}
    assert "不能晚于今天" in client.post(new, given).content.decode()
    client.post(new, {**given, "document_on": "2026-01-05"})

    client.force_login(other)
    proposed = made.appropriations.get()
    assert "一号" in client.get(reverse("fund_list")).content.decode()
    client.post(reverse("appropriation_confirm", args=[proposed.pk]))

    assert "100.00" in client.get(reverse("fund_detail", args=[made.pk])).content.decode()
