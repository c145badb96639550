"""The expression language: exact, typed, three-valued, and closed."""

from decimal import Decimal
from typing import Any

import pytest

from policies.engine.expressions import ExpressionError, Symbol, compile_expression
from policies.engine.scope import Scope

SYMBOLS = {
    "rd_wan": Symbol("number", "万元"),
    "prior_wan": Symbol("number", "万元"),
    "cost_yuan": Symbol("number", "元"),
    "count": Symbol("number"),
    "is_first": Symbol("bool"),
    "in_scope": Symbol("bool"),
    "kind": Symbol("text"),
    "months": Symbol("list", "千瓦时"),
}


def run(source: str, **facts: Any) -> Any:
    """Return the value of an expression for these facts."""
    return compile_expression(source, SYMBOLS).run(Scope(facts, {}, {}))


@pytest.mark.parametrize(
    "source, facts, expected",
    [
        ("0.1 + 0.2", {}, Decimal("0.3")),
        ("rd_wan * 0.05", {"rd_wan": Decimal("1234.5678")}, Decimal("61.728390")),
        ("min(rd_wan * 0.05, 600)", {"rd_wan": Decimal(20000)}, Decimal(600)),
        ("max(rd_wan - prior_wan, 0)", {"rd_wan": Decimal(1), "prior_wan": Decimal(2)}, Decimal(0)),
        ("-count + 3", {"count": Decimal(1)}, Decimal(2)),
        ("'base' if is_first else 'increment'", {"is_first": False}, "increment"),
        ("kind in ('a', 'b')", {"kind": "b"}, True),
        ("kind not in ('a', 'b')", {"kind": "b"}, False),
        ("sum(months) / 2", {"months": (Decimal(1), Decimal(2))}, Decimal("1.5")),
        ("given(kind) and not given(count)", {"kind": "a"}, True),
    ],
)
def test_an_expression_is_worked_out_exactly(source: str, facts: dict[str, Any], expected: Any) -> None:
    assert run(source, **facts) == expected


@pytest.mark.parametrize(
    "source, facts, expected",
    [
        ("is_first and in_scope", {"is_first": False}, False),
        ("is_first and in_scope", {"is_first": True}, None),
        ("is_first or in_scope", {"in_scope": True}, True),
        ("is_first or in_scope", {"in_scope": False}, None),
        ("not is_first", {}, None),
        ("rd_wan + 1", {}, None),
        ("rd_wan > 1", {}, None),
        ("1 if is_first else 2", {}, None),
        ("max(rd_wan, 1)", {}, None),
    ],
)
def test_unknown_spreads_unless_the_known_part_decides(source: str, facts: dict[str, Any], expected: Any) -> None:
    assert run(source, **facts) is expected


def test_two_ways_of_dividing_meet_on_the_same_boundary() -> None:
    assert run("480 / 90 >= 200 / 30 * 0.8") is True
    assert run("479.999999 / 90 >= 200 / 30 * 0.8") is False


def test_dividing_by_zero_is_unknown_and_said() -> None:
    scope = Scope({"count": Decimal(0)}, {}, {})

    value = compile_expression("1 / count", SYMBOLS).run(scope)

    assert value is None
    assert list(scope.trace.troubles) == ["算式无法计算（除数为零或数值越界）"]


@pytest.mark.parametrize(
    "source, complaint",
    [
        ("nosuch * 2", "unknown fact"),
        ("rd_wan + cost_yuan", "units differ"),
        ("rd_wan > cost_yuan", "units differ"),
        ("rd_wan + kind", "number expected"),
        ("rd_wan == kind", "cannot compare"),
        ("is_first + 1", "number expected"),
        ("1 if rd_wan else 2", "bool expected"),
        ("1 if is_first else 'x'", "one type"),
        ("2 ** 99", "not allowed"),
        ("__import__('os')", "unknown function"),
        ("kind.upper()", "unknown function"),
        ("months[0]", "not part of the language"),
        ("(lambda: 1)()", "unknown function"),
        ("[x for x in months]", "not part of the language"),
        ("1 < count < 3", "chained"),
        ("min(rd_wan, cost_yuan)", "units differ"),
        ("sum(rd_wan)", "list expected"),
        ("given('kind')", "takes one fact"),
        ("1 +", "not an expression"),
        ("1j", "not allowed"),
        ("(" * 500 + ")" * 500, "characters"),
    ],
)
def test_anything_outside_the_language_is_refused_when_compiled(source: str, complaint: str) -> None:
    with pytest.raises(ExpressionError, match=complaint):
        compile_expression(source, SYMBOLS)


def test_the_unit_of_a_result_is_known_beforehand() -> None:
    assert compile_expression("rd_wan * 0.05", SYMBOLS).unit == "万元"
    assert compile_expression("rd_wan / prior_wan", SYMBOLS).unit == ""
    assert compile_expression("largest(months)", SYMBOLS).unit == "千瓦时"


@pytest.mark.parametrize(
    "months, expected",
    [
        ([310, 300, *[1] * 10], Decimal(10)),  # January: 310 / 31
        ([308, 308, *[1] * 10], Decimal(308) / 31),  # a tie takes the longer month when asked for it
        ([1, 280, *[1] * 10], Decimal(10)),  # February: 280 / 28
    ],
)
def test_the_peak_is_the_largest_month_divided_by_its_own_days(months: list[int], expected: Decimal) -> None:
    by_month = tuple(Decimal(month) for month in months)

    assert run("daily_of_largest_month(months, 2021, 'longest')", months=by_month) == expected


def test_february_of_a_leap_year_has_29_days() -> None:
    by_month = tuple(Decimal(month) for month in [1, 290, *[1] * 10])

    assert run("daily_of_largest_month(months, 2020, 'longest')", months=by_month) == 10
