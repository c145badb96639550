"""A notice as files: canonical JSON, PDF (the Excel is in sheets.py), and the QR code of its permanent address."""

import json
from io import BytesIO
from pathlib import Path

import segno
import typst
from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format

from accounts.canonical import canonical
from publicity.differences import Shown, differences_shown
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


def change_row(change: Shown) -> tuple[str, str, str, str]:
    """Return one difference of a correction for paper: kind, whom, before, after."""
    told = [(f"{title}：" * bool(title), before, after) for title, before, after in change.columns]
    before = "；".join(f"{title}{text or '（无）'}" for title, text, _ in told)
    after = "；".join(f"{title}{text or '（无）'}" for title, _, text in told)
    return change.label, change.name, before, after


def qr_png(notice: Notice) -> BytesIO:
    """Return the QR code of the permanent address as a PNG image."""
    image = BytesIO()
    segno.make(permanent_url(notice), error="m").save(image, kind="png", scale=4, border=2)
    return image


def notice_pdf(notice: Notice) -> bytes:
    """Return the notice as an A4 PDF with page numbers, QR code and digests; the verify page compares its text line by line."""
    qr = BytesIO()
    segno.make(permanent_url(notice), error="m").save(qr, kind="svg", border=0, xmldecl=False)
    content = {
        **notice.content(),
        "rounds_named": "、".join(each["name"] for each in notice.rounds),
        "extensions": [
            {"ends_on": str(each.ends_on), "reason": each.reason}
            for each in notice.extensions.filter(ends_on__lte=notice.ends_on)
        ],
        "differences": [list(change_row(change)) for change in differences_shown(notice)],
        "bureau_name": notice.bureau.name,
        "unit_label": notice.get_unit_display(),
        "total": notice.total_cells if notice.total_yuan else [],
        "list_name": notice.list_name,
        "digest": notice.digest,
        "digest_sm3": notice.digest_sm3,
        "url": permanent_url(notice),
        "qr": qr.getvalue().decode(),
        "published_on": date_format(notice.starts_on or "", "Y年n月j日"),
    }
    inputs = {"notice": json.dumps(content, ensure_ascii=False)}
    return typst.compile(TEMPLATE, font_paths=[settings.PDF_FONTS], format="pdf", sys_inputs=inputs)
