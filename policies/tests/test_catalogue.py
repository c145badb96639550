"""The packs of the catalogue: every golden case is a test."""

import json
import re
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import reduce
from typing import Any

import pytest

from policies.engine import Decision, Pack, PackError, evaluate, holds, load_pack
from policies.packs import read_packs

PACKS = {pack.code: pack for pack in read_packs()}
NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])")
ONLY_SHOWN = {"main_income_growth_pct"}  # a column of the annex; no rule reads it
NO_DIFFERENCE = {
    "daily_of_largest_month(kwh_2021_by_month, 2022, 'longest')"
}  # the months of 2022 are as long as those of 2021
AGREED_FACTS = {
    "henan-full-production-reward": {
        "count_A": "number", "count_B": "number", "in_scale_enterprise_library": "bool", "integrity_commitment": "bool",
        "kwh_2021_by_month": "list", "kwh_2022_02_15": "number", "kwh_q1_2022_monthly": "list", "kwh_q1_2022_total": "number",
        "level": "text", "local_paid_on": "date", "lowest_daily_avg_kwh_during_shutdown": "number", "main_income_q1_2021": "number",
        "main_income_q1_2022": "number", "self_applied_exit_2021": "bool", "shutdown_in_q1_2022": "bool",
        "shutdown_reason": "text", "track": "text",
    },
    "zhumadian-invention-patent-grant": {
        "applicant_located_in_zhumadian": "bool", "design_count": "number", "grant_doc": "text", "has_abnormal_patent_filing": "bool",
        "has_patent_dispute": "bool", "is_newly_granted": "bool", "materials_authentic": "bool", "patent_count": "number",
        "patent_kind": "text", "utility_model_count": "number",
    },
    "anyang-rd-expense-subsidy": {
        "cpa_rd_audit_form": "bool", "first_time_recipient": "bool", "in_rd_statistics_scope": "bool", "jurisdiction": "text",
        "max_rd_all_prior_years_wan": "number", "max_subsidised_rd_last3y_wan": "number", "other_fiscal_rd_awards_wan": "number",
        "rd_expense_wan": "number", "super_deduction_claimed": "bool",
    },
}  # fmt: skip
CASES = [pytest.param(pack, case, id=f"{pack.code}: {case.name}") for pack in PACKS.values() for case in pack.golden]


