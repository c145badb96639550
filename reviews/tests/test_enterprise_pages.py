"""What the enterprise sees of a case that was determined."""

import pytest
from django.urls import reverse

from applications.models import Application
from applications.tests.factories import RD_EXPENSE
from applications.workflow import Status
from reviews.tests.factories import approved

pytestmark = pytest.mark.django_db


def url(name: str, application: Application) -> str:
    return reverse(name, args=[application.number])


def test_the_enterprise_sees_every_step_and_the_derivation(client):
    application = approved()
    client.force_login(application.created_by)

    page = client.get(url("application_detail", application)).content.decode()

    for text in ("提交申报", "会签通过", "测算过程", "核定金额", "属地承担"):
        assert text in page


def test_a_late_withdrawal_is_told_in_words(client):
    application = approved()
    client.force_login(application.created_by)

    response = client.post(url("application_withdraw", application), {"reason": "不报了"}, follow=True)

    assert "此件已由他人办理" in response.content.decode()


def test_the_account_is_corrected_only_after_a_failed_transfer(client):
    application = approved()
    client.force_login(application.created_by)

    assert client.get(url("application_account", application)).status_code == 404
    Application.objects.filter(pk=application.pk).update(status=Status.PAYMENT_FAILED)
    account = {"account_name": "甲公司", "bank_name": "建行林州支行", "bank_account": "41001523032050001"}
    client.post(url("application_account", application), account)

    application.refresh_from_db()
    assert (application.status, application.bank_account) == (Status.AWAITING_DISBURSEMENT, "41001523032050001")


def test_the_enterprise_reads_which_reading_was_adopted_and_why(client):
    facts = {"first_time_recipient": False, "in_rd_statistics_scope": True, "rd_expense_wan": "2000",
             "max_subsidised_rd_last3y_wan": "1000", "max_rd_all_prior_years_wan": "1000", "other_fiscal_rd_awards_wan": "0"}  # fmt: skip
    application = approved(RD_EXPENSE, facts=facts)
    client.force_login(application.created_by)

    page = client.get(url("application_detail", application)).content.decode()

    for text in ("已由部门裁定", "按研发费用的5%", "（裁定采用）", "按文件原意"):
        assert text in page
    assert "须由部门裁定" not in page
