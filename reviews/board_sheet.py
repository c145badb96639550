"""The supervision board as an Excel workbook for A4: one sheet a table, codes as text, nothing read as a formula."""

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any

import xlsxwriter

Column = tuple[str, str]
MEASURED: tuple[Column, ...] = (
    ("已办", "done"), ("其中超时", "done_late"), ("平均（天）", "average"), ("中位数（天）", "median"), ("八成以内（天）", "p80"),
)  # fmt: skip
LIT: tuple[Column, ...] = (("红灯", "red"), ("黄灯", "yellow"), ("绿灯", "green"))
TABLES: dict[str, tuple[Column, ...]] = {
    "部门": (("区划", "bureau__region__name"), ("部门", "bureau__name"), *LIT, *MEASURED),
    "人员": (("部门", "bureau__name"), ("人员", "officer"), *LIT, *MEASURED),
    "环节": (("环节", "label"), *MEASURED),
    "按周": (("周（周一）", "label"), ("已办", "done"), ("其中超时", "done_late")),
    "在办件": (
        ("办件编号", "number"), ("企业", "enterprise"), ("政策", "policy"), ("环节", "title"), ("部门", "bureau"),
        ("承办人", "holder"), ("应办结日", "due_on"), ("时限", "clock"),
    ),
}  # fmt: skip


def board_excel(tables: Mapping[str, Iterable[dict[str, Any]]], about: str) -> bytes:
    """Return the workbook; `about` says what was asked for and when."""
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        line = {"border": 1, "valign": "vcenter", "text_wrap": True}
        formats = {
            "text": book.add_format({**line, "num_format": "@"}),
            "number": book.add_format({**line, "num_format": "0.##"}),
            "head": book.add_format({**line, "bold": True, "align": "center"}),
        }
        for name, rows in tables.items():
            sheet = book.add_worksheet(name)
            sheet.write_string(0, 0, about)
            _write(sheet, TABLES[name], list(rows), formats)
    return buffer.getvalue()


def _write(sheet: Any, columns: Sequence[Column], rows: list[dict[str, Any]], formats: dict[str, Any]) -> None:
    for place, (title, key) in enumerate(columns):
        sheet.write_string(1, place, title, formats["head"])
        sheet.set_column(place, place, 24 if key in ("bureau__name", "enterprise", "policy", "number") else 12)
        for number, row in enumerate(rows, start=2):
            value = row.get(key)
            if isinstance(value, int | float):
                sheet.write_number(number, place, value, formats["number"])
            else:
                sheet.write_string(number, place, "" if value is None else str(value), formats["text"])
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1)
    sheet.freeze_panes(2, 0)
    sheet.set_footer("&C— &P —")
