"""Chinese sentences for values, comparisons and the shortest change that would satisfy them."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from policies.engine.model import FactDef

REACHED = {"ge": "达到", "gt": "超过", "le": "未超过", "lt": "低于", "eq": "等于", "ne": "不同于", "is": "为"}
NOT_REACHED = {"ge": "未达到", "gt": "未超过", "le": "超过", "lt": "未低于", "eq": "不等于", "ne": "等于", "is": "不为"}
ON_DATE = {"ge": "不早于", "gt": "晚于", "le": "不晚于", "lt": "早于"}
NOT_ON_DATE = {"ge": "早于", "gt": "不晚于", "le": "晚于", "lt": "不早于"}
INCLUDED = {"ge": "（含）", "le": "（含）", "gt": "（不含）", "lt": "（不含）"}


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
    label = f"{fact.label} {show(value, fact.unit, fact)}" if isinstance(value, Decimal) else f"{fact.label}：{show(value, fact.unit, fact)}"
    if isinstance(bound, bool):
        return label if passed else f"{label}，要求为“{show(bound)}”"
    if isinstance(bound, date):
        words = ON_DATE if passed else NOT_ON_DATE
    else:
        words = REACHED if passed else NOT_REACHED
    return f"{label}，{words.get(operation, words.get('eq', ''))} {show(bound, fact.unit, fact)}{INCLUDED.get(operation, '')}"


def membership(fact: FactDef, value: Any, members: tuple[Any, ...], passed: bool) -> str:
    """Return whether the value is among the listed ones, in words."""
    names = "、".join(show(member, fact.unit, fact) for member in members)
    return f"{fact.label}：{show(value, fact.unit, fact)}，{'属于' if passed else '不属于'}{names}"


def needed(fact: FactDef, operation: str, value: Any, bound: Any) -> str:
    """Return the shortest change that would satisfy a comparison: how much more or less, or which answer."""
    if isinstance(bound, Decimal) and isinstance(value, Decimal):
        direction = {"ge": "提高", "gt": "提高", "le": "降低", "lt": "降低"}.get(operation, "调整")
        strictly = "以上（须超过，不含本数）" if operation in ("gt",) else "以下（不含本数）" if operation == "lt" else ""
        gap = abs(bound - value)
        return f"{fact.label}{direction}到 {show(bound, fact.unit)}{strictly}，尚差 {show(gap, fact.unit)}"
    if isinstance(bound, date):
        return f"{fact.label}须{ON_DATE.get(operation, '为')} {show(bound)}"
    return f"{fact.label}须为“{show(bound, fact.unit, fact)}”"
