"""Checking the lines of a register's file (核对): what is wrong by line, and what the good lines say."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from django.core.exceptions import ValidationError

from accounts.models import Bureau, Enterprise, normalise_uscc, validate_uscc
from applications.profile.catalogue import YEARS_AHEAD
from applications.profile.reading import Line
from applications.profile.registers import Column, Register
from applications.profile.values import plain_number

YEAR = re.compile(r"^(\d{4})年?$")
MONTH = re.compile(r"^(\d{4})(?:年|-|/|\.)?(\d{1,2})月?$")
DAY = re.compile(r"^(\d{4})(?:年|-|/|\.)(\d{1,2})(?:月|-|/|\.)(\d{1,2})日?$")
MOST = Decimal("1e13")
AT_ONCE = 5_000
L = TypeVar("L", "Good", "Unplaced")


@dataclass(frozen=True)
class Good:
    """A line that can be imported: whose it is, and its cells as they are stored."""

    number: int
    enterprise: Enterprise
    cells: dict[str, Any]


@dataclass(frozen=True)
class Unplaced:
    """A line of an enterprise that the portal does not know yet: to be kept until it registers."""

    number: int
    cells: dict[str, Any]


@dataclass
class Checked:
    """The outcome of a check: the good lines, those that wait for their enterprise, every problem by line number."""

    good: list[Good] = field(default_factory=list)
    waiting: list[Unplaced] = field(default_factory=list)
    problems: list[tuple[int, str]] = field(default_factory=list)


def check(register: Register, lines: list[Line], bureau: Bureau) -> Checked:
    """Return which lines are good: well-formed, of an enterprise of the bureau's region, said once and not twice."""
    found, readable = Checked(), []
    for line in lines:
        cells, problems = read_cells(register, line)
        found.problems += [(line.number, problem) for problem in problems]
        if not problems:
            readable.append((line.number, cells))
    known = enterprises_by_code([cells["uscc"] for _, cells in readable])
    places = set(bureau.region.with_descendants())
    placed: list[Good] = []
    unplaced: list[Unplaced] = []
    for number, cells in readable:
        enterprise = known.get(cells["uscc"])
        if enterprise is None and is_code(cells["uscc"]):
            unplaced.append(Unplaced(number, cells))
        elif enterprise is None:
            found.problems.append((number, f"{cells['uscc']} 的校验位不符，请对照营业执照核对"))
        elif enterprise.region_id not in places:
            found.problems.append((number, f"{enterprise.name} 不在{bureau.region}内"))
        else:
            placed.append(Good(number, enterprise, cells))
    found.good = keep_single(register, placed, found.problems)
    found.waiting = keep_single(register, unplaced, found.problems)
    found.problems.sort()
    return found


def is_code(code: str) -> bool:
    """Tell whether an enterprise may have that credit code: its check character fits."""
    try:
        validate_uscc(code)
    except ValidationError:
        return False
    return True


def enterprises_by_code(codes: list[str]) -> dict[str, Enterprise]:
    """Return the known enterprises by credit code, some thousand codes to a query."""
    known: dict[str, Enterprise] = {}
    wanted = sorted(set(codes))
    for start in range(0, len(wanted), AT_ONCE):
        part = Enterprise.objects.filter(uscc__in=wanted[start : start + AT_ONCE])
        known |= {enterprise.uscc: enterprise for enterprise in part}
    return known


def keep_single(register: Register, lines: list[L], problems: list[tuple[int, str]]) -> list[L]:
    """Return what is said once; a repetition is left out, and of a contradiction both lines are."""
    said: dict[tuple, list[L]] = {}
    kept: list[L] = []
    for line in lines:
        said.setdefault(tuple(line.cells.get(key) for key in register.same), []).append(line)
    for same in said.values():
        first, others = same[0], same[1:]
        against = [line for line in others if _content(line) != _content(first)]
        if against:
            numbers = "、".join(str(line.number) for line in same)
            problems += [(line.number, f"第 {numbers} 行互相矛盾，均未导入，请核对后只留一行") for line in same]
            continue
        kept.append(first)
        problems += [(line.number, f"与第 {first.number} 行重复") for line in others]
    return sorted(kept, key=lambda line: line.number)


def _content(line: Good | Unplaced) -> dict[str, Any]:
    return {key: value for key, value in line.cells.items() if key != "enterprise"}


def read_cells(register: Register, line: Line) -> tuple[dict[str, Any], list[str]]:
    """Return the cells as they are stored, and a sentence for each that cannot be read."""
    cells, problems = {}, []
    for column in register.columns:
        given = line.cells.get(column.key, "")
        if given == "":
            if column.required:
                problems.append(f"“{column.label}”未填")
            continue
        try:
            cells[column.key] = READERS[column.type](column, given)
        except ValueError as problem:
            problems.append(f"“{column.label}”{problem}")
    first, last = cells.get("valid_from"), cells.get("valid_to")
    if first and last and last < first:
        problems.append("起止日期颠倒")
    return cells, problems


def _text(column: Column, given: Any) -> str:
    text = str(given)
    if column.choices and text not in column.choices:
        raise ValueError(f"“{text}”不在可选范围：{'、'.join(column.choices)}")
    if len(text) > 80:
        raise ValueError("超过 80 字")
    return text


def _uscc(column: Column, given: Any) -> str:
    code = normalise_uscc(str(given))
    if len(code) != 18:
        raise ValueError(f"“{given}”不是 18 位")
    return code


def _number(column: Column, given: Any) -> str:
    text = unicodedata.normalize("NFKC", str(given)).replace(",", "").replace(" ", "")
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"“{given}”不是数字") from None
    if not number.is_finite() or not 0 <= number < MOST:
        raise ValueError(f"“{given}”超出范围（不小于 0）")
    return plain_number(number)


def _year(column: Column, given: Any) -> str:
    match = YEAR.match(str(given))
    if not match or int(match[1]) not in YEARS_AHEAD:
        raise ValueError(f"“{given}”不是年份，应如 2025")
    return match[1]


def _month(column: Column, given: Any) -> str:
    if isinstance(given, date):
        return f"{given:%Y-%m}"
    match = MONTH.match(str(given))
    if not match or int(match[1]) not in YEARS_AHEAD or not 1 <= int(match[2]) <= 12:
        raise ValueError(f"“{given}”不是月份，应如 2025-03")
    return f"{match[1]}-{int(match[2]):02d}"


def _date(column: Column, given: Any) -> str:
    if isinstance(given, date):
        return given.isoformat()
    match = DAY.match(str(given))
    try:
        return date(*map(int, match.groups())).isoformat() if match else date.fromisoformat(str(given)).isoformat()
    except ValueError:
        raise ValueError(f"“{given}”不是日期，应如 2025-03-01") from None


READERS: dict[str, Callable[[Column, Any], str]] = {
    "text": _text,
    "uscc": _uscc,
    "number": _number,
    "year": _year,
    "month": _month,
    "date": _date,
}
