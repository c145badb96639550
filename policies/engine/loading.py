"""Making a pack (政策包) out of its mapping: everything is checked here, so that a decision never meets a bad rule."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from policies.engine.checks import check_references
from policies.engine.loading_process import read_exports, read_materials, read_publicity, read_stages
from policies.engine.loading_rules import (
    read_ambiguities,
    read_amount,
    read_derived,
    read_facts_needing_conditions,
    read_instalments,
    read_rules,
    read_shares,
)
from policies.engine.loading_scores import read_score, soft_points
from policies.engine.model import Conflict, Exclusion, Golden, Pack, Recognition
from policies.engine.reading import Reader
from policies.engine.sections import PackError, Problems, Section

LEVELS = ("national", "province", "city", "county")
KINDS = (
    "reward", "subsidy", "loan", "tax", "fee", "accreditation", "project", "service", "permit", "guarantee",
    "procurement", "insurance", "evaluation",
)  # fmt: skip
INDUSTRIES = (
    "agriculture", "industry", "construction", "commerce", "transport", "catering", "software", "finance", "science",
    "culture_tourism", "property",
)  # fmt: skip
SIZES = ("micro", "small", "medium", "large", "above_scale")
APPLICANTS = ("enterprise", "sole_trader", "individual", "institution", "bank", "guarantor", "government")
COMMITMENT = "本单位（本人）承诺所填事项和所交材料真实、准确、完整，如有虚假，愿意退回已得支持并承担相应责任。"
OUTCOMES = ("eligible", "not_eligible", "incomplete", "needs_ruling")


def load_pack(mapping: Mapping[str, Any], origin: str) -> Pack:
    """Return the compiled pack.

    Raises PackError with every problem as "origin:line path: message": unknown facts, types or units that do not
    match, criteria without a clause, tiers out of order, shares that do not add up to 100, no golden case, unknown keys.
    """
    problems = Problems(origin)
    section = Section(mapping, "", problems)
    pack = _read(section, origin, mapping)
    section.finish()
    check_references(pack, section)
    if problems.found:
        raise PackError(problems.found)
    return pack


def _read(section: Section, origin: str, mapping: Mapping[str, Any]) -> Pack:
    code = section.text("code", required=True)
    reader = Reader(code, {})
    facts = read_facts_needing_conditions(section, reader)
    derived = read_derived(section, reader)
    score = read_score(section, reader, derived)
    lines, is_ceiling, ceiling, pays_when = read_amount(section, reader)
    rules = read_rules(section, reader)
    effective_from, effective_to = _period(section, "effective")
    opens_on, closes_on = _period(section, "window")
    return Pack(
        **_card(section),
        **_rest(section),
        code=code,
        effective_from=effective_from,
        effective_to=effective_to,
        opens_on=opens_on,
        closes_on=closes_on,
        facts=facts,
        derived=derived,
        rules=rules,
        amount_lines=lines,
        is_ceiling=is_ceiling,
        shares=read_shares(section, reader),
        materials=read_materials(section, reader),
        stages=read_stages(section),
        publicity=read_publicity(section),
        exports=read_exports(section, reader),
        ambiguities=read_ambiguities(section, reader, derived) + soft_points(rules),
        golden=_golden(section),
        raw=mapping,
        origin=origin,
        score=score,
        ceiling=ceiling,
        pays_when=pays_when,
    )


def _card(section: Section) -> dict[str, Any]:
    """Return what the card and the head of the guide say."""
    return {
        "title": section.text("title", required=True),
        "summary": section.text("summary", required=True),
        "benefit": section.text("benefit", required=True),
        "level": section.choice("level", LEVELS),
        "region": section.text("region", required=True),
        "kind": section.choice("kind", KINDS),
        "source": _source(section),
        "audience": section.text("audience", required=True),
        "agencies": _agencies(section),
        "industries": _words(section, "industries", INDUSTRIES),
        "sizes": _words(section, "sizes", SIZES),
        "applicants": _words(section, "applicants", APPLICANTS),
    }


def _rest(section: Section) -> dict[str, Any]:
    """Return the texts around the rules, and how the policy stands to others."""
    return {
        **{key: section.text(key) for key in ("period", "aftercare", "materials_note", "same_as")},
        "commitment": section.text("commitment") or COMMITMENT,
        **{key: section.texts(key) for key in ("aliases", "results", "related")},
        "instalments": read_instalments(section),
        "recognition": _recognition(section),
        "excludes": _exclusions(section),
        "conflicts": _conflicts(section),
    }


def _recognition(section: Section) -> Recognition | None:
    entry = section.section("recognition")
    if entry is None:
        return None
    years = entry.integer("years")
    if years is not None and years < 1:
        entry.wrong("years", "a positive number of years is expected")
    found = Recognition(entry.text("title", required=True), years, entry.text("clause", required=True))
    entry.finish()
    return found


def _words(section: Section, key: str, known: tuple[str, ...]) -> tuple[str, ...]:
    words = section.texts(key)
    if set(words) - set(known):
        section.wrong(key, f"known are {', '.join(known)}")
    return words


def _exclusions(section: Section) -> tuple[Exclusion, ...]:
    found = []
    for entry in section.sections("excludes"):
        found.append(
            Exclusion(
                entry.text("code", required=True),
                entry.text("clause", required=True),
                entry.text("text", required=True),
            )
        )
        entry.finish()
    return tuple(found)


def _conflicts(section: Section) -> tuple[Conflict, ...]:
    found = []
    for entry in section.sections("conflicts"):
        found.append(
            Conflict(
                entry.text("document", required=True),
                entry.text("clause"),
                entry.text("text", required=True),
                entry.texts("open_with"),
            )
        )
        entry.finish()
    return tuple(found)


def _period(section: Section, key: str) -> tuple[date | None, date | None]:
    period = section.section(key)
    if period is None:
        return None, None
    start, end = period.date("from"), period.date("to")
    if start and end and end < start:
        period.wrong("to", "ends before it starts")
    period.finish()
    return start, end


def _source(section: Section) -> dict[str, Any]:
    source = section.section("source")
    if source is None:
        section.wrong("source", "is required")
        return {}
    read = {
        "document": source.text("document", required=True),
        "number": source.text("number"),
        "issued_on": source.date("issued_on"),
        "articles": source.text("articles", required=True),
    }
    source.finish()
    return read


def _agencies(section: Section) -> dict[str, str]:
    agencies = section.section("agencies")
    return {name: agencies.text(name) for name in agencies.mapping} if agencies else {}


def _golden(section: Section) -> tuple[Golden, ...]:
    cases = []
    for entry in section.sections("golden"):
        facts, ledger = entry.section("facts"), tuple(entry.take("ledger", ()) or ())
        if not all(isinstance(award, Mapping) for award in ledger):
            entry.wrong("ledger", "a list of earlier awards is expected")
            ledger = ()
        expect = entry.section("expect")
        name, why = entry.text("name", required=True), entry.text("why", required=True)
        cases.append(Golden(name, facts.mapping if facts else {}, ledger, _expected(expect), why))
        entry.finish()
    if not cases:
        section.wrong("golden", "a pack needs golden cases")
    return tuple(cases)


def _expected(expect: Section | None) -> dict[str, Any]:
    if expect is None:
        return {}
    expected: dict[str, Any] = {"outcome": expect.choice("outcome", OUTCOMES)}
    expected |= {key: list(expect.texts(key)) for key in ("failed", "missing") if key in expect.mapping}
    for key in ("amount_yuan", "ceiling_yuan", "score", "readings", "shares", "results"):
        if key in expect.mapping:
            expected[key] = expect.take(key)
    expect.finish()
    return expected
