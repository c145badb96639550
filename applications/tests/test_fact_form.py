import pytest

from applications.forms import AccountForm, FactForm
from applications.forms.facts import stored
from applications.forms.money import in_words
from applications.tests.factories import FULL_PRODUCTION, PATENT_GRANT, draft
from policies.tests.factories import policy_version

pytestmark = pytest.mark.django_db


def form(data=None, values=None, code=FULL_PRODUCTION, **options) -> FactForm:
    return FactForm(policy_version(code).pack, values or {}, data, **options)


def rows_of(page: FactForm) -> list:
    return [row for section in page.helper.layout.fields for row in section.fields]


def test_a_question_that_does_not_apply_is_hidden():
    hidden = [row.flat_attrs for row in rows_of(form(values={"track": "A"})) if "hidden" in row.flat_attrs]

    assert any("main_income_q1_2022" in attributes for attributes in hidden)
    assert not any("kwh_2022_02_15" in attributes for attributes in hidden)


def test_a_section_without_a_question_is_hidden():
    sections = {title for _, title, _ in form(values={"track": "A"}).sections()}

    assert "一季度生产（20万元档）" not in sections
    assert "停工与复产（10万元档）" in sections


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("1,234.50", "1234.5"), ("１２３．５", "123.5"), (" 7 ", "7"), ("0", "0"), ("1000000", "1000000")],
)
def test_numbers_are_taken_as_people_type_them_and_kept_exactly(typed, kept):
    assert form({"main_income_q1_2022": typed}).fact_values()["main_income_q1_2022"] == kept


@pytest.mark.parametrize("typed", ["一百", "1.2.3", "1e999", "nan"])
def test_what_is_no_number_is_refused_beside_its_field_and_not_stored(typed):
    filled = form({"main_income_q1_2022": typed, "track": "B"})

    assert "main_income_q1_2022" not in filled.fact_values()
    assert "main_income_q1_2022" in filled.errors
    assert filled.fact_values()["track"] == "B"


def test_a_negative_consumption_is_refused():
    assert "不能小于 0" in str(form({"kwh_2022_02_15": "-1"}).errors["kwh_2022_02_15"])


def test_twelve_boxes_make_one_list_and_keep_their_gaps():
    data = {f"kwh_2021_by_month-{month}": "100" for month in range(11)}

    assert form(data).fact_values()["kwh_2021_by_month"] == ["100"] * 11 + [""]


def test_lines_of_text_make_a_list():
    assert form({"patent_numbers": "ZL1\n\n ZL2 "}, code=PATENT_GRANT).fact_values()["patent_numbers"] == ["ZL1", "ZL2"]


def test_yes_and_no_are_two_answers_and_empty_is_none():
    pack = policy_version().pack
    fact = pack.facts["is_listed"]

    assert [stored(fact, answer) for answer in ("yes", "no", "")] == [True, False, None]


def test_under_a_correction_only_the_named_fact_is_open():
    page = form(values={"track": "A"}, only={"track"})

    assert not page.fields["track"].disabled
    assert page.fields["is_listed"].disabled


def test_a_value_in_a_locked_field_is_ignored():
    page = form({"track": "A", "is_listed": "yes"}, values={"is_listed": False}, only={"track"})

    assert page.fact_values()["is_listed"] is False


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("1706 0201 0920 0000", "1706020109200000"),
        ("６２２２０２０２００１１２２３３", "6222020200112233"),
    ],
)
def test_an_account_number_loses_its_blanks_and_full_width(typed, kept):
    page = AccountForm({"account_name": "甲", "bank_name": "乙", "bank_account": typed}, instance=draft())

    assert page.is_valid(), page.errors
    assert page.cleaned_data["bank_account"] == kept


@pytest.mark.parametrize("typed", ["1234567", "62220x02", "1" * 33])
def test_an_impossible_account_number_is_refused(typed):
    page = AccountForm({"account_name": "甲", "bank_name": "乙", "bank_account": typed}, instance=draft())

    assert "8 至 32 位数字" in str(page.errors["bank_account"])


def test_a_note_stands_under_the_fact_it_belongs_to():
    page = form(code=PATENT_GRANT, notes={"patent_count": "来自 2026-03-01 登记"})

    assert "来自 2026-03-01 登记" in page.fields["patent_count"].help_text


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        ("1200", "万元", "壹仟贰佰万元整"),
        ("10005.3", "元", "壹万零伍元叁角"),
        ("0.000001", "万元", "壹分"),
        ("0.001", "元", ""),
        ("abc", "元", ""),
        ("1e15", "元", ""),
        ("-5", "元", ""),
    ],
)
def test_a_sum_is_written_in_words(value, unit, words):
    assert in_words(value, unit) == words
