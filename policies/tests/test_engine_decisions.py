"""Decisions: readings of open clauses, rulings, the ledger, defaults, and what is refused."""

import json
from decimal import Decimal
from typing import Any

import pytest

from policies.engine import Decision, FactError, Pack, evaluate
from policies.tests.engine_packs import GOOD, line, mapping, pack, rule

OPEN_BASE = {
    "key": "base",
    "text": "基数有两种写法。",
    "clause": "第九条",
    "handling": "ruling",
    "readings": [
        {"key": "body", "label": "按正文", "sets": {"base_wan": "rd_wan"}},
        {"key": "note", "label": "按注释", "sets": {"base_wan": "rd_wan / 2"}},
    ],
}
BASE = {"base_wan": {"label": "基数", "unit": "万元", "value": "rd_wan"}}


def open_pack(cap: int = 600, **changes: Any) -> Pack:
    """Return a pack whose base the text leaves open."""
    lines = [line("rate", add_wan="base_wan * 0.1"), line("cap", cap_wan=cap)]
    return pack(derived=BASE, amount={"lines": lines}, ambiguities=[{**OPEN_BASE, **changes}])


def labels(decision: Decision) -> list[tuple[str, Decimal | None]]:
    """Return the readings as (label, amount)."""
    return [(reading.label, reading.amount_yuan) for reading in decision.readings]


def test_an_open_clause_stops_with_its_readings() -> None:
    decision = evaluate(open_pack(), GOOD)

    assert (decision.outcome, decision.amount_yuan, decision.derivation) == ("needs_ruling", None, ())
    assert labels(decision) == [("按正文", Decimal(1000000)), ("按注释", Decimal(500000))]
    assert "口径待裁定：基数有两种写法。" in decision.warnings


def test_a_reading_carries_its_own_derivation() -> None:
    reading = evaluate(open_pack(), GOOD).readings[1]

    assert sum(entry.amount_yuan or 0 for entry in reading.derivation) == reading.amount_yuan
    assert (reading.key, reading.clause) == ("base:note", "第九条")


def test_an_open_clause_that_changes_nothing_stops_nobody() -> None:
    decision = evaluate(open_pack(cap=50), GOOD)

    assert (decision.outcome, decision.amount_yuan) == ("eligible", 500000)
    assert decision.warnings == ("口径未定但结果相同：基数有两种写法。",)


def test_an_open_clause_stops_only_the_cases_that_it_concerns() -> None:
    concerned = open_pack(when={"fact": "kind", "is": "a"})

    outcomes = [evaluate(concerned, {**GOOD, **more}).outcome for more in ({"kind": "a"}, {"kind": "b"}, {})]

    assert outcomes == ["needs_ruling", "eligible", "eligible"]


def test_a_ruling_settles_the_reading() -> None:
    decision = evaluate(open_pack(), GOOD, rulings={"base": "note"})

    assert (decision.outcome, decision.amount_yuan, decision.readings) == ("eligible", 500000, ())
    assert decision.warnings == ("按裁定采用口径：按注释",)


def test_a_ruling_on_something_else_settles_nothing() -> None:
    assert evaluate(open_pack(), GOOD, rulings={"other": "note", "base": "nosuch"}).outcome == "needs_ruling"


def test_missing_facts_come_before_the_ruling() -> None:
    decision = evaluate(open_pack(), {"rd_wan": 1000})

    assert (decision.outcome, decision.missing) == ("incomplete", ("is_local",))
    assert len(decision.readings) == 2


def test_a_failed_rule_needs_no_ruling() -> None:
    decision = evaluate(open_pack(), {**GOOD, "is_local": False})

    assert (decision.outcome, decision.amount_yuan, decision.readings) == ("not_eligible", 0, ())


