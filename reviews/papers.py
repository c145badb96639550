"""Papers of a case as A4 PDF: the site check's form, the experts' summary, the agreement."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

import typst
from django.conf import settings

TEMPLATE = Path(__file__).parent / "typst" / "paper.typ"


@dataclass(frozen=True)
class Block:
    """One section of a paper: a title, a text, and a table whose columns take `widths` parts of the line."""

    title: str
    text: str = ""
    head: list[str] = field(default_factory=list)
    widths: list[int] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)


@dataclass(frozen=True)
class Paper:
    """What a paper says: the facts at its head, its sections, and the lines for signatures."""

    title: str
    number: str
    facts: list[tuple[str, str]]
    blocks: list[Block]
    signatures: list[str] = field(default_factory=list)
    subtitle: str = ""
    digest: str = ""


def as_pdf(paper: Paper) -> bytes:
    """Return the paper as an A4 PDF with page numbers."""
    inputs = {"paper": json.dumps(asdict(paper), ensure_ascii=False)}
    pdf: bytes = typst.compile(TEMPLATE, font_paths=[settings.PDF_FONTS], format="pdf", sys_inputs=inputs)
    return pdf
