"""Which items the profile keeps, and which facts of the packs are the same thing (items.yaml)."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from policies.engine.model import FactDef
from policies.engine.size_classes import INDUSTRIES

INDUSTRY_WORDS = {
    "agriculture": "农、林、牧、渔业",
    "industry": "工业",
    "construction": "建筑业",
    "wholesale": "批发业",
    "retail": "零售业",
    "transport": "交通运输业",
    "warehousing": "仓储业",
    "postal": "邮政业",
    "lodging": "住宿业",
    "catering": "餐饮业",
    "information": "信息传输业",
    "software": "软件和信息技术服务业",
    "real_estate": "房地产开发经营",
    "property_management": "物业管理",
    "leasing": "租赁和商务服务业",
    "other": "其他未列明行业",
}
INDUSTRY_CHOICES = [(key, INDUSTRY_WORDS[key]) for key in INDUSTRIES]
YEARS_AHEAD = range(2000, 2100)  # a period outside of it is a slip of the pen


@dataclass(frozen=True)
class Item:
    """One item of the profile (档案项目); `period` is none, year or month, `type` number, bool, date, text or choice."""

    key: str
    label: str
    type: str
    period: str
    group: str
    unit: str = ""
    help: str = ""

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Return what may be chosen; the industry is the only item with a list."""
        return INDUSTRY_CHOICES if self.type == "choice" else []

    @property
    def label_with_unit(self) -> str:
        """Return the label, the unit in brackets."""
        return f"{self.label}（{self.unit}）" if self.unit else self.label


@dataclass(frozen=True)
class Match:
    """How a fact of a pack is found in the profile.

    `shape` is one, list (a value for each period), sum, size (the computed size class) or listed (an entry of `kind` with
    one of `names` is valid). A period is "", "2021", "2021-03", or so many years before the year of the round.
    """

    name: str
    label: str
    item: str = ""
    periods: tuple[str | int, ...] = ("",)
    shape: str = "one"
    kind: str = ""
    names: tuple[str, ...] = ()
    help: str = ""

    def periods_of(self, year: int) -> list[str]:
        """Return the periods for a round that opens in `year`."""
        return [period if isinstance(period, str) else str(year + period) for period in self.periods]


@cache
def _read() -> tuple[dict[str, Item], dict[tuple[str, str], Match]]:
    told = yaml.safe_load(Path(__file__).with_name("items.yaml").read_text(encoding="utf-8"))
    items = {row["key"]: Item(**row) for row in told["items"]}
    matches = {(row["name"], row["label"]): _match(row) for row in told["facts"]}
    return items, matches


def _match(row: dict[str, Any]) -> Match:
    told: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    return Match(**told)


def items() -> dict[str, Item]:
    """Return the items of the profile by key."""
    return _read()[0]


def items_of(period: str) -> list[Item]:
    """Return the items kept by none, year or month."""
    return [item for item in items().values() if item.period == period]


def match_of(fact: FactDef) -> Match | None:
    """Return how the fact is found in the profile; None where nothing is known to be the same thing.

    The same name means different things in different documents, so the label has to agree as well, and the help where
    the label alone leaves the period open.
    """
    found = _read()[1].get((fact.name, fact.label))
    return found if found and found.help in ("", fact.help) else None
