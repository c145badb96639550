"""A policy's annex tables (附件) as Excel: exactly the columns, group rows and total that the document prints.

Columns and their sources are data of the pack (`exports`); which cases a reader may export is for the queue.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from accounts.models import Region
from applications.facts import decide
from applications.models import Application
from applications.stages import share_region
from disbursements.annex_sheet import AnnexSheet
from policies.engine.model import Column, Export, Pack
from reviews.determinations import shares_of_pack, split
from reviews.models import Determination
from reviews.records import fact_record

SUMMED_UNITS = ("万元", "元", "人")
WAN = Decimal(10000)


class AnnexCase(NamedTuple):
    """One case as an annex shows it: from its determination where there is one, else as it was filed."""

    application: Application
    facts: dict[str, dict[str, Any]]
    values: dict[str, Any]
    amount_yuan: Decimal
    shares: list[dict[str, Any]]
    remitted_on: str


def annex_case(application: Application, determination: Determination | None) -> AnnexCase:
    """Return what the annex needs of a case; `remittances` and `fact_rows` should be prefetched."""
    remitted = [f"{row.remitted_on:%Y-%m-%d}" for row in application.remittances.all() if row.voided_at is None]
    if determination:
        facts, values = determination.facts, determination.decision.get("values") or {}
        amount, shares = determination.approved_yuan, determination.shares
    else:
        decision = decide(application)
        facts, values = fact_record(application), decision.as_json()["values"] or {}
        amount = decision.amount_yuan or Decimal(0)
        shares = split(amount, shares_of_pack(application))
    by_name = {fact["name"]: fact for fact in facts}
    return AnnexCase(application, by_name, values, amount, shares, "、".join(remitted))


def cell(case: AnnexCase, column: Column, pack: Pack) -> Any:
    """Return one cell: a Decimal where the column holds numbers, else text; empty where nothing is known."""
    kind, _, name = column.source.partition(".")
    if kind == "fact":
        return fact_cell(case, name, pack)
    if kind == "decision":
        return number_or_text(case.values.get(name))
    if kind == "share":
        return share_wan(case, name.removesuffix("_wan"))
    if kind == "enterprise":
        return enterprise_cell(case.application, name)
    plain = {
        "region.name": case.application.region.name,
        "approved_wan": case.amount_yuan / WAN,
        "approved_yuan": case.amount_yuan,
        "remitted_on": case.remitted_on,
    }
    return plain.get(column.source, "")


def fact_cell(case: AnnexCase, name: str, pack: Pack) -> Any:
    """Return a declared fact: numbers as numbers, the rest in the words of the case page."""
    fact = case.facts.get(name)
    if fact is None or fact["value"] in (None, ""):
        return ""
    return number_or_text(fact["value"]) if pack.facts[name].type == "number" else fact["text"]


def number_or_text(value: Any) -> Any:
    """Return a stored value as a Decimal where it is a number, else as text."""
    if isinstance(value, bool):
        return "是" if value else "否"
    try:
        return Decimal(str(value))
    except ArithmeticError:
        return "" if value is None else str(value)


def share_wan(case: AnnexCase, level: str) -> Decimal:
    """Return the share of a level in 万元; nothing carried is 0."""
    carried = [share for share in case.shares if share["level"] == level]
    return sum((Decimal(share["amount_yuan"]) for share in carried), Decimal(0)) / WAN


def enterprise_cell(application: Application, name: str) -> str:
    """Return a particular of the enterprise; the account is the one that the case is paid to."""
    enterprise = application.enterprise
    if name == "contact":
        return " ".join(filter(None, [enterprise.contact_name, enterprise.contact_phone]))
    account = {"bank_name": application.bank_name, "bank_account": application.bank_account}
    return str(account.get(name) or getattr(enterprise, name))


def is_summed(column: Column, pack: Pack) -> bool:
    """Tell whether the column adds up: amounts, shares, and facts counted in money or people."""
    kind, _, name = column.source.partition(".")
    if kind == "fact":
        return pack.facts[name].type == "number" and pack.facts[name].unit in SUMMED_UNITS
    return kind == "share" or column.source in ("approved_wan", "approved_yuan")


def unit_of(column: Column, pack: Pack) -> str:
    """Return the unit in which a column counts, which sets its number format; money where nothing else is said."""
    kind, _, name = column.source.partition(".")
    if kind == "fact":
        return pack.facts[name].unit
    if kind == "decision" and name in pack.derived:
        return pack.derived[name].fact.unit
    return "万元"


def write_annex(export: Export, pack: Pack, cases: Iterable[AnnexCase], places: Iterable[Region] = ()) -> bytes:
    """Return the annex as an Excel file, its cases under the group rows that the document prints.

    `places` are the units whose rows the reader's annex lists, with cases or without.
    """
    cases = list(cases)
    sums = [is_summed(column, pack) for column in export.columns]
    sheet = AnnexSheet(export, sums, [unit_of(column, pack) for column in export.columns])
    found = list(sections(export, cases, list(places))) if export.groups else [Section("", cases, True)]
    for section in found:
        rows = [[cell(case, column, pack) for column in export.columns] for case in section.cases]
        if section.label:
            sheet.group(section.label, rows)
        for row in rows if section.shows_cases else []:
            sheet.line(row)
    if not any(section.is_total for section in found):
        sheet.closing_total([[cell(case, column, pack) for column in export.columns] for case in cases])
    return sheet.close()


class Section(NamedTuple):
    """One group row with its cases: whether they are listed under it, whether it is the total of a whole city."""

    label: str
    cases: list[AnnexCase]
    shows_cases: bool
    is_total: bool = False


def sections(export: Export, cases: list[AnnexCase], places: list[Region]) -> Iterator[Section]:
    """Yield group row by group row: every city that is listed as a whole, or the reader's own counties only."""
    cities = [place for place in places if place.level == Region.Level.CITY]
    with_cases = {city_of(case) for case in cases}
    if cities:
        shown = with_cases | set(cities if len(cities) == 1 else [])
        for city in in_order(shown):
            yield from city_sections(export, city, [case for case in cases if city_of(case) == city], places)
        return
    yield from county_sections(cases, set(places))


