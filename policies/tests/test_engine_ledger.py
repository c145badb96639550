"""What the ledger of earlier awards answers: counts, sums, unbroken years, subjects, bans."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from policies.engine import evaluate
from policies.tests.engine_packs import GOOD, line, pack, rule

LEDGER = [
    {"policy": "made-up", "year": 2019, "amount_yuan": "10000", "subject": "合同1"},
    {"policy": "made-up", "year": 2021, "amount_wan": 2},
    {"policy": "made-up", "year": 2022, "amount_yuan": 30000},
    {"policy": "other", "year": 2022, "amount_yuan": 50000, "subject": "合同2"},
    {"policy": "other", "amount_yuan": "not a number"},
]


def answer(expression: str, ledger: Any = LEDGER, **facts: Any) -> Decimal | None:
    """Return what an expression gives as an amount in 元."""
    sample = pack(amount={"lines": [line("asked", add_yuan=expression)]})
    return evaluate(sample, {**GOOD, **facts}, ledger).amount_yuan


@pytest.mark.parametrize(
    "expression, expected",
    [
        ("awards_count('this')", 3),
        ("awards_count('other')", 2),
        ("awards_count('this, other', 2022, 2022)", 2),
        ("awards_count('*')", 5),
        ("awards_count('this', 2020)", 2),
        ("awards_count('nosuch')", 0),
        ("unit(awards_wan('this'), '万元') / unit(1, '万元')", 6),
        ("unit(awards_wan('*', 2022, 2022), '万元') / unit(1, '万元')", 8),
        ("awards_consecutive('this', 2022)", 2),
        ("awards_consecutive('this', 2020)", 0),
        ("awards_consecutive('this', 2019)", 1),
        ("last_award_year('this')", 2022),
        ("last_award_year('nosuch')", 0),
    ],
)
def test_the_ledger_answers(expression: str, expected: int) -> None:
    assert answer(expression) == expected


@pytest.mark.parametrize("subjects, amount", [(["合同1"], 1), (["合同2"], 0), (["合同2", "合同1"], 1)])
def test_a_subject_counts_under_the_named_policies_only(subjects: list[str], amount: int) -> None:
    assert answer("1 if subject_awarded('this', subjects) else 0", subjects=subjects) == amount


@pytest.mark.parametrize(
    "day, until, banned",
    [("2022-04-30", "2022-04-30", True), ("2022-05-01", "2022-04-30", False), ("2099-01-01", None, True)],
)
def test_a_ban_covers_its_last_day(day: str, until: str | None, banned: bool) -> None:
    once = pack(criteria=[rule("no-ban", {"expr": "not banned(filed_on)", "text": "不在禁报期"})])

    decision = evaluate(once, {**GOOD, "filed_on": day}, [{"kind": "ban", "until": until}])

    assert (decision.outcome == "not_eligible") is banned


def test_a_ban_is_no_award() -> None:
    assert answer("awards_count('*')", [{"kind": "ban", "policy": "made-up", "until": date(2022, 1, 1)}]) == 0


def test_a_lifetime_cap_leaves_what_earlier_awards_have_not_used() -> None:
    lines = [line("rate", add_wan=10), line("earlier", deduct_wan="awards_wan('this')")]

    decision = evaluate(pack(amount={"lines": lines}), GOOD, LEDGER)

    assert decision.amount_yuan == 40000
    assert decision.binding is not None
    assert decision.binding.key == "earlier"


def test_a_deduction_takes_no_more_than_there_is() -> None:
    lines = [line("rate", add_wan=1), line("earlier", deduct_wan="awards_wan('this')")]

    assert evaluate(pack(amount={"lines": lines}), GOOD, LEDGER).amount_yuan == 0


@pytest.mark.parametrize("first, second, amount", [(5, 8, 80000), (9, 8, 90000), (8, 8, 80000)])
def test_only_the_highest_of_two_awards_stays(first: int, second: int, amount: int) -> None:
    lines = [
        line("a", add_wan=first, group="a"),
        line("b", add_wan=second, group="b"),
        line("highest", keep_highest=["a", "b"]),
    ]

    decision = evaluate(pack(amount={"lines": lines}), GOOD)

    assert decision.amount_yuan == amount
    assert sum(entry.amount_yuan or 0 for entry in decision.derivation) == amount


def test_instalments_add_up_to_the_amount() -> None:
    parts = [
        {"key": key, "label": key, "clause": "第一条", "pct": pct}
        for key, pct in (("first", "33.33"), ("second", "33.33"), ("last", "33.34"))
    ]

    decision = evaluate(pack(amount={"lines": [line("rate", add_yuan="100.01")]}, instalments=parts), GOOD)

    assert [part.amount_yuan for part in decision.instalments] == [Decimal("33.33"), Decimal("33.33"), Decimal("33.35")]


@pytest.mark.parametrize("facts, amount, ceiling", [({}, None, 300000), ({"fine_yuan": 20}, 20, 300000)])
def test_a_ceiling_is_an_amount_only_once_officials_have_settled_it(
    facts: dict[str, int], amount: Any, ceiling: int
) -> None:
    lines = [line("settled", add_yuan="fine_yuan if given(fine_yuan) else 300000")]
    sample = pack(amount={"is_ceiling": {"fact": "fine_yuan", "given": False}, "ceiling_wan": 30, "lines": lines})

    decision = evaluate(sample, {**GOOD, **facts})

    assert (decision.amount_yuan, decision.ceiling_yuan) == (amount, ceiling)


@pytest.mark.parametrize("kind, amount", [("a", 10000), ("b", None)])
def test_where_there_is_no_question_of_money_there_is_no_amount(kind: str, amount: int | None) -> None:
    sample = pack(amount={"when": {"fact": "kind", "is": "a"}, "lines": [line("rate", add_wan=1)]})

    assert evaluate(sample, {**GOOD, "kind": kind}).amount_yuan == amount


@pytest.mark.parametrize("is_local, outcome, readings", [(True, "eligible", []), (False, "needs_ruling", [500000, 0])])
def test_a_soft_rule_that_is_not_met_asks_for_a_ruling(is_local: bool, outcome: str, readings: list[int]) -> None:
    soft = pack(criteria=[rule("local", {"fact": "is_local", "is": True}, soft="ruling")])

    decision = evaluate(soft, {**GOOD, "is_local": is_local})

    assert (decision.outcome, [reading.amount_yuan for reading in decision.readings]) == (outcome, readings)


@pytest.mark.parametrize(
    "ruled, outcome, state", [("accepted", "eligible", "waived"), ("refused", "not_eligible", "failed")]
)
def test_a_ruling_lets_a_soft_rule_pass_or_not(ruled: str, outcome: str, state: str) -> None:
    soft = pack(criteria=[rule("local", {"fact": "is_local", "is": True}, soft="ruling")])

    decision = evaluate(soft, {**GOOD, "is_local": False}, rulings={"soft-local": ruled})

    assert (decision.outcome, decision.rules[0].state) == (outcome, state)


def test_a_soft_rule_may_only_warn() -> None:
    soft = pack(criteria=[rule("local", {"fact": "is_local", "is": True}, soft="warn")])

    decision = evaluate(soft, {**GOOD, "is_local": False})

    assert (decision.outcome, decision.rules[0].state) == ("eligible", "warned")
    assert decision.warnings == ("一般要求未达到：在本市注册：否，要求为“是”",)


def test_what_a_policy_answers_beside_money_is_told() -> None:
    derived = {"due": {"label": "到期日", "type": "date", "value": "add_months(filed_on, 3)"}}

    decision = evaluate(pack(derived=derived, results=["due"]), {**GOOD, "filed_on": "2022-11-30"})

    assert decision.contract(())["results"] == {"due": "2023-02-28"}


@pytest.mark.parametrize("written", ["zl2020 1 1", " ZL202011", "ＺＬ２０２０１１"])
def test_another_way_of_writing_a_number_is_the_same_subject(written: str) -> None:
    ledger = [{"policy": "made-up", "year": 2021, "subject": ["ZL202011"]}]

    assert answer("1 if subject_awarded('this', subjects) else 0", ledger, subjects=[written]) == 1
