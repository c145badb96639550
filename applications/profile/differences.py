"""Where a case declares something else than a register says (申报与登记不一致); told, never corrected."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from applications.models import Application, ProfileEntry, ProfileFact
from applications.profile.catalogue import Match, items, match_of
from applications.profile.standing import entries, origin_of, standing
from applications.profile.taking import Known, listed, register_text
from applications.profile.values import agree, in_unit, item_text, period_text
from policies.engine.model import FactDef


@dataclass(frozen=True)
class Difference:
    """One declared value and what the register says instead; `name` is the fact's, `as_of` the date of the register's data."""

    name: str
    label: str
    declared: str
    register: str
    source: str
    as_of: date | None


@dataclass(frozen=True)
class Declared:
    """One fact of a case with what it is in the profile."""

    fact: FactDef
    match: Match
    value: Any


def register_differences(application: Application) -> list[Difference]:
    """Return where the case's facts differ from the registers, in the pack's order; at most three queries.

    A number agrees when the register's, rounded to the decimals declared, is the same. That an enterprise is missing
    from a list is no difference.
    """
    return differences_of(application, {row.name: row.value for row in application.fact_rows.all()})


def differences_of(application: Application, values: dict[str, Any]) -> list[Difference]:
    """Return the same as `register_differences` for a reader that has the case's values already; at most two queries."""
    known = known_of(application)
    found: list[Difference] = []
    for fact in application.version.pack.facts.values():
        match = match_of(fact)
        if match and values.get(fact.name) not in (None, "", []):
            found.extend(_differences(Declared(fact, match, values[fact.name]), known))
    return found


def known_of(application: Application) -> Known:
    """Return what is known of the case's enterprise, as far as its pack asks for it."""
    matches = [match for fact in application.version.pack.facts.values() if (match := match_of(fact))]
    names = {match.item for match in matches if match.item}
    if any(match.shape == "size" for match in matches):
        names |= {"industry", "staff", "revenue_wan", "assets_wan"}
    kinds = {match.kind for match in matches if match.kind}
    day = timezone.localdate(application.submitted_at or application.created_at)
    profile = standing(application.enterprise, names)
    rows = entries(application.enterprise, kinds) if kinds else []
    return Known(profile, rows, application.round.opens_on.year, day)


def _differences(declared: Declared, known: Known) -> Iterator[Difference]:
    match, fact = declared.match, declared.fact
    if match.shape == "listed":
        yield from _unlisted(declared, known)
        return
    if match.shape not in ("one", "list"):
        return
    values = declared.value if match.shape == "list" else [declared.value]
    for value, period in zip(values, match.periods_of(known.year), strict=False):
        row = known.profile.register.get((match.item, period))
        if row and value not in (None, "") and not _agrees(value, row, fact, match):
            yield _difference(declared, value, row)


def _agrees(value: Any, row: ProfileFact, fact: FactDef, match: Match) -> bool:
    try:
        return agree(value, in_unit(row.value, items()[match.item].unit, fact.unit))
    except ValueError:  # the document measures something else
        return True


def _difference(declared: Declared, value: Any, row: ProfileFact) -> Difference:
    fact, item = declared.fact, items()[declared.match.item]
    label = f"{fact.label} {period_text(row.period)}" if declared.match.shape == "list" else fact.label
    mine = f"{item_text(item, value).removesuffix(item.unit).strip()} {fact.unit}".strip()
    asof = row.imported.as_of if row.imported else None
    return Difference(fact.name, label, mine, register_text(declared.match, row), origin_of(row), asof)


def _unlisted(declared: Declared, known: Known) -> Iterator[Difference]:
    """Give the entries of registers that say yes where the case says no."""
    if declared.value is not False:
        return
    for row in listed(declared.match, known):
        if row.imported:
            told = f"是（{row.name} {row.number}）".replace(" ）", "）")
            yield Difference(declared.fact.name, declared.fact.label, "否", told, entry_origin(row), row.imported.as_of)


def entry_origin(row: ProfileEntry) -> str:
    """Return where an entry came from and how long it is valid."""
    return f"{origin_of(row)}，{row.valid_from or ''} 起" + (f"至 {row.valid_to}" if row.valid_to else "")
