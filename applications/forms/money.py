"""A sum of money in words (人民币大写), beside the box in which its number is typed."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.amounts import capitals
from policies.engine.model import FactDef

SCALE = {"元": 1, "万元": 10_000}
MOST_YUAN = Decimal(10) ** 15
LEAST_YUAN = Decimal("0.01")


def is_money(fact: FactDef) -> bool:
    """Tell whether the fact is one sum in 元 or 万元."""
    return fact.type == "number" and fact.unit in SCALE


def in_words(value: Any, unit: str) -> str:
    """Return the sum in words; "" for what is no sum, below one 分 or too large to be written out."""
    try:
        amount = Decimal(str(value)) * SCALE[unit]
    except InvalidOperation:
        return ""
    if not amount.is_finite() or not LEAST_YUAN <= amount < MOST_YUAN:
        return ""
    return capitals(amount)


def words_beside(fact: FactDef, value: Any) -> SafeString | str:
    """Return the place under the box that shows the sum in words; the browser keeps it up with what is typed."""
    if not is_money(fact):
        return ""
    words = in_words(value, fact.unit) if value else ""
    return format_html(
        '<span class="in-words" data-words-for="id_{}" data-scale="{}">{}</span>', fact.name, SCALE[fact.unit], words
    )
