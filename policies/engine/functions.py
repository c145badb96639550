"""The named functions of the expression language (表达式函数); each takes known values only."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from policies.engine.size_classes import sme_class


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


@dataclass(frozen=True)
class Aggregate:
    """A question over the entries of a list: what each entry must be ("" is anything), and what comes out."""

    call: Callable[[list[Any]], Any]
    argument: str
    result: str
    keeps_unit: bool = True


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


def add_months(day: date, months: Decimal) -> date:
    """Return the same day so many months later; a day the month does not have becomes its last."""
    total = day.year * 12 + day.month - 1 + int(months)
    year, month = divmod(total, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_between(start: date, end: date) -> Decimal:
    """Return the complete months from `start` to `end` (negative when `end` is earlier)."""
    if end < start:
        return -months_between(end, start)
    months = (end.year - start.year) * 12 + end.month - start.month
    return Decimal(months - (add_months(start, Decimal(months)) > end))


def round_half_up(value: Decimal, places: Decimal) -> Decimal:
    """Return the number rounded half up to so many decimal places (0 is whole numbers)."""
    return value.quantize(Decimal(1).scaleb(-int(places)), ROUND_HALF_UP)


def mean(items: tuple[Decimal, ...]) -> Decimal:
    """Return the arithmetic mean; raises Unanswerable for an empty list."""
    if not items:
        raise Unanswerable("空列表没有平均值")
    return sum(items, Decimal(0)) / len(items)


def _some(best: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def choose(items: Any) -> Any:
        if not items:
            raise Unanswerable("列表中没有符合的项")
        return None if None in items else best(items)

    return choose


def _total(items: list[Any]) -> Any:
    return None if None in items else sum(items, Decimal(0))


def _any(items: list[Any]) -> bool | None:
    return True if True in items else None if None in items else False


def _all(items: list[Any]) -> bool | None:
    return False if False in items else None if None in items else True


def _whole(value: Decimal, rounding: str) -> Decimal:
    return value.to_integral_value(rounding)


FUNCTIONS = {
    "min": Function(min, ("number",), "number", variadic=True),
    "max": Function(max, ("number",), "number", variadic=True),
    "abs": Function(abs, ("number",), "number"),
    "floor": Function(lambda value: _whole(value, "ROUND_FLOOR"), ("number",), "number"),
    "ceil": Function(lambda value: _whole(value, "ROUND_CEILING"), ("number",), "number"),
    "round": Function(round_half_up, ("number", "number"), "number"),
    "mod": Function(lambda value, by: value % by, ("number", "number"), "number"),
    "sum": Function(lambda items: sum(items, Decimal(0)), ("list",), "number"),
    "count": Function(lambda items: Decimal(len(items)), ("list",), "number", keeps_unit=False),
    "largest": Function(_some(max), ("list",), "number"),
    "smallest": Function(_some(min), ("list",), "number"),
    "mean": Function(mean, ("list",), "number"),
    "year": Function(lambda day: Decimal(day.year), ("date",), "number"),
    "month": Function(lambda day: Decimal(day.month), ("date",), "number"),
    "day": Function(lambda day: Decimal(day.day), ("date",), "number"),
    "add_days": Function(lambda day, days: day + timedelta(days=int(days)), ("date", "number"), "date"),
    "add_months": Function(add_months, ("date", "number"), "date"),
    "add_years": Function(lambda day, years: add_months(day, years * 12), ("date", "number"), "date"),
    "days_between": Function(days_between, ("date", "date"), "number", keeps_unit=False),
    "months_between": Function(months_between, ("date", "date"), "number", keeps_unit=False),
    "years_between": Function(
        lambda start, end: Decimal(int(months_between(start, end) / 12)), ("date", "date"), "number", keeps_unit=False
    ),
    "daily_of_largest_month": Function(daily_of_largest_month, ("list", "number", "text"), "number"),
    "sme_class": Function(sme_class, ("text", "number", "number", "number"), "text", keeps_unit=False),
}
AGGREGATES = {
    "sum": Aggregate(_total, "number", "number"),
    "count": Aggregate(lambda items: Decimal(len(items)), "", "number", keeps_unit=False),
    "largest": Aggregate(_some(max), "number", "number"),
    "smallest": Aggregate(_some(min), "number", "number"),
    "any": Aggregate(_any, "bool", "bool", keeps_unit=False),
    "all": Aggregate(_all, "bool", "bool", keeps_unit=False),
}
