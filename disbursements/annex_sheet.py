"""The Excel sheet of an annex: A4 landscape, repeated head row, long digits as text, group rows with sums."""

from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter

from policies.engine.model import Export

NUMBER = "#,##0.00####"


class AnnexSheet:
    """Writes title, unit, head, group rows and lines from top to bottom; `close` gives the file."""

    def __init__(self, export: Export, sums: list[bool]) -> None:
        self.export, self.sums = export, sums
        self.buffer = BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.book = xlsxwriter.Workbook(self.buffer, options)
        self.sheet = self.book.add_worksheet(export.key)
        line = {"border": 1, "text_wrap": True, "valign": "vcenter"}
        self.text = self.book.add_format({**line, "num_format": "@"})
        self.number = self.book.add_format({**line, "num_format": NUMBER})
        self.bold = self.book.add_format({**line, "num_format": "@", "bold": True, "bg_color": "#EEF1F6"})
        self.bold_number = self.book.add_format({**line, "num_format": NUMBER, "bold": True, "bg_color": "#EEF1F6"})
        self.row = 0
        self._head()

    def _head(self) -> None:
        last = len(self.export.columns) - 1
        title = self.book.add_format({"bold": True, "font_size": 16, "align": "center"})
        self.sheet.merge_range(0, 0, 0, last, self.export.title, title)
        self.sheet.write(1, 0, "填报单位（盖章）：")
        self.sheet.write(1, last, f"单位：{self.export.unit}", self.book.add_format({"align": "right"}))
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
        """Write a group row (合计、小计、本级、县区): its label, and the sums of the cases under it."""
        place = next((i for i, column in enumerate(self.export.columns) if column.source == "region.name"), 0)
        for index, is_sum in enumerate(self.sums):
            if is_sum:
                amounts = [row[index] for row in rows if isinstance(row[index], Decimal)]
                self.sheet.write_number(self.row, index, float(sum(amounts, Decimal(0))), self.bold_number)
            else:
                self.sheet.write_string(self.row, index, label if index == place else "", self.bold)
        self.row += 1

    def line(self, number: int, cells: list[Any]) -> None:
        """Write one case; the index column counts on over the groups."""
        for place, (column, value) in enumerate(zip(self.export.columns, cells, strict=True)):
            if column.source == "index":
                self.sheet.write_number(self.row, place, number, self.text)
            elif isinstance(value, Decimal):
                self.sheet.write_number(self.row, place, float(value), self.number)
            else:
                self.sheet.write_string(self.row, place, str(value), self.text)
        self.row += 1

    def close(self) -> bytes:
        """Write the lines below the table and return the file."""
        for text in ("填报人：", "联系电话：", "填报日期："):
            self.row += 1
            self.sheet.write(self.row, 0, text)
        self.book.close()
        return self.buffer.getvalue()
