"""A pack's conditions, figures and codes in the words of a guide, before any fact is known."""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from accounts.models import Bureau
from policies.concern import for_applicants
from policies.engine import Pack
from policies.engine.conditions import AtLeast, Comparison, Condition, Formula, Membership, Not
from policies.engine.model import AmountLine, FactDef
from policies.engine.wording import number, show

LINES = {line.value: str(line.label) for line in Bureau.Line if line != Bureau.Line.SUPERVISION}
LEVELS = {
    "national": "国家级",
    "province": "省级",
    "city": "市级",
    "county": "县级",
    "district": "区级",
    "local": "属地",
}
AGENCIES = {
    "accept": "受理",
    "review": "初审",
    "decide": "审定",
    "consult": "会商",
    "pay": "拨付",
    "supervise": "监督",
    "contact": "文件所列联系",
}
FORMS = {"original": "原件", "copy": "复印件", "both": "原件和复印件"}
BOUNDS = {
    "ge": "达到 {}（含）",
    "gt": "超过 {}",
    "le": "不超过 {}（含）",
    "lt": "低于 {}",
    "eq": "等于 {}",
    "ne": "不等于 {}",
    "is": "选“{}”",
}
SIGNS = {"*": "×", "/": "÷", "-": "－", "+": "＋"}
RATE = re.compile(r".+ \* ([0-9]+(?:\.[0-9]+)?)")
FIELD = re.compile(r"[a-z_][a-z_0-9]*\.[a-z_][a-z_0-9]*")
NAME = re.compile(r"[a-z_][a-z_0-9]*")
GIVEN = re.compile(r"(?P<no>not )?given\((?P<name>\w+)\)")
HANGING = ("已获", "已领", "每年", "最高", "下调", "分担", "申请")  # words that say nothing without what follows
PLACE = re.compile(
    rf"(?P<word>(?:{'|'.join(HANGING[:-1])}|(?<!\w)申请|[\u4e00-\u9fff])\s*)?\{{(?P<name>\w+)\}}(?:\s+(?=[\u4e00-\u9fff]))?"
)


def when_words(condition: "Condition | bool | None", pack: Pack) -> str:
    """Return for whom a condition holds, or "" where it always does or where only the engine's own codes could say it."""
    if condition is None or isinstance(condition, bool) or for_applicants(condition, pack):
        return ""
    for kind, words in WORDS.items():
        if isinstance(condition, kind):
            return words(condition, pack)
    return ""


def _comparison(condition: Comparison, pack: Pack) -> str:
    fact = condition.fact
    if condition.bound is not None:
        return f"{fact.label}{BOUNDS[condition.operation].format(bound_words(condition.bound.source, fact.unit, pack))}"
    if not has_words(fact, [condition.literal]):
        return ""
    if fact.choices and condition.operation == "ne":
        return _choices(fact, [condition.literal], wanted=False)
    return f"“{fact.label}”{BOUNDS[condition.operation].format(show(condition.literal, fact.unit, fact))}"


def _membership(condition: Membership, pack: Pack) -> str:
    fact = condition.fact
    if not has_words(fact, condition.members):
        return ""
    return _choices(fact, condition.members, condition.wanted)


def _choices(fact: FactDef, members: Sequence[Any], wanted: bool) -> str:
    """Return which choices are asked for; where all but one are ruled out, that one."""
    left = [value for value, _ in fact.choices if value not in members]
    if not wanted and len(left) == 1:
        members, wanted = left, True
    names = "”或“".join(show(member, fact.unit, fact) for member in members)
    return f"“{fact.label}”{'' if wanted else '不'}选“{names}”"


def _several(condition: AtLeast, pack: Pack) -> str:
    parts = [words for part in condition.parts if (words := when_words(part, pack))]
    if condition.count == len(condition.parts):
        return "，且".join(parts)
    return "，或者".join(parts) if condition.count == 1 else f"至少满足 {condition.count} 项：{'；'.join(parts)}"


def _formula(condition: Formula, pack: Pack) -> str:
    if asked := GIVEN.fullmatch(condition.expression.source):
        return f"{'没有填写' if asked['no'] else '填写了'}“{label_of(asked['name'], pack)}”"
    return condition.text


