"""Criteria: every operator on, below and above its boundary; composition; and the sentences they give."""

from decimal import Decimal
from typing import Any

import pytest

from policies.engine import Decision, RuleResult, evaluate, holds
from policies.tests.engine_packs import GOOD, pack, rule


def result(require: dict[str, Any], facts: dict[str, Any], **more: Any) -> RuleResult:
    """Return how one criterion comes out."""
    return evaluate(pack(criteria=[rule("asked", require, **more)]), facts).rules[0]


@pytest.mark.parametrize(
    "operator, below, on, above",
    [
        ("ge", "failed", "passed", "passed"),
        ("gt", "failed", "failed", "passed"),
        ("le", "passed", "passed", "failed"),
        ("lt", "passed", "failed", "failed"),
        ("eq", "failed", "passed", "failed"),
        ("ne", "passed", "failed", "passed"),
    ],
)
def test_a_boundary_counts_exactly_as_the_operator_says(operator: str, below: str, on: str, above: str) -> None:
    states = [result({"fact": "rd_wan", operator: 50}, {"rd_wan": value}).state for value in ("49.99", "50", "50.01")]

    assert states == [below, on, above]


@pytest.mark.parametrize(
    "require, facts, message",
    [
        ({"fact": "rd_wan", "ge": 50}, {"rd_wan": 49.99}, "研发费用 49.99 万元，未达到 50 万元（含）"),
        ({"fact": "rd_wan", "ge": 50}, {"rd_wan": 50}, "研发费用 50 万元，达到 50 万元（含）"),
        ({"fact": "rd_wan", "gt": 50}, {"rd_wan": 50}, "研发费用 50 万元，未超过 50 万元（不含）"),
        ({"fact": "rd_wan", "le": 50}, {"rd_wan": 51}, "研发费用 51 万元，高于 50 万元"),
        ({"fact": "rd_wan", "lt": 50}, {"rd_wan": 50}, "研发费用 50 万元，不低于 50 万元（须低于，不含）"),
        ({"fact": "is_local", "is": True}, {"is_local": False}, "在本市注册：否，要求为“是”"),
        ({"fact": "kind", "is": "a"}, {"kind": "b"}, "类型：乙类，要求为“甲类”"),
        ({"fact": "kind", "in": ["a"]}, {"kind": "b"}, "类型：乙类，不属于甲类"),
        (
            {"fact": "filed_on", "le": "2022-04-22"},
            {"filed_on": "2022-04-23"},
            "申报日期：2022年4月23日，晚于 2022年4月22日",
        ),
        (
            {"fact": "filed_on", "le": "2022-04-22"},
            {"filed_on": "2022-04-22"},
            "申报日期：2022年4月22日，不晚于 2022年4月22日",
        ),
    ],
)
def test_a_result_names_value_and_bound_in_chinese(
    require: dict[str, Any], facts: dict[str, Any], message: str
) -> None:
    assert result(require, facts).message == message


@pytest.mark.parametrize(
    "require, facts, remedy",
    [
        ({"fact": "rd_wan", "ge": 50}, {"rd_wan": 49.99}, "研发费用提高到 50 万元，尚差 0.01 万元"),
        ({"fact": "rd_wan", "gt": 50}, {"rd_wan": 50}, "研发费用提高到超过 50 万元"),
        ({"fact": "rd_wan", "le": 50}, {"rd_wan": 51}, "研发费用降低到 50 万元，尚差 1 万元"),
        ({"fact": "is_local", "is": True}, {"is_local": False}, "在本市注册须为“是”"),
        ({"fact": "kind", "in": ["a"]}, {"kind": "b"}, "类型须为：甲类"),
        ({"fact": "rd_wan", "ge": 50}, {"rd_wan": 50}, ""),
        (
            {"any": [{"fact": "rd_wan", "ge": 50}, {"fact": "is_local", "is": True}]},
            {"rd_wan": 40, "is_local": False},
            "研发费用提高到 50 万元，尚差 10 万元；或者在本市注册须为“是”",
        ),
    ],
)
def test_a_failed_rule_says_the_shortest_change(require: dict[str, Any], facts: dict[str, Any], remedy: str) -> None:
    assert result(require, facts).remedy == remedy


A, B, C = {"fact": "rd_wan", "ge": 50}, {"fact": "is_local", "is": True}, {"fact": "kind", "is": "a"}


@pytest.mark.parametrize(
    "require, facts, state",
    [
        ({"all": [A, B]}, {"rd_wan": 50}, "unknown"),
        ({"all": [A, B]}, {"rd_wan": 49}, "failed"),
        ({"any": [A, B]}, {"rd_wan": 50}, "passed"),
        ({"any": [A, B]}, {"rd_wan": 49}, "unknown"),
        ({"any": [A, B]}, {"rd_wan": 49, "is_local": False}, "failed"),
        ({"not": A}, {"rd_wan": 49}, "passed"),
        ({"not": A}, {}, "unknown"),
        ({"at_least": 2, "of": [A, B, C]}, {"rd_wan": 50, "kind": "a"}, "passed"),
        ({"at_least": 2, "of": [A, B, C]}, {"rd_wan": 49, "kind": "b"}, "failed"),
        ({"at_least": 2, "of": [A, B, C]}, {"rd_wan": 50, "kind": "b"}, "unknown"),
        ({"fact": "kind", "not_in": ["a"]}, {"kind": "b"}, "passed"),
        ({"fact": "kind", "given": True}, {}, "failed"),
        ({"expr": "rd_wan >= 50 and is_local"}, {"rd_wan": 49}, "failed"),
    ],
)
def test_composed_conditions_follow_three_valued_logic(
    require: dict[str, Any], facts: dict[str, Any], state: str
) -> None:
    assert result(require, facts).state == state


def test_a_rule_that_does_not_apply_is_neither_passed_nor_failed() -> None:
    found = result(A, {"rd_wan": 1, "kind": "b"}, when=C)

    assert (found.state, found.remedy) == ("not_applicable", "")


def test_a_rule_whose_case_is_unknown_asks_for_the_fact_that_tells() -> None:
    decision = evaluate(pack(criteria=[rule("asked", A, when=C)]), {"rd_wan": 1})

    assert (decision.outcome, decision.missing) == ("incomplete", ("kind",))


def test_a_result_carries_the_values_that_it_used() -> None:
    assert result(A, {"rd_wan": "49.99"}).facts == {"rd_wan": Decimal("49.99")}


def test_a_presumed_rule_leaves_nothing_open_but_fails_on_a_contrary_fact() -> None:
    sample = pack(criteria=[rule("minimum", A), rule("local", B, presumed=True)])

    outcomes = [
        evaluate(sample, {"rd_wan": 60, **more}).outcome for more in ({}, {"is_local": False}, {"is_local": True})
    ]

    assert outcomes == ["eligible", "not_eligible", "eligible"]


def test_a_failed_rule_outweighs_missing_facts() -> None:
    decision: Decision = evaluate(pack(), {"rd_wan": 1})

    assert (decision.outcome, decision.missing) == ("not_eligible", ("is_local",))


def test_a_condition_of_the_form_is_answered_for_partial_facts() -> None:
    sample = pack(
        materials=[{"key": "proof", "title": "证明", "clause": "第一条", "required": {"fact": "kind", "is": "a"}}]
    )
    required = sample.materials[0].required

    assert [holds(sample, required, facts) for facts in ({"kind": "a"}, {"kind": "b"}, {})] == [True, False, None]
    assert holds(sample, sample.facts["rd_wan"].ask_when, {}) is True
    assert holds(sample, False, GOOD) is False
