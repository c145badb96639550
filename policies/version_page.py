"""A version as a readable page: its guide, what the guide leaves out, and each clause with what it grounds."""

from dataclasses import dataclass
from typing import Any

from policies.engine import Pack
from policies.engine.model import Derived
from policies.engine.wording import number
from policies.formula_wording import formula_words
from policies.guide import Guide, guide
from policies.table_wording import table_by, table_rows
from policies.wording import bound_words, is_figure, label_words


@dataclass(frozen=True)
class ScoreRow:
    """An item of the score sheet (评分项) with its table."""

    group: str
    label: str
    maximum: str
    by: str
    rows: list[tuple[str, str]]
    clause: str


@dataclass(frozen=True)
class VersionPage:
    """Everything that the page of a version tells from its pack."""

    guide: Guide
    formulas: list[tuple[str, str, str]]
    scores: list[ScoreRow]
    instalments: list[tuple[str, str, str, str]]
    excludes: list[tuple[str, str]]
    conflicts: list[tuple[str, str, str]]
    clauses: list[tuple[str, list[str]]]


def version_page(pack: Pack) -> VersionPage:
    """Return the readable page of a pack."""
    return VersionPage(
        guide=guide(pack),
        formulas=formulas(pack),
        scores=scores(pack),
        instalments=[(part.label, f"{number(part.pct)}%", part.due, part.clause) for part in pack.instalments],
        excludes=[(each.text, each.clause) for each in pack.excludes],
        conflicts=[(each.document, each.text, each.clause) for each in pack.conflicts],
        clauses=clauses(pack),
    )


def formulas(pack: Pack) -> list[tuple[str, str, str]]:
    """Return (name, formula in words, clause) of the derived facts that one formula gives."""
    return [
        (entry.fact.label, _formula(entry, pack), entry.clause)
        for entry in pack.derived.values()
        if entry.value.expression and entry.fact.type in ("number", "date")
    ]


def _formula(entry: Derived, pack: Pack) -> str:
    """Return a figure with its unit, and anything longer in words."""
    source = entry.value.expression.source if entry.value.expression else ""
    return bound_words(source, entry.fact.unit, pack) if is_figure(source) else formula_words(source, pack)


def scores(pack: Pack) -> list[ScoreRow]:
    """Return the score sheet (评分表)."""
    return [
        ScoreRow(
            item.group,
            item.label,
            number(item.maximum),
            table_by(item.value.table, pack) if item.value.table else "",
            table_rows(item.value.table, "分", pack) if item.value.table else [],
            item.clause,
        )
        for item in (pack.score.items if pack.score else ())
    ]


def clauses(pack: Pack) -> list[tuple[str, list[str]]]:
    """Return each clause of the document with the parts of the pack that it grounds, in the order of their first use."""
    found: dict[str, list[str]] = {}

    def note(clause: str, words: str) -> None:
        if clause:
            found.setdefault(clause, []).append(words)

    for rule in pack.rules:
        note(rule.clause, f"条件：{rule.sentence}")
    for entry in pack.derived.values():
        note(entry.clause, f"计算：{entry.fact.label}")
    for line in pack.amount_lines:
        note(line.clause, f"金额：{label_words(line.label, pack)}")
    groups: tuple[tuple[str, Any], ...] = (("材料", pack.materials), ("环节", pack.stages))
    for word, entries in groups:
        for each in entries:
            note(each.clause, f"{word}：{each.title}")
    for shares in pack.shares:
        note(shares.clause, "资金分担")
    return list(found.items())
