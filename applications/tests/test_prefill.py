"""A new draft takes what the profile and the registers know, each value with its origin; a filed case gives back."""

from datetime import timedelta

import pytest

from accounts.tests.factories import clerk, enterprise
from applications import actions
from applications.models import Application, BankAccount, ProfileFact
from applications.presentation import case_sheet
from applications.profile.differences import register_differences
from applications.profile.standing import standing
from applications.tests.factories import FILED_AT, FULL_PRODUCTION, RD_EXPENSE, complete, draft, filed
from applications.tests.profile_factories import declared, registered, registered_entry

pytestmark = pytest.mark.django_db
LAST_YEAR = "2025"  # the round opens in 2026


def facts_of(application: Application) -> dict:
    return {row.name: row for row in application.fact_rows.all()}


def test_a_draft_is_filled_from_the_register_of_the_year_before_the_round():
    of = enterprise()
    registered(of, "rd_deducted_wan", LAST_YEAR, "280")
    registered(of, "rd_deducted_wan", "2024", "90")

    row = facts_of(draft(RD_EXPENSE, enterprise=of))["rd_expense_wan"]

    assert (row.value, row.source) == ("280", "register")
    assert row.origin.startswith("2025年：税务部门登记（数据日期 2026-01-31），")
    assert row.origin.endswith("2026-02-20 导入")


def test_the_months_of_a_year_come_from_the_power_company():
    of = enterprise()
    for month in range(1, 13):
        registered(of, "kwh", f"2021-{month:02d}", str(1000 * month), "electricity")

    row = facts_of(draft(FULL_PRODUCTION, enterprise=of))["kwh_2021_by_month"]

    assert row.value == [str(1000 * month) for month in range(1, 13)]
    assert "供电公司登记" in row.origin


def test_a_quarter_is_computed_only_when_every_month_is_known():
    of = enterprise()
    for month in ("2022-01", "2022-02"):
        registered(of, "kwh", month, "1000.5", "electricity")
    incomplete = draft(FULL_PRODUCTION, enterprise=of)
    assert "kwh_q1_2022_total" not in facts_of(incomplete)
    Application.objects.filter(pk=incomplete.pk).update(status="withdrawn")
    registered(of, "kwh", "2022-03", "1000", "electricity")

    row = facts_of(draft(FULL_PRODUCTION, enterprise=of))["kwh_q1_2022_total"]

    assert (row.value, row.source) == ("3001", "computed")


def test_an_entry_of_the_library_answers_yes_and_its_absence_answers_nothing():
    with_entry, without = enterprise(), enterprise()
    registered_entry(with_entry, "library", "规模以上工业", valid_from=FILED_AT.date())

    assert facts_of(draft(RD_EXPENSE, enterprise=with_entry))["is_above_scale_industrial"].value is True
    assert "is_above_scale_industrial" not in facts_of(draft(RD_EXPENSE, enterprise=without))


def test_a_changed_value_is_the_enterprises_own_word():
    of = enterprise()
    registered(of, "rd_deducted_wan", LAST_YEAR, "280")
    application = draft(RD_EXPENSE, enterprise=of)

    actions.save_facts(application, {"rd_expense_wan": "280"}, application.created_by, FILED_AT)
    kept = facts_of(application)["rd_expense_wan"].source
    actions.save_facts(application, {"rd_expense_wan": "300"}, application.created_by, FILED_AT)
    row = facts_of(application)["rd_expense_wan"]

    assert (kept, row.source, row.origin) == ("register", "declared", "")


def test_a_declared_figure_that_differs_from_the_register_is_told_with_both_values():
    of = enterprise()
    registered(of, "rd_deducted_wan", LAST_YEAR, "280")
    application = filed(RD_EXPENSE, enterprise=of, facts={"rd_expense_wan": 1000})

    [found] = register_differences(application)
    lines = [line for _, section in case_sheet(application) for line in section if line.differences]

    assert (found.name, found.declared, found.register) == ("rd_expense_wan", "1,000 万元", "280 万元")
    assert "税务部门登记" in found.source
    assert [line.fact.name for line in lines] == ["rd_expense_wan"]


def test_saying_no_where_a_register_says_yes_is_a_difference():
    of = enterprise()
    registered_entry(of, "library", "规模以上工业", valid_from=FILED_AT.date())
    application = draft(RD_EXPENSE, enterprise=of)
    actions.save_facts(application, {"is_above_scale_industrial": False}, application.created_by, FILED_AT)

    [found] = register_differences(application)

    assert (found.declared, found.register) == ("否", "是（规模以上工业）")


def test_a_month_that_differs_is_named():
    of = enterprise()
    registered(of, "kwh", "2021-05", "77", "electricity")
    application = draft(FULL_PRODUCTION, enterprise=of)
    actions.save_facts(application, {"kwh_2021_by_month": ["100"] * 12}, application.created_by, FILED_AT)

    assert [found.label for found in register_differences(application)] == ["2021年分月用电量 2021年5月"]


def test_what_a_filed_case_declares_flows_back_and_fills_the_next_draft():
    application = filed(RD_EXPENSE, facts={"rd_expense_wan": 1000})

    row = ProfileFact.objects.get(enterprise=application.enterprise, name="rd_deducted_wan")
    assert (row.period, row.value, row.source, row.application) == (LAST_YEAR, "1000", "case", application)
    Application.objects.filter(pk=application.pk).update(status="rejected")
    following = draft(RD_EXPENSE, enterprise=application.enterprise, at=FILED_AT + timedelta(days=1))

    taken = facts_of(following)["rd_expense_wan"]
    assert (taken.value, taken.source) == ("1000", "earlier_case")
    assert application.number in taken.origin


def test_what_is_known_already_does_not_flow_back_again():
    of = enterprise()
    registered(of, "rd_deducted_wan", LAST_YEAR, "1000")

    filed(RD_EXPENSE, enterprise=of, facts={"rd_expense_wan": 1000})

    assert ProfileFact.objects.filter(enterprise=of, name="rd_deducted_wan").count() == 1


def test_a_draft_gives_nothing_back():
    application = draft(RD_EXPENSE)
    complete(application, application.created_by)

    assert standing(application.enterprise).own == {}


def test_the_account_of_a_filed_case_is_kept_once():
    application = filed(RD_EXPENSE)
    of = application.enterprise
    second = draft(FULL_PRODUCTION, enterprise=of, user=clerk(of))
    complete(second, second.created_by)
    actions.submit(second, second.created_by, FILED_AT + timedelta(days=1), not_eligible_accepted=True)

    account = BankAccount.objects.get(enterprise=of)

    assert (account.number, account.is_default, account.origin) == (of.bank_account, True, f"申报 {application.number}")


def test_a_kept_value_of_the_profile_fills_a_fact_without_a_period():
    of = enterprise()
    declared(of, "main_tax_paid_in_anyang", "", True)

    row = facts_of(draft(RD_EXPENSE, enterprise=of))["main_tax_paid_in_anyang"]

    assert (row.value, row.source) == (True, "profile")
    assert row.origin == "企业档案，2026-02-20 填报"
