"""Further parts of a guide (办事指南): the scoring sheet, instalments, ceilings, results, and what a policy stands beside."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from typing import Any

from policies.engine import Pack
from policies.engine.scores import ScoreCondition, ScoreItem
from policies.engine.wording import number
from policies.models import Policy
from policies.table_wording import table_by, table_rows, value_words
from policies.wording import bound_words, label_of, label_words

EITHER = re.compile(r"(?P<yes>[0-9.]+) if (?P<fact>[a-z_][a-z_0-9]*) else (?P<no>[0-9.]+)")
BOUNDS = {"ge": "不低于 {} 分", "gt": "高于 {} 分", "le": "不高于 {} 分", "lt": "低于 {} 分", "eq": "等于 {} 分"}


@dataclass(frozen=True)
class ScoreRow:
    """An item of the scoring sheet (评分项) with what it gives points for."""

    label: str
    clause: str
    maximum: str
    by: str
    rows: list[tuple[str, str]]


@dataclass(frozen=True)
class ScoreGroupRows:
    """A group of items (一级指标) with its full marks and the least that it must reach."""

    label: str
    maximum: str
    floor: str
    items: list[ScoreRow]


@dataclass(frozen=True)
class Sheet:
    """The scoring sheet (评分表); `floor` is what the total must reach."""

    clause: str
    floor: str
    groups: list[ScoreGroupRows]


@dataclass(frozen=True)
class Link:
    """Another policy that one should know, with the words that say why; `code` is "" where the library does not have it."""

    code: str
    title: str
    why: str
    clause: str


@dataclass(frozen=True)
class Parts:
    """What the guide page tells beside criteria, amount, materials and stages."""

    sheet: Sheet | None
    ceiling: str
    instalments: list[tuple[str, str, str, str]]
    results: list[str]
    pays: bool
    links: list[Link]
    conflicts: list[tuple[str, str, str]]


def parts(pack: Pack, policy: Policy, others: Mapping[str, Policy]) -> Parts:
    """Return the further parts; `others` are the policies by code that this one names or that name it."""
    return Parts(
        sheet=sheet(pack),
        ceiling=ceiling(pack),
        instalments=[
            (label_words(part.label, pack), f"{number(part.pct)}%", part.due, part.clause) for part in pack.instalments
        ],
        results=[pack.derived[name].fact.label for name in pack.results],
        pays=bool(pack.amount_lines),
        links=links(policy, others, pack),
        conflicts=[(conflict.document, conflict.text, conflict.clause) for conflict in pack.conflicts],
    )


def sheet(pack: Pack) -> Sheet | None:
    """Return the scoring sheet with its bands written out, None where the policy has none."""
    if pack.score is None:
        return None
    floors = {condition.label: floor_words(condition) for condition in score_conditions(pack)}
    named = [(group.key, group.label, group.maximum) for group in pack.score.groups]
    ungrouped = [item for item in pack.score.items if item.group not in {key for key, _, _ in named}]
    groups = [
        ScoreGroupRows(
            label,
            points(maximum),
            floors.pop(label, ""),
            [score_row(item, pack) for item in pack.score.items if item.group == key],
        )
        for key, label, maximum in named
    ]
    if ungrouped:
        groups.append(
            ScoreGroupRows("其他指标" if named else "指标", "", "", [score_row(item, pack) for item in ungrouped])
        )
    return Sheet(pack.score.clause, "；".join(floors.values()), groups)


def score_row(item: ScoreItem, pack: Pack) -> ScoreRow:
    """Return an item with its bands, or with the one sentence that says how it is worked out."""
    table = item.value.table
    rows = table_rows(table, "分", pack) if table else []
    source = item.value.expression.source if item.value.expression else ""
    if either := EITHER.fullmatch(source):
        rows = [(label_of(either["fact"], pack), f"{either['yes']} 分"), ("否则", f"{either['no']} 分")]
    if not rows:
        rows = [("按下列方式计分", value_words(item.value, "分", pack))]
    return ScoreRow(item.label, item.clause, points(item.maximum), table_by(table, pack) if table else "", rows)


def score_conditions(pack: Pack) -> list[ScoreCondition]:
    """Return every bound that a rule sets on the points."""
    return list(_found([rule.require for rule in pack.rules]))


def floor_words(condition: ScoreCondition) -> str:
    """Return the bound in words: 创新能力不低于 20 分."""
    label = "总分" if condition.label == "总" else condition.label
    return f"{label}{BOUNDS.get(condition.operation, '{} 分').format(number(condition.bound))}"


def points(maximum: Decimal | None) -> str:
    """Return full marks in words, "" where there are none."""
    return f"满分 {number(maximum)} 分" if maximum is not None else ""


def ceiling(pack: Pack) -> str:
    """Return the ceiling that is told beside the amount, "" where there is none."""
    if pack.ceiling is None:
        return ""
    unit = "万元" if pack.ceiling.scale != 1 else "元"
    value = pack.ceiling.value
    if value.table is not None:
        return value_words(value, unit, pack)
    return bound_words(value.expression.source, unit, pack) if value.expression else ""


def links(policy: Policy, others: Mapping[str, Policy], pack: Pack | None = None) -> list[Link]:
    """Return the policies to know: the same one stated elsewhere, those that exclude it, related ones, each once."""
    found: dict[str, Link] = {}
    for exclusion in pack.excludes if pack else ():
        other = others.get(exclusion.code)
        title = other.title if other else exclusion.code
        found[exclusion.code] = Link(other.code if other else "", title, exclusion.text, exclusion.clause)
    for other in others.values():
        if policy.same_as == other.code or other.same_as == policy.code:
            found.setdefault(other.code, Link(other.code, other.title, "同一政策的另一处表述", other.document))
        else:
            found.setdefault(other.code, Link(other.code, other.title, "相关政策", other.document))
    return list(found.values())


def _found(part: Any) -> Iterator[ScoreCondition]:
    if isinstance(part, ScoreCondition):
        yield part
    elif isinstance(part, (list, tuple)):
        for each in part:
            yield from _found(each)
    elif is_dataclass(part):
        for field in fields(part):
            yield from _found(getattr(part, field.name))
