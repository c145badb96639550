"""Properties that hold for every pack and any facts, found out by hypothesis."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.engine import FactDef, Pack, evaluate, load_pack
from policies.engine.screening import Screen
from policies.engine.values import read_facts
from policies.packs import read_packs

PACKS = read_packs()
every_pack = pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.code)
some = settings(max_examples=8, deadline=None)
NUMBERS = st.one_of(
    st.integers(0, 130000).map(Decimal),
    st.decimals(0, 130000, places=2),
    st.sampled_from([Decimal(n) for n in (0, 50, 200, 5000, 10000, 50000, 100000)]),
)


SIMPLE: dict[str, st.SearchStrategy[Any]] = {
    "bool": st.booleans(),
    "number": NUMBERS,
    "text": st.text("甲乙", min_size=1, max_size=3),
    "date": st.dates(date(2022, 4, 1), date(2022, 5, 1)),
}


def value_of(fact: FactDef) -> st.SearchStrategy[Any]:
    """Return plausible values of a fact."""
    if fact.type == "list" and fact.item == "rows":
        return st.lists(record_of(fact), max_size=3)
    if fact.type == "list":
        length = fact.length or 2
        return st.lists(SIMPLE[fact.item], min_size=length, max_size=length)
    if fact.type == "object":
        free = st.lists(st.text("AB", min_size=1, max_size=2), max_size=6) if fact.item == "words" else NUMBERS
        return record_of(fact) if fact.fields else st.dictionaries(st.sampled_from(["P1", "P2"]), free)
    if fact.choices:
        return st.sampled_from([key for key, _ in fact.choices])
    if fact.type == "number" and fact.min is not None:
        return NUMBERS.map(lambda number: max(number, fact.min or Decimal(0)))
    return SIMPLE[fact.type]


def record_of(fact: FactDef) -> st.SearchStrategy[dict[str, Any]]:
    """Return records with any selection of the fields."""
    return st.fixed_dictionaries({}, optional={name: value_of(field) for name, field in fact.fields.items()})


def facts_of(pack: Pack) -> st.SearchStrategy[dict[str, Any]]:
    """Return any selection of the pack's facts with plausible values."""
    return st.fixed_dictionaries({}, optional={name: value_of(fact) for name, fact in pack.facts.items()})


def near_golden(pack: Pack) -> st.SearchStrategy[dict[str, Any]]:
    """Return golden cases with some facts replaced, which reach deeper than facts at random."""
    golden = st.sampled_from([dict(case.facts) for case in pack.golden])
    few = facts_of(pack).map(lambda facts: dict(list(facts.items())[:2]))
    return st.one_of(facts_of(pack), st.tuples(golden, few).map(lambda pair: {**pair[0], **pair[1]}))


@every_pack
@some
@given(data=st.data())
def test_the_lines_add_up_to_the_amount(pack: Pack, data: st.DataObject) -> None:
    decision = evaluate(pack, data.draw(near_golden(pack)))

    if decision.amount_yuan is not None:
        assert sum((line.amount_yuan or Decimal(0) for line in decision.derivation), Decimal(0)) == decision.amount_yuan
    for reading in decision.readings:
        if reading.amount_yuan is not None:
            assert (
                sum((line.amount_yuan or Decimal(0) for line in reading.derivation), Decimal(0)) == reading.amount_yuan
            )


@every_pack
@some
@given(data=st.data())
def test_the_shares_carry_exactly_the_amount(pack: Pack, data: st.DataObject) -> None:
    decision = evaluate(pack, data.draw(near_golden(pack)))

    if decision.shares:
        carried = decision.ceiling_yuan if decision.amount_yuan is None else decision.amount_yuan
        assert sum(share.amount_yuan for share in decision.shares) == carried


