"""Lists of records, objects, and questions over their entries."""

from decimal import Decimal
from typing import Any

import pytest

from policies.engine import Decision, FactError, PackError, evaluate
from policies.tests.engine_packs import GOOD, line, mapping, pack

FACTS = {
    **mapping()["facts"],
    "invoices": {
        "label": "发票", "type": "list", "item": "rows", "required": False,
        "fields": {"kind": {"label": "种类", "type": "text"}, "paid_yuan": {"label": "金额", "type": "number", "unit": "元"}},
    },
    "person": {
        "label": "申请人", "type": "object", "required": False,
        "fields": {"age": {"label": "年龄", "type": "number"}, "job": {"label": "职业", "type": "text", "loose": True}},
    },
    "grants": {"label": "授权国家", "type": "object", "item": "words", "required": False},
    "deals_wan": {"label": "合同额", "type": "list", "unit": "万元", "required": False},
    "received_wan": {"label": "到账额", "type": "number", "unit": "万元", "total": True, "required": False},
}  # fmt: skip
INVOICES = [{"kind": "fee", "paid_yuan": "100.50"}, {"kind": "other", "paid_yuan": 7}, {"kind": "fee", "paid_yuan": 50}]


def decide(expression: str, lines: list[dict[str, Any]] | None = None, **facts: Any) -> Decision:
    """Return the decision of a pack that pays what the expression gives in 元, unless other lines are given."""
    amount = {"lines": lines or [line("sum", add_yuan=expression)]}
    return evaluate(pack(facts=FACTS, amount=amount), {**GOOD, **facts})


@pytest.mark.parametrize(
    "expression, amount",
    [
        ("sum(each.paid_yuan for each in invoices if each.kind == 'fee')", "150.50"),
        ("count(each for each in invoices if each.paid_yuan >= 50)", "2"),
        ("largest(each.paid_yuan for each in invoices)", "100.50"),
        ("1 if any(each.kind == 'other' for each in invoices) else 0", "1"),
        ("1 if all(each.kind == 'fee' for each in invoices) else 0", "0"),
    ],
)
def test_a_question_over_the_rows_is_answered(expression: str, amount: str) -> None:
    assert decide(expression, invoices=INVOICES).amount_yuan == Decimal(amount)


def test_each_deal_has_its_own_cap() -> None:
    lines = [line("deals", add_wan="sum(min(deal * 0.1, 20) for deal in deals_wan)")]

    assert decide("1", lines, deals_wan=[100, 500]).amount_yuan == 300000


def test_an_empty_field_makes_the_question_open_and_its_fact_missing() -> None:
    decision = decide("sum(each.paid_yuan for each in invoices)", invoices=[{"kind": "fee"}])

    assert (decision.outcome, decision.missing) == ("incomplete", ("invoices",))


def test_an_empty_field_that_no_test_lets_through_does_not_matter() -> None:
    rows = [{"kind": "other"}, {"kind": "fee", "paid_yuan": 3}]

    assert decide("sum(each.paid_yuan for each in invoices if each.kind == 'fee')", invoices=rows).amount_yuan == 3


def test_a_field_of_an_object_is_read() -> None:
    assert decide("person.age * 1", person={"age": 30}).amount_yuan == 30


def test_a_loose_text_also_takes_a_number() -> None:
    assert decide("1 if person.job == '5' else 0", person={"job": 5}).amount_yuan == 1


@pytest.mark.parametrize(
    "given",
    [{"P1": ["US", "CN"]}, {"P1": {"US": 1, "CN": 1}}, {"P1": "US", "P2": "CN"}, {"P1": [{"c": "US"}, {"c": "CN"}]}],
)
def test_words_by_name_are_taken_in_every_shape(given: dict[str, Any]) -> None:
    assert decide("sum(count(word for word in each if word == 'US') for each in grants)", grants=given).amount_yuan == 1


def test_a_total_may_come_as_a_list() -> None:
    assert decide("1", [line("sum", add_wan="received_wan")], received_wan=[1, 2.5]).amount_yuan == 35000


@pytest.mark.parametrize(
    "facts, complaint",
    [
        ({"invoices": [{"paid_yuan": 1}, {"paid_yuan": "x"}]}, "invoices：第 2 行金额应为数字"),
        ({"invoices": "x"}, "invoices：应为列表"),
        ({"invoices": [3]}, "invoices：第 1 行应为一组有名称的值"),
        ({"person": {"age": True}}, "person：年龄应为数字"),
        ({"grants": {"P1": 1.5}}, "grants：应为件数"),
        ({"grants": 3}, "grants：应为名称对应清单"),
    ],
)
def test_a_wrong_entry_is_named_with_its_row_and_field(facts: dict[str, Any], complaint: str) -> None:
    with pytest.raises(FactError, match=complaint):
        decide("1", **facts)


@pytest.mark.parametrize(
    "expression, complaint",
    [
        ("sum(each.nosuch for each in invoices)", "each has no field 'nosuch'"),
        ("sum(each.kind for each in invoices)", "number expected, text found"),
        ("sum(each for each in rd_wan)", "a list fact is expected"),
        ("sum(rd_wan for rd_wan in deals_wan)", "already the name of something else"),
        ("sum(a + b for a in deals_wan for b in deals_wan)", "one `for`"),
        ("sum(each.paid_yuan for each in invoices) + deals", "unknown fact"),
        ("person.nosuch + 1", "person has no field 'nosuch'"),
        ("given(person.nosuch)", "person has no field"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused_when_loaded(expression: str, complaint: str) -> None:
    with pytest.raises(PackError, match=complaint):
        decide(expression)
