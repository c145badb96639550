"""Values of the profile as they are stored, converted to a pack's unit, compared and told."""

from datetime import date
from decimal import Decimal
from typing import Any

from applications.profile.catalogue import Item

YUAN = {"元": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}


def plain_number(number: Decimal) -> str:
    """Return a number as it is stored: exact text without exponent or trailing zeros."""
    return f"{number.normalize():f}" if number else "0"


def in_unit(value: Any, unit: str, wanted: str) -> Any:
    """Return the value in the wanted unit of money; raises ValueError where the units do not measure the same."""
    if unit == wanted or value is None:
        return value
    if unit in YUAN and wanted in YUAN:
        return plain_number(Decimal(value) * YUAN[unit] / YUAN[wanted])
    if not wanted:  # the pack names no unit for a count of people or pieces
        return value
    raise ValueError(f"{unit} is not {wanted}")


def agree(declared: Any, registered: Any) -> bool:
    """Tell whether two values are the same; a number declared with fewer decimals agrees when the rounded one does."""
    if isinstance(declared, bool) or isinstance(registered, bool):
        return declared is registered
    try:
        mine, theirs = Decimal(str(declared)), Decimal(str(registered))
    except ArithmeticError:
        return declared == registered
    places = Decimal(1).scaleb(min(int(mine.as_tuple().exponent), 0))
    return mine == theirs or theirs.quantize(places) == mine


def item_text(item: Item, value: Any) -> str:
    """Return a value of the profile in words, with its unit."""
    if value is None:
        return "未填"
    if item.type == "bool":
        return "是" if value else "否"
    if item.type == "number":
        return f"{Decimal(value):,} {item.unit}".strip()
    if item.type == "date":
        return date.fromisoformat(value).strftime("%Y-%m-%d")
    return dict(item.choices).get(value, str(value))


def period_text(period: str) -> str:
    """Return a period in words: 2025年, 2025年3月."""
    year, _, month = period.partition("-")
    return f"{year}年{int(month)}月" if month else f"{year}年" if year else ""
