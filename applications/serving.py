from typing import Any, Protocol

from django.core.files.storage import storages
from django.http import FileResponse, HttpResponse

from applications.models import ClaimPaper
from applications.papers import paper_pdf


class StoredFile(Protocol):
    """A file in the document storage: a material of a case, a photograph of a site check."""

    content_type: Any

    @property
    def name(self) -> Any:
        """The file's name for the browser."""

    @property
    def storage_name(self) -> str:
        """Where the bytes lie."""


def inline(document: StoredFile) -> FileResponse:
    """Return the stored file for viewing in the page; the browser may neither guess its type nor run anything in it."""
    stored = storages["documents"].open(document.storage_name)
    response = FileResponse(stored, content_type=document.content_type, filename=document.name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; object-src 'self'"
    )
    response["Cache-Control"] = "private, no-store"
    return response


def claim_on_paper(paper: ClaimPaper) -> HttpResponse:
    """Return one version of the printed claim (申报书) as a PDF named after case and version."""
    response = HttpResponse(paper_pdf(paper), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{paper.application.number}-v{paper.number}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
