"""A pack in the words of a guide: what no fact has decided yet must read right for everybody."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from policies.engine import FactDef, holds
from policies.engine.conditions import AtLeast, Comparison, Formula, Membership, Not
from policies.engine.expressions import Expression
from policies.engine.model import Days, Material, Publicity, ShareSet
from policies.engine.tables import Tier, TierTable, Value
from policies.guide import amount_row, guide, material_row, promise, publicity, share_row, stage_row
from policies.packs import read_packs
from policies.table_wording import tier_rows
from policies.tests import factories
from policies.wording import bound_words, due_words, label_words, when_words

PACK = factories.pack_of(factories.RD_EXPENSE)[1]
AMOUNT = FactDef("rd_expense_wan", "上年度研发费用", "number", unit="万元")
FIRST = FactDef("first", "首次享受", "bool")
KIND = FactDef("kind", "专利种类", "text", choices=(("a", "发明"), ("b", "实用新型")))
THREE = FactDef("three", "类型", "text", choices=(("a", "甲"), ("b", "乙"), ("c", "丙")))
CODE = FactDef("track", "适用的补助方式", "text")
DAY = FactDef("day", "上缴日期", "date", unit="")


def expression(source: str) -> Expression:
    return Expression(source, lambda scope: None, "number", "万元")


def amount(operation: str, source: str = "50") -> Comparison:
    return Comparison(AMOUNT, operation, expression(source))


@pytest.mark.parametrize(
    "condition, words",
    [
        (amount("ge"), "上年度研发费用达到 50 万元（含）"),
        (amount("gt"), "上年度研发费用超过 50 万元"),
        (amount("le"), "上年度研发费用不超过 50 万元（含）"),
        (amount("lt"), "上年度研发费用低于 50 万元"),
        (amount("eq"), "上年度研发费用等于 50 万元"),
        (amount("ne", "prior_max_wan"), "上年度研发费用不等于 增量的比较基数"),
        (amount("ge", "prior_max_wan * 1.1"), "上年度研发费用达到 增量的比较基数 × 1.1（含）"),
        (Comparison(FIRST, "is", None, True), "“首次享受”选“是”"),
        (Comparison(FIRST, "is", None, False), "“首次享受”选“否”"),
        (Comparison(KIND, "is", None, "a"), "“专利种类”选“发明”"),
        (Comparison(DAY, "le", None, date(2022, 4, 22)), "“上缴日期”不超过 2022年4月22日（含）"),
        (Comparison(THREE, "ne", None, "a"), "“类型”不选“甲”"),
        (Comparison(KIND, "ne", None, "a"), "“专利种类”选“实用新型”"),
        (Membership(KIND, ("a", "b")), "“专利种类”选“发明”或“实用新型”"),
        (Membership(THREE, ("b",), wanted=False), "“类型”不选“乙”"),
        (Membership(THREE, ("a", "b"), wanted=False), "“类型”选“丙”"),
        (
            AtLeast(2, (amount("ge"), Comparison(FIRST, "is", None, True))),
            "上年度研发费用达到 50 万元（含），且“首次享受”选“是”",
        ),
        (
            AtLeast(1, (amount("lt"), Comparison(FIRST, "is", None, True))),
            "上年度研发费用低于 50 万元，或者“首次享受”选“是”",
        ),
        (
            AtLeast(2, (amount("lt"), amount("gt"), amount("eq"))),
            "至少满足 2 项：上年度研发费用低于 50 万元；上年度研发费用超过 50 万元；上年度研发费用等于 50 万元",
        ),
        (Formula(expression("given(rd_expense_wan)"), "已填写"), "填写了“上年度研发费用”"),
        (Formula(expression("not given(rd_expense_wan)"), "未填写"), "没有填写“上年度研发费用”"),
        (Formula(expression("x"), "专利号个数与件数不一致"), "专利号个数与件数不一致"),
        (Not(amount("lt")), "不属于以下情形：上年度研发费用低于 50 万元"),
        (None, ""),
        (True, ""),
        (False, ""),
    ],
)
def test_a_condition_in_words(condition, words, monkeypatch):
    monkeypatch.setattr("policies.wording.for_applicants", lambda condition, pack: None)

    assert when_words(condition, PACK) == words


@pytest.mark.parametrize("condition", [Comparison(CODE, "is", None, "base"), Membership(CODE, ("base", "both"))])
def test_the_engines_own_codes_are_never_shown(condition):
    assert when_words(condition, PACK) == ""
    assert when_words(Not(condition), PACK) == ""


@pytest.mark.parametrize(
    "label, words",
    [
        ("上年度研发费用 {rd_expense_wan} × 5%", "上年度研发费用 × 5%"),
        ("增量（{rd_expense_wan} － {prior_max_wan}）× 20%", "增量（上年度研发费用 － 增量的比较基数）× 20%"),
        ("填报的件数 {rd_expense_wan} 不一致", "填报的件数不一致"),
        ("{rd_expense_wan} × 5%", "上年度研发费用 × 5%"),
        ("每年最高 {rd_expense_wan}", "每年最高“上年度研发费用”"),
        ("申请 {rd_expense_wan}", "申请“上年度研发费用”"),
        ("PCT申请 {rd_expense_wan} × 1", "PCT申请 × 1"),
        ("没有数字", "没有数字"),
    ],
)
def test_a_derivation_line_without_its_figures(label, words):
    assert label_words(label, PACK) == words


@pytest.mark.parametrize(
    "source, words",
    [
        ("50", "50 万元"),
        ("0.5", "0.5 万元"),
        ("9999", "9999 万元"),
        ("10000", "1 亿元"),
        ("50000", "5 亿元"),
        ("rd_expense_wan / 2", "上年度研发费用 ÷ 2"),
        ("-3", "-3 万元"),
    ],
)
def test_a_figure_has_its_unit_and_a_formula_its_labels(source, words):
    assert bound_words(source, "万元", PACK) == words


@pytest.mark.parametrize(
    "code, standards",
    [
        (factories.FULL_PRODUCTION, ["10 万元", "20 万元"]),
        (factories.PATENT_GRANT, ["10000 元/件"]),
        (factories.RD_EXPENSE, ["5%", "600 万元", "20%", "800 万元", "见下表"]),
    ],
)
def test_every_step_of_the_derivation_has_its_standard(code, standards):
    assert [row.figure for row in guide(factories.pack_of(code)[1]).amounts] == standards


@pytest.mark.parametrize("pack", read_packs(), ids=lambda pack: pack.code)
def test_a_step_that_is_not_for_all_says_for_whom(pack):
    conditional = [line for line in pack.amount_lines if holds(pack, line.when, {}) is None]

    assert [line.key for line in conditional if not amount_row(line, pack).when] == []


@pytest.mark.parametrize(
    "always, sometimes, words",
    [
        (3, 0, "必交 3 项"),
        (6, 9, "必交 6 项，另按情形提交 9 项"),
        (0, 2, "按情形提交 2 项"),
        (0, 0, "无需提交材料"),
    ],
)
def test_how_many_materials_are_due(always, sometimes, words):
    assert due_words(always, sometimes) == words


def test_the_edges_of_tiers_say_what_is_included():
    table = TierTable(
        expression("rd_expense_wan"),
        [
            Tier(Decimal(100), False, Value(expression("1"))),
            Tier(Decimal(200), True, Value(expression("2"))),
            Tier(Decimal(300), False, Value(expression("3"))),
            Tier(None, False, Value(expression("4"))),
        ],
    )

    assert tier_rows(table, "万元", PACK) == [
        ("100 万元以下（不含）", "1 万元"),
        ("100 万元以上（含），不超过 200 万元（含）", "2 万元"),
        ("超过 200 万元，300 万元以下（不含）", "3 万元"),
        ("300 万元以上（含）", "4 万元"),
    ]


def test_a_table_of_one_row_is_for_all():
    assert tier_rows(TierTable(expression("x"), [Tier(None, False, Value(expression("4")))]), "元", PACK) == [
        ("全部", "4 元")
    ]


def with_days(*days: Days | None):
    stages = [replace(PACK.stages[0], days=each) for each in days]
    return replace(PACK, stages=tuple(stages))


@pytest.mark.parametrize(
    "days, review_days, words",
    [
        ([Days(5), Days(10)], None, "15 个工作日"),
        ([Days(30, "calendar"), None], None, "30 个自然日"),
        ([Days(5), Days(30, "calendar")], None, "分环节规定"),
        ([None], None, "文件未规定"),
        ([None], 7, "每个审核环节 7 个工作日"),
        ([Days(5)], 7, "5 个工作日"),
    ],
)
def test_the_promise_is_the_documents_and_only_then_the_bureaus(days, review_days, words):
    assert promise(with_days(*days), review_days) == words


@pytest.mark.parametrize(
    "fields, review_days, limit",
    [
        ({"days": Days(5)}, 7, "5 个工作日"),
        ({"days": Days(30, "calendar")}, 7, "30 个自然日"),
        ({"due_on": date(2022, 4, 15)}, 7, "2022年4月15日前"),
        ({}, 7, "承诺 7 个工作日"),
        ({}, None, "文件未规定时限"),
        ({"kind": "disbursement"}, 7, "文件未规定时限"),
    ],
)
def test_the_limit_of_a_stage(fields, review_days, limit):
    assert stage_row(replace(PACK.stages[0], **fields), review_days).limit == limit


@pytest.mark.parametrize(
    "required, need",
    [
        (True, "必交"),
        (False, "如有"),
        (amount("gt"), "上年度研发费用超过 50 万元时提交"),
        (Comparison(CODE, "is", None, "x"), "按情形提交"),
    ],
)
def test_whether_a_material_is_due(required, need):
    assert material_row(Material("m", "材料", required=required), PACK).need == need


@pytest.mark.parametrize(
    "notice, period",
    [
        (Publicity(5, "working", (), "门户网站", "第六条"), "5 个工作日"),
        (Publicity(7, "calendar", (), "门户网站", "第六条"), "7 个自然日"),
        (Publicity(None, "working", (), "门户网站", "第六条"), "文件未规定天数"),
    ],
)
def test_the_period_of_the_public_notice(notice, period):
    assert publicity(replace(PACK, publicity=notice)) == (period, "门户网站", "第六条")


def test_a_policy_without_public_notice_says_so():
    assert publicity(replace(PACK, publicity=None)) is None


def test_who_pays_and_who_pays_first():
    shares = ShareSet(None, "第一条", (("province", Decimal(50), False), ("local", Decimal(50), True)))

    assert share_row(shares, PACK) == ("", "省级财政 50%，属地财政 50%（先行上缴）", "第一条")


@pytest.mark.parametrize("code", [factories.FULL_PRODUCTION, factories.PATENT_GRANT, factories.RD_EXPENSE])
def test_every_line_of_a_guide_names_its_clause(code):
    shown = guide(factories.pack_of(code)[1])

    lines: list = [*shown.criteria, *shown.amounts, *shown.tiers, *shown.materials, *shown.stages]
    assert [line for line in lines if not line.clause] == []
    assert all(clause for _, _, clause in shown.shares)
