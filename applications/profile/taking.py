"""What a case takes from the profile and the registers (预填): a value for a fact of the pack, with its origin in words."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from applications.models import CaseFact, ProfileEntry, ProfileFact, ProfileSource
from applications.profile.catalogue import Match, items
from applications.profile.size import size_class
from applications.profile.standing import Standing, origin_of
from applications.profile.values import in_unit, item_text, period_text, plain_number
from policies.engine.model import FactDef

Source = CaseFact.Source
SOURCES = {
    ProfileSource.DECLARED: Source.PROFILE,
    ProfileSource.REGISTER: Source.REGISTER,
    ProfileSource.CASE: Source.EARLIER_CASE,
}
ORIGIN_LENGTH = 300


@dataclass(frozen=True)
class Taken:
    """A value for a fact of the pack, where it comes from and what that says in words."""

    value: Any
    source: str
    origin: str


@dataclass(frozen=True)
class Known:
    """All that is known of an enterprise on a day: what stands in its profile, its entries, and the round's year."""

    profile: Standing
    entries: list[ProfileEntry]
    year: int
    today: date


def take(fact: FactDef, match: Match, known: Known) -> Taken | None:
    """Return what the profile knows for the fact, in the fact's unit; None where it knows nothing."""
    if match.shape == "size":
        return _size(fact, known)
    if match.shape == "listed":
        return _listed(match, known)
    rows = [known.profile.best(match.item, period) for period in match.periods_of(known.year)]
    if not any(rows) or (match.shape == "sum" and not all(rows)):
        return None
    return _values(fact, match, rows)


def _values(fact: FactDef, match: Match, rows: list[ProfileFact | None]) -> Taken | None:
    try:
        values = [in_unit(row.value, items()[match.item].unit, fact.unit) if row else "" for row in rows]
    except ValueError:  # the document measures something else
        return None
    found = [row for row in rows if row]
    if match.shape == "list":
        return Taken(values, SOURCES[_weakest(found)], _origins(found, len(values)))
    if match.shape == "sum":
        total = plain_number(sum((Decimal(value) for value in values), Decimal(0)))
        return Taken(total, Source.COMPUTED, f"{len(values)} 个月合计；{_origins(found, len(values))}"[:ORIGIN_LENGTH])
    [row] = found
    return Taken(values[0], SOURCES[ProfileSource(row.source)], _told(row))


def _told(row: ProfileFact) -> str:
    period = f"{period_text(row.period)}：" if row.period else ""
    return f"{period}{origin_of(row)}"[:ORIGIN_LENGTH]


def _weakest(rows: list[ProfileFact]) -> ProfileSource:
    """Return the register as the source only where every value is the register's."""
    sources = {row.source for row in rows}
    return ProfileSource(sources.pop()) if len(sources) == 1 else ProfileSource.DECLARED


def _origins(rows: list[ProfileFact], wanted: int) -> str:
    told: dict[str, list[str]] = {}
    for row in rows:
        told.setdefault(origin_of(row), []).append(period_text(row.period))
    words = "；".join(f"{periods[0]}等 {len(periods)} 项：{origin}" for origin, periods in told.items())
    return (words if len(rows) == wanted else f"{words}（缺 {wanted - len(rows)} 项）")[:ORIGIN_LENGTH]


def _size(fact: FactDef, known: Known) -> Taken | None:
    found = size_class(known.profile)
    keys = {key for key, _ in fact.choices}
    value = next((each for each in (found.size, found.word) if each in keys), None) if found else None
    return Taken(value, Source.COMPUTED, found.reason[:ORIGIN_LENGTH]) if found and value else None


def _listed(match: Match, known: Known) -> Taken | None:
    """Return yes where an entry of the register is valid; that there is none proves nothing."""
    for row in listed(match, known):
        validity = f"{row.valid_from or ''} 至 {row.valid_to or '今'}"
        origin = f"{row.name} {row.number}（{validity}）：{origin_of(row)}"
        return Taken(True, SOURCES[ProfileSource(row.source)], origin[:ORIGIN_LENGTH])
    return None


def listed(match: Match, known: Known) -> list[ProfileEntry]:
    """Return the entries that are valid on the day and prove the fact, those of registers first."""
    rows = [row for row in known.entries if row.kind == match.kind and row.name in match.names]
    rows = [row for row in rows if row.holds_on(known.today)]
    return sorted(rows, key=lambda row: row.source != ProfileSource.REGISTER)


def register_text(match: Match, row: ProfileFact) -> str:
    """Return the register's value in words."""
    return item_text(items()[match.item], row.value)
