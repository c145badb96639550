from typing import Any, Protocol

from django.core.files.storage import storages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from applications import antivirus
from applications.models import ClaimPaper, Scan
from applications.papers import paper_pdf

WITHHELD = {
    Scan.NOT_SCANNED: "这份文件还没有完成病毒检查，检查通过后即可查看，请稍后再试。",
    Scan.INFECTED: "这份文件查出病毒，不提供查看。",
}


class StoredFile(Protocol):
    """A file in the document storage: a material of a case, a photograph of a site check."""

    content_type: Any

    @property
    def name(self) -> Any:
        """The file's name for the browser."""

    @property
    def storage_name(self) -> str:
        """Where the bytes lie."""


def inline(file: StoredFile) -> FileResponse:
    """Return the stored file for viewing in the page; the browser may neither guess its type nor run anything in it."""
    stored = storages["documents"].open(file.storage_name)
    response = FileResponse(stored, content_type=file.content_type, filename=file.name)
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


class ScannedFile(StoredFile, Protocol):
    """A file that somebody uploaded and the antivirus service looks at."""

    virus_scan: Any


def is_withheld(file: ScannedFile, *, from_others: bool) -> bool:
    """Tell whether the file may not be shown: an infected one to nobody, an unscanned one not to others.

    Where no antivirus service is configured nothing waits for a scan.
    """
    if file.virus_scan == Scan.INFECTED:
        return True
    return from_others and file.virus_scan == Scan.NOT_SCANNED and antivirus.is_configured()


def show(request: HttpRequest, file: ScannedFile, *, from_others: bool = True) -> HttpResponseBase:
    """Return the file where it may be shown to this reader, else the sentence why not."""
    if is_withheld(file, from_others=from_others):
        text = WITHHELD[Scan(file.virus_scan)]
        return render(request, "portal/error.html", {"title": "暂不能查看", "text": text}, status=409)
    return inline(file)
