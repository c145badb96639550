"""Facts that hold several values in one box: lists, tables of rows (one line each, columns as pasted from Excel), names with values."""

import json
import re
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from policies.engine.model import FactDef
from policies.engine.values import convert, to_numbers, to_words
from policies.forms.numbers import FULL_WIDTH

YES_NO = {"是": True, "否": False, "yes": True, "no": False}
COLUMN = re.compile(r"\s*[,，|｜;；]\s*")
BETWEEN_WORDS = re.compile(r"\s*[,，、;；\t]\s*")
WRITTEN_DATE = re.compile(r"(\d{4})[年./-](\d{1,2})[月./-](\d{1,2})日?")
MAX_LENGTH = 40_000
MAX_LINES = 500


class WrongCell(ValueError):
    """A cell that cannot be stored: which column, counted from 0, and what is wrong with it."""

    def __init__(self, column: int, said: str) -> None:
        super().__init__(said)
        self.column = column


class LinesField(forms.CharField):
    """Several lines, each of them one entry; an entry that is wrong is named with its line and nothing typed is lost.

    The browser makes an editable table of the box (`data-table`); what is sent are the lines all the same.
    """

    between = ""

    def __init__(self, fact: FactDef, label: str) -> None:
        table = {"columns": self.columns(fact), "between": self.between, "most": MAX_LINES}
        attrs = {"rows": 4, "data-table": json.dumps(table, ensure_ascii=False)}
        widget = forms.Textarea(attrs=attrs)
        super().__init__(label=label, required=False, max_length=MAX_LENGTH, strip=False, widget=widget)
        self.fact = fact

    @staticmethod
    def columns(fact: FactDef) -> list[dict[str, Any]]:
        """Return the columns of the table into which the browser turns the box."""
        return [column_of(FactDef(fact.name, fact.label, fact.item, unit=fact.unit))]

    def clean(self, value: Any) -> Any:
        """Return the entries as they are stored, None for an empty box; raise ValidationError naming every wrong line."""
        text = super().clean(value)
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) > MAX_LINES:
            raise ValidationError(f"最多 {MAX_LINES} 行，实有 {len(lines)} 行")
        entries, problems = [], []
        for row, line in enumerate(lines):
            try:
                entries.append(self.entry(line))
            except ValueError as error:
                place = {"row": row, "column": getattr(error, "column", None), "said": str(error)}
                said = f"第 {row + 1} 行：{error}".replace("%", "%%")
                problems.append(ValidationError(said, code="line", params=place))
        if problems:
            raise ValidationError(problems)
        return self.whole(entries) if entries else None

    def entry(self, line: str) -> Any:
        """Return the entry that a line says; raises ValueError in words."""
        text = as_typed(FactDef("", "", self.fact.item), line.strip())
        return plain(convert(FactDef("", "", "list", item=self.fact.item), [text])[0])

    def whole(self, entries: list[Any]) -> Any:
        """Return the entries together."""
        return entries


class RowsField(LinesField):
    """A table: each line is a row, its columns in the order of the fact's fields, as Excel pastes them."""

    between = "\t"

    @staticmethod
    def columns(fact: FactDef) -> list[dict[str, Any]]:
        """Return a column for each field of the fact."""
        return [column_of(field) for field in fact.fields.values()]

    def entry(self, line: str) -> dict[str, Any]:
        """Return the row by field name; a choice may be written by its label."""
        is_one = "\t" in line or len(self.fact.fields) == 1
        cells = [cell.strip() for cell in (line.split("\t") if is_one else COLUMN.split(line))]
        fields = list(self.fact.fields.values())
        if len(cells) > len(fields):
            raise ValueError(
                f"应有 {len(fields)} 列（{'、'.join(field.label for field in fields)}），实有 {len(cells)} 列"
            )
        row = {}
        for column, field in enumerate(fields):
            written = cells[column] if column < len(cells) else ""
            if not written:
                raise WrongCell(column, f"缺少{field.label}")
            try:
                row[field.name] = typed(field, written)
            except ValueError as error:
                raise WrongCell(column, str(error)) from error
        return row