def test_readings_that_come_to_the_same_are_told_once() -> None:
    other = {
        "key": "other", "text": "另一处。", "clause": "第十条", "handling": "ruling",
        "readings": [{"key": "x", "label": "甲", "sets": {}}, {"key": "y", "label": "乙", "sets": {}}],
    }  # fmt: skip
    sample = pack(
        derived=BASE, amount={"lines": [line("rate", add_wan="base_wan * 0.1")]}, ambiguities=[OPEN_BASE, other]
    )

    assert [label for label, _ in labels(evaluate(sample, GOOD))] == ["按正文", "按注释"]


def test_a_rule_that_hangs_on_the_reading_is_not_called_failed() -> None:
    accepted = {"accepted": {"label": "认可", "type": "bool", "value": "True"}}
    point = {
        **OPEN_BASE,
        "readings": [
            {"key": "yes", "label": "认可", "sets": {"accepted": True}},
            {"key": "no", "label": "不认可", "sets": {"accepted": False}},
        ],
    }
    sample = pack(derived=accepted, criteria=[rule("accepted", {"fact": "accepted", "is": True})], ambiguities=[point])

    decision = evaluate(sample, GOOD)

    assert [found.state for found in decision.rules] == ["unknown"]
    assert labels(decision) == [("认可", Decimal(500000)), ("不认可", Decimal(0))]


def test_a_note_is_told_when_it_matters() -> None:
    note = {
        "key": "n",
        "text": "恰好 {rd_wan}；",
        "settled": "按含处理。",
        "clause": "一",
        "handling": "note",
        "when": {"fact": "rd_wan", "eq": 50},
    }
    sample = pack(ambiguities=[note])

    assert evaluate(sample, {**GOOD, "rd_wan": 50}).warnings == ("恰好 50 万元；按含处理。",)
    assert evaluate(sample, {**GOOD, "rd_wan": 51}).warnings == ()


@pytest.mark.parametrize(
    "ledger, outcome",
    [
        ([], "eligible"),
        ([{"policy": "made-up", "subject": "合同1"}], "not_eligible"),
        ([{"policy": "made-up", "subject": "合同2"}], "eligible"),
        ([{"policy": "other", "subject": "合同1"}], "eligible"),
    ],
)
def test_one_subject_is_awarded_once_by_one_policy(ledger: list[dict[str, str]], outcome: str) -> None:
    once = pack(criteria=[rule("once", {"not_awarded": "subjects"})])

    decision = evaluate(once, {**GOOD, "subjects": ["合同1"]}, ledger)

    assert decision.outcome == outcome


def test_a_repeated_subject_is_named() -> None:
    once = pack(criteria=[rule("once", {"not_awarded": "subjects"})])

    found = evaluate(
        once, {"rd_wan": 1, "subjects": ["合同1", "合同2"]}, [{"policy": "made-up", "subject": "合同2"}]
    ).rules[0]

    assert (found.message, found.remedy) == ("合同编号中已享受过本政策：合同2", "请剔除已享受过的：合同2")


@pytest.mark.parametrize(
    "facts, complaint",
    [
        ({"rd_wan": "abc"}, "rd_wan：应为数字"),
        ({"rd_wan": True}, "rd_wan：应为数字"),
        ({"rd_wan": "NaN"}, "rd_wan：数字超出可处理范围"),
        ({"rd_wan": "1e999"}, "rd_wan：数字超出可处理范围"),
        ({"rd_wan": -1}, "rd_wan：不能小于 0"),
        ({"is_local": "yes"}, "is_local：应为是或否"),
        ({"kind": 1}, "kind：应为文字"),
        ({"filed_on": "soon"}, "filed_on：应为日期（年-月-日）"),
        ({"subjects": "x"}, "subjects：应为列表"),
    ],
)
def test_a_fact_of_the_wrong_type_is_refused_with_its_name(facts: dict[str, Any], complaint: str) -> None:
    with pytest.raises(FactError, match=complaint):
        evaluate(pack(), facts)


def test_an_empty_list_says_that_there_are_none() -> None:
    once = pack(criteria=[rule("once", {"expr": "count(subjects) > 0", "text": "有合同"})])

    assert evaluate(once, {**GOOD, "subjects": []}).outcome == "not_eligible"


