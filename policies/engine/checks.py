"""Checks across a whole pack: names that must exist, keys that must be unique, labels whose placeholders must be known."""

from collections import Counter
from collections.abc import Iterable
from math import prod

from policies.engine.amounts import PLACEHOLDER
from policies.engine.model import Pack
from policies.engine.sections import Section

MAX_COMBINATIONS = 256


def check_references(pack: Pack, section: Section) -> None:
    """Report references of one part of the pack to another that lead nowhere."""
    rules = {rule.key for rule in pack.rules}
    materials = {material.key for material in pack.materials}
    names = set(pack.facts) | set(pack.derived)
    for material in pack.materials:
        for key in set(material.proves) - rules:
            section.wrong("materials", f"{material.key} proves {key!r}, which is no rule")
    for fact in pack.facts.values():
        for key in set(fact.evidence) - materials:
            section.wrong("facts", f"{fact.name} has evidence {key!r}, which is no material")
        if fact.labels and len(fact.labels) != fact.length:
            section.wrong("facts", f"{fact.name} has {len(fact.labels)} labels for {fact.length} entries")
    for line in pack.amount_lines:
        for name in set(PLACEHOLDER.findall(line.label)) - names:
            section.wrong("amount", f"{line.key} shows {name!r}, which is no fact")
    for name in set(pack.results) - set(pack.derived):
        section.wrong("results", f"{name!r} is no derived fact")
    for point in pack.ambiguities:
        for key in {key for reading in point.readings for key in reading.waives} - rules:
            section.wrong("ambiguities", f"{point.key} waives {key!r}, which is no rule")
    combinations = prod(max(len(point.readings), 1) for point in pack.ambiguities)
    if combinations > MAX_COMBINATIONS:
        section.wrong("ambiguities", f"{combinations} combinations of readings; at most {MAX_COMBINATIONS}")
    _check_notes(pack, section)
    _check_golden(pack, section, names, rules)
    for key, entries in _keyed(pack):
        for repeated in _repeated(entries):
            section.wrong(key, f"{repeated!r} is used twice")


def _check_notes(pack: Pack, section: Section) -> None:
    notes = {point.key for point in pack.ambiguities if point.handling == "note"}
    for key, named in (
        ("criteria", [rule.note for rule in pack.rules]),
        ("shares", [shares.note for shares in pack.shares]),
    ):
        for name in sorted(set(filter(None, named)) - notes):
            section.wrong(key, f"note {name!r} is no ambiguity that is handled as a note")


def _check_golden(pack: Pack, section: Section, names: set[str], rules: set[str]) -> None:
    for case in pack.golden:
        for name in set(case.facts) - set(pack.facts):
            section.wrong("golden", f"{case.name}: unknown fact {name!r}")
        for name in set(case.expect.get("missing", ())) - set(pack.facts):
            section.wrong("golden", f"{case.name}: expects unknown fact {name!r} to be missing")
        for key in set(case.expect.get("failed", ())) - rules:
            section.wrong("golden", f"{case.name}: expects unknown rule {key!r} to fail")


def _keyed(pack: Pack) -> Iterable[tuple[str, list[str]]]:
    return (
        ("materials", [entry.key for entry in pack.materials]),
        ("stages", [entry.key for entry in pack.stages]),
        ("exports", [entry.key for entry in pack.exports]),
        ("ambiguities", [entry.key for entry in pack.ambiguities]),
        ("amount", [entry.key for entry in pack.amount_lines]),
        ("golden", [entry.name for entry in pack.golden]),
    )


def _repeated(entries: list[str]) -> list[str]:
    return [entry for entry, count in Counter(entries).items() if count > 1]