@every_pack
@some
@given(data=st.data())
def test_more_facts_never_turn_a_refusal_into_an_open_question(pack: Pack, data: st.DataObject) -> None:
    """A fact with a default was answered all along: giving another value is another case, not more facts."""
    fewer = data.draw(near_golden(pack))
    added = {name: value for name, value in data.draw(facts_of(pack)).items() if pack.facts[name].default is None}
    more = {**added, **fewer}

    if evaluate(pack, fewer).outcome == "not_eligible":
        assert evaluate(pack, more).outcome != "incomplete"


@every_pack
@some
@given(data=st.data())
def test_the_order_of_the_criteria_changes_nothing(pack: Pack, data: st.DataObject) -> None:
    facts = data.draw(near_golden(pack))
    shuffled = load_pack({**pack.raw, "criteria": data.draw(st.permutations(pack.raw["criteria"]))}, "shuffled")

    first, second = evaluate(pack, facts), evaluate(shuffled, facts)

    assert (first.outcome, first.amount_yuan, set(first.missing)) == (
        second.outcome,
        second.amount_yuan,
        set(second.missing),
    )
    assert {rule.key: rule.state for rule in first.rules} == {rule.key: rule.state for rule in second.rules}


@every_pack
@some
@given(data=st.data())
def test_a_decision_is_consistent_with_its_outcome(pack: Pack, data: st.DataObject) -> None:
    decision = evaluate(pack, data.draw(near_golden(pack)))
    failed = [rule.key for rule in decision.rules if rule.state == "failed"]

    assert bool(failed) is (decision.outcome == "not_eligible")
    assert bool(decision.missing) or decision.outcome != "incomplete"
    pays = bool(pack.amount_lines) and pack.pays_when is None and decision.ceiling_yuan is None
    assert decision.outcome != "eligible" or not pays or decision.amount_yuan is not None
    assert all(rule.remedy for rule in decision.rules if rule.state == "failed")


@every_pack
@some
@given(data=st.data())
def test_a_screening_says_what_the_full_decision_says(pack: Pack, data: st.DataObject) -> None:
    screen = Screen(pack, kept=2)

    for facts in data.draw(st.lists(near_golden(pack), min_size=1, max_size=4)):
        decision = evaluate(pack, facts)
        verdict = screen.verdict(read_facts(pack.facts, facts))
        assert (verdict.outcome, verdict.amount_yuan, verdict.ceiling_yuan) == (
            decision.outcome,
            decision.amount_yuan,
            decision.ceiling_yuan,
        )


RD = next(pack for pack in PACKS if pack.code == "anyang-rd-expense-subsidy")


def bracket(rd_wan: Decimal) -> int:
    """Return the yearly ceiling in 万元, written out once more from the clause."""
    return (
        200 if rd_wan < 5000 else 400 if rd_wan < 10000 else 600 if rd_wan < 50000 else 800 if rd_wan < 100000 else 1000
    )


@settings(max_examples=150, deadline=None)
@given(rd_wan=NUMBERS, prior=NUMBERS, other=NUMBERS, first=st.booleans())
def test_no_cap_is_ever_exceeded(rd_wan: Decimal, prior: Decimal, other: Decimal, first: bool) -> None:
    facts = {
        "rd_expense_wan": rd_wan, "first_time_recipient": first, "in_rd_statistics_scope": False, "super_deduction_claimed": True,
        "max_subsidised_rd_last3y_wan": prior, "other_fiscal_rd_awards_wan": other, "jurisdiction": "district",
    }  # fmt: skip

    amount = evaluate(RD, facts).amount_yuan

    assert amount is not None
    assert 0 <= amount <= max(min(600 if first else 800, bracket(rd_wan) - other), Decimal(0)) * 10000


@settings(max_examples=80, deadline=None)
@given(low=NUMBERS, step=NUMBERS)
def test_more_research_never_earns_less(low: Decimal, step: Decimal) -> None:
    facts = {"first_time_recipient": True, "super_deduction_claimed": True}

    amounts = [evaluate(RD, {**facts, "rd_expense_wan": rd}).amount_yuan or 0 for rd in (low, low + step)]

    assert amounts[0] <= amounts[1]