@pytest.mark.parametrize("empty", [None, ""])
def test_an_empty_answer_is_a_missing_fact(empty: Any) -> None:
    once = pack(criteria=[rule("once", {"expr": "count(subjects) > 0"})])

    assert evaluate(once, {**GOOD, "subjects": empty}).missing == ("subjects",)


def test_facts_that_the_pack_does_not_know_are_ignored() -> None:
    assert evaluate(pack(), {**GOOD, "nosuch": object()}) == evaluate(pack(), GOOD)


def test_a_default_stands_in_for_an_answer_not_given() -> None:
    facts = {**mapping()["facts"], "fine_yuan": {"label": "罚款", "type": "number", "unit": "元", "default": 0}}
    sample = pack(facts=facts, amount={"lines": [line("a", add_yuan="100 - fine_yuan")]})

    assert [evaluate(sample, {**GOOD, **more}).amount_yuan for more in ({}, {"fine_yuan": 30})] == [100, 70]


def test_a_decision_is_stored_as_plain_json() -> None:
    stored = json.loads(json.dumps(evaluate(pack(), {**GOOD, "filed_on": "2022-04-22"}).as_json()))

    assert stored["amount_yuan"] == "500000.00"
    assert stored["rules"][0]["facts"] == {"rd_wan": "1000"}


def test_a_derived_fact_that_only_an_annex_prints_is_among_the_values() -> None:
    columns = [{"title": "一半", "value": "decision.half_wan"}, {"title": "名称", "value": "enterprise.name"}]
    sample = pack(
        derived={"half_wan": {"label": "一半", "unit": "万元", "value": "rd_wan / 2"}},
        exports=[{"key": "e", "title": "表", "clause": "附件", "columns": columns}],
    )

    assert evaluate(sample, GOOD).as_json()["values"]["half_wan"] == "500"
    assert "half_wan" not in (evaluate(sample, {}).values or {})


def test_a_refusal_names_a_failed_rule_even_when_readings_fail_differently() -> None:
    derived = {
        "first": {"label": "甲", "type": "bool", "value": "True"},
        "second": {"label": "乙", "type": "bool", "value": "True"},
    }
    readings = [{"key": name, "label": name, "sets": {name: False}} for name in derived]
    criteria = [rule(name, {"fact": name, "is": True}) for name in derived]
    sample = pack(derived=derived, criteria=criteria, ambiguities=[{**OPEN_BASE, "readings": readings}])

    decision = evaluate(sample, GOOD)

    assert (decision.outcome, [found.state for found in decision.rules]) == ("not_eligible", ["failed", "passed"])


def test_readings_that_differ_in_who_pays_stop_for_a_ruling() -> None:
    derived = {"is_shared": {"label": "由县分担", "type": "bool", "value": "False"}}
    point = {
        "key": "payer",
        "text": "谁来承担没有写明；",
        "clause": "第一条",
        "handling": "ruling",
        "readings": [
            {"key": "city", "label": "市级承担", "sets": {"is_shared": "False"}},
            {"key": "county", "label": "县级承担", "sets": {"is_shared": "True"}},
        ],
    }
    shares = [
        {"clause": "第一条", "when": {"fact": "is_shared", "is": True}, "split": [{"level": "county", "pct": 100}]},
        {"clause": "第一条", "split": [{"level": "city", "pct": 100}]},
    ]
    sample = pack(derived=derived, shares=shares, ambiguities=[point])

    assert evaluate(sample, GOOD).outcome == "needs_ruling"
    settled = evaluate(sample, GOOD, (), {"payer": "county"})
    assert (settled.outcome, [share.level for share in settled.shares]) == ("eligible", ["county"])


def test_a_deduction_in_a_group_takes_no_more_than_the_group_has() -> None:
    lines = [
        line("a", add_yuan=10, group="a"),
        line("b", add_yuan=20, group="b"),
        line("earlier", deduct_yuan=15, group="a"),
        line("highest", keep_highest=["a", "b"]),
    ]

    assert evaluate(pack(amount={"lines": lines}), GOOD).amount_yuan == 20
