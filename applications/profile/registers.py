"""The registers (部门登记数据) that bureaus bring in, and the columns of each (registers.yaml)."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml


@dataclass(frozen=True)
class Column:
    """A column of a register's template; `type` is uscc, text, number, date, year or month; `item` is what it fills."""

    key: str
    label: str
    type: str
    required: bool = False
    item: str = ""
    choices: tuple[str, ...] = ()
    example: str = ""
    help: str = ""


@dataclass(frozen=True)
class Register:
    """A register: who keeps it, its columns, and what a line gives: values of a period, an entry, or both.

    `period` names the column with the year or month; `entry` is the kind of entry that a line gives, if any.
    """

    key: str
    label: str
    holder: str
    columns: tuple[Column, ...]
    period: str = ""
    entry: str = ""
    help: str = ""

    @property
    def same(self) -> tuple[str, ...]:
        """Return the columns that tell one line from another: the same again is a duplicate or a conflict."""
        return ("uscc", self.period) if self.period and not self.entry else ("uscc", *self.entry_columns)

    @property
    def entry_columns(self) -> tuple[str, ...]:
        """Return the columns that name an entry."""
        return tuple(column.key for column in self.columns if column.key in ("name", "number", "year"))


@cache
def registers() -> dict[str, Register]:
    """Return the registers by key, in the order of the file."""
    rows = yaml.safe_load(Path(__file__).with_name("registers.yaml").read_text(encoding="utf-8"))
    return {row["key"]: Register(**{**row, "columns": tuple(map(_column, row["columns"]))}) for row in rows}


def _column(row: dict) -> Column:
    return Column(**{**row, "choices": tuple(row.get("choices", ()))})


def register_of(key: str) -> Register:
    """Return the register of that key; raises KeyError where there is none."""
    return registers()[key]
