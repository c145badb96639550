"""How the profile reads on its pages (企业档案页面): the grid of figures, and the history of a value."""

from dataclasses import dataclass

from django import forms

from accounts.models import Enterprise
from applications.models import ProfileFact
from applications.profile.catalogue import Item, items
from applications.profile.standing import Standing, origin_of
from applications.profile.values import agree, item_text, period_text

YEARS = 4


@dataclass(frozen=True)
class Cell:
    """One cell of the grid: its box, its period, and what the register says with whether that differs."""

    box: forms.BoundField
    item: Item
    period: str
    register: str
    origin: str
    differs: bool
    is_known: bool


@dataclass(frozen=True)
class Past:
    """One earlier or present value of an item, with its source, who entered it, and what became of it."""

    value: str
    source: str
    origin: str
    by: str
    row: ProfileFact
    is_counted: bool


def cell_of(form: forms.Form, profile: Standing, item: Item, period: str) -> Cell:
    """Return a cell with the register's value beside what the enterprise declares."""
    place = (item.key, period)
    own, register = profile.own.get(place), profile.register.get(place)
    differs = bool(own and register and not agree(own.value, register.value))
    told = item_text(item, register.value).removesuffix(item.unit).strip() if register else ""
    return Cell(
        form[f"{item.key}:{period}"], item, period, told, origin_of(register) if register else "", differs,
        bool(own or register),
    )  # fmt: skip


def history(enterprise: Enterprise, item: Item, period: str) -> list[Past]:
    """Return every value that the item ever had in the period, the newest first; those of undone imports are marked."""
    rows = ProfileFact.objects.filter(enterprise=enterprise, name=item.key, period=period)
    rows = rows.select_related("imported__bureau", "application", "entered_by").order_by("-entered_at", "-pk")
    return [
        Past(
            item_text(item, row.value), row.get_source_display(), origin_of(row), str(row.entered_by), row,
            row.imported is None or row.imported.state == "done",
        )
        for row in rows
    ]  # fmt: skip


def item_named(key: str) -> Item | None:
    """Return the item of that key, None for an unknown one."""
    return items().get(key)


def title_of(item: Item, period: str) -> str:
    """Return what a value is called: 2025年营业收入（万元）."""
    return f"{period_text(period)}{item.label_with_unit}"
