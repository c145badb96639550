"""Reading the deciding parts of a pack: facts, derived facts, criteria, amount lines, shares, ambiguities."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from policies.engine.model import Ambiguity, AmountLine, Derived, FactDef, ReadingDef, Rule, ShareSet
from policies.engine.reading import NEVER, Reader
from policies.engine.sections import Section
from policies.engine.values import CONVERT, TYPES

UNITS_BY_SUFFIX = {"_wan": "万元", "_yuan": "元", "_pct": "%"}
OPERATIONS = ("add", "cap", "floor")
LEVELS = ("province", "city", "county", "district", "local")
MAX_COMBINATIONS = 64


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
    item = entry.choice("item", ("number", "text", "date"), "number")
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
        section=entry.text("section"),
        help=entry.text("help"),
        clause=entry.text("clause"),
        choices=tuple((key, choices.text(key)) for key in choices.mapping) if choices else (),
        length=entry.integer("length"),
        labels=entry.texts("labels"),
        min=entry.number("min"),
        default=_default(entry, kind),
        evidence=entry.texts("evidence"),
        columns=entry.texts("columns"),
    )


def _default(entry: Section, kind: str) -> Any:
    value = entry.take("default")
    try:
        return None if value is None else CONVERT[kind](value)
    except (KeyError, ValueError):
        entry.wrong("default", f"{value!r} is not a {kind}")
        return None


def read_derived(section: Section, reader: Reader) -> dict[str, Derived]:
    """Return the derived facts in order; each may use the facts and the derived facts before it."""
    derived: dict[str, Derived] = {}
    for name, entry in section.named("derived"):
        if name in reader.facts:
            section.wrong("derived", f"{name} is already a fact")
        kind, unit = entry.choice("type", ("number", "bool", "text", "date"), "number"), entry.text("unit")
        value = reader.value(entry, "value", unit, kind)
        fact = FactDef(name, entry.text("label", required=True), kind, unit)
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
        )
        entry.finish()
    if not rules:
        section.wrong("criteria", "a pack needs criteria")
    return tuple(rules.values())


def read_amount(section: Section, reader: Reader) -> tuple[tuple[AmountLine, ...], bool]:
    """Return the derivation lines and whether their result is only a ceiling (上限)."""
    amount = section.section("amount")
    if amount is None:
        return (), False
    is_ceiling = amount.flag("is_ceiling")
    lines = tuple(_amount_line(entry, reader) for entry in amount.sections("lines"))
    amount.finish()
    return lines, is_ceiling


def _amount_line(entry: Section, reader: Reader) -> AmountLine:
    found = [key for key in entry.mapping if key.rpartition("_")[0] in OPERATIONS and key.endswith(("_wan", "_yuan"))]
    note = entry.flag("note")
    if len(found) != (0 if note else 1):
        entry.problems.add(entry.line, entry.path, "a line needs one of add/cap/floor in _wan or _yuan, or note: true")
    operation, _, unit = (found[0] if found else "note_yuan").partition("_")
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
    points, combinations = [], 1
    for entry in section.sections("ambiguities"):
        readings = tuple(_reading(part, reader, derived) for part in entry.sections("readings"))
        combinations *= max(len(readings), 1)
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
    if combinations > MAX_COMBINATIONS:
        section.wrong("ambiguities", f"{combinations} combinations of readings; at most {MAX_COMBINATIONS}")
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
    reading = ReadingDef(entry.text("key", required=True), entry.text("label", required=True), sets)
    entry.finish()
    return reading


def _as_expression(value: Any) -> str:
    return str(value)
