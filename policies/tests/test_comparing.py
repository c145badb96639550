"""The difference between two versions, in sentences that an official reads."""

from decimal import Decimal
from typing import Any

import pytest

from policies.comparing import by_part, compare, raw_difference
from policies.engine import PackError
from policies.figures import figures, with_figures
from policies.golden_cases import expectation, trials
from policies.pack_text import plain_copy, rewritten
from policies.packs import parse_pack, parse_yaml
from policies.problem_words import dotted, in_chinese, problem
from policies.tests.factories import RD_EXPENSE, pack_of

TEXT, PACK = pack_of(RD_EXPENSE)


def changes_after(raw: Any) -> list[tuple[str, str, str, str]]:
    new = parse_pack(rewritten(TEXT, raw), "draft.yaml")
    return [(change.kind, change.place, change.old, change.new) for change in compare(PACK, new)]


def with_figure(words: str, value: str) -> Any:
    figure = next(figure for figure in figures(PACK) if words in figure.label)
    return with_figures(PACK.raw, [(figure, Decimal(value))])


def test_the_same_pack_has_no_difference():
    assert compare(PACK, PACK) == []


@pytest.mark.parametrize(
    "words, value, place, old, new",
    [
        ("不低于（含）", "60", "条件“上年度研发投入在50万元（含）以上”：上年度研发费用不低于（含）", "50 万元", "60 万元"),
        ("第 1 档，取值", "250", "分档“该年度财政奖补累计上限”：第 1 档，取值", "200 万元", "250 万元"),
        ("第 1 档，上沿", "4000", "分档“该年度财政奖补累计上限”：第 1 档，上沿（不含）", "5000 万元", "4000 万元"),
        ("封顶", "700", "测算第 2 步“按研发费用5%补助最高600万元”：封顶", "600 万元", "700 万元"),
    ],
)  # fmt: skip
def test_a_figure_is_told_with_its_unit(words, value, place, old, new):
    assert changes_after(with_figure(words, value)) == [("修改", place, old, new)]


def test_a_rate_is_told_by_the_formula_in_words():
    [(kind, place, old, new)] = changes_after(with_figure("× 0.05", "0.06"))

    assert (kind, old, new) == ("修改", "上年度研发费用 × 0.05", "上年度研发费用 × 0.06")
    assert place.startswith("测算第 1 步")


def test_materials_are_told_as_added_removed_and_renamed():
    raw = plain_copy(PACK.raw)
    raw["materials"][0]["title"] = "研发投入专项审计报告"
    raw["materials"].append({"key": "plan", "title": "研发计划书", "clause": "第一条", "form": "copy"})

    assert changes_after(raw) == [
        ("修改", "材料“研发投入专项审计报告”：名称", PACK.materials[0].title, "研发投入专项审计报告"),
        ("新增", "材料“研发计划书”", "", "名称：研发计划书；依据条款：第一条；形式：复印件"),
    ]


def test_stages_in_another_order_are_told_once():
    raw = plain_copy(PACK.raw)
    raw["stages"][2], raw["stages"][3] = raw["stages"][3], raw["stages"][2]

    assert [change[0] for change in changes_after(raw)] == ["调整顺序"]


def test_a_period_given_to_a_stage_is_told_in_days():
    raw = plain_copy(PACK.raw)
    raw["stages"][0]["days"] = {"count": 5, "unit": "working"}

    [(kind, place, old, new)] = changes_after(raw)

    assert (kind, old, new) == ("新增", "", "5 个工作日")
    assert place.endswith("天数")


def test_a_condition_of_another_shape_is_told_as_a_sentence():
    raw = plain_copy(PACK.raw)
    raw["criteria"][0]["require"] = {"all": [{"fact": "rd_expense_wan", "ge": 50}, {"fact": "first_time_recipient", "is": True}]}  # fmt: skip

    [(_, place, old, new)] = changes_after(raw)

    assert place.startswith("条件“上年度研发投入在50万元（含）以上”")
    assert "50 万元" in old
    assert "，且" in new


def test_changes_stand_under_their_part_criteria_first():
    raw = with_figure("不低于（含）", "60")
    raw["materials"][0]["title"] = "新名称"

    parts = by_part(compare(PACK, parse_pack(rewritten(TEXT, raw), "draft.yaml")))

    assert [part for part, _ in parts] == ["申报条件", "申报材料"]


def test_the_difference_of_the_texts_shows_the_lines_only():
    lines = raw_difference(TEXT, rewritten(TEXT, with_figure("不低于（含）", "60")))

    assert [(sort, line.strip("+- ")) for sort, line in lines if sort in ("added", "removed")] == [
        ("removed", next(line for line in TEXT.splitlines() if "ge: 50" in line).strip("- ")),
        ("added", next(line for line in TEXT.splitlines() if "ge: 50" in line).replace("50", "60").strip("- ")),
    ]


def test_a_golden_case_that_no_longer_holds_says_what_came_out():
    draft = parse_pack(rewritten(TEXT, with_figure("不低于（含）", "60")), "draft.yaml")

    failing = [trial for trial in trials(draft) if not trial.passed]

    first = failing[0]
    assert first.case.name == "首次享受，恰50万元"
    assert first.differences["outcome"] == ("not_eligible", "eligible")
    wanted = expectation(first.decision, first.case.expect)
    assert wanted == {"outcome": "not_eligible", "amount_yuan": 0, "failed": ["rd-minimum"]}


def test_a_problem_keeps_its_line_and_path_and_reads_chinese():
    told = problem("draft.yaml:218 criteria[0].require.ge: unknown fact 'x60'")

    assert (told.line, told.path, told.words) == (218, "criteria[0].require.ge", "没有填报项 'x60'")
    assert dotted(("criteria", 0, "require", "ge")) == told.path
    assert in_chinese("something nobody translated") == "something nobody translated"


@pytest.mark.parametrize(
    "text, line, words",
    [
        ("a: 1\nb: 2\na: 3", 3, "a 重复书写"),
        ("a: 2021-13-44", 1, "2021-13-44 不是日期"),
        ("a: " + "9" * 40, 1, "数字超出可处理范围"),
        ("a: .inf", 1, ".inf 不是数字"),
        ("a:\n\t- 1", 2, "不能用制表符"),
        ("a： 1\nb: 2", 2, "半角冒号"),
        ("a: &x [*x]", 1, "锚点引用了自身"),
        ("a: 1\n---\nb: 2", 2, "全文只能有一份文档"),
        ("a: !!python/name:os.system x", 1, "不能使用标签"),
    ],
)
def test_what_is_wrong_with_the_yaml_is_told_in_chinese_with_its_line(text: str, line: int, words: str):
    with pytest.raises(PackError) as told:
        parse_yaml(text, "draft.yaml")
    found = problem(told.value.problems[0])

    assert found.line == line
    assert words in found.words
