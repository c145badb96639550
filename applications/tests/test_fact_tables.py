"""Facts of several values in one box: what is typed, what is stored, and which line is wrong."""

from typing import Any

import pytest

from applications.forms.facts import FactForm
from applications.forms.tables import RowsField, typed
from applications.presentation import value_text
from policies.engine import FactDef, Pack
from policies.tests.engine_packs import mapping, pack

INVOICES = {
    "label": "发票", "type": "list", "item": "rows", "required": False, "section": "发票",
    "fields": {
        "kind": {"label": "种类", "type": "text", "choices": {"fee": "年费", "other": "其他"}},
        "paid_yuan": {"label": "金额", "type": "number", "unit": "元"},
        "is_paid": {"label": "已付", "type": "bool"},
    },
}  # fmt: skip
PERSON = {
    "label": "申请人",
    "type": "object",
    "fields": {"age": {"label": "年龄", "type": "number"}, "job": {"label": "职业", "type": "text"}},
}
GRANTS = {"label": "授权国家", "type": "object", "item": "words"}
DEALS = {"label": "合同额", "type": "list", "unit": "万元"}


ROWS = [
    {"kind": "fee", "paid_yuan": "1100.50", "is_paid": True},
    {"kind": "other", "paid_yuan": "7", "is_paid": False},
]


@pytest.fixture
def claim() -> Pack:
    """A pack with one fact of each kind."""
    facts = {**mapping()["facts"], "invoices": INVOICES, "person": PERSON, "grants": GRANTS, "deals_wan": DEALS}
    return pack(facts=facts)


def send(claim: Pack, **sent: str) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """Return what is stored and what is wrong after sending some boxes."""
    form = FactForm(claim, {}, sent)
    return form.fact_values(), {name: list(errors) for name, errors in form.errors.items()}


@pytest.mark.parametrize(
    "name, typed, stored",
    [
        ("invoices", "年费\t1,100.50\t是\n其他，7，否\n", ROWS),
        ("grants", "项目一：美国、日本\n项目二:韩国", {"项目一": ["美国", "日本"], "项目二": ["韩国"]}),
        ("deals_wan", "100\n\n 25.5 ", ["100", "25.5"]),
        ("deals_wan", "  ", None),
    ],
)  # fmt: skip
def test_lines_are_stored_by_column(claim: Pack, name: str, typed: str, stored: Any) -> None:
    values, errors = send(claim, **{name: typed})

    assert (values[name], errors) == (stored, {})


@pytest.mark.parametrize(
    "name, typed, complaints",
    [
        ("invoices", "年费\t一百\t是\n年费\t7\t否", ["第 1 行：金额应为数字"]),
        ("invoices", "罚款\t1\t是\n年费\t7", ["第 1 行：种类应为年费、其他之一", "第 2 行：缺少已付"]),
        ("invoices", "年费\t1\t是\t多", ["第 1 行：应有 3 列（种类、金额、已付），实有 4 列"]),
        ("grants", "项目一 美国", ["第 1 行：请写成“名称：内容”"]),
        ("grants", "项目一：美国\n项目一：日本", ["同一名称写了两次"]),
        ("deals_wan", "1\nabc", ["第 2 行：应为数字"]),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_stored(claim: Pack, name: str, typed: str, complaints: list[str]) -> None:
    values, errors = send(claim, **{name: typed})

    assert name not in values
    assert errors[name] == complaints


def test_an_object_has_a_box_for_each_field(claim: Pack) -> None:
    values, errors = send(claim, **{"person-age": "30", "person-job": ""})

    assert (values["person"], errors) == ({"age": "30"}, {})


@pytest.mark.parametrize(
    "name, stored, words",
    [
        ("invoices", [{"kind": "fee", "paid_yuan": "1000", "is_paid": True}], "种类：年费，金额：1,000 元，已付：是"),
        ("person", {"age": "30"}, "年龄：30"),
        ("grants", {"P1": ["美国", "日本"]}, "P1：美国、日本"),
    ],
)
def test_stored_tables_are_shown_in_words(claim: Pack, name: str, stored: Any, words: str) -> None:
    assert value_text(claim.facts[name], stored) == words


@pytest.mark.parametrize(
    "fact, stored, words",
    [
        (FactDef("y", "申报年度", "number", unit="年"), "2022", "2022 年"),
        (FactDef("y", "通过认定的年份", "list"), ["2019", "2022"], "2019；2022"),
        (FactDef("w", "研发费用", "number", unit="万元"), "2022", "2,022 万元"),
        (FactDef("w", "逐笔金额", "list", unit="元"), ["2019", "2022"], "2,019；2,022 元"),
    ],
)
def test_years_are_no_amounts(fact: FactDef, stored: Any, words: str) -> None:
    assert value_text(fact, stored) == words


@pytest.mark.parametrize(
    "name, stored, shown",
    [
        ("invoices", [{"kind": "fee", "paid_yuan": "10", "is_paid": True}], "年费\t10\t是"),
        ("grants", {"P1": ["美国", "日本"]}, "P1：美国、日本"),
        ("deals_wan", ["1", "2"], "1\n2"),
    ],
)
def test_what_was_stored_comes_back_as_it_is_typed(claim: Pack, name: str, stored: Any, shown: str) -> None:
    form = FactForm(claim, {name: stored})

    assert form.initial[name] == shown
    assert send(claim, **{name: shown})[0][name] == stored


def test_a_wrong_cell_is_named_by_row_and_column(claim: Pack) -> None:
    form = FactForm(claim, {}, {"invoices": "年费\t一百\t是\n罚款\t1\t是\n年费\t\t否\n年费\t1\t否\t多"})

    assert form.wrong_cells()["id_invoices"] == [
        (0, 1, "金额应为数字"),
        (1, 0, "种类应为年费、其他之一"),
        (2, 1, "缺少金额"),
        (3, None, "应有 3 列（种类、金额、已付），实有 4 列"),
    ]


def test_an_empty_first_cell_does_not_move_the_others_to_the_left(claim: Pack) -> None:
    form = FactForm(claim, {}, {"invoices": "\t7\t是"})

    assert form.wrong_cells()["id_invoices"] == [(0, 0, "缺少种类")]


@pytest.mark.parametrize("written", ["2026/3/5", "2026年3月5日", "2026.03.05", "2026-3-5"])
def test_a_date_may_be_written_as_excel_shows_it(written: str) -> None:
    assert typed(FactDef("d", "日期", "date"), written) == "2026-03-05"


def test_only_amounts_are_summed_up() -> None:
    fields = {
        "year": FactDef("year", "年度", "number", unit="年"),
        "paid": FactDef("paid", "金额", "number", unit="元"),
    }
    columns = RowsField.columns(FactDef("fees", "年费", "list", item="rows", fields=fields))

    assert [(each["title"], each["sum"]) for each in columns] == [("年度", False), ("金额（元）", True)]


@pytest.mark.parametrize(
    ("stored", "words"),
    [("31736.77777777777", "约 31,736.7778 千瓦时"), ("28851.6129", "28,851.6129 千瓦时"), ("1200", "1,200 千瓦时")],
)
def test_a_quotient_without_end_is_shown_rounded(stored: str, words: str) -> None:
    fact = FactDef("kwh", "用电量", "number", "千瓦时")

    assert value_text(fact, stored) == words
