"""The printable claim (申报书) and its stamped scan."""

from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import RoleRequest, requires_role
from accounts.models import Role
from applications import actions
from applications.forms import UploadForm
from applications.models import Application
from applications.papers import paper_state
from applications.queues import MEMBERS, roles_in
from applications.refusals import told_as_message
from applications.serving import claim_on_paper
from applications.views.browse import own
from applications.workflow import FINAL


@require_safe
@requires_role(*MEMBERS)
def application_paper(request: RoleRequest, number: str) -> HttpResponse:
    """The versions of the printed claim, and how the stamped scan stands to them."""
    return paper_page(request, own(request, number))


def paper_page(request: RoleRequest, application: Application, refused: Sequence[str] = ()) -> HttpResponse:
    """Return the page; `refused` says under the upload what is wrong with the file."""
    context = {
        "application": application,
        "paper": paper_state(application),
        "versions": application.papers.select_related("made_by").defer("content"),
        "is_clerk": Role.APPLICANT_CLERK in roles_in(application, request.user, request.today),
        "is_closed": application.status in FINAL,
        "refused": refused,
    }
    return render(request, "applications/paper.html", context, status=422 if refused else 200)


@require_POST
@requires_role(Role.APPLICANT_CLERK)
@told_as_message("application_list")
def paper_make(request: RoleRequest, number: str) -> HttpResponse:
    """Put what is declared now on paper (生成申报书)."""
    made = actions.make_paper(own(request, number), request.user, request.now)
    messages.success(request, f"申报书第 {made.number} 版已生成，可下载打印。")
    return redirect("application_paper", number)


@require_safe
@requires_role(*MEMBERS)
def paper_file(request: RoleRequest, number: str, version: int) -> HttpResponse:
    """One version of the printed claim as PDF."""
    papers = own(request, number).papers.select_related("application")
    return claim_on_paper(get_object_or_404(papers, number=version))


@require_POST
@requires_role(Role.APPLICANT_CLERK)
@told_as_message("application_list")
def scan_upload(request: RoleRequest, number: str) -> HttpResponse:
    """File the stamped scan (上传盖章申报书)."""
    application = own(request, number)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return paper_page(request, application, [str(each) for each in form.errors["file"]])
    try:
        actions.add_scan(application, form.cleaned_data["file"][0], request.user, request.now)
    except ValidationError as refusal:
        return paper_page(request, application, refusal.messages)
    state = paper_state(application)
    (messages.success if state.is_matched else messages.warning)(request, f"扫描件已上传：{state.explanation}。")
    return redirect("application_paper", number)
