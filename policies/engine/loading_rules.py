"""Reading the deciding parts of a pack: facts, derived facts, criteria, amount lines, shares, ambiguities."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from policies.engine.conditions import Condition
from policies.engine.model import (
    Ambiguity,
    AmountLine,
    Ceiling,
    Derived,
    FactDef,
    InstalmentDef,
    ReadingDef,
    Rule,
    ShareSet,
)
from policies.engine.reading import ISO_DATE, NEVER, Reader
from policies.engine.sections import Section
from policies.engine.values import CONVERT, TYPES

UNITS_BY_SUFFIX = {"_wan": "万元", "_yuan": "元", "_pct": "%", "_yi": "亿元"}
OPERATIONS = ("add", "deduct", "cap", "floor")
ITEMS = ("number", "text", "date", "bool", "rows", "words")
LEVELS = ("province", "city", "county", "district", "local")


def read_facts_needing_conditions(section: Section, reader: Reader) -> dict[str, FactDef]:
    """Return the facts; conditions on facts are read once all of them are known."""
    entries = list(section.named("facts"))
    for name, entry in entries:
        reader.facts[name] = _fact(name, entry)
    facts = {}
    for name, entry in entries:
        ask_when = reader.condition(entry.section("ask_when"))
        facts[name] = replace(reader.facts[name], ask_when=ask_when, required=required(entry, reader))
        reader.facts[name] = facts[name]
        entry.finish()
    if not facts:
        section.wrong("facts", "a pack needs facts")
    return facts


def required(entry: Section, reader: Reader, default: bool = True) -> Any:
    """Return the `required` of a fact or material: yes, no, or a condition."""
    value = entry.take("required", default)
    if isinstance(value, Mapping):
        return reader.condition(entry.section("required"))
    return entry.flag("required", default)


def _fact(name: str, entry: Section) -> FactDef:
    choices = entry.section("choices")
    kind = entry.choice("type", TYPES)
    item = entry.choice("item", ITEMS, "number")
    fields = {key: _field(key, inner) for key, inner in entry.named("fields")}
    if bool(fields) != (item == "rows" or (kind == "object" and "item" not in entry.mapping)):
        entry.wrong(
            "fields", "rows and objects have fields, nothing else has (an object of free names says item: number)"
        )
    unit = entry.text("unit")
    suffix = next((suffix for suffix in UNITS_BY_SUFFIX if name.endswith(suffix)), "")
    if suffix and unit != UNITS_BY_SUFFIX[suffix]:
        entry.wrong("unit", f"{name} must be in {UNITS_BY_SUFFIX[suffix]}")
    return FactDef(
        name=name,
        label=entry.text("label", required=True),
        type=kind,
        unit=unit,
        item=item,
        fields=fields,
        section=entry.text("section"),
        help=entry.text("help"),
        clause=entry.text("clause"),
        choices=tuple((key, choices.text(key)) for key in choices.mapping) if choices else (),
        length=entry.integer("length"),
        labels=entry.texts("labels"),
        total=entry.flag("total"),
        loose=entry.flag("loose"),
        min=entry.number("min"),
        default=_default(entry, kind),
        evidence=entry.texts("evidence"),
        columns=entry.texts("columns"),
    )


def _field(name: str, entry: Section) -> FactDef:
    field = _fact(name, entry)
    if field.type in ("list", "object"):
        entry.wrong("type", "a field is a single value")
    entry.finish()
    return field


def _default(entry: Section, kind: str) -> Any:
    value = entry.take("default")
    try:
        if kind == "list":
            return None if value is None else tuple(value)
        return None if value is None else CONVERT[kind](value)
    except (KeyError, ValueError, TypeError):
        entry.wrong("default", f"{value!r} is not a {kind}")
        return None


def read_derived(section: Section, reader: Reader) -> dict[str, Derived]:
    """Return the derived facts in order; each may use the facts and the derived facts before it."""
    derived: dict[str, Derived] = {}
    for name, entry in section.named("derived"):
        if name in reader.facts:
            section.wrong("derived", f"{name} is already a fact")
        kind, unit = entry.choice("type", ("number", "bool", "text", "date"), "number"), entry.text("unit")
        choices = entry.section("choices")
        words = tuple((key, choices.text(key)) for key in choices.mapping) if choices else ()
        value = reader.value(entry, "value", unit, kind)
        fact = FactDef(name, entry.text("label", required=True), kind, unit, choices=words)
        derived[name] = Derived(fact, value, entry.text("clause"))
        reader.facts[name] = fact
        entry.finish()
    return derived


def read_rules(section: Section, reader: Reader) -> tuple[Rule, ...]:
    """Return the criteria; each must name its clause and its sentence."""
    rules: dict[str, Rule] = {}
    for entry in section.sections("criteria"):
        key = entry.text("key", required=True)
        if key in rules:
            entry.wrong("key", f"{key} is used twice")
        require = reader.condition(entry.section("require"))
        if require is None:
            entry.wrong("require", "a criterion needs a condition")
        rules[key] = Rule(
            key=key,
            clause=entry.text("clause", required=True),
            sentence=entry.text("sentence", required=True),
            require=require or NEVER,
            when=reader.condition(entry.section("when")),
            presumed=entry.flag("presumed"),
            remedy=entry.text("remedy"),
            note=entry.text("note"),
            soft=entry.choice("soft", ("", "ruling", "warn"), ""),
        )
        entry.finish()
    if not rules:
        section.wrong("criteria", "a pack needs criteria")
    return tuple(rules.values())


def read_amount(
    section: Section, reader: Reader
) -> tuple[tuple[AmountLine, ...], Any, Ceiling | None, Condition | None]:
    """Return the derivation lines, whether (or when) their result is only a ceiling (上限), the ceiling beside it,
    and in which cases there is a question of money at all.
    """
    amount = section.section("amount")
    if amount is None:
        return (), False, None, None
    is_ceiling: Any = isinstance(amount.mapping.get("is_ceiling"), Mapping)
    is_ceiling = reader.condition(amount.section("is_ceiling")) if is_ceiling else amount.flag("is_ceiling")
    unit = next((unit for unit in ("wan", "yuan") if f"ceiling_{unit}" in amount.mapping), "")
    ceiling = None
    if unit:
        value = reader.value(amount, f"ceiling_{unit}", UNITS_BY_SUFFIX[f"_{unit}"])
        ceiling = Ceiling(value, Decimal(10000 if unit == "wan" else 1))
    lines = tuple(_amount_line(entry, reader) for entry in amount.sections("lines"))
    groups = {line.group for line in lines}
    for line in lines:
        if set(line.among) - groups:
            amount.wrong("lines", f"{line.key} chooses among groups that no line is in")
    pays_when = reader.condition(amount.section("when"))
    amount.finish()
    return lines, is_ceiling, ceiling, pays_when


def read_instalments(section: Section) -> tuple[InstalmentDef, ...]:
    """Return the parts of the payment; their percentages must add up to 100."""
    parts = []
    for entry in section.sections("instalments"):
        parts.append(
            InstalmentDef(
                key=entry.text("key", required=True),
                label=entry.text("label", required=True),
                clause=entry.text("clause", required=True),
                pct=entry.number("pct") or Decimal(0),
                due=entry.text("due"),
            )
        )
        entry.finish()
    if parts and sum(part.pct for part in parts) != 100:
        section.wrong("instalments", f"instalments add up to {sum(part.pct for part in parts)} %, not 100 %")
    return tuple(parts)


def _amount_line(entry: Section, reader: Reader) -> AmountLine:
    found = [key for key in entry.mapping if key.rpartition("_")[0] in OPERATIONS and key.endswith(("_wan", "_yuan"))]
    note, among = entry.flag("note"), entry.texts("keep_highest")
    if len(found) + bool(among) + note != 1:
        words = "add/deduct/cap/floor in _wan or _yuan, keep_highest, or note: true"
        entry.problems.add(entry.line, entry.path, f"a line needs one of {words}")
    operation, _, unit = (found[0] if found else "highest_yuan" if among else "note_yuan").partition("_")
    value = reader.value(entry, found[0], UNITS_BY_SUFFIX[f"_{unit}"]) if found else None
    line = AmountLine(
        key=entry.text("key", required=True),
        label=entry.text("label", required=True),
        clause=entry.text("clause", required=True),
        operation=operation,
        value=value,
        scale=Decimal(10000 if unit == "wan" else 1),
        when=reader.condition(entry.section("when")),
        group=entry.text("group"),
        applies_to=entry.text("applies_to"),
        among=among,
    )
    entry.finish()
    return line


def read_shares(section: Section, reader: Reader) -> tuple[ShareSet, ...]:
    """Return the share sets; the percentages of each must add up to 100."""
    sets = []
    for entry in section.sections("shares"):
        split = []
        for part in entry.sections("split"):
            split.append((part.choice("level", LEVELS), part.number("pct") or Decimal(0), part.flag("remit_first")))
            part.finish()
        if sum(pct for _, pct, _ in split) != 100:
            entry.wrong("split", f"shares add up to {sum(pct for _, pct, _ in split)} %, not 100 %")
        sets.append(
            ShareSet(
                reader.condition(entry.section("when")),
                entry.text("clause", required=True),
                tuple(split),
                entry.text("note"),
            )
        )
        entry.finish()
    return tuple(sets)


def read_ambiguities(section: Section, reader: Reader, derived: Mapping[str, Derived]) -> tuple[Ambiguity, ...]:
    """Return the places where the text does not decide, with the derived facts that each reading replaces."""
    points = []
    for entry in section.sections("ambiguities"):
        readings = tuple(_reading(part, reader, derived) for part in entry.sections("readings"))
        handling = entry.choice("handling", ("ruling", "note", "check"))
        if (handling == "ruling") != (len(readings) > 1):
            entry.wrong("readings", "a ruling needs two or more readings, a note or a check has none")
        points.append(
            Ambiguity(
                key=entry.text("key", required=True),
                text=entry.text("text", required=True),
                clause=entry.text("clause", required=True),
                handling=handling,
                when=reader.condition(entry.section("when")),
                among=entry.choice("among", ("all", "passing"), "all"),
                readings=readings,
                settled=entry.text("settled", required=handling != "ruling"),
            )
        )
        entry.finish()
    return tuple(points)


def _reading(entry: Section, reader: Reader, derived: Mapping[str, Derived]) -> ReadingDef:
    sets = {}
    replaced = entry.section("sets")
    for name in replaced.mapping if replaced else ():
        assert replaced is not None
        if name not in derived:
            replaced.wrong(name, f"{name!r} is not a derived fact")
            continue
        fact = derived[name].fact
        compiled = reader.expression(replaced, name, _as_expression(replaced.take(name)), fact.unit)
        if compiled is not None and compiled.type != fact.type:
            replaced.wrong(name, f"{fact.type} expected, {compiled.type} found")
        if compiled is not None:
            sets[name] = compiled
    reading = ReadingDef(
        entry.text("key", required=True), entry.text("label", required=True), sets, entry.texts("waives")
    )
    entry.finish()
    return reading


def _as_expression(value: Any) -> str:
    text = str(value)
    return f"date('{text}')" if ISO_DATE.fullmatch(text) else text
