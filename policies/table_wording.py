"""A pack's tables in words: what decides the row, and (range or case, value) of each row."""

import re
from decimal import Decimal
from typing import Any

from policies.engine import Pack
from policies.engine.expressions import NOTHING, Expression
from policies.engine.tables import CaseTable, Choose, MarginalTable, Table, TierTable, Undecided, Value
from policies.engine.wording import number, show
from policies.wording import bound_words, fact_at, figure_words, is_figure, when_words

Row = tuple[str, str]
BY_FORMULA = "按公式计算"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
CODE = re.compile(r"[a-z]{2,}[a-z_]*|[a-z]+_[a-z_]+")
LATER = re.compile(r"add_(?P<span>days|months|years)\((?P<day>\w+), (?P<count>[0-9]+)\)")
ROUNDED = re.compile(r"floor\((?P<inner>[^()]+)\)")
IF_GIVEN = re.compile(r"(?P<name>[\w.]+) if given\((?P=name)\) else 0")
BEFORE = re.compile(r"item\((?P<name>\w+), -(?P<back>[0-9]+)\)")
SPANS = {"days": "日", "months": "个月", "years": "年"}


def table_by(table: Table, pack: Pack) -> str:
    """Return what decides the row, "" where conditions do."""
    if isinstance(table, (TierTable, MarginalTable)):
        return _by_words(table.by.source, pack)
    if isinstance(table, CaseTable):
        return "、".join(filter(None, (_by_words(by.source, pack) for by in table.by)))
    return ""


def _by_words(source: str, pack: Pack) -> str:
    """Return what decides the row by its label; nothing where only a formula could say it."""
    if before := BEFORE.fullmatch(source):
        return f"{bound_words(before['name'], '', pack)}的倒数第 {before['back']} 次"
    words = bound_words(source, "", pack)
    return words if is_readable(words) else ""


def table_rows(table: Table, unit: str, pack: Pack) -> list[Row]:
    """Return (when, value) of each row; whether an edge is in is said, never left to the reader."""
    if isinstance(table, TierTable):
        return tier_rows(table, unit, pack)
    if isinstance(table, MarginalTable):
        return _slices(table, pack)
    if isinstance(table, CaseTable):
        if table.otherwise.table and _are_printed_points(table, unit):
            return table_rows(table.otherwise.table, unit, pack)
        rows = [(_members(table.by, members, pack), value_words(value, unit, pack)) for members, value in table.rows]
        return [*rows, ("其他", value_words(table.otherwise, unit, pack))]
    if isinstance(table, Choose):
        rows = [
            (when_words(when, pack) or "另有规定的", value_words(value, unit, pack)) for when, value in table.branches
        ]
        return [*rows, ("其他", value_words(table.otherwise, unit, pack))]
    return []


def tier_rows(table: TierTable, unit: str, pack: Pack) -> list[Row]:
    """Return the rows of a cliff table."""
    rows, start = [], ""
    fact = fact_at(table.by.source, pack)
    edge_unit = fact.unit if fact else table.by.unit.replace("?", "")
    for tier in table.tiers:
        end = ""
        if tier.edge is not None:
            edge = figure_words(tier.edge, edge_unit)
            end = f"不超过 {edge}（含）" if tier.includes_edge else f"{edge}以下（不含）"
        rows.append(("，".join(filter(None, [start, end])) or "全部", value_words(tier.value, unit, pack)))
        if tier.edge is not None:
            start = f"超过 {edge}" if tier.includes_edge else f"{edge}以上（含）"
    return rows


def value_words(value: Value, unit: str, pack: Pack) -> str:
    """Return a value of a table in words; a table inside a table is written out."""
    if isinstance(value.table, Undecided):
        return value.table.text
    if value.table is not None:
        return "；".join(f"{when}：{words}" for when, words in table_rows(value.table, unit, pack))
    source = value.expression.source if value.expression else ""
    if later := LATER.fullmatch(source):
        return f"{bound_words(later['day'], '', pack)}后 {later['count']} {SPANS[later['span']]}"
    if rounded := ROUNDED.fullmatch(source):
        return f"{bound_words(rounded['inner'], '', pack)}，取整数"
    if given := IF_GIVEN.fullmatch(source):
        return f"{bound_words(given['name'], '', pack)}，没有的计 0"
    words = {"True": "是", "False": "否"}.get(source) or bound_words(source.strip("'"), unit, pack)
    return words if is_readable(words) else BY_FORMULA


def _are_printed_points(table: CaseTable, unit: str) -> bool:
    """Tell whether the rows only let somebody give the points themselves instead of what earns them."""
    figures = [value.expression.source if value.expression else "" for _, value in table.rows]
    printed = [(frozenset({Decimal(figure)}),) if is_figure(figure) else () for figure in figures]
    return unit == "分" and [members for members, _ in table.rows] == printed


def is_told(rows: list[Row]) -> bool:
    """Tell whether a table says something: every case in words, and more values than formulas."""
    formulas = sum(value == BY_FORMULA for _, value in rows)
    return all(is_readable(case) for case, _ in rows) and formulas * 2 < len(rows)


def is_readable(words: str) -> bool:
    """Tell whether the words are for people: no name that only the engine knows is left in them."""
    return CODE.search(words) is None


def _slices(table: MarginalTable, pack: Pack) -> list[Row]:
    rows, start = [], ""
    for edge, rate in table.slices:
        words = figure_words(edge, "" if table.by.unit == "?" else table.by.unit) if edge is not None else ""
        source = rate.expression.source if rate.expression else ""
        figure = rate.expression.run(NOTHING) if rate.expression and source.replace(".", "").isdigit() else None
        shown = f"{number(figure * 100)}%" if figure is not None else value_words(rate, "", pack)
        rows.append(("，".join(filter(None, [start, f"至 {words} 的部分" if words else "的部分"])), shown))
        start = f"超过 {words}"
    return rows


def _members(by: Any, members: Any, pack: Pack) -> str:
    return "，".join(_listed(key, wanted, pack) for key, wanted in zip(by, members, strict=True) if wanted is not None)


def _listed(key: Expression, wanted: frozenset[Any], pack: Pack) -> str:
    """Return the members by their labels; other spellings that are accepted for one of them are left out."""
    fact = fact_at(key.source, pack)
    if fact and fact.choices and wanted & set(dict(fact.choices)):
        wanted = frozenset(wanted & set(dict(fact.choices)))
    words = sorted(show(member, fact.unit if fact else "", fact) for member in wanted)
    return "或".join([word for word in words if CHINESE.search(word)] or words)
