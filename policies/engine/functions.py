"""The named functions of the expression language (表达式函数); each takes known values only."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any


class Unanswerable(ArithmeticError):
    """The expression has no value for these facts (division by zero, a month list of the wrong length)."""


@dataclass(frozen=True)
class Function:
    """A whitelisted function: argument types, result type, and whether it keeps the unit of its first argument."""

    call: Callable[..., Any]
    arguments: tuple[str, ...]
    result: str
    keeps_unit: bool = True
    variadic: bool = False


def daily_of_largest_month(by_month: tuple[Decimal, ...], year: Decimal, days: str) -> Decimal:
    """Return the largest month's total divided by its days (峰值日均).

    When several months share the largest total, `days` chooses "longest" (most days, the lower value) or "shortest".
    """
    if len(by_month) != 12:
        raise Unanswerable("需要 12 个月的数据")
    largest = max(by_month)
    lengths = [monthrange(int(year), month)[1] for month, total in enumerate(by_month, 1) if total == largest]
    return largest / (max(lengths) if days == "longest" else min(lengths))


def days_between(start: date, end: date) -> Decimal:
    """Return the days from `start` to `end`, both included."""
    return Decimal((end - start).days + 1)


FUNCTIONS = {
    "min": Function(min, ("number",), "number", variadic=True),
    "max": Function(max, ("number",), "number", variadic=True),
    "abs": Function(abs, ("number",), "number"),
    "sum": Function(lambda items: sum(items, Decimal(0)), ("list",), "number"),
    "count": Function(lambda items: Decimal(len(items)), ("list",), "number", keeps_unit=False),
    "largest": Function(max, ("list",), "number"),
    "smallest": Function(min, ("list",), "number"),
    "days_between": Function(days_between, ("date", "date"), "number", keeps_unit=False),
    "daily_of_largest_month": Function(daily_of_largest_month, ("list", "number", "text"), "number"),
}
