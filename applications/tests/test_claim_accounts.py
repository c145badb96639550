"""A claim is paid to an account that the enterprise keeps in its profile, or to another one that it types."""

import pytest
from django.urls import reverse

from accounts.tests.factories import enterprise
from applications.actions.declaring import add_account, remove_account
from applications.forms import AccountForm
from applications.models import Application
from applications.tests.factories import FILED_AT, FULL_PRODUCTION, draft
from policies.tests.factories import application_round

pytestmark = pytest.mark.django_db
TYPED = {"account_name": "甲公司", "bank_name": "中国银行林州支行", "bank_account": "99998888777766665555"}


def kept(of, number, bank="中国建设银行林州支行"):
    told = {"account_name": of.name, "bank_name": bank, "number": number}
    return add_account(of, told, draft(enterprise=of).created_by, FILED_AT)


@pytest.fixture
def claim():
    """A draft of an enterprise that keeps two accounts; the first is the default one."""
    of = enterprise("linzhou")
    kept(of, "1111222233334444"), kept(of, "5555666677778888", "中国农业银行林州支行")
    application = draft(enterprise=of)
    Application.objects.filter(pk=application.pk).update(bank_account="1111222233334444")
    return Application.objects.get(pk=application.pk)


def account(claim, number):
    return claim.enterprise.bank_accounts.get(number=number)


def test_another_account_of_the_profile_is_chosen_in_the_claim_form(client, claim):
    client.force_login(claim.created_by)
    url = reverse("application_form", args=[claim.number])
    page = client.get(url).content.decode()
    chosen = account(claim, "5555666677778888")

    client.post(url, {**TYPED, "bank_account": claim.bank_account, "kept": chosen.pk, "save": "1"})

    claim.refresh_from_db()
    assert "尾号 8888 中国农业银行林州支行" in page
    assert "尾号 4444（默认）" in page
    assert (claim.bank_name, claim.bank_account) == ("中国农业银行林州支行", "5555666677778888")


def test_an_account_typed_over_the_chosen_one_counts(claim):
    same = account(claim, claim.bank_account)

    form = AccountForm({**TYPED, "kept": same.pk}, instance=claim)

    assert form.is_valid(), form.errors
    assert form.cleaned_data == TYPED


def test_a_chosen_account_needs_nothing_in_the_boxes(claim):
    form = AccountForm({"kept": account(claim, "5555666677778888").pk}, instance=claim, required=True)

    assert form.is_valid(), form.errors
    assert form.cleaned_data["bank_account"] == "5555666677778888"


def test_another_enterprises_account_and_a_removed_one_are_not_chosen(claim):
    foreign, gone = kept(enterprise("linzhou"), "1234123412341234"), account(claim, "5555666677778888")
    remove_account(gone, FILED_AT)

    for each in (foreign, gone):
        form = AccountForm({**TYPED, "kept": each.pk}, instance=claim)
        assert "请选择本企业已登记的账户" in str(form.errors["kept"])


def test_the_choice_tells_where_money_arrived_and_where_it_failed(claim):
    earlier = draft(enterprise=claim.enterprise, round=application_round(FULL_PRODUCTION, name="去年"))
    Application.objects.filter(pk=earlier.pk).update(
        status="disbursed", bank_account="5555666677778888", approved_yuan=1, submitted_at=FILED_AT,
        committed_by=earlier.created_by,
    )  # fmt: skip
    claim.status = "payment_failed"

    words = dict(AccountForm(instance=claim)["kept"].field.widget.choices).values()

    assert "尾号 4444（默认，本次拨付失败） 中国建设银行林州支行" in words
    assert "尾号 8888（曾拨付到账） 中国农业银行林州支行" in words
