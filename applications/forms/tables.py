"""Facts that hold several values in one box: lists, tables of rows (one line each, columns as pasted from Excel), names with values."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from policies.engine.model import FactDef
from policies.engine.values import convert, to_numbers, to_words

YES_NO = {"是": True, "否": False, "yes": True, "no": False}
COLUMN = re.compile(r"\s*[,，|｜;；]\s*")
BETWEEN_WORDS = re.compile(r"\s*[,，、;；\t]\s*")
MAX_LENGTH = 8000
MAX_LINES = 500


class LinesField(forms.CharField):
    """Several lines, each of them one entry; an entry that is wrong is named with its line and nothing typed is lost."""

    def __init__(self, fact: FactDef, label: str) -> None:
        super().__init__(label=label, required=False, max_length=MAX_LENGTH, widget=forms.Textarea(attrs={"rows": 4}))
        self.fact = fact

    def clean(self, value: Any) -> Any:
        """Return the entries as they are stored, None for an empty box; raise ValidationError naming every wrong line."""
        text = super().clean(value)
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) > MAX_LINES:
            raise ValidationError(f"最多 {MAX_LINES} 行，实有 {len(lines)} 行")
        entries, problems = [], []
        for number, line in enumerate(lines, 1):
            try:
                entries.append(self.entry(line))
            except ValueError as error:
                problems.append(f"第 {number} 行：{error}")
        if problems:
            raise ValidationError(problems)
        return self.whole(entries) if entries else None

    def entry(self, line: str) -> Any:
        """Return the entry that a line says; raises ValueError in words."""
        text = line.strip()
        return plain(convert(FactDef("", "", "list", item=self.fact.item), [text])[0])

    def whole(self, entries: list[Any]) -> Any:
        """Return the entries together."""
        return entries


class RowsField(LinesField):
    """A table: each line is a row, its columns in the order of the fact's fields, as Excel pastes them."""

    def entry(self, line: str) -> dict[str, Any]:
        """Return the row by field name; a choice may be written by its label."""
        cells = [cell.strip() for cell in (line.split("\t") if "\t" in line else COLUMN.split(line))]
        fields = list(self.fact.fields.values())
        if len(cells) > len(fields):
            raise ValueError(
                f"应有 {len(fields)} 列（{'、'.join(field.label for field in fields)}），实有 {len(cells)} 列"
            )
        row = {field.name: typed(field, cell) for field, cell in zip(fields, cells, strict=False) if cell}
        for field in fields:
            if field.name not in row:
                raise ValueError(f"缺少{field.label}")
        return row


class NamedValuesField(LinesField):
    """Names with values: each line is a name, a colon, and a number or several words."""

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


def typed(field: FactDef, cell: str) -> Any:
    """Return a cell as it is stored; raises ValueError naming the column."""
    by_label = {label: key for key, label in field.choices}
    value: Any = by_label.get(cell, cell)
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
