"""Reading a register's file (Excel or CSV): its header is matched by label, every cell comes out as text or a date."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from python_calamine import CalamineError, CalamineWorkbook

from applications.documents import kind_of
from applications.openers import OPENERS
from applications.profile.registers import Register

ENCODINGS = ("utf-8-sig", "gb18030")
HEADER_WITHIN = 5  # so many lines of title may stand above the header


@dataclass(frozen=True)
class Line:
    """A line of the file: its number as the sheet shows it, and its cells by column key."""

    number: int
    cells: dict[str, Any]


def read_lines(content: bytes, register: Register) -> list[Line]:
    """Return the filled lines below the header; raises ValidationError for a file that is not this register's."""
    rows = _sheet(content) if content.startswith(b"PK\x03\x04") else _csv(content)
    numbered = enumerate(rows, start=1)
    places = _header(numbered, register)
    lines = [
        Line(number, {key: _plain(row[at]) for key, at in places.items() if at < len(row)}) for number, row in numbered
    ]
    found = [line for line in lines if any(cell != "" for cell in line.cells.values())]
    if not found:
        raise ValidationError("表头下面没有数据行")
    return found


def _header(numbered: Iterator[tuple[int, list]], register: Register) -> dict[str, int]:
    wanted = {column.label: column for column in register.columns}
    for number, row in numbered:
        labels = ["".join(str(cell).split()) for cell in row]
        if wanted[register.columns[0].label].label in labels:
            missing = [label for label, column in wanted.items() if column.required and label not in labels]
            if missing:
                raise ValidationError(f"第 {number} 行表头缺少：{'、'.join(missing)}。请使用下载的模板")
            return {column.key: labels.index(label) for label, column in wanted.items() if label in labels}
        if number >= HEADER_WITHIN:
            break
    raise ValidationError(f"没有找到表头（应有“{register.columns[0].label}”一列）。请使用下载的模板")


def _sheet(content: bytes) -> list[list]:
    if kind_of(content) != "xlsx":
        raise ValidationError("文件不是 Excel 工作簿（xlsx）。请另存为 xlsx 或 CSV 后上传")
    OPENERS["xlsx"](content)
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
