"""The profile keeps every value with its source; the newest counts, and what an undone import said counts no more."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError

from accounts.tests.factories import clerk, enterprise
from applications.models import BankAccount, CaseFact, ProfileFact, RegisterImport
from applications.profile.catalogue import items, match_of
from applications.profile.size import size_class
from applications.profile.standing import credit_entries, register_titles, standing
from applications.profile.values import agree, in_unit
from applications.tests.factories import draft
from applications.tests.profile_factories import (
    IMPORTED_AT,
    declared,
    finished_import,
    registered,
    registered_entry,
)
from policies.engine.model import FactDef
from policies.packs import read_packs

pytestmark = pytest.mark.django_db
LATER = IMPORTED_AT + timedelta(days=1)


def refused(name: str):
    return pytest.raises(IntegrityError, match=name)


def test_the_newest_value_of_a_period_counts_and_the_older_one_stays_readable():
    of = enterprise()
    declared(of, "revenue_wan", "2025", "5000")
    declared(of, "revenue_wan", "2025", "5100", LATER)

    assert standing(of).value("revenue_wan", "2025") == "5100"
    assert ProfileFact.objects.filter(enterprise=of).count() == 2


def test_the_own_value_and_the_registers_stand_side_by_side():
    of = enterprise()
    registered(of, "revenue_wan", "2025", "4900")
    declared(of, "revenue_wan", "2025", "5000", LATER)

    found = standing(of)

    assert (found.own["revenue_wan", "2025"].value, found.register["revenue_wan", "2025"].value) == ("5000", "4900")
    assert found.value("revenue_wan", "2025") == "4900"


def test_an_undone_import_counts_no_more_and_the_earlier_one_counts_again():
    of, second = enterprise(), finished_import()
    registered(of, "tax_paid_wan", "2025", "100")
    registered(of, "tax_paid_wan", "2025", "120", imported=second, at=LATER)
    RegisterImport.objects.filter(pk=second.pk).update(
        state="undone", undone_by=second.uploaded_by, undone_at=LATER, undo_reason="口径有误"
    )

    assert standing(of).value("tax_paid_wan", "2025") == "100"


def test_a_value_is_never_changed_or_deleted():
    row = declared(enterprise(), "revenue_wan", "2025", "5000")

    with pytest.raises(DatabaseError, match="append_only"), transaction.atomic():
        ProfileFact.objects.filter(pk=row.pk).update(value="1")
    with pytest.raises(DatabaseError, match="append_only"), transaction.atomic():
        row.delete()


@pytest.mark.parametrize("period", ["25", "2025-13", "2025-1", "2025年"])
def test_a_period_is_a_year_or_a_month(period: str):
    with refused("profile_period_known"):
        declared(enterprise(), "revenue_wan", period, "1")


def test_a_registers_value_names_its_import_and_line():
    row = registered(enterprise(), "revenue_wan", "2025", "1")
    row.pk, row.line = None, None

    with refused("profile_register_has_line"):
        row.save()


def test_a_value_from_a_case_names_the_case():
    row = declared(enterprise(), "revenue_wan", "2025", "1")
    row.pk, row.source = None, "case"

    with refused("profile_case_is_named"):
        row.save()


def test_the_validity_of_an_entry_is_in_order():
    with refused("entry_validity_in_order"):
        registered_entry(enterprise(), "title", "高新技术企业", valid_from=date(2026, 1, 2), valid_to=date(2026, 1, 1))


def test_there_is_one_default_account_and_each_number_once():
    of = enterprise()
    account = {"enterprise": of, "account_name": "甲", "bank_name": "工行", "entered_at": IMPORTED_AT}
    BankAccount.objects.create(number="170602010901", is_default=True, **account)

    with refused("bank_account_one_default"), transaction.atomic():
        BankAccount.objects.create(number="170602010902", is_default=True, **account)
    with refused("bank_account_once"), transaction.atomic():
        BankAccount.objects.create(number="170602010901", **account)
    with refused("bank_account_digits"), transaction.atomic():
        BankAccount.objects.create(number="6222-1", **account)
    with refused("bank_account_removed_is_no_default"), transaction.atomic():
        BankAccount.objects.update(removed_at=LATER)


def test_the_same_file_stands_once_and_an_undone_import_tells_why():
    done = finished_import()
    copy = RegisterImport.objects.get(pk=done.pk)
    copy.pk = None

    with refused("import_file_once"), transaction.atomic():
        copy.save()
    with refused("import_undone_with_reason"), transaction.atomic():
        RegisterImport.objects.filter(pk=done.pk).update(state="undone")
    with refused("import_done_within_good"), transaction.atomic():
        RegisterImport.objects.filter(pk=done.pk).update(done_count=2)
    with refused("import_done_at_a_time"), transaction.atomic():
        RegisterImport.objects.filter(pk=done.pk).update(finished_at=None)


def test_a_case_fact_that_was_not_declared_tells_its_origin():
    application = draft(user=clerk())

    with refused("fact_origin_told"):
        CaseFact.objects.create(
            application=application, name="x", value="1", source="register",
            set_by=application.created_by, set_at=IMPORTED_AT,
        )  # fmt: skip


def test_a_credit_entry_counts_from_its_first_to_its_last_day():
    of, first, last = enterprise(), date(2025, 6, 10), date(2026, 3, 1)
    registered_entry(of, "credit", "失信被执行人", "1号", valid_from=first, valid_to=last)

    counted = [bool(credit_entries(of, first + timedelta(days=days))) for days in (-1, 0, (last - first).days)]

    assert [*counted, bool(credit_entries(of, last + timedelta(days=1)))] == [False, True, True, False]


def test_a_later_import_ends_an_open_entry():
    of = enterprise()
    registered_entry(of, "title", "高新技术企业", "GR1", valid_from=date(2024, 1, 1))
    registered_entry(
        of, "title", "高新技术企业", "GR1", valid_from=date(2024, 1, 1), valid_to=date(2025, 12, 31), at=LATER
    )

    assert len(register_titles(of, date(2025, 12, 31))) == 1
    assert register_titles(of, date(2026, 1, 1)) == []


# 工信部联企业〔2011〕300号 第四条（二）工业
@pytest.mark.parametrize(
    ("staff", "revenue", "word"),
    [("1000", "40000", "大型"), ("999", "40000", "中型"), ("300", "1999", "小型"), ("20", "300", "小型"), ("19", "300", "微型")],
)  # fmt: skip
def test_the_size_follows_the_table_and_tells_why(staff: str, revenue: str, word: str):
    of = enterprise()
    declared(of, "industry", "", "industry")
    declared(of, "staff", "2025", staff)
    registered(of, "revenue_wan", "2025", revenue)

    found = size_class(standing(of))

    assert found is not None
    assert found.word == word
    assert f"从业人员 {Decimal(staff):,} 人" in found.reason


def test_the_size_takes_the_latest_year_that_is_complete():
    of = enterprise()
    declared(of, "industry", "", "industry")
    for name, year, value in (("staff", "2024", "50"), ("revenue_wan", "2024", "900"), ("staff", "2025", "9")):
        declared(of, name, year, value)

    found = size_class(standing(of))

    assert found is not None
    assert (found.year, found.word) == ("2024", "小型")


@pytest.mark.parametrize(
    ("declared", "registered", "same"),
    [("1560", "1560.00", True), ("1560", "1559.6", True), ("1560", "1559.4", False), ("1560.0", "1559.96", True),
     (True, True, True), (False, True, False), ("工业", "工业", True), ("工业", "建筑业", False)],
)  # fmt: skip
def test_values_agree_to_the_decimals_declared(declared, registered, same: bool):
    assert agree(declared, registered) is same


def test_money_is_converted_exactly_and_other_units_not_at_all():
    assert in_unit("12345", "万元", "亿元") == "1.2345"
    with pytest.raises(ValueError, match="is not"):
        in_unit("1", "万元", "千瓦时")


def test_every_match_names_a_known_item_of_the_packs():
    facts = {(fact.name, fact.label): fact for pack in read_packs() for fact in pack.facts.values()}
    from applications.profile import catalogue

    for key, match in catalogue._read()[1].items():
        assert key in facts, f"no pack asks for {key}"
        if match.item:
            item, unit = items()[match.item], facts[key].unit
            assert in_unit("1", item.unit, unit)
            assert {"none": 0, "year": 4, "month": 7}[item.period] in {len(period) for period in match.periods_of(2026)}


def test_a_fact_of_the_same_name_with_another_meaning_is_not_matched():
    assert match_of(FactDef("rd_expense_wan", "上年度研发费用", "number", "万元")).item == "rd_deducted_wan"  # type: ignore[union-attr]
    assert match_of(FactDef("rd_expense_wan", "上年度研发经费支出", "number", "万元")).item == "rd_wan"  # type: ignore[union-attr]
    assert match_of(FactDef("rd_expense_wan", "研发费用", "number", "万元")) is None
