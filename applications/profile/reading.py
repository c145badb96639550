"""Reading a register's file (Excel or CSV): its header is matched by label, every cell comes out as text or a date."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from python_calamine import CalamineError, CalamineWorkbook

from applications.documents import kind_of
from applications.openers import OPENERS
from applications.profile.registers import Column, Register
from applications.spreadsheets import check_extent

ENCODINGS = ("utf-8-sig", "gb18030")
HEADER_WITHIN = 5  # so many lines of title may stand above the header
ENOUGH_OF_A_HEADER = 2  # headings of ours in one line make it the header
LINE, PROBLEM = "原行号", "问题"
ADDED = (LINE, PROBLEM)  # what a download of bad lines has beside the register's own columns


@dataclass(frozen=True)
class Line:
    """A line of the file: its number as the sheet shows it, and its cells by column key."""

    number: int
    cells: dict[str, Any]


@dataclass(frozen=True)
class Header:
    """The header of a file: where each column of the register stands, and what is odd about it, in words."""

    places: dict[str, int]
    remarks: list[str]


@dataclass(frozen=True)
class Read:
    """A file that could be read: its filled lines, and what is odd about its header."""

    lines: list[Line]
    remarks: list[str]


def read_file(content: bytes, register: Register) -> Read:
    """Return what stands below the header; raises ValidationError for a file that is not this register's."""
    numbered = enumerate(rows_of(content), start=1)
    header = _header(numbered, register)
    lines = [
        Line(number, {key: _plain(row[at]) for key, at in header.places.items() if at < len(row)})
        for number, row in numbered
    ]
    found = [line for line in lines if any(cell != "" for cell in line.cells.values())]
    if not found:
        raise ValidationError("表头下面没有数据行")
    return Read(found, header.remarks)


def read_lines(content: bytes, register: Register) -> list[Line]:
    """Return the filled lines below the header; raises ValidationError for a file that is not this register's."""
    return read_file(content, register).lines


def rows_of(content: bytes) -> Iterable[list]:
    """Return the rows of an Excel workbook's first sheet or of a CSV file as they are; raises ValidationError for any other."""
    return _sheet(content) if content.startswith(b"PK\x03\x04") else _csv(content)


def _label(cell: Any) -> str:
    """Return a heading as it is compared: without blanks, half-width."""
    return "".join(unicodedata.normalize("NFKC", str(cell)).split())


def _header(numbered: Iterator[tuple[int, list]], register: Register) -> Header:
    wanted = {_label(column.label): column for column in register.columns}
    for number, row in numbered:
        labels = [_label(cell) for cell in row]
        known = [label for label in wanted if label in labels]
        if len(known) >= ENOUGH_OF_A_HEADER:
            missing = [column.label for label, column in wanted.items() if label not in labels and column.required]
            if missing:
                raise ValidationError(f"第 {number} 行表头缺少：{'、'.join(missing)}。请使用下载的模板")
            return Header({wanted[label].key: labels.index(label) for label in known}, _odd(row, labels, wanted))
        if number >= HEADER_WITHIN:
            break
    names = "、".join(column.label for column in register.columns if column.required)
    raise ValidationError(f"前 {HEADER_WITHIN} 行里没有找到表头（应有：{names}）。请使用下载的模板")


def _odd(row: list, labels: list[str], wanted: dict[str, Column]) -> list[str]:
    """Return a sentence for each optional column that the file lacks, and for each heading that nothing reads."""
    lacking = [column.label for label, column in wanted.items() if label not in labels]
    unknown = [str(cell) for cell, label in zip(row, labels, strict=True) if label and label not in wanted]
    unknown = [label for label in unknown if label not in ADDED]
    return [f"没有“{label}”一列，按未填处理" for label in lacking] + [
        f"“{label}”一列不在模板中，没有读取" for label in unknown
    ]


def _sheet(content: bytes) -> list[list]:
    if kind_of(content) != "xlsx":
        raise ValidationError("文件不是 Excel 工作簿（xlsx）。请另存为 xlsx 或 CSV 后上传")
    OPENERS["xlsx"](content)
    check_extent(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, IndexError) as error:
        raise ValidationError("工作簿无法打开，请重新导出后上传") from error


def _csv(content: bytes) -> Iterable[list]:
    if b"\x00" in content[:4096]:
        raise ValidationError("文件不是 Excel（xlsx）或 CSV。旧版 xls 请另存为 xlsx 后上传")
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        try:
            return list(csv.reader(io.StringIO(text, newline="")))
        except csv.Error as error:
            raise ValidationError("CSV 无法读取，请重新导出后上传") from error
    raise ValidationError("CSV 的编码无法识别，请存为 UTF-8 或 GB18030")


def _plain(cell: Any) -> Any:
    """Return a cell as text, a date as a date; a whole number as Excel keeps it loses its .0."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
