"""A letter as an A4 PDF, from what was stored when it was issued."""

import json
from io import BytesIO
from pathlib import Path

import segno
import typst
from django.conf import settings

from accounts.canonical import digest_of
from reviews.models import Letter

TEMPLATE = Path(__file__).parent.parent / "typst" / "letter.typ"


def check_url(letter: Letter) -> str:
    """Return the address at which the letter can be checked."""
    return f"{settings.SITE_URL}{letter.path}"


def is_unchanged(letter: Letter) -> bool:
    """Tell whether the stored content still has the digest under which it was issued."""
    return digest_of(letter.content) == letter.digest


def letter_pdf(letter: Letter) -> bytes:
    """Return the letter as PDF with its QR code."""
    qr = BytesIO()
    segno.make(check_url(letter), error="m").save(qr, kind="svg", border=0, xmldecl=False)
    shown = {**letter.content, "digest": letter.digest, "url": check_url(letter), "qr": qr.getvalue().decode()}
    inputs = {"letter": json.dumps(shown, ensure_ascii=False)}
    return typst.compile(TEMPLATE, font_paths=[settings.PDF_FONTS], format="pdf", sys_inputs=inputs)
