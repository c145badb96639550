"""Reading tables of a pack: cliff tiers, marginal slices, cases and matrices, ordered conditions."""

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from policies.engine.expressions import Expression
from policies.engine.sections import Section
from policies.engine.tables import CaseTable, Choose, MarginalTable, Table, Tier, TierTable, Undecided, Value
from policies.engine.values import to_bool, to_date, to_number, to_text

if TYPE_CHECKING:
    from policies.engine.reading import Reader

NOT_WRITTEN = "文件对此情形没有规定"
LITERALS: dict[str, Callable[[Any], Any]] = {"number": to_number, "bool": to_bool, "text": to_text, "date": to_date}


def read_table(reader: "Reader", section: Section, unit: str, kind: str) -> Value:
    """Return the table written under a key; which sort it is shows by the word that it uses."""
    for word, read in TABLES.items():
        if word in section.mapping:
            table = read(reader, section, unit, kind)
            section.finish()
            return Value(table=table)
    section.problems.add(section.line, section.path, f"a table needs one of {', '.join(TABLES)}")
    return Value(table=Undecided(NOT_WRITTEN))


def _by(reader: "Reader", section: Section) -> Expression:
    compiled = reader.expression(section, "by", section.take("by", "0"))
    return compiled or Expression("0", lambda scope: Decimal(0), "number", "")


def _value_of(reader: "Reader", row: Section, key: str, unit: str, kind: str) -> Value:
    undecided = row.text("undecided")
    if undecided:
        return Value(table=Undecided(undecided))
    if row.mapping.get(key) is None:
        row.wrong(key, "a value is expected, or `undecided` with what the document leaves open")
        return Value(table=Undecided(NOT_WRITTEN))
    return reader.value(row, key, unit, kind)


def _otherwise(reader: "Reader", section: Section, unit: str, kind: str) -> Value:
    if section.mapping.get("otherwise") is None:
        return Value(table=Undecided(section.text("undecided") or NOT_WRITTEN))
    return reader.value(section, "otherwise", unit, kind)


def _tiers(reader: "Reader", section: Section, unit: str, kind: str) -> Table:
    by = _by(reader, section)
    tiers: list[Tier] = []
    previous: Decimal | None = None
    closed = False
    for row in section.sections("tiers"):
        below, upto = row.number("below"), row.number("upto")
        edge = below if below is not None else upto
        if below is not None and upto is not None:
            row.wrong("upto", "a tier ends `below` or `upto`, not both")
        if closed or (edge is not None and previous is not None and edge < previous):
            row.wrong("value", "this tier can never be reached")
        if edge is not None and edge == previous and (tiers[-1].includes_edge or upto is None):
            row.wrong("value", "this tier can never be reached")
        value = _value_of(reader, row, "value", unit, kind)
        row.finish()
        closed, previous = edge is None, edge
        tiers.append(Tier(edge, upto is not None, value))
    if not closed:
        section.wrong("tiers", "the last tier must be open, or facts could fall into no tier")
    return TierTable(by, tiers)


def _marginal(reader: "Reader", section: Section, unit: str, kind: str) -> Table:
    by = _by(reader, section)
    slices: list[tuple[Decimal | None, Value]] = []
    for row in section.sections("marginal"):
        edge = row.number("upto")
        if slices and (slices[-1][0] is None or (edge is not None and edge <= slices[-1][0])):
            row.wrong("rate", "this slice can never be reached")
        slices.append((edge, _value_of(reader, row, "rate", "", kind)))
        row.finish()
    if not slices or slices[-1][0] is not None:
        section.wrong("marginal", "the last slice must be open")
    return MarginalTable(by, slices)


def _cases(reader: "Reader", section: Section, unit: str, kind: str) -> Table:
    source = section.take("by")
    by = [reader.expression(section, "by", one) for one in (source if isinstance(source, list) else [source])]
    keys = [one for one in by if one is not None]
    rows: list[tuple[tuple[frozenset[Any] | None, ...], Value]] = []
    if isinstance(section.mapping.get("cases"), list):
        for row in section.sections("cases"):
            members = row.take("is", [])
            listed = members if isinstance(members, list) and len(keys) > 1 else [members]
            if len(listed) != len(keys):
                row.wrong("is", f"{len(keys)} members are expected, in the order of `by`")
                listed = ["*"] * len(keys)
            found = tuple(_members(row, key, one) for key, one in zip(keys, listed, strict=True))
            rows.append((found, _value_of(reader, row, "value", unit, kind)))
            row.finish()
    else:
        inner = section.section("cases")
        for name in list(inner.mapping) if inner else ():
            assert inner is not None
            if len(keys) != 1:
                inner.wrong(str(name), "cases of several keys are written as a list of {is, value}")
                break
            rows.append(((_members(inner, keys[0], name),), reader.value(inner, name, unit, kind)))
    return CaseTable(keys, rows, _otherwise(reader, section, unit, kind))


def _members(section: Section, key: Expression, source: Any) -> frozenset[Any] | None:
    if source == "*":
        return None
    try:
        return frozenset(LITERALS[key.type](one) for one in (source if isinstance(source, list) else [source]))
    except (KeyError, ValueError):
        section.wrong("is", f"{source!r} is not a {key.type}, as {key.source} is")
        return frozenset()


def _choose(reader: "Reader", section: Section, unit: str, kind: str) -> Table:
    branches = []
    for row in section.sections("choose"):
        condition = reader.condition(row.section("when"))
        if condition is None:
            row.wrong("when", "a condition is expected")
            continue
        branches.append((condition, _value_of(reader, row, "value", unit, kind)))
        row.finish()
    return Choose(branches, _otherwise(reader, section, unit, kind))


TABLES: dict[str, Callable[["Reader", Section, str, str], Table]] = {
    "tiers": _tiers,
    "marginal": _marginal,
    "cases": _cases,
    "choose": _choose,
}
