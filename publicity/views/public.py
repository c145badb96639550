"""The pages of a notice that everybody may read."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from policies.working_days import provisional_note
from publicity import documents
from publicity.cells import SheetCell, sheet_cells
from publicity.models import Notice, NoticeLine
from publicity.queues import public_lines, public_notices

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    """List the notices (公示), newest first, filtered by state and a word of the title."""
    state, word = request.GET.get("state", ""), request.GET.get("q", "").strip()[:60]
    notices = public_notices()
    if state in (Notice.State.PUBLISHED, Notice.State.CLOSED):
        notices = notices.filter(state=state)
    if word:
        notices = notices.filter(title__icontains=word)
    page = Paginator(notices, 20).get_page(request.GET.get("page"))
    return render(request, "publicity/notice_list.html", {"page": page, "state": state, "q": word})


@require_safe
def notice_detail(request: HttpRequest, number: str) -> HttpResponse:
    """Show one notice as published, with its window, channel, digest and files; it prints on A4."""
    notice = get_object_or_404(public_notices(), number=number)
    context = {
        "notice": notice,
        "lines": sheet_lines(notice),
        "total": sheet_cells(notice.columns, notice.total_cells),
        "is_open": notice.is_open_on(timezone.localdate()),
        "qr": documents.qr_svg(notice),
        "url": documents.permanent_url(notice),
        "provisional": provisional_note(notice.starts_on, notice.ends_on),
    }
    return render(request, "publicity/notice_detail.html", context)


def sheet_lines(notice: Notice) -> list[tuple[NoticeLine, list[SheetCell]]]:
    """Return the lines of a notice with their cells, as the printed list shows them."""
    return [(line, sheet_cells(notice.columns, line.cells)) for line in public_lines(notice)]


@require_safe
def notice_json(request: HttpRequest, number: str) -> HttpResponse:
    """Give the canonical JSON, whose SHA-256 is the digest."""
    notice = get_object_or_404(public_notices(), number=number)
    return as_file(documents.notice_json(notice), "application/json; charset=utf-8", f"{number}.json")


@require_safe
def notice_excel(request: HttpRequest, number: str) -> HttpResponse:
    """Give the list as an Excel file."""
    notice = get_object_or_404(public_notices(), number=number)
    return as_file(documents.notice_excel(notice), EXCEL, f"{number}.xlsx")


@require_safe
def notice_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """Give the notice as an A4 PDF."""
    notice = get_object_or_404(public_notices(), number=number)
    return as_file(documents.notice_pdf(notice), "application/pdf", f"{number}.pdf")


def as_file(content: bytes, content_type: str, name: str) -> HttpResponse:
    """Return a download of that name."""
    return HttpResponse(
        content, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
