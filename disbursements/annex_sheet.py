"""The Excel sheet of an annex: A4 landscape, repeated head row, long digits as text, group rows with sums."""

from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter

from policies.engine.model import Export

MONEY = "#,##0.00####"
NUMBERS = {"人": "#,##0", "户": "#,##0", "件": "#,##0", "千瓦时": "#,##0.00", "%": '0.00"%"'}
GROUP = {"bold": True, "bg_color": "#EEF1F6"}


class AnnexSheet:
    """Writes title, unit, head, group rows and lines from top to bottom; `close` gives the file."""

    def __init__(self, export: Export, sums: list[bool], units: list[str]) -> None:
        self.export, self.sums = export, sums
        self.buffer = BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.book = xlsxwriter.Workbook(self.buffer, options)
        self.sheet = self.book.add_worksheet(export.key)
        line = {"border": 1, "text_wrap": True, "valign": "vcenter"}
        formats = [NUMBERS.get(unit, MONEY) for unit in units]
        self.text = self.book.add_format({**line, "num_format": "@"})
        self.numbers = [self.book.add_format({**line, "num_format": each}) for each in formats]
        self.bold = self.book.add_format({**line, **GROUP, "num_format": "@"})
        self.sums_bold = [self.book.add_format({**line, **GROUP, "num_format": each}) for each in formats]
        self.row = self.number = 0
        self._head()

    def _head(self) -> None:
        last = len(self.export.columns) - 1
        title = self.book.add_format({"bold": True, "font_size": 16, "align": "center"})
        self.sheet.merge_range(0, 0, 0, last, self.export.title, title)
        self.sheet.write(1, 0, "填报单位（盖章）：")
        unit = f"{'金额单位' if self.export.unit.endswith('元') else '单位'}：{self.export.unit}"
        self.sheet.write(1, last, unit, self.book.add_format({"align": "right"}))
        head = self.book.add_format(
            {"bold": True, "border": 1, "text_wrap": True, "align": "center", "valign": "vcenter"}
        )
        for place, column in enumerate(self.export.columns):
            self.sheet.write_string(2, place, column.title, head)
            self.sheet.set_column(
                place, place, 6 if column.source == "index" else max(11, min(len(column.title) * 2, 22))
            )
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(2)
        self.sheet.freeze_panes(3, 0)
        self.sheet.set_footer("&C— &P —")
        self.row = 3

    def group(self, label: str, rows: list[list[Any]]) -> None:
        """Write a group row (合计、小计、本级、县区), numbered like every row: its label, and the sums under it."""
        self.number += 1
        self._sums(label, rows, self.number)

    def closing_total(self, rows: list[list[Any]]) -> None:
        """Write the total (合计) below the last row."""
        self._sums("合计", rows, None)

    def _sums(self, label: str, rows: list[list[Any]], number: int | None) -> None:
        sources = [column.source for column in self.export.columns]
        label_at = sources.index("region.name") if "region.name" in sources else 0
        for place, source in enumerate(sources):
            if self.sums[place]:
                amounts = [row[place] for row in rows if isinstance(row[place], Decimal)]
                self.sheet.write_number(self.row, place, float(sum(amounts, Decimal(0))), self.sums_bold[place])
            elif place == label_at:
                self.sheet.write_string(self.row, place, label, self.bold)
            elif source == "index" and number:
                self.sheet.write_number(self.row, place, number, self.bold)
            else:
                self.sheet.write_string(self.row, place, "", self.bold)
        self.row += 1

    def line(self, cells: list[Any]) -> None:
        """Write one case; the index column counts on over the groups."""
        self.number += 1
        for place, (column, value) in enumerate(zip(self.export.columns, cells, strict=True)):
            if column.source == "index":
                self.sheet.write_number(self.row, place, self.number, self.text)
            elif isinstance(value, Decimal):
                self.sheet.write_number(self.row, place, float(value), self.numbers[place])
            else:
                self.sheet.write_string(self.row, place, str(value), self.text)
        self.row += 1

    def close(self) -> bytes:
        """Write the lines below the table and return the file."""
        note = [f"注：{self.export.note}"] if self.export.note else []
        for text in (*note, "填报人：", "联系电话：", "填报日期："):
            self.row += 1
            self.sheet.write(self.row, 0, text)
        self.book.close()
        return self.buffer.getvalue()