def differences(decision: Decision, expect: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Return what came out differently from what the golden case expects."""
    found = {
        "outcome": decision.outcome,
        "amount_yuan": decision.amount_yuan,
        "failed": [rule.key for rule in decision.rules if rule.state == "failed"],
        "missing": list(decision.missing),
        "readings": [reading.amount_yuan for reading in decision.readings],
        "shares": {share.level: share.amount_yuan for share in decision.shares},
    }
    wanted = {key: exact(value) for key, value in expect.items()}
    return {key: (found[key], value) for key, value in wanted.items() if found[key] != value}


def exact(value: Any) -> Any:
    """Return figures as Decimals, whatever they are nested in."""
    if isinstance(value, dict):
        return {key: exact(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [exact(entry) for entry in value]
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


@pytest.mark.parametrize(("pack", "case"), CASES)
def test_a_golden_case_comes_out_as_worked_by_hand(pack: Pack, case: Any) -> None:
    decision = evaluate(pack, case.facts, case.ledger)

    assert not differences(decision, case.expect), case.why


def thresholds(raw: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the paths of the numbers that decide: bounds of criteria, amount lines, tiers, derived values, dates due."""
    deciding = {"ge", "gt", "le", "lt", "eq", "value", "below", "upto", "add_wan", "add_yuan", "cap_wan", "floor_wan"}
    found: list[tuple[Any, ...]] = []
    entries = raw.items() if isinstance(raw, dict) else enumerate(raw) if isinstance(raw, list) else ()
    for key, value in entries:
        if key in deciding and (
            isinstance(value, date) or (not isinstance(value, (dict, list)) and NUMBER.search(str(value)))
        ):
            found.append((*path, key))
        else:
            found += thresholds(value, (*path, key))
    return found


def moved(value: Any) -> list[Any]:
    """Return the deciding value with each of its numbers changed by one in its last digit, up and down."""
    if isinstance(value, date):
        return [value + timedelta(days=step) for step in (-1, 1)]
    text, changed = str(value), []
    for match in NUMBER.finditer(text):
        number = Decimal(match.group())
        unit = Decimal(1).scaleb(int(number.as_tuple().exponent))
        changed += [text[: match.start()] + str(number + step) + text[match.end() :] for step in (-unit, unit)]
    return changed


def with_value(raw: Any, path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    """Return a copy of the mapping with one value replaced; shared anchors are copied, not shared."""
    copy = json.loads(json.dumps(raw, default=str))
    place = copy
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = str(value)
    return dict(copy)


def is_note(pack: Pack, section: str, path: tuple[Any, ...]) -> bool:
    """Say whether the path lies in an ambiguity that only gives a warning."""
    return section == "ambiguities" and pack.raw[section][path[0]]["handling"] == "note"


DECIDING = [
    pytest.param(pack, (section, *path), value, id=f"{pack.code}:{section}.{'.'.join(map(str, path))}={value}")
    for pack in PACKS.values()
    for section in ("criteria", "amount", "derived", "ambiguities")
    for path in thresholds(pack.raw.get(section, []))
    for value in moved(reduce(lambda place, key: place[key], path, pack.raw[section]))
    if path[0] not in ONLY_SHOWN and value not in NO_DIFFERENCE and not is_note(pack, section, path)
]


@pytest.mark.parametrize(("pack", "path", "value"), DECIDING)
def test_a_threshold_that_moves_by_one_is_caught_by_a_golden_case(
    pack: Pack, path: tuple[Any, ...], value: Any
) -> None:
    try:
        mutant = load_pack(with_value(pack.raw, path, value), "mutant")
    except PackError:
        return

    assert any(differences(evaluate(mutant, case.facts, case.ledger), case.expect) for case in pack.golden)


@pytest.mark.parametrize("pack", PACKS.values(), ids=lambda pack: pack.code)
def test_a_pack_uses_the_agreed_fact_names_and_types(pack: Pack) -> None:
    agreed = AGREED_FACTS[pack.code]

    assert {name: pack.facts[name].type for name in agreed} == agreed


@pytest.mark.parametrize("pack", PACKS.values(), ids=lambda pack: pack.code)
def test_every_rule_and_fact_can_be_shown_to_the_applicant(pack: Pack) -> None:
    assert all(rule.sentence.endswith("。") for rule in pack.rules)
    assert all(fact.label and fact.section and fact.clause for fact in pack.facts.values())
    assert pack.commitment
    assert len(pack.golden) >= 6


@pytest.mark.parametrize(
    "code, stages",
    [
        ("henan-full-production-reward", ["county-review", "city-review", "province-decision", "payment"]),
        ("zhumadian-invention-patent-grant", ["county-review", "city-decision", "payment"]),
        ("anyang-rd-expense-subsidy", ["county-recommendation", "city-decision", "publicity", "payment"]),
    ],
)
def test_a_case_passes_the_stages_that_its_document_names(code: str, stages: list[str]) -> None:
    pack = PACKS[code]

    assert [stage.key for stage in pack.stages] == stages
    assert (pack.publicity is not None) is ("publicity" in stages)


@pytest.mark.parametrize("pack", PACKS.values(), ids=lambda pack: pack.code)
def test_an_officer_attests_what_he_checked(pack: Pack) -> None:
    items = [item for stage in pack.stages for item in stage.checklist]

    assert [item for item in items if not item.startswith("已")] == []


def test_the_citys_review_does_not_attest_a_later_payment() -> None:
    review = next(stage for stage in PACKS["henan-full-production-reward"].stages if stage.key == "city-review")

    assert not any("上缴" in item for item in review.checklist)


def test_patent_numbers_that_disagree_with_the_count_warn_the_case() -> None:
    decision = evaluate(
        PACKS["zhumadian-invention-patent-grant"], {"patent_count": 3, "patent_numbers": ["ZL201910000001.1"]}
    )

    assert "填报的专利号个数与件数（3 件）不一致；金额按件数计算，请核对专利号。" in decision.warnings


@pytest.mark.parametrize(
    "reading, outcome, failed",
    [("together", "eligible", []), ("once", "not_eligible", ["no-double-support"])],
)
def test_support_from_elsewhere_is_ruled_on(reading: str, outcome: str, failed: list[str]) -> None:
    pack = PACKS["anyang-rd-expense-subsidy"]
    case = next(case for case in pack.golden if case.name == "已享受其他财政政策")

    decision = evaluate(pack, case.facts, rulings={"double-support": reading})

    assert decision.outcome == outcome
    assert [rule.key for rule in decision.rules if rule.state == "failed"] == failed


def test_the_annexes_keep_their_columns_in_order() -> None:
    first, second = PACKS["henan-full-production-reward"].exports

    assert [column.title for column in first.columns][:4] == [
        "序号",
        "市县名称",
        "企业名称(与公章一致)",
        "企业概况(含规模、产能等)",
    ]
    assert (len(first.columns), first.columns[-1].title) == (24, "备注(联系人及电话)")
    assert [column.title for column in second.columns] == [
        "序号", "市县名称", "企业名称(与公章一致)", "企业开户银行名称(全称)", "开户账号", "市县拟支付金额",
        "市县奖励资金上缴省财政时间(缴款单日期)", "备注(联系人及电话)",
    ]  # fmt: skip
    assert first.groups == second.groups == ("total", "city_subtotal", "city_own", "counties")


def test_the_reward_asks_each_track_for_its_own_materials() -> None:
    pack = PACKS["henan-full-production-reward"]

    asked = {
        track: {material.key for material in pack.materials if holds(pack, material.required, {"track": track})}
        for track in ("A", "B")
    }

    assert asked["A"] - asked["B"] == {"power_feb_2022"}
    assert asked["B"] - asked["A"] == {"power_q1_2022", "financial_statements", "tax_returns"}
    assert len(asked["A"] | asked["B"]) == 10
