"""Real files to upload: what an enterprise scans, photographs and exports, and one that only pretends to be a PDF."""

import io
from itertools import count

import xlsxwriter
from PIL import Image
from playwright.sync_api import FilePayload
from pypdf import PdfWriter

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
serial = count(1)


def pdf(name: str = "扫描件") -> FilePayload:
    """A PDF of one A4 page; no two are equal."""
    writer, content = PdfWriter(), io.BytesIO()
    writer.add_blank_page(595, 842)
    writer.add_metadata({"/Title": f"{name} {next(serial)}"})
    writer.write(content)
    return {"name": f"{name}.pdf", "mimeType": "application/pdf", "buffer": content.getvalue()}


def photograph(name: str = "照片") -> FilePayload:
    """A PNG picture."""
    content = io.BytesIO()
    Image.new("RGB", (320, 200 + next(serial)), "#1d4f91").save(content, "PNG")
    return {"name": f"{name}.png", "mimeType": "image/png", "buffer": content.getvalue()}


def workbook(name: str = "明细表") -> FilePayload:
    """An Excel workbook with two months of figures."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet("用电量")
        sheet.write_row(0, 0, ["月份", "千瓦时"])
        sheet.write_row(1, 0, [1, 200000 + next(serial)])
    return {"name": f"{name}.xlsx", "mimeType": SHEET, "buffer": content.getvalue()}


def programme_called_pdf() -> FilePayload:
    """A Windows programme whose name was changed to end in .pdf."""
    return {"name": "营业执照.pdf", "mimeType": "application/pdf", "buffer": b"MZ\x90\x00" + bytes(2048)}
