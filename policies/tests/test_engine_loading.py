"""Loading: whatever is wrong with a pack is said at once, with its place, before anybody can be decided by it."""

import json
from typing import Any

import pytest

from policies.engine import Pack, PackError, evaluate, load_pack
from policies.packs import parse_pack, read_packs
from policies.tests.engine_packs import line, mapping, rule

MINIMUM = {"fact": "rd_wan", "ge": 50}


def problems(**changes: Any) -> str:
    """Return what loading the changed sample pack complains about."""
    with pytest.raises(PackError) as refused:
        load_pack(mapping(**changes), "sample.yaml")
    return "\n".join(refused.value.problems)


def share(*percentages: int) -> list[dict[str, Any]]:
    """Return one share set with these percentages."""
    return [{"clause": "第二条", "split": [{"level": "city", "pct": pct} for pct in percentages]}]


def tiers(*rows: dict[str, Any]) -> dict[str, Any]:
    """Return amount lines with one tier table."""
    return {"lines": [line("tier", add_wan={"by": "rd_wan", "tiers": list(rows)})]}


def golden(**changes: Any) -> list[dict[str, Any]]:
    """Return one golden case, changed."""
    return [{"name": "一", "facts": {}, "expect": {"outcome": "incomplete"}, "why": "无", **changes}]


@pytest.mark.parametrize(
    "changes, complaint",
    [
        ({"criteria": [rule("a", {"fact": "nosuch", "ge": 1})]}, "criteria[0].require.fact: unknown fact 'nosuch'"),
        ({"criteria": [{**rule("a", MINIMUM), "clause": ""}]}, "criteria[0].clause: is required"),
        ({"criteria": [{"key": "a", "sentence": "s", "require": MINIMUM}]}, "criteria[0].clause: is required"),
        ({"criteria": [{"key": "a", "clause": "c", "sentence": "s"}]}, "criteria[0].require: a criterion needs a condition"),
        ({"criteria": [rule("a", MINIMUM), rule("a", MINIMUM)]}, "criteria[1].key: a is used twice"),
        ({"criteria": [rule("a", {"fact": "rd_wan", "ge": "fine_yuan"})]}, "unit 元 found where 万元 is expected"),
        ({"criteria": [rule("a", {"fact": "rd_wan", "ge": "kind"})]}, "a number or an expression that gives one is expected"),
        ({"criteria": [rule("a", {"fact": "is_local", "is": "yes"})]}, "'yes' is not a bool"),
        ({"criteria": [rule("a", {"fact": "is_local", "ge": True})]}, "only numbers and dates have an order"),
        ({"criteria": [rule("a", {"fact": "kind", "in": ["z"]})]}, "'z' is not a choice of kind"),
        ({"criteria": [rule("a", {"fact": "filed_on", "le": "tomorrow"})]}, "a date or an expression that gives one is expected"),
        ({"criteria": [rule("a", {"fact": "rd_wan", "ge": 1, "le": 2})]}, "exactly one comparison"),
        ({"criteria": [rule("a", {"atleast": 1})]}, "a condition needs fact, expr, score, all, any, not or at_least/of"),
        ({"criteria": [rule("a", {"at_least": 3, "of": [MINIMUM]})]}, "cannot be decided"),
        ({"criteria": [rule("a", {"expr": "rd_wan + 1"})]}, "a yes/no expression is expected"),
        ({"criteria": [rule("a", {"not_awarded": "rd_wan"})]}, "is not a fact that names subjects"),
        ({"criteria": []}, "a pack needs criteria"),
        ({"facts": {}}, "a pack needs facts"),
        ({"facts": {"rd_wan": {"label": "x", "type": "number", "unit": "元"}}}, "rd_wan must be in 万元"),
        ({"facts": {"rd_wan": {"label": "x", "type": "money", "unit": "万元"}}}, "'money' is not one of"),
        ({"amount": {"lines": [line("a", add_wan="fine_yuan")]}}, "unit 元 found where 万元 is expected"),
        ({"amount": {"lines": [line("a", add_wan="min(rd_wan 0.1)")]}}, "not an expression"),
        ({"amount": {"lines": [line("a")]}}, "a line needs one of add/deduct/cap/floor"),
        ({"amount": {"lines": [line("a {nosuch}", add_wan=1)]}}, "shows 'nosuch', which is no fact"),
        ({"amount": tiers({"below": 10, "value": 1}, {"below": 10, "value": 2}, {"value": 3})}, "can never be reached"),
        ({"amount": tiers({"value": 1}, {"below": 10, "value": 2})}, "can never be reached"),
        ({"amount": tiers({"below": 10, "value": 1})}, "the last tier must be open"),
        ({"amount": tiers({"below": 10, "upto": 9, "value": 1}, {"value": 2})}, "not both"),
        ({"shares": share(40, 50)}, "shares add up to 90 %, not 100 %"),
        ({"golden": []}, "a pack needs golden cases"),
        ({"golden": golden(facts={"nosuch": 1})}, "unknown fact 'nosuch'"),
        ({"golden": golden(expect={"outcome": "not_eligible", "failed": ["nosuch"]})}, "unknown rule 'nosuch'"),
        ({"golden": golden(expect={"outcome": "perhaps"})}, "'perhaps' is not one of"),
        ({"colour": "red"}, "colour: unknown key"),
        ({"level": "village"}, "'village' is not one of"),
        ({"effective": {"from": "2022-02-01", "to": "2022-01-01"}}, "ends before it starts"),
        ({"stages": [{"key": "a", "kind": "final_review", "title": "t", "level": "city", "lines": ["police"], "clause": "c"}]}, "bureau lines are"),
        ({"exports": [{"key": "a", "title": "t", "clause": "c", "columns": [{"title": "x", "value": "fact.nosuch"}]}]}, "unknown source 'fact.nosuch'"),
        ({"materials": [{"key": "m", "title": "t", "clause": "c", "proves": ["nosuch"]}]}, "proves 'nosuch', which is no rule"),
        ({"ambiguities": [{"key": "a", "text": "t", "clause": "c", "handling": "ruling"}]}, "a ruling needs two or more readings"),
        ({"ambiguities": [{"key": "a", "text": "t", "clause": "c", "handling": "note"}]}, "settled: is required"),
        ({"derived": {"rd_wan": {"label": "x", "value": "1"}}}, "rd_wan is already a fact"),
        ({"derived": {"x": {"label": "x", "type": "bool", "value": "rd_wan"}}}, "bool expected, number found"),
    ],
)  # fmt: skip
def test_a_faulty_pack_is_refused_with_the_place(changes: dict[str, Any], complaint: str) -> None:
    assert complaint in problems(**changes)


