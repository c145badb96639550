"""The pages of a notice that everybody may read."""

from django.core.files.storage import storages
from django.core.paginator import Page, Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from policies.working_days import provisional_note
from publicity import documents
from publicity.cells import SheetCell, sheet_cells
from publicity.differences import differences_shown
from publicity.models import Notice, NoticeLine, NoticePdf
from publicity.queues import lines_named, named, public_lines, public_notices
from publicity.sheets import notice_excel as notice_excel_file
from publicity.windows import window_note

PDF = "application/pdf"
PER_PAGE, WHOLE = 100, 100_000  # lines of a notice on one page; all of them, for paper
STANDING = (Notice.State.PUBLISHED, Notice.State.CLOSED, Notice.State.SUPERSEDED)
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    """List the notices (公示), newest first, filtered by state and title; or the lines of an enterprise across all of them."""
    state, word = request.GET.get("state", ""), request.GET.get("q", "").strip()[:60]
    firm = request.GET.get("enterprise", "").strip()[:60]
    if firm:
        page = Paginator(lines_named(firm), 20).get_page(request.GET.get("page"))
        return render(request, "publicity/notice_search.html", {"page": page, "enterprise": firm})
    notices = public_notices()
    if state in (Notice.State.PUBLISHED, Notice.State.CLOSED, Notice.State.SUPERSEDED):
        notices = notices.filter(state=state)
    if word:
        notices = notices.filter(title__icontains=word)
    page = Paginator(notices, 20).get_page(request.GET.get("page"))
    return render(request, "publicity/notice_list.html", {"page": page, "state": state, "q": word})


@require_safe
def notice_detail(request: HttpRequest, number: str) -> HttpResponse:
    """Show one notice as published, with its window, channel, digests and files; it prints on A4."""
    notice = get_object_or_404(
        public_notices().select_related("replaces").defer("rows", "replaces__rows"), number=number
    )
    page = line_page(request, notice)
    context = {
        "notice": notice,
        "page": page,
        "q": request.GET.get("q", "").strip()[:60],
        "lines": sheet_lines(notice, page),
        "total": sheet_cells(notice.columns, notice.total_cells),
        "is_open": notice.is_open_on(timezone.localdate()),
        "changes": differences_shown(notice) if notice.replaces_id else [],
        "correction": notice.corrections.filter(state__in=STANDING).only("number").first(),
        "extensions": notice.extensions.all() if notice.is_extended else [],
        "qr": documents.qr_svg(notice),
        "url": documents.permanent_url(notice),
        "provisional": provisional_note(notice.starts_on, notice.ends_on),
        "moved": window_note(notice, timezone.localdate()),
    }
    return render(request, "publicity/notice_detail.html", context)


def line_page(request: HttpRequest, notice: Notice) -> Page:
    """Return a page of the notice's lines, of those whose printed name contains `?q=`; `?print=all` gives all of them."""
    lines = public_lines(notice)
    if word := request.GET.get("q", "").strip()[:60]:
        lines = named(lines, word)
    whole = request.GET.get("print") == "all"
    return Paginator(lines, WHOLE if whole else PER_PAGE).get_page(1 if whole else request.GET.get("page"))


def sheet_lines(notice: Notice, page: Page) -> list[tuple[NoticeLine, list[SheetCell]]]:
    """Return the lines of one page with their cells, as the printed list shows them."""
    return [(line, sheet_cells(notice.columns, line.cells)) for line in page]


@require_safe
def notice_json(request: HttpRequest, number: str) -> HttpResponse:
    """Give the canonical JSON, whose SHA-256 is the digest."""
    notice = get_object_or_404(public_notices(), number=number)
    return as_file(documents.notice_json(notice), "application/json; charset=utf-8", f"{number}.json")


@require_safe
def notice_excel(request: HttpRequest, number: str) -> HttpResponse:
    """Give the list as an Excel file."""
    notice = get_object_or_404(public_notices(), number=number)
    return as_file(notice_excel_file(notice), EXCEL, f"{number}.xlsx")


@require_safe
def notice_pdf(request: HttpRequest, number: str) -> HttpResponseBase:
    """Give the notice as an A4 PDF; a long one from the file that was laid out after publishing, or how far it is."""
    notice = get_object_or_404(public_notices(), number=number)
    pdf = notice.pdfs.filter(ends_on=notice.ends_on).first()
    if pdf is None:
        return as_file(documents.notice_pdf(notice), PDF, f"{number}.pdf")
    if pdf.state == NoticePdf.State.DONE:
        stored = storages["documents"].open(pdf.file)
        return FileResponse(stored, as_attachment=True, filename=f"{number}.pdf", content_type=PDF)
    return render(request, "publicity/notice_pdf.html", {"notice": notice, "pdf": pdf, "seconds": waited(pdf)})


@require_safe
def notice_pdf_progress(request: HttpRequest, number: str) -> HttpResponse:
    """Tell how far the PDF of a long notice is; the page is loaded anew when it is there."""
    notice = get_object_or_404(public_notices(), number=number)
    pdf = get_object_or_404(notice.pdfs, ends_on=notice.ends_on)
    response = render(request, "publicity/notice_pdf_progress.html", {"pdf": pdf, "seconds": waited(pdf)})
    if pdf.state in (NoticePdf.State.DONE, NoticePdf.State.FAILED):
        response["HX-Refresh"] = "true"
    return response


def waited(pdf: NoticePdf) -> int:
    """Return for how many seconds the PDF was asked for."""
    return max(int((timezone.now() - pdf.asked_at).total_seconds()), 0)


def as_file(content: bytes, content_type: str, name: str) -> HttpResponse:
    """Return a download of that name."""
    return HttpResponse(
        content, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
