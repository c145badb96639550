"""A notice as an Excel file: the list in the columns of the policy's document, for A4, with its digests and QR code."""

from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter

from publicity.cells import AMOUNTS
from publicity.differences import differences_shown
from publicity.documents import change_row, permanent_url, qr_png
from publicity.models import Notice

LINE = {"border": 1, "text_wrap": True, "valign": "vcenter"}
FORMATS: dict[str, dict[str, Any]] = {
    "text": {**LINE, "num_format": "@"},
    "head": {**LINE, "bold": True, "align": "center"},
    "money": {**LINE, "num_format": "#,##0.00####"},
    "title": {"bold": True, "font_size": 16, "align": "center", "valign": "vcenter", "text_wrap": True},
    "about": {"align": "center"},
    "right": {"align": "right"},
    "note": {"text_wrap": True, "valign": "top"},
}
HEAD_ROW = 3  # below title, number and unit


def notice_excel(notice: Notice) -> bytes:
    """Return the list as an Excel sheet: long digits as text, amounts as numbers, a total row, the notes below.

    Number and digests stand in the file's properties too, where a check finds them.
    """
    buffer = BytesIO()
    with xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        formats = {name: book.add_format(given) for name, given in FORMATS.items()}
        sheet = book.add_worksheet("公示")
        below = write_list(sheet, notice, formats)
        write_below(sheet, notice, formats, below)
        fit_to_paper(sheet, notice)
        if notice.changes:
            write_changes(book.add_worksheet("更正内容"), notice, formats)
        book.set_properties({"title": notice.title, "author": notice.bureau.name})
        for name, value in (("number", notice.number), ("sha256", notice.digest), ("sm3", notice.digest_sm3)):
            book.set_custom_property(name, value)
    return buffer.getvalue()


def write_list(sheet, notice: Notice, formats: dict) -> int:
    """Write title, number, unit, head, rows and total; return the first free row."""
    last = len(notice.columns) - 1
    sheet.merge_range(0, 0, 0, last, notice.title, formats["title"])
    sheet.set_row(0, 44)
    about = f"编号 {notice.number}　公示期 {notice.starts_on} 至 {notice.ends_on}　{notice.bureau}"
    sheet.merge_range(1, 0, 1, last, about, formats["about"])
    if notice.amount_unit and notice.total_yuan:
        sheet.write_string(2, last, f"单位：{notice.amount_unit}", formats["right"])
    sheet.write_row(HEAD_ROW, 0, [column["title"] for column in notice.columns], formats["head"])
    rows = [*notice.rows, *[notice.total_cells] * bool(notice.total_yuan)]
    for row_number, cells in enumerate(rows, start=HEAD_ROW + 1):
        for place, cell in enumerate(cells):
            if notice.columns[place]["source"] in AMOUNTS and cell:
                sheet.write_number(row_number, place, Decimal(cell), formats["money"])
            else:
                sheet.write_string(row_number, place, cell, formats["text"])
    return HEAD_ROW + 1 + len(rows)


def write_below(sheet, notice: Notice, formats: dict, row: int) -> None:
    """Write the notes, the permanent address, both digests and the QR code under the list."""
    told = [f"说明：{notice.notes}"] if notice.notes else []
    told += [f"永久地址：{permanent_url(notice)}", f"SHA-256：{notice.digest}", f"SM3：{notice.digest_sm3}"]
    for place, words in enumerate(told, start=row + 1):
        sheet.write_string(place, 0, words)
    sheet.insert_image(row + len(told) + 1, 0, "qr.png", {"image_data": qr_png(notice), "x_scale": 0.6, "y_scale": 0.6})


def write_changes(sheet, notice: Notice, formats: dict) -> None:
    """Write what a correction changed, line by line."""
    sheet.write_row(0, 0, ["类别", "对象", "更正前", "更正后"], formats["head"])
    for row, change in enumerate(differences_shown(notice), start=1):
        for place, cell in enumerate(change_row(change)):
            sheet.write_string(row, place, cell, formats["text"])
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 3, 36)


def fit_to_paper(sheet, notice: Notice) -> None:
    """Set A4, one page wide, with the head row repeated and columns as wide as their contents need."""
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD_ROW)
    sheet.freeze_panes(HEAD_ROW + 1, 0)
    sheet.set_footer("&C— &P —")
    titles = [column["title"] for column in notice.columns]
    for place in range(len(titles)):
        longest = max(len(cells[place]) for cells in [titles, *notice.rows[:500]])
        sheet.set_column(place, place, min(max(longest * 2, 8), 44))
