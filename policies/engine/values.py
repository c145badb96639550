"""Values that rules work on: Decimal, bool, text, date or tuple; `None` is always "unknown"."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Context, Decimal, InvalidOperation
from typing import Any

COMPARED = Context(prec=20)
MAX_WORDS = 1000
NOTHING = Decimal(0)
TYPES = ("bool", "number", "text", "date", "list", "object")


class FactError(ValueError):
    """A fact value (事实) that is not of the type its pack declares; `problems` maps fact name to sentence."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("；".join(f"{name}：{text}" for name, text in problems.items()))
        self.problems = dict(problems)


def to_number(value: Any) -> Decimal:
    """Return `value` as an exact finite Decimal; floats go through their shortest text, never their bits."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str, Decimal)):
        raise ValueError("应为数字")
    try:
        number = Decimal(str(value).strip().replace(",", ""))
    except InvalidOperation as error:
        raise ValueError("应为数字") from error
    if not number.is_finite() or abs(number.adjusted()) > 18:
        raise ValueError("数字超出可处理范围")
    return number


def comparable(value: Any) -> Any:
    """Return a number rounded to 20 significant digits, so that two ways of dividing meet on the same boundary.

    200/30 × 0.8 and 480/90 are one number to the policy; their 28-digit Decimals differ in the last digit.
    """
    return COMPARED.plus(value) if isinstance(value, Decimal) else value


def to_bool(value: Any) -> bool:
    """Return `value` when it is a real boolean."""
    if not isinstance(value, bool):
        raise ValueError("应为是或否")
    return value


def to_text(value: Any) -> str:
    """Return `value` when it is text, without surrounding blanks."""
    if not isinstance(value, str):
        raise ValueError("应为文字")
    return value.strip()


def to_date(value: Any) -> date:
    """Return `value` as a date; text must be ISO (2022-04-22)."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise ValueError("应为日期（年-月-日）") from error


def to_record(value: Any, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record with its known fields converted; a field left empty stays out, an unknown one is ignored."""
    if not isinstance(value, Mapping):
        raise ValueError("应为一组有名称的值")
    record = {}
    for name, field in fields.items():
        entry = value.get(name)
        if entry is None or entry == "":
            continue
        try:
            record[name] = convert(field, entry)
        except ValueError as error:
            raise ValueError(f"{field.label}{error}") from error
    return record


def to_numbers(value: Any) -> dict[str, Decimal]:
    """Return a mapping of free names to numbers."""
    if not isinstance(value, Mapping):
        raise ValueError("应为名称对应数字")
    numbers = {str(name): to_number(entry) for name, entry in value.items() if entry is not None and entry != ""}
    if any(number < 0 for number in numbers.values()):
        raise ValueError("不能为负数")
    return numbers


def to_words(value: Any) -> dict[str, tuple[str, ...]]:
    """Return a mapping of free names to words: a list, one word, a count of unnamed ones, or words with their counts."""
    if not isinstance(value, Mapping):
        raise ValueError("应为名称对应清单")
    return {str(name): _words(entry) for name, entry in value.items() if entry is not None}


def _words(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value.strip(),) if value.strip() else ()
    if isinstance(value, Mapping):
        return tuple(str(word) for word, count in value.items() for _ in range(_times(count)))
    if isinstance(value, (list, tuple)):
        return tuple(_word(entry) for entry in value)
    return ("",) * _times(value)


def _times(value: Any) -> int:
    number = to_number(value)
    if number != number.to_integral_value() or not 0 <= number <= MAX_WORDS:
        raise ValueError("应为件数（整数）")
    return int(number)


def _word(entry: Any) -> str:
    return str(next(iter(entry.values()), "")) if isinstance(entry, Mapping) else to_text(entry)


def to_rows(value: Any, fields: Mapping[str, Any]) -> tuple[dict[str, Any], ...]:
    """Return the rows of a table converted; the error names the row."""
    if not isinstance(value, (list, tuple)):
        raise ValueError("应为列表")
    rows = []
    for number, entry in enumerate(value, 1):
        try:
            rows.append(to_record(entry, fields))
        except ValueError as error:
            raise ValueError(f"第 {number} 行{error}") from error
    return tuple(rows)


def convert(definition: Any, value: Any) -> Any:
    """Return a fact's value as its definition wants it, None where a list has gaps; raises ValueError with the reason."""
    if definition.type == "list":
        if definition.item == "rows":
            return to_rows(value, definition.fields)
        return to_list(value, definition.item, definition.length)
    if definition.type == "object":
        if definition.item == "words":
            return to_words(value)
        return to_record(value, definition.fields) if definition.fields else to_numbers(value)
    if definition.type == "text" and definition.loose and isinstance(value, (int, Decimal)) and value is not True:
        return f"{to_number(value).normalize():f}"
    if definition.total and isinstance(value, (list, tuple)):
        return sum((to_number(entry) for entry in value), Decimal(0))
    return CONVERT[definition.type](value)


def to_list(value: Any, item: str, length: int | None) -> tuple[Any, ...] | None:
    """Return the items converted to `item`; an item left empty makes the whole list unknown."""
    if not isinstance(value, (list, tuple)):
        raise ValueError("应为列表")
    if any(entry is None or entry == "" for entry in value):
        return None
    if length is not None and len(value) != length:
        raise ValueError(f"应有 {length} 项，实有 {len(value)} 项")
    return tuple(CONVERT[item](entry) for entry in value)


CONVERT = {"number": to_number, "bool": to_bool, "text": to_text, "date": to_date}


def read_facts(definitions: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the declared facts, converted; unknown names are ignored and empty values are left out.

    Only what cannot be is refused, a negative count say; whether a figure is plausible (`min`) the form asks.

    Raises FactError with every problem at once.
    """
    known: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for name, definition in definitions.items():
        value = facts.get(name)
        if value is None or value == "":
            continue
        try:
            converted = convert(definition, value)
            if definition.min is not None and _below(converted, min(definition.min, NOTHING)):
                raise ValueError("不能小于 0")
        except ValueError as error:
            problems[name] = str(error)
            continue
        if converted is not None:
            known[name] = converted
    if problems:
        raise FactError(problems)
    return known


def _below(value: Any, minimum: Decimal) -> bool:
    entries = value if isinstance(value, tuple) else (value,)
    return any(isinstance(entry, Decimal) and entry < minimum for entry in entries)