class NamedValuesField(LinesField):
    """Names with values: each line is a name, a colon, and a number or several words."""

    between = "："

    @staticmethod
    def columns(fact: FactDef) -> list[dict[str, Any]]:
        """Return the two columns: the name, and what belongs to it."""
        content = FactDef("", "内容", "text" if fact.item == "words" else "number", unit=fact.unit)
        return [column_of(FactDef("", "名称", "text")), column_of(content)]

    def entry(self, line: str) -> tuple[str, Any]:
        """Return the name and what belongs to it."""
        name, colon, rest = line.replace("：", ":").partition(":")
        if not colon or not name.strip() or not rest.strip():
            raise ValueError("请写成“名称：内容”")
        if self.fact.item == "words":
            return name.strip(), [word for word in BETWEEN_WORDS.split(rest.strip()) if word]
        return name.strip(), plain(to_numbers({name: rest})[name])

    def whole(self, entries: list[Any]) -> dict[str, Any]:
        """Return the values by name; a name written twice is refused."""
        found = dict(entries)
        if len(found) != len(entries):
            raise ValidationError("同一名称写了两次")
        (to_words if self.fact.item == "words" else to_numbers)(found)
        return found


def column_of(field: FactDef) -> dict[str, Any]:
    """Return a column of an editable table: its title, what is typed there, and whether it is summed up."""
    is_number = field.type == "number"
    choices = [label for _, label in field.choices] or (["是", "否"] if field.type == "bool" else [])
    title = f"{field.label}（{field.unit}）" if field.unit and field.unit not in field.label else field.label
    is_sum = is_number and field.unit not in ("", "年", "%", "％") and "年份" not in field.label
    return {"title": title, "number": is_number, "choices": choices, "sum": is_sum}


def as_typed(field: FactDef, cell: str) -> str:
    """Return a cell as Excel and people write it, in the way it is stored: 1,200.50 → 1200.50, 2026/3/5 → 2026-03-05."""
    if field.type == "number":
        return cell.translate(FULL_WIDTH).replace(",", "").replace(" ", "")
    if field.type == "date" and (found := WRITTEN_DATE.fullmatch(cell)):
        year, month, day = found.groups()
        return f"{year}-{month:0>2}-{day:0>2}"
    return cell


def typed(field: FactDef, cell: str) -> Any:
    """Return a cell as it is stored; raises ValueError naming the column."""
    by_label = {label: key for key, label in field.choices}
    value: Any = by_label.get(cell, as_typed(field, cell))
    if field.choices and value not in dict(field.choices):
        raise ValueError(f"{field.label}应为{'、'.join(by_label)}之一")
    if field.type == "bool":
        if cell not in YES_NO:
            raise ValueError(f"{field.label}应为是或否")
        return YES_NO[cell]
    try:
        return plain(convert(field, value))
    except ValueError as error:
        raise ValueError(f"{field.label}{error}") from error


def plain(value: Any) -> Any:
    """Return a converted value as it is stored: numbers as exact text, dates as ISO text."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value


def lines_field(fact: FactDef, label: str) -> LinesField:
    """Return the field for a list, a table, or names with values."""
    if fact.type == "object":
        return NamedValuesField(fact, label)
    return RowsField(fact, label) if fact.item == "rows" else LinesField(fact, label)


def lines_help(fact: FactDef) -> str:
    """Return how the box is filled."""
    if fact.type == "object":
        return "每行一项，写成“名称：内容”" + ("，多个内容用顿号隔开。" if fact.item == "words" else "。")
    if fact.item == "rows":
        return f"每行一条，各列依次为：{'、'.join(field.label for field in fact.fields.values())}；可从 Excel 整块粘贴，也可用逗号隔开。"
    return "每行一项。"


def as_lines(fact: FactDef, value: Any) -> str:
    """Return a stored list, table or names with values as its box shows it."""
    if isinstance(value, dict):
        return "\n".join(
            f"{name}：{'、'.join(entry) if isinstance(entry, list) else entry}" for name, entry in value.items()
        )
    if fact.item == "rows":
        return "\n".join("\t".join(cell(field, row.get(field.name)) for field in fact.fields.values()) for row in value)
    return "\n".join(str(entry) for entry in value)


def cell(field: FactDef, value: Any) -> str:
    """Return a stored value as a cell shows it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else dict(field.choices).get(value, str(value))
