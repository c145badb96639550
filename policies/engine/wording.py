"""Chinese sentences for values, comparisons and the shortest change that would satisfy them."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from policies.engine.model import FactDef

# (operation, passed) → the words around the bound; whether the bound itself counts is said where it matters.
ABOUT_NUMBER = {
    ("ge", True): ("达到", "（含）"), ("ge", False): ("未达到", "（含）"),
    ("gt", True): ("超过", ""), ("gt", False): ("未超过", "（不含）"),
    ("le", True): ("不高于", "（含）"), ("le", False): ("高于", ""),
    ("lt", True): ("低于", ""), ("lt", False): ("不低于", "（须低于，不含）"),
}  # fmt: skip
ABOUT_DATE = {
    ("ge", True): "不早于", ("ge", False): "早于", ("gt", True): "晚于", ("gt", False): "不晚于",
    ("le", True): "不晚于", ("le", False): "晚于", ("lt", True): "早于", ("lt", False): "不早于",
}  # fmt: skip
EQUAL = {True: ("等于", ""), False: ("不等于", "")}


def show(value: Any, unit: str = "", fact: FactDef | None = None) -> str:
    """Return a value as an applicant reads it: 是/否, a choice's label, a number with its unit."""
    if value is None:
        return "未填"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return f"{number(value)} {unit}".strip()
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, tuple):
        return "、".join(show(entry) for entry in value[:12])
    return dict(fact.choices).get(value, value) if fact else str(value)


def number(value: Decimal) -> str:
    """Return a number without exponent or trailing zeros, at most four decimals."""
    shown = value.quantize(Decimal("0.0001"), ROUND_HALF_UP) if value != value.to_integral_value() else value
    text = f"{shown:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def comparison(fact: FactDef, operation: str, value: Any, bound: Any, passed: bool) -> str:
    """Return for instance 研发费用 49.99 万元，未达到 50 万元（含）."""
    gap = " " if isinstance(value, Decimal) else "："
    told = f"{fact.label}{gap}{show(value, fact.unit, fact)}"
    if isinstance(bound, (bool, str)):
        return told if passed else f"{told}，要求{'不' if operation == 'ne' else ''}为“{show(bound, fact.unit, fact)}”"
    if isinstance(bound, date):
        return f"{told}，{ABOUT_DATE.get((operation, passed), EQUAL[passed][0])} {show(bound)}"
    before, after = ABOUT_NUMBER.get((operation, passed), EQUAL[passed])
    return f"{told}，{before} {show(bound, fact.unit, fact)}{after}"


def membership(fact: FactDef, value: Any, members: tuple[Any, ...], passed: bool) -> str:
    """Return whether the value is among the listed ones, in words."""
    names = "、".join(show(member, fact.unit, fact) for member in members)
    return f"{fact.label}：{show(value, fact.unit, fact)}，{'属于' if passed else '不属于'}{names}"


def needed(fact: FactDef, operation: str, value: Any, bound: Any) -> str:
    """Return the shortest change that would satisfy a comparison: how much more or less, or which answer."""
    if isinstance(bound, Decimal) and isinstance(value, Decimal):
        direction = {"ge": "提高到", "gt": "提高到超过", "le": "降低到", "lt": "降低到低于"}.get(operation, "调整为")
        gap = abs(bound - value)
        distance = f"，尚差 {show(gap, fact.unit)}" if gap else ""
        return f"{fact.label}{direction} {show(bound, fact.unit)}{distance}"
    if isinstance(bound, date):
        return f"{fact.label}须{ABOUT_DATE.get((operation, True), '为')} {show(bound)}"
    return f"{fact.label}须为“{show(bound, fact.unit, fact)}”"
