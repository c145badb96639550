"""The demo's scanned papers: one small PDF per material, marked as a specimen."""

import hashlib
from datetime import datetime
from functools import cache

import typst
from django.conf import settings

from accounts.models import User
from applications import documents
from applications.models import Application, Document
from policies.engine.model import Material

PAGE = """#set page(paper: "a5", flipped: true)
#set text(font: "Noto Sans SC", lang: "zh", size: 14pt)
#align(center + horizon)[#text(22pt)[{title}] \\ #v(8pt) 演示样例，非真实材料]
"""


@cache
def paper(title: str) -> bytes:
    """Return a one-page PDF with the material's title."""
    page = PAGE.format(title=title).encode()
    pdf: bytes = typst.compile(page, font_paths=[settings.PDF_FONTS])  # type: ignore[misc]
    return pdf


def file_paper(application: Application, material: Material, user: User, at: datetime, of: str = "") -> None:
    """File the specimen of a material, checked like any upload; each case has a file of its own, or that of case `of`."""
    content = paper(material.title) + f"\n% {of or application.number}\n".encode()
    accepted = documents.Accepted(content, "application/pdf", hashlib.sha256(content).hexdigest())
    documents.store(accepted)
    Document.objects.create(
        application=application,
        material=material.key,
        name=f"{material.title}.pdf",
        content_type=accepted.content_type,
        size=len(content),
        sha256=accepted.sha256,
        uploaded_by=user,
        uploaded_at=at,
    )
