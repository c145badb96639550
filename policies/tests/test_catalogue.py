"""The packs of the catalogue: every golden case is a test."""

import json
from pathlib import Path
from typing import Any

import pytest

from policies.engine import Pack, evaluate, holds
from policies.golden_cases import differences, trials
from policies.packs import parse_pack, read_packs, self_contained
from policies.tests.golden import survivors

PACKS = {pack.code: pack for pack in read_packs()}
AGREED_FACTS = json.loads(Path(__file__).with_name("fact_names.json").read_text(encoding="utf-8"))
ANSWERING = {code: pack for pack in PACKS.values() for code in (pack.code, *pack.aliases)}
CASES = [pytest.param(pack, case, id=f"{pack.code}: {case.name}") for pack in PACKS.values() for case in pack.golden]


@pytest.mark.parametrize(("pack", "case"), CASES)
def test_a_golden_case_comes_out_as_worked_by_hand(pack: Pack, case: Any) -> None:
    decision = evaluate(pack, case.facts, case.ledger)

    assert not differences(decision, case.expect), case.why


@pytest.mark.parametrize("pack", PACKS.values(), ids=lambda pack: pack.code)
def test_the_editor_finds_the_golden_cases_of_a_released_text_passed(pack: Pack) -> None:
    released = parse_pack(self_contained(pack, ""), pack.code)

    assert [trial.case.name for trial in trials(released) if not trial.passed] == []


@pytest.mark.parametrize("pack", PACKS.values(), ids=lambda pack: pack.code)
def test_a_threshold_that_moves_by_one_is_caught_by_a_golden_case(pack: Pack) -> None:
    assert survivors(pack) == []


@pytest.mark.parametrize("code", AGREED_FACTS)
def test_every_agreed_code_has_a_pack_with_the_agreed_fact_names_and_types(code: str) -> None:
    facts = ANSWERING[code].facts

    assert {name: facts[name].type for name in AGREED_FACTS[code]} == {
        name: agreed["type"] for name, agreed in AGREED_FACTS[code].items()
    }


@pytest.mark.parametrize("pack", PACKS.values(), ids=lambda pack: pack.code)
def test_every_rule_and_fact_can_be_shown_to_the_applicant(pack: Pack) -> None:
    assert all(rule.sentence.endswith("。") for rule in pack.rules)
    assert all(fact.label and fact.section and fact.clause for fact in pack.facts.values())
    assert pack.commitment
    assert len(pack.golden) >= 5


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
