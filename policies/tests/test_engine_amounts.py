"""Amounts: lines add up to the fen, caps cut, tiers follow the document's edges, shares carry the whole."""

from decimal import Decimal
from typing import Any

import pytest

from policies.engine import Decision, evaluate
from policies.tests.engine_packs import GOOD, line, pack


def decide(lines: list[dict[str, Any]], facts: dict[str, Any] | None = None, **changes: Any) -> Decision:
    """Return the decision of the sample pack with these amount lines."""
    return evaluate(pack(amount={"lines": lines}, **changes), {**GOOD, **(facts or {})})


RATE, CAP = line("rate", add_wan="rd_wan * 0.05"), line("cap", cap_wan=600)


@pytest.mark.parametrize(
    "rd_wan, amount, cut",
    [(11999.99, "5999995.00", None), (12000, "6000000.00", None), (12000.01, "6000000.00", "-5.00")],
)
def test_a_cap_cuts_only_what_lies_above_it(rd_wan: float, amount: str, cut: str | None) -> None:
    decision = decide([RATE, CAP], {"rd_wan": rd_wan})

    assert decision.amount_yuan == Decimal(amount)
    assert decision.derivation[1].amount_yuan == (None if cut is None else Decimal(cut))
    assert (decision.binding is None) is (cut is None)


def test_a_cap_of_a_group_leaves_other_groups_alone() -> None:
    lines = [line("a", add_wan=10, group="a"), line("b", add_wan=5, group="b"), line("cap", cap_wan=4, group="b")]

    assert decide(lines).amount_yuan == 140000


def test_a_floor_lifts_what_lies_below_it() -> None:
    decision = decide([line("rate", add_wan=1), line("floor", floor_wan=2)])

    assert decision.amount_yuan == 20000
    assert decision.binding is not None
    assert decision.binding.key == "floor"


def test_an_amount_is_never_negative() -> None:
    decision = decide([line("rate", add_wan="rd_wan - 2000")])

    assert decision.amount_yuan == 0
    assert sum(entry.amount_yuan or 0 for entry in decision.derivation) == 0


def test_thirds_are_rounded_once_and_the_lines_still_add_up() -> None:
    decision = decide([line(f"third-{n}", add_yuan="100 / 3") for n in range(3)])

    assert [entry.amount_yuan for entry in decision.derivation] == [
        Decimal("33.33"),
        Decimal("33.34"),
        Decimal("33.33"),
    ]
    assert decision.amount_yuan == 100


@pytest.mark.parametrize(
    "rd_wan, value",
    [(4999.99, 200), (5000, 400), (9999.99, 400), (10000, 600), (10000.01, 600), (20000, 600), (20000.01, 800)],
)
def test_a_tier_begins_where_the_document_says(rd_wan: float, value: int) -> None:
    rows = [
        {"below": 5000, "value": 200},
        {"below": 10000, "value": 400},
        {"upto": 20000, "value": 600},
        {"value": 800},
    ]

    decision = decide([line("tier", add_wan={"by": "rd_wan", "tiers": rows})], {"rd_wan": rd_wan})

    assert decision.amount_yuan == value * 10000
    assert decision.binding is not None
    assert decision.binding.key == "tier"


def test_a_line_that_does_not_apply_is_left_out() -> None:
    lines = [
        line("a", add_wan=1, when={"fact": "kind", "is": "a"}),
        line("b", add_wan=2, when={"fact": "kind", "is": "b"}),
    ]

    assert [entry.key for entry in decide(lines, {"kind": "b"}).derivation] == ["b"]


def test_an_amount_without_its_facts_is_unknown_and_names_them() -> None:
    decision = decide([line("a", add_yuan="fine_yuan")])

    assert (decision.outcome, decision.amount_yuan, decision.missing) == ("incomplete", None, ("fine_yuan",))


def test_the_amount_is_there_while_other_facts_are_missing() -> None:
    decision = evaluate(pack(), {"rd_wan": 1000})

    assert (decision.outcome, decision.amount_yuan) == ("incomplete", 500000)


def test_a_ceiling_is_never_an_amount() -> None:
    decision = evaluate(pack(amount={"is_ceiling": True, "lines": [RATE]}), GOOD)

    assert (decision.amount_yuan, decision.ceiling_yuan) == (None, 500000)


def test_a_label_shows_the_figures_it_speaks_of() -> None:
    decision = decide([line("研发费用 {rd_wan} × 5%", add_wan="rd_wan * 0.05")])

    assert decision.derivation[0].label == "研发费用 1000 万元 × 5%"


SHARES = [
    {
        "clause": "第二条",
        "when": {"fact": "kind", "is": "a"},
        "split": [{"level": "city", "pct": 40}, {"level": "district", "pct": 60, "remit_first": True}],
    },
    {"clause": "第三条", "when": {"fact": "kind", "is": "b"}, "split": [{"level": "county", "pct": 100}]},
]


@pytest.mark.parametrize(
    "kind, shares",
    [("a", {"city": "0.04", "district": "0.07"}), ("b", {"county": "0.11"})],
)
def test_shares_carry_the_whole_amount_to_the_fen(kind: str, shares: dict[str, str]) -> None:
    decision = decide([line("a", add_yuan="0.11")], {"kind": kind}, shares=SHARES)

    assert {share.level: share.amount_yuan for share in decision.shares} == {k: Decimal(v) for k, v in shares.items()}


def test_shares_wait_for_the_fact_that_decides_them() -> None:
    decision = decide([line("a", add_yuan="0.11")], shares=SHARES)

    assert (decision.outcome, decision.shares) == ("eligible", ())
    assert "分担比例待定：缺少确定分担所需的事项" in decision.warnings


def test_who_pays_in_first_is_said() -> None:
    decision = decide([line("a", add_yuan="0.11")], {"kind": "a"}, shares=SHARES)

    assert [share.remit_first for share in decision.shares] == [False, True]
