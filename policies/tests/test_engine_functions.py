"""The named functions: dates, rounding, places of a list, and the size class of an enterprise."""

from decimal import Decimal
from typing import Any

import pytest

from policies.engine import PackError, evaluate
from policies.engine.size_classes import sme_class
from policies.tests.engine_packs import GOOD, line, mapping, pack

FACTS = {
    **mapping()["facts"],
    "scores": {"label": "得分", "type": "list"},
    "since": {"label": "起", "type": "date"},
    "until": {"label": "止", "type": "date"},
}


def answer(expression: str, **facts: Any) -> Decimal | None:
    """Return what the expression gives."""
    return evaluate(
        pack(facts=FACTS, amount={"lines": [line("x", add_yuan=expression)]}), {**GOOD, **facts}
    ).amount_yuan


@pytest.mark.parametrize(
    "since, until, months, years",
    [
        ("2020-01-31", "2020-02-29", 1, 0),
        ("2020-01-15", "2020-02-14", 0, 0),
        ("2020-01-15", "2020-02-15", 1, 0),
        ("2019-02-28", "2022-02-28", 36, 3),
        ("2019-03-01", "2022-02-28", 35, 2),
    ],
)
def test_only_complete_months_and_years_count(since: str, until: str, months: int, years: int) -> None:
    dates = {"since": since, "until": until}

    assert answer("months_between(since, until)", **dates) == months
    assert answer("years_between(since, until)", **dates) == years


@pytest.mark.parametrize(
    "expression, expected",
    [
        ("floor(2.9)", 2), ("ceil(2.1)", 3), ("round(2.345, 2)", "2.35"), ("round(2.5, 0)", 3), ("mod(7, 4)", 3),
        ("item(scores, 1)", 3), ("item(scores, -1)", 9), ("mean(scores)", 6), ("year(since) - 2000", 20),
        ("month(since) + day(since)", 16), ("days_between(since, add_days(since, 9))", 10),
        ("1 if since == date('2020-01-15') else 0", 1), ("1 if add_years(since, 1) > until else 0", 0),
        ("1 if 3 in scores else 0", 1), ("1 if 4 in scores else 0", 0),
    ],
)  # fmt: skip
def test_a_function_gives_its_value(expression: str, expected: Any) -> None:
    facts = {"scores": [3, 6, 9], "since": "2020-01-15", "until": "2021-01-15"}

    assert answer(expression, **facts) == Decimal(expected)


@pytest.mark.parametrize("expression", ["item(scores, 4)", "item(scores, 0)", "mean(scores)", "largest(scores)"])
def test_a_place_that_a_list_does_not_have_has_no_value(expression: str) -> None:
    assert answer(expression, scores=[]) is None


@pytest.mark.parametrize(
    "expression, complaint",
    [
        ("date('soon')", "one ISO date"),
        ("date(rd_wan)", "one ISO date"),
        ("unit(rd_wan, '元')", "units differ"),
        ("item(scores)", "a list and a place"),
        ("awards_count()", "takes 1 to 3 arguments"),
        ("awards_count(3)", "text expected"),
        ("floor(x=1)", "named arguments"),
    ],
)
def test_a_wrong_call_is_refused_when_loaded(expression: str, complaint: str) -> None:
    with pytest.raises(PackError, match=complaint):
        answer(expression)


@pytest.mark.parametrize(
    "industry, staff, revenue, assets, expected",
    [
        ("industry", 1000, 40000, 0, "large"), ("industry", 999, 40000, 0, "medium"), ("industry", 300, 2000, 0, "medium"),
        ("industry", 300, "1999.99", 0, "small"), ("industry", 20, 300, 0, "small"), ("industry", 19, 300, 0, "micro"),
        ("construction", 0, 6000, 5000, "medium"), ("construction", 0, 6000, 4999, "small"),
        ("agriculture", 0, 49, 0, "micro"), ("retail", 10, 100, 0, "small"), ("leasing", 100, 0, 8000, "medium"),
        ("nosuch", 299, 0, 0, "medium"), ("nosuch", 300, 0, 0, "large"),
    ],
)  # fmt: skip
def test_a_size_class_needs_all_of_its_figures(
    industry: str, staff: int, revenue: Any, assets: int, expected: str
) -> None:
    """Source: 工信部联企业〔2011〕300号 第四条."""
    assert sme_class(industry, Decimal(staff), Decimal(revenue), Decimal(assets)) == expected