def test_all_problems_are_told_at_once() -> None:
    told = problems(colour="red", criteria=[rule("a", {"fact": "nosuch", "ge": 1})], shares=share(1))

    assert len(told.splitlines()) >= 3
    assert all(entry.startswith("sample.yaml") for entry in told.splitlines())


def test_a_problem_in_a_file_names_its_line() -> None:
    with pytest.raises(PackError) as refused:
        parse_pack("code: x\ntitle: y\ncolour: red\n", "x.yaml")

    assert "x.yaml:3 colour: unknown key" in refused.value.problems


@pytest.mark.parametrize("source", ["a: [", "a: 1\na: 2\n", "- 1\n", "", "\t", "a: !!python/object:os.system x"])
def test_text_that_is_no_pack_is_refused_without_a_traceback(source: str) -> None:
    with pytest.raises(PackError):
        parse_pack(source, "broken.yaml")


@pytest.mark.parametrize(
    "section",
    ["facts", "criteria", "amount", "shares", "materials", "stages", "exports", "ambiguities", "golden", "source"],
)
@pytest.mark.parametrize("junk", [1, "text", [1], {"x": 1}, [[]], True])
def test_junk_in_any_section_is_refused_with_words(section: str, junk: Any) -> None:
    with pytest.raises(PackError):
        load_pack(mapping(**{section: junk}), "sample.yaml")


@pytest.mark.parametrize("pack", read_packs(), ids=lambda pack: pack.code)
def test_a_pack_stored_as_json_decides_as_before(pack: Pack) -> None:
    stored = load_pack(json.loads(json.dumps(pack.raw, default=str)), "stored")

    for case in pack.golden:
        assert evaluate(stored, case.facts, case.ledger) == evaluate(pack, case.facts, case.ledger)


@pytest.mark.parametrize("source", ["0x10 > 1", "1" + "+1" * 390 + " > 0", "-" * 790 + "1 < 0"])
def test_an_expression_that_cannot_be_compiled_is_refused_with_its_place(source: str) -> None:
    assert "criteria[0].require.expr" in problems(criteria=[rule("odd", {"expr": source, "text": "式"})])


def test_soft_rules_count_among_the_readings_that_have_to_be_worked_out() -> None:
    soft = [rule(f"soft-{place}", MINIMUM, soft="ruling") for place in range(9)]

    assert "512 combinations of readings" in problems(criteria=soft)
