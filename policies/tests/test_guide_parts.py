"""The further parts of a guide, for a made-up pack and for every pack of the catalogue."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from policies.guide import guide
from policies.guide_parts import parts
from policies.models import Policy
from policies.packs import read_packs
from policies.tests.engine_packs import CLAUSE, line, pack, rule

CODE = re.compile(r"[a-z]+_[a-z_]+|[{}]")
SHEET = {
    "clause": "附件1",
    "groups": {"growth": {"label": "成长性", "max": 30}},
    "items": [
        {
            "key": "rd",
            "group": "growth",
            "label": "研发费用",
            "clause": CLAUSE,
            "max": 20,
            "value": {"by": "rd_wan", "tiers": [{"below": 50, "value": 5}, {"value": 20}]},
        },
        {
            "key": "local",
            "group": "growth",
            "label": "本市注册",
            "clause": CLAUSE,
            "max": 10,
            "value": "10 if is_local else 5",
        },
    ],
}


def told(policy: Policy | None = None, others: dict[str, Policy] | None = None, **changes: Any):
    return parts(pack(**changes), policy or Policy(code="made-up"), others or {})


def texts(part: Any) -> Iterator[str]:
    """Every text in a part of a guide."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, (list, tuple)):
        for each in part:
            yield from texts(each)
    elif is_dataclass(part):
        for field in fields(part):
            if field.name not in ("source", "code"):
                yield from texts(getattr(part, field.name))


def test_the_scoring_sheet_shows_groups_floors_and_bands():
    found = told(
        score=SHEET,
        criteria=[rule("total", {"score": "total", "ge": 60}), rule("growth", {"score": "growth", "ge": 15})],
    ).sheet

    assert found is not None
    assert (found.floor, found.clause) == ("总分不低于 60 分", "附件1")
    (group,) = found.groups
    assert (group.label, group.maximum, group.floor) == ("成长性", "满分 30 分", "成长性不低于 15 分")
    assert group.items[0].rows == [("50 万元以下（不含）", "5 分"), ("50 万元以上（含）", "20 分")]
    assert group.items[1].rows == [("在本市注册", "10 分"), ("否则", "5 分")]


def test_instalments_a_ceiling_and_results():
    found = told(
        amount={"lines": [line("rate", add_wan="rd_wan * 0.05")], "ceiling_wan": 600},
        instalments=[
            {"key": "first", "label": "立项后", "clause": CLAUSE, "pct": 60, "due": "签订任务书后30日内"},
            {"key": "rest", "label": "验收后", "clause": CLAUSE, "pct": 40},
        ],
        derived={"grade": {"label": "等级", "type": "text", "value": "kind", "clause": CLAUSE}},
        results=["grade"],
    )

    assert found.instalments[0] == ("立项后", "60%", "签订任务书后30日内", CLAUSE)
    assert (found.ceiling, found.results, found.pays) == ("600 万元", ["等级"], True)


def test_a_policy_that_pays_nothing_says_so():
    assert not told(amount=None).pays


def test_what_a_policy_stands_beside():
    others = {
        "twin": Policy(code="twin", title="同一政策", same_as="made-up"),
        "either": Policy(code="either", title="二选一"),
        "near": Policy(code="near", title="邻近"),
    }
    found = told(
        others=others,
        excludes=[
            {"code": "either", "clause": "第二条", "text": "只能享受一项"},
            {"code": "gone", "clause": "第三条", "text": "不得重复"},
        ],
        conflicts=[{"document": "另一文件", "clause": "第四条", "text": "写的是30万元"}],
    )

    links = {link.title: (link.code, link.why) for link in found.links}
    assert links["二选一"] == ("either", "只能享受一项")
    assert links["gone"] == ("", "不得重复")
    assert links["同一政策"] == ("twin", "同一政策的另一处表述")
    assert links["邻近"] == ("near", "相关政策")
    assert found.conflicts == [("另一文件", "写的是30万元", "第四条")]


def test_a_soft_criterion_says_that_it_is_one():
    made_up = pack(criteria=[rule("soft", {"fact": "is_local", "is": True}, soft="ruling")])

    assert guide(made_up).criteria[0].soft == "原则性要求，达不到时由部门裁定"


def test_a_table_that_only_the_engine_understands_is_left_out():
    inner = {"choose": [{"when": {"fact": "is_local", "is": True}, "value": "kind"}], "otherwise": "kind"}
    made_up = pack(derived={"kind_used": {"label": "采用的类型", "type": "text", "value": inner, "clause": CLAUSE}})

    assert guide(made_up).tiers == []


@pytest.mark.parametrize("each", read_packs(), ids=lambda each: each.code)
def test_no_guide_shows_anything_of_the_machinery(each):
    found = [*texts(guide(each)), *texts(parts(each, Policy(code=each.code), {}))]

    assert [text for text in found if CODE.search(text) and "http" not in text and "@" not in text] == []