def city_sections(export: Export, city: Region, cases: list[AnnexCase], places: list[Region]) -> Iterator[Section]:
    """Yield the group rows of a city: total, subtotal, its own enterprises, then every unit below it.

    市级小计 covers the city's own enterprises and its districts and zones; counties and county cities stand apart.
    """
    own = [case for case in cases if case.application.region == city]
    if "total" in export.groups:
        yield Section(f"{city.name}全辖合计", cases, False, is_total=True)
    if "city_subtotal" in export.groups:
        yield Section(f"{city.name}级小计", [case for case in cases if is_city_proper(case, city)], False)
    if "city_own" in export.groups or own:
        yield Section(f"{city.name}本级", own, True)
    units = {place for place in places if place.parent_id == city.pk} if "counties" in export.groups else set()
    others = [case for case in cases if case.application.region != city]
    yield from county_sections(others, units)


def county_sections(cases: list[AnnexCase], units: set[Region]) -> Iterator[Section]:
    """Yield a group row for each unit, with cases or without; a withdrawn unit only where it has cases."""
    for unit in in_order(units | {case.application.region for case in cases}):
        yield Section(unit.name, [case for case in cases if case.application.region == unit], True)


def in_order(regions: Iterable[Region]) -> list[Region]:
    """Return the units in the order of the official list."""
    return sorted(regions, key=lambda region: (region.order, region.pk))


def city_of(case: AnnexCase) -> Region:
    """Return the city of a case; its own unit where that stands above the cities."""
    return share_region(case.application, "city") or case.application.region


def is_city_proper(case: AnnexCase, city: Region) -> bool:
    """Tell whether the case belongs to the city proper: its own, or of a district (区) or development zone."""
    region = case.application.region
    return region == city or region.name.endswith("区")
