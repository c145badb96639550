"""What a reader sees of a pack's formulas is Chinese: every fact by its label, every function by what it does."""

import dataclasses
import re
from collections.abc import Iterator
from typing import Any

import pytest

from policies.formula_wording import CALLS, formula_words
from policies.guide import guide
from policies.guide_parts import ceiling, sheet
from policies.packs import read_packs
from policies.version_page import version_page

PACKS = read_packs()
NAME = re.compile(r"(?<![A-Za-z0-9_@.])[a-z_][a-z0-9_]*(?![A-Za-z0-9_@]|\.[a-z])")
KEYWORDS = {"if", "else", "not", "and", "or", "in", "for", "item", *CALLS}


def texts(told: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a page, with where it stands."""
    if isinstance(told, str):
        yield place, told
    elif dataclasses.is_dataclass(told) and not isinstance(told, type):
        for field in dataclasses.fields(told):
            yield from texts(getattr(told, field.name), f"{place}.{field.name}")
    elif isinstance(told, dict):
        for value in told.values():
            yield from texts(value, place)
    elif isinstance(told, (list, tuple)):
        for value in told:
            yield from texts(value, place)


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.code)
def test_no_text_of_a_guide_or_version_page_names_a_fact_or_function_in_code(pack):
    code = {*pack.facts, *pack.derived, *KEYWORDS}
    pages = {"guide": guide(pack), "sheet": sheet(pack), "ceiling": ceiling(pack), "version": version_page(pack)}

    raw = [
        (place, text)
        for place, text in texts(pages)
        if not place.endswith(("source", "group")) and code & set(NAME.findall(text))
    ]

    assert raw == []


@pytest.mark.parametrize(
    ("code", "name", "words"),
    [
        ("henan-full-production-reward", "满负荷线（峰值的80%）", "2021年用电量峰值（日均） × 0.8"),
        ("anyang-agri-sci-park-reward", "申报所在年度", "申报年度（未填的按提交申报的日期所在年份）"),
        ("ay-revenue-milestone-reward", "收入达到的百亿元台阶数", "年主营业务收入 ÷ 1000000，向下取整"),
        ("zhumadian-guarantee-risk-sharing-262", "担保机构应承担（60%）", "应分担的代偿损失 × 0.6"),
        ("henan-work-injury-rate-cut", "减征金额", "下调前应缴合计 × 执行的下调比例 ÷ 100 %"),
        ("ay-hte-renewal-reward", "本轮第几次", "（连续通过认定的次数（含本次） － 1）除以 3 的余数 ＋ 1"),
    ],
)
def test_a_formula_reads_as_a_sentence(code, name, words):
    [pack] = [pack for pack in PACKS if pack.code == code]

    assert {label: formula for label, formula, _ in version_page(pack).formulas}[name] == words


def test_a_sum_under_a_sign_is_bracketed_and_a_day_before_is_before():
    pack = PACKS[0]

    assert formula_words("(1 + 2) * 3 - (4 - 5)", pack) == "（1 ＋ 2） × 3 － （4 － 5）"
    assert formula_words("add_years(date('2020-04-30'), -3)", pack) == "2020-04-30前 3 年"
