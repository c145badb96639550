"""A notice as files: canonical JSON, Excel, PDF, and the QR code of its permanent address."""

import json
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import segno
import typst
import xlsxwriter
from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format

from accounts.canonical import canonical
from publicity.cells import AMOUNTS
from publicity.models import Notice

TEMPLATE = Path(__file__).parent / "typst" / "notice.typ"


def permanent_url(notice: Notice) -> str:
    """Return the address under which the notice stays for good."""
    return f"{settings.SITE_URL}{reverse('notice_detail', args=[notice.number])}"


def qr_svg(notice: Notice) -> str:
    """Return the QR code of the permanent address as an SVG element."""
    return segno.make(permanent_url(notice), error="m").svg_inline(scale=3, border=2, title="公示永久地址二维码")


def notice_json(notice: Notice) -> bytes:
    """Return the canonical JSON: the SHA-256 of exactly these bytes is the notice's digest."""
    return canonical(notice.content()).encode()


def notice_excel(notice: Notice) -> bytes:
    """Return the list as an Excel sheet for A4: long digits as text, amounts as numbers, a total row."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        sheet = book.add_worksheet("公示")
        line = {"border": 1, "text_wrap": True, "valign": "vcenter"}
        text, head = (
            book.add_format({**line, "num_format": "@"}),
            book.add_format({**line, "bold": True, "align": "center"}),
        )
        money = book.add_format({**line, "num_format": "#,##0.00####"})
        last = len(notice.columns) - 1
        sheet.merge_range(
            0, 0, 0, last, notice.title, book.add_format({"bold": True, "font_size": 16, "align": "center"})
        )
        about = f"编号 {notice.number}　公示期 {notice.starts_on} 至 {notice.ends_on}　{notice.bureau}"
        sheet.merge_range(1, 0, 1, last, about, book.add_format({"align": "center"}))
        sheet.write_row(2, 0, [column["title"] for column in notice.columns], head)
        for row_number, cells in enumerate([*notice.rows, *[notice.total_cells] * bool(notice.total_yuan)], start=3):
            for place, cell in enumerate(cells):
                if notice.columns[place]["source"] in AMOUNTS and cell:
                    sheet.write_number(row_number, place, Decimal(cell), money)
                else:
                    sheet.write_string(row_number, place, cell, text)
        fit_to_paper(sheet, notice)
    return buffer.getvalue()


def fit_to_paper(sheet, notice: Notice) -> None:
    """Set A4, one page wide, with the head row repeated and columns as wide as their contents need."""
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)
    sheet.freeze_panes(3, 0)
    sheet.set_footer("&C— &P —")
    titles = [column["title"] for column in notice.columns]
    for place in range(len(titles)):
        longest = max(len(cells[place]) for cells in [titles, *notice.rows[:500]])
        sheet.set_column(place, place, min(max(longest * 2, 8), 44))


def notice_pdf(notice: Notice) -> bytes:
    """Return the notice as an A4 PDF with page numbers, QR code and digest."""
    qr = BytesIO()
    segno.make(permanent_url(notice), error="m").save(qr, kind="svg", border=0, xmldecl=False)
    content = {
        **notice.content(),
        "bureau_name": notice.bureau.name,
        "unit_label": notice.get_unit_display(),
        "total": notice.total_cells if notice.total_yuan else [],
        "list_name": notice.list_name,
        "digest": notice.digest,
        "url": permanent_url(notice),
        "qr": qr.getvalue().decode(),
        "published_on": date_format(notice.starts_on or "", "Y年n月j日"),
    }
    inputs = {"notice": json.dumps(content, ensure_ascii=False)}
    return typst.compile(TEMPLATE, font_paths=[settings.PDF_FONTS], format="pdf", sys_inputs=inputs)
