"""Tables of a pack: marginal slices, cases, matrices, ordered conditions, and what the document leaves open."""

from typing import Any

import pytest

from policies.engine import Decision, PackError, evaluate
from policies.tests.engine_packs import GOOD, line, mapping, pack

MARGINAL = {"by": "rd_wan", "marginal": [{"upto": 1000, "rate": 0.1}, {"upto": 3000, "rate": 0.05}, {"rate": 0.01}]}
MATRIX = {
    "by": ["kind", "is_local"],
    "cases": [{"is": ["a", True], "value": 30}, {"is": [["a", "b"], "*"], "value": 10}],
    "otherwise": 0,
}
GAP = {
    "by": "rd_wan",
    "tiers": [
        {"below": 18, "value": 0},
        {"upto": 23, "value": 20},
        {"below": 24, "undecided": "23至24之间没有规定"},
        {"value": 50},
    ],
}


def decide(table: Any, **facts: Any) -> Decision:
    """Return the decision of the sample pack that pays what the table says, with no other rule than the place."""
    rules = [rule for rule in mapping()["criteria"] if rule["key"] == "local"]
    return evaluate(pack(criteria=rules, amount={"lines": [line("table", add_wan=table)]}), {**GOOD, **facts})


@pytest.mark.parametrize(
    "rd_wan, amount", [(500, 500000), (1000, 1000000), (1000.01, 1000005), (3000, 2000000), (4000, 2100000), (0, 0)]
)
def test_each_slice_counts_at_its_own_rate(rd_wan: float, amount: float) -> None:
    assert decide(MARGINAL, rd_wan=rd_wan).amount_yuan == amount


@pytest.mark.parametrize("kind, amount", [("a", 100), ("b", 50), ("c", 0)])
def test_a_case_table_looks_its_value_up(kind: str, amount: int) -> None:
    assert decide({"by": "kind", "cases": {"a": 100, "b": 50}, "otherwise": 0}, kind=kind).amount_yuan == amount * 10000


def test_a_matrix_takes_the_first_row_whose_members_all_match() -> None:
    asked = [("a", True), ("b", True)]

    assert [decide(MATRIX, kind=kind, is_local=local).amount_yuan for kind, local in asked] == [300000, 100000]


def test_a_matrix_waits_for_a_fact_that_a_row_hangs_on() -> None:
    assert decide(MATRIX).missing == ("kind",)


@pytest.mark.parametrize("rd_wan, outcome", [(23, "eligible"), (23.5, "needs_ruling"), (24, "eligible")])
def test_what_falls_into_a_gap_of_the_document_needs_a_ruling(rd_wan: float, outcome: str) -> None:
    decision = decide(GAP, rd_wan=rd_wan)

    assert decision.outcome == outcome
    assert ("23至24之间没有规定" in decision.warnings) is (outcome == "needs_ruling")


def test_a_case_that_no_row_knows_needs_a_ruling() -> None:
    decision = decide({"by": "kind", "cases": {"a": 100}}, kind="c")

    assert (decision.outcome, decision.amount_yuan) == ("needs_ruling", None)


@pytest.mark.parametrize("rd_wan, amount", [(60, 7), (40, 3), (10, 1)])
def test_the_first_condition_that_holds_decides(rd_wan: int, amount: int) -> None:
    branches = [
        {"when": {"fact": "rd_wan", "ge": 50}, "value": 7},
        {"when": {"fact": "rd_wan", "ge": 30}, "value": {"by": "rd_wan", "tiers": [{"value": 3}]}},
    ]

    assert decide({"choose": branches, "otherwise": 1}, rd_wan=rd_wan).amount_yuan == amount * 10000


@pytest.mark.parametrize(
    "table, complaint",
    [
        ({"by": "rd_wan", "marginal": [{"rate": 0.1}, {"upto": 5, "rate": 0.2}]}, "this slice can never be reached"),
        ({"by": "rd_wan", "marginal": [{"upto": 5, "rate": 0.2}]}, "the last slice must be open"),
        ({"by": ["kind", "is_local"], "cases": [{"is": ["a"], "value": 1}]}, "2 members are expected"),
        ({"by": "is_local", "cases": {"yes": 1}}, "'yes' is not a bool"),
        ({"by": "nosuch", "cases": {"a": 1}}, "unknown fact 'nosuch'"),
        ({"choose": [{"value": 1}], "otherwise": 0}, "a condition is expected"),
        ({"rows": []}, "a table needs one of"),
        ({"by": "rd_wan", "tiers": [{"below": 5}, {"value": 1}]}, "a value is expected, or `undecided`"),
    ],
)
def test_a_broken_table_is_refused_with_its_place(table: Any, complaint: str) -> None:
    with pytest.raises(PackError, match=complaint):
        decide(table)


@pytest.mark.parametrize("rd_wan, told", [(4999, True), (5000, False)])
def test_the_next_tier_is_told_while_there_is_one(rd_wan: int, told: bool) -> None:
    decision = decide({"by": "rd_wan", "tiers": [{"below": 5000, "value": 200}, {"value": 400}]}, rd_wan=rd_wan)

    assert decision.next_tiers == (("研发费用达到 5000 万元时进入下一档：table 400 万元",) if told else ())