def _not(condition: Not, pack: Pack) -> str:
    inner = when_words(condition.part, pack)
    return f"不属于以下情形：{inner}" if inner else ""


WORDS: dict[type, Callable[..., str]] = {
    Comparison: _comparison,
    Membership: _membership,
    AtLeast: _several,
    Formula: _formula,
    Not: _not,
}


def has_words(fact: FactDef, values: "list | tuple") -> bool:
    """Tell whether the values can be shown: text needs a choice's label, everything else shows itself."""
    return fact.type != "text" or all(value in dict(fact.choices) for value in values)


def bound_words(source: str, unit: str, pack: Pack) -> str:
    """Return a figure with its unit, or a formula with the facts' labels: 2021年用电量峰值 × 0.8."""
    if is_figure(source):
        return figure_words(Decimal(source), unit)
    named = FIELD.sub(lambda found: _field_label(found, pack), source)
    words = NAME.sub(lambda found: label_of(found.group(), pack), named)
    return re.sub(r"\s*([*/+-])\s*", lambda found: f" {SIGNS[found.group(1)]} ", words)


def figure_words(figure: Decimal, unit: str) -> str:
    """Return a figure with its unit as documents write it: whole multiples of 10000 万元 are 亿元."""
    if unit == "万元" and figure and figure % 10000 == 0:
        return show(figure / 10000, "亿元")
    return show(figure, unit)


def standard(line: AmountLine, pack: Pack) -> str:
    """Return the standard of a step: a sum, a percentage of money, a price each, or the table that says it."""
    if line.value is None:
        return ""
    source, unit = line.value.expression.source if line.value.expression else "", "万元" if line.scale != 1 else "元"
    if is_figure(source):
        return figure_words(Decimal(source), unit)
    names = NAME.findall(source)
    if line.value.table or any(name in pack.derived and pack.derived[name].value.table for name in names):
        return "见下表"
    rate = RATE.fullmatch(source)
    base = unit_of(names[0], pack) if names else ""
    if rate is None or not base:
        return ""
    return f"{number(Decimal(rate[1]) * 100)}%" if base in ("元", "万元") else f"{rate[1]} {unit}/{base}"


def unit_of(name: str, pack: Pack) -> str:
    """Return the unit of a fact or derived fact, "" where it has none."""
    if name in pack.derived:
        return pack.derived[name].fact.unit
    return pack.facts[name].unit if name in pack.facts else ""


def due_words(always: int, sometimes: int) -> str:
    """Return how many materials everybody files (必交), and how many only in a given case."""
    parts = [
        f"必交 {always} 项" if always else "",
        f"{'另' if always else ''}按情形提交 {sometimes} 项" if sometimes else "",
    ]
    return "，".join(filter(None, parts)) or "无需提交材料"


def fact_at(source: str, pack: Pack) -> FactDef | None:
    """Return the fact, derived fact or field of an object that an expression names, None where it says more than a name."""
    name, _, field = source.partition(".")
    fact = pack.facts.get(name) or (pack.derived[name].fact if name in pack.derived else None)
    return fact.fields.get(field) if fact and field else fact


def _field_label(found: re.Match[str], pack: Pack) -> str:
    fact = fact_at(found.group(), pack)
    return fact.label if fact else found.group()


def label_of(name: str, pack: Pack) -> str:
    """Return the label of a fact or derived fact, or the name itself."""
    if name in pack.derived:
        return pack.derived[name].fact.label
    return pack.facts[name].label if name in pack.facts else name


def is_figure(source: str) -> bool:
    """Tell whether an expression is nothing but a number."""
    return re.fullmatch(r"-?[0-9_]+(\.[0-9]+)?", source) is not None


def label_words(label: str, pack: Pack) -> str:
    """Return a text without its placeholders: a figure's place after a word of its own goes away, else its label stands."""

    def words(found: re.Match[str]) -> str:
        word = (found["word"] or "").rstrip()
        if word in HANGING:
            return f"{word}“{label_of(found['name'], pack)}”"
        return word or label_of(found["name"], pack)

    return PLACE.sub(words, label)
