"""Whom a part of a guide concerns: nothing that an applicant's answer decides is ever left out."""

import pytest

from policies.concern import concerns_applicants, for_applicants
from policies.engine.conditions import AtLeast, Comparison, Not
from policies.engine.model import FactDef, Pack
from policies.guide import guide
from policies.packs import read_packs
from policies.tests.engine_packs import pack

VIEW = FactDef(
    "view", "测算对象", "text", choices=(("enterprise", "单个企业"), ("settlement", "属地资金")), default="enterprise"
)
TASK = FactDef("task", "测算事项", "text", choices=(("rate", "费率"), ("deferral", "缓缴")), default="rate")
OVERSEAS = FactDef("overseas", "境外上市", "bool", default=False)
PAID_ON = FactDef("paid_on", "上缴日期", "date", ask_when=Comparison(VIEW, "is", None, "settlement"))
SETTLEMENT, ENTERPRISE = Comparison(VIEW, "is", None, "settlement"), Comparison(VIEW, "is", None, "enterprise")
DEFERRAL = Comparison(TASK, "is", None, "deferral")


@pytest.fixture
def asked() -> Pack:
    found = pack()
    object.__setattr__(found, "facts", {fact.name: fact for fact in (VIEW, TASK, OVERSEAS, PAID_ON)})
    return found


@pytest.mark.parametrize(
    "condition, answer",
    [
        (None, True),
        (False, False),
        (SETTLEMENT, False),
        (ENTERPRISE, True),
        (Not(SETTLEMENT), True),
        (DEFERRAL, None),
        (Not(DEFERRAL), None),
        (Comparison(OVERSEAS, "is", None, True), None),
        (Comparison(PAID_ON, "is", None, "2022-04-22"), None),
        (AtLeast(2, (SETTLEMENT, DEFERRAL)), False),
        (AtLeast(1, (SETTLEMENT, DEFERRAL)), None),
        (AtLeast(1, (ENTERPRISE, DEFERRAL)), True),
    ],
)
def test_only_officials_settlements_are_decided_beforehand(asked, condition, answer):
    assert for_applicants(condition, asked) is answer
    assert concerns_applicants(condition, asked) is (answer is not False)


def test_of_the_whole_catalogue_a_guide_leaves_out_only_the_settlement_of_local_funds():
    rules = [(each.code, rule.key, rule.when, each) for each in read_packs() for rule in each.rules]
    lines = [(each.code, line.key, line.when, each) for each in read_packs() for line in each.amount_lines]
    hidden = {(code, key) for code, key, when, each in [*rules, *lines] if not concerns_applicants(when, each)}

    assert hidden == {("henan-full-production-reward", key) for key in ("settlement-in-time", "local-a", "local-b")}


@pytest.mark.parametrize(
    "code, words",
    [
        ("henan-work-injury-rate-cut", "缓缴期满补缴"),
        ("henan-disaster-credit-loan", "风险补偿金"),
        ("henan-srdi-ipo-subsidy", "境外上市获批复的"),
        ("cross-policy", "填写了“PCT申请件数”"),
    ],
)
def test_a_line_of_an_alternative_says_for_whom_it_is(code, words):
    (found,) = (each for each in read_packs() if each.code == code)

    assert words in {row.when for row in guide(found).amounts}


def test_rules_of_the_other_matter_stand_in_the_checklist_with_the_choice():
    (found,) = (each for each in read_packs() if each.code == "henan-agri-leading-enterprise")

    when = {row.sentence: row.when for row in guide(found).criteria}

    assert when["子公司以农产品生产、加工或流通为主业。"] == "“办理事项”选“控股子公司享受优惠政策”"
    assert when["产销率90%以上。"] == "“办理事项”选“申报认定”"
