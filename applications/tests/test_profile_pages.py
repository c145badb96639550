"""The enterprise keeps its profile itself: figures by period, titles, accounts; every value shows its source."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Enterprise, Role
from accounts.tests.factories import clerk, enterprise, grant, person
from applications.actions import declaring
from applications.models import BankAccount, ProfileEntry, ProfileFact
from applications.profile.standing import standing
from applications.tests.factories import RD_EXPENSE, draft
from applications.tests.profile_factories import IMPORTED_AT, declared, registered, registered_entry
from applications.workflow import NotAllowed

pytestmark = pytest.mark.django_db
ACCOUNT = {"account_name": "甲公司", "bank_name": "中国银行林州支行", "number": "１７０6 0201-0901"}


@pytest.fixture
def of() -> Enterprise:
    return enterprise()


@pytest.fixture
def page(client: Client, of: Enterprise) -> Client:
    client.force_login(clerk(of))
    return client


def url(name: str, of: Enterprise, *args) -> str:
    return reverse(name, args=[of.uscc, *args])


def test_a_pasted_figure_is_kept_exactly_and_only_what_changed_is_written(page: Client, of: Enterprise):
    declared(of, "staff", "2025", "100")
    typed = {"revenue_wan:2025": "8,600.50", "staff:2025": "100", "initial-staff:2025": "100"}

    page.post(url("profile_figures", of), typed)

    assert standing(of).value("revenue_wan", "2025") == "8600.5"
    assert ProfileFact.objects.filter(enterprise=of).count() == 2


def test_what_another_person_saved_meanwhile_is_not_taken_back(page: Client, of: Enterprise):
    declared(of, "staff", "2025", "120")  # after this page was loaded

    page.post(url("profile_figures", of), {"staff:2025": "", "initial-staff:2025": ""})

    assert standing(of).value("staff", "2025") == "120"


def test_an_emptied_cell_takes_the_value_back(page: Client, of: Enterprise):
    declared(of, "staff", "2025", "100")

    page.post(url("profile_figures", of), {"staff:2025": "", "initial-staff:2025": "100"})

    assert standing(of).value("staff", "2025") is None
    assert ProfileFact.objects.filter(enterprise=of).count() == 2


@pytest.mark.parametrize("typed", ["很多", "-1", "1e99"])
def test_a_wrong_figure_is_told_beside_its_cell_and_nothing_typed_is_lost(page: Client, of: Enterprise, typed: str):
    response = page.post(url("profile_figures", of), {"staff:2025": typed, "revenue_wan:2025": "77"})

    assert response.status_code == 422
    assert f"“{typed}”" in response.text
    assert 'value="77"' in response.text
    assert not ProfileFact.objects.exists()


def test_the_registers_value_is_shown_under_the_own_one_and_marked_where_they_differ(page: Client, of: Enterprise):
    registered(of, "revenue_wan", "2025", "4900")
    declared(of, "revenue_wan", "2025", "5000")

    text = page.get(url("profile_figures", of)).text

    assert "登记 4,900（不一致）" in text
    assert 'value="5000"' in text


def test_the_size_is_shown_with_its_reasons(page: Client, of: Enterprise):
    page.post(url("profile", of), {"industry:": "industry"})
    page.post(url("profile_figures", of), {"staff:2025": "120", "revenue_wan:2025": "5000"})

    text = page.get(url("profile", of)).text

    assert "小型企业" in text
    assert "工业，按 2025 年数据" in text


def test_the_history_of_a_value_shows_every_source(page: Client, of: Enterprise):
    declared(of, "revenue_wan", "2025", "5000")
    row = registered(of, "revenue_wan", "2025", "4900")

    text = page.get(url("profile_period_history", of, "revenue_wan", "2025")).text

    assert "5,000 万元" in text
    assert f"文件“{row.imported.file_name}”第 2 行" in text  # type: ignore[union-attr]


def test_a_title_is_declared_once_and_can_be_taken_out(page: Client, of: Enterprise):
    title = {"name": "高新技术企业", "number": "GR1", "valid_from": "2024-01-01", "valid_to": "2026-12-31"}
    page.post(url("profile_titles", of), title)
    again = page.post(url("profile_titles", of), title)
    entry = ProfileEntry.objects.get()

    page.post(url("profile_title_remove", of, entry.pk))

    entry.refresh_from_db()
    assert (again.status_code, entry.removed_at is not None) == (422, True)
    assert "已经登记" in again.text


def test_a_title_does_not_end_before_it_begins(page: Client, of: Enterprise):
    title = {"name": "高新技术企业", "number": "GR1", "valid_from": "2024-01-02", "valid_to": "2024-01-01"}

    assert "不得早于" in page.post(url("profile_titles", of), title).text


def test_a_registers_title_cannot_be_taken_out(of: Enterprise):
    entry = registered_entry(of, "title", "高新技术企业", "GR1", valid_from=date(2024, 1, 1))

    with pytest.raises(NotAllowed):
        declaring.remove_title(entry, clerk(of), IMPORTED_AT)


def test_the_first_account_becomes_the_default_and_new_claims_take_the_default(page: Client, of: Enterprise):
    page.post(url("profile_accounts", of), ACCOUNT)
    page.post(url("profile_accounts", of), {**ACCOUNT, "number": "41001523032050001"})
    second = BankAccount.objects.get(number="41001523032050001")

    page.post(url("profile_account_act", of, second.pk, "default"))

    of.refresh_from_db()
    assert list(BankAccount.objects.filter(is_default=True)) == [second]
    assert (of.bank_account, draft(RD_EXPENSE, enterprise=of).bank_account) == (second.number, second.number)


def test_the_default_account_cannot_be_removed(page: Client, of: Enterprise):
    page.post(url("profile_accounts", of), ACCOUNT)

    told = page.post(url("profile_account_act", of, BankAccount.objects.get().pk, "remove"), follow=True)

    assert "默认账户不能移除" in told.text
    assert BankAccount.objects.get().removed_at is None


@pytest.mark.parametrize(("number", "words"), [("6222x", "8 至 32 位数字"), ("170602010901", "已经登记")])
def test_an_account_number_is_digits_and_kept_once(page: Client, of: Enterprise, number: str, words: str):
    page.post(url("profile_accounts", of), ACCOUNT)

    response = page.post(url("profile_accounts", of), {**ACCOUNT, "number": number})

    assert response.status_code == 422
    assert words in response.text
    assert BankAccount.objects.get().number == "170602010901"


def test_who_acts_for_several_enterprises_chooses(client: Client, of: Enterprise):
    user, other = person(), enterprise()
    for each in (of, other):
        grant(user, Role.APPLICANT_CLERK, enterprise=each)
    client.force_login(user)

    text = client.get(reverse("profile_home")).text

    assert of.name in text
    assert other.name in text


def test_a_stranger_finds_nothing(client: Client, of: Enterprise):
    client.force_login(clerk(enterprise()))

    assert client.get(url("profile", of)).status_code == 404


@pytest.mark.parametrize("name", ["profile", "profile_figures", "profile_titles", "profile_accounts"])
def test_a_page_of_the_profile_asks_the_database_at_most_eight_times(
    page: Client, of: Enterprise, name: str, django_assert_max_num_queries
):
    for month in range(1, 13):
        registered(of, "kwh", f"2025-{month:02d}", "1000", "electricity")
    registered_entry(of, "title", "高新技术企业", "GR1")

    with django_assert_max_num_queries(8):
        page.get(url(name, of))
