"""The bad lines of a register's file (问题行), as a file to be mended and brought in again."""

import csv
import io
from datetime import date
from typing import Any

import xlsxwriter

from applications.profile.checking import Checked
from applications.profile.reading import LINE, PROBLEM, Line
from applications.profile.registers import Register

FORMULA = ("=", "+", "-", "@")


def bad_rows(register: Register, lines: list[Line], checked: Checked) -> list[list[str]]:
    """Return the header and each line with a problem as the file has it, with its number and every reason at the end."""
    reasons: dict[int, list[str]] = {}
    for number, sentence in checked.problems:
        reasons.setdefault(number, []).append(sentence)
    rows = [[column.label for column in register.columns] + [LINE, PROBLEM]]
    for line in lines:
        if line.number in reasons:
            cells = [_text(line.cells.get(column.key, "")) for column in register.columns]
            rows.append([*cells, str(line.number), "；".join(reasons[line.number])])
    return rows


def _text(cell: Any) -> str:
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def as_csv(rows: list[list[str]]) -> bytes:
    """Return the rows as CSV for Excel; a cell that Excel would take for a formula begins with a tab, which reading drops."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([f"\t{cell}" if cell.startswith(FORMULA) else cell for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def as_excel(rows: list[list[str]]) -> bytes:
    """Return the rows as a workbook of text cells, the reason set apart."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    head, text = book.add_format({"bold": True, "bg_color": "#eef1f6"}), book.add_format({"num_format": "@"})
    wrong = book.add_format({"num_format": "@", "font_color": "#b3261e"})
    sheet = book.add_worksheet("问题行")
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            is_reason = place == len(row) - 1
            sheet.write_string(number, place, cell, head if not number else wrong if is_reason else text)
    for place, label in enumerate(rows[0]):
        sheet.set_column(place, place, 60 if label == PROBLEM else max(14, len(label) * 2 + 2))
    sheet.freeze_panes(1, 0)
    book.close()
    return buffer.getvalue()
