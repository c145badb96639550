"""Materials that an enterprise files after acceptance (容缺): promised in the draft, filed on a page of their own."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import RoleRequest, requires_role
from accounts.models import Role
from applications import actions
from applications.forms import PromiseForm, UploadForm
from applications.forms.gaps import COMMITMENT
from applications.gaps import latest_day, may_be_promised
from applications.models import Application
from applications.refusals import told_as_message
from applications.views.browse import own, posted
from applications.workflow import Status


@require_http_methods(["GET", "HEAD", "POST"])
@requires_role(Role.APPLICANT_CLERK)
@told_as_message("application_list")
def application_gaps(request: RoleRequest, number: str) -> HttpResponse:
    application = own(request, number)
    if application.status != Status.DRAFT:
        return gaps_page(request, application)
    form = promise_form(application, request.today, posted(request))
    if request.method == "POST" and form.is_valid():
        actions.promise_materials(application, form.promised(), COMMITMENT, request.user, request.now)
        messages.success(request, "容缺申请已保存，由受理部门决定")
        return redirect("application_submit", number)
    status = 422 if form.errors else 200
    return render(request, "applications/promise.html", {"application": application, "form": form}, status=status)


def promise_form(application: Application, today: date, data) -> PromiseForm:
    """Return the form of the materials that may be missing."""
    promised = {gap.material: gap.promised_on for gap in application.gaps.all()}
    materials = may_be_promised(application)
    return PromiseForm(
        data, materials=materials, today=today, last=latest_day(application, today), promised=promised,
        initial={"committed": bool(promised)},
    )  # fmt: skip


def gaps_page(request: RoleRequest, application: Application, refused: tuple[int, list[str]] = (0, [])) -> HttpResponse:
    """Return what is still owed, each with its day and a place to file it; `refused` is (gap, what is wrong)."""
    rows = [(gap, gap.is_overdue(request.today)) for gap in application.gaps.all()]
    context = {"application": application, "rows": rows, "refused_pk": refused[0], "refused": refused[1]}
    return render(request, "applications/gaps.html", context, status=422 if refused[1] else 200)


@require_POST
@requires_role(Role.APPLICANT_CLERK)
@told_as_message("application_list")
def gap_file(request: RoleRequest, number: str, pk: int) -> HttpResponse:
    application = own(request, number)
    gap = get_object_or_404(application.gaps, pk=pk)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return gaps_page(request, application, (pk, [str(error) for error in form.errors["file"]]))
    gap.application = application
    try:
        actions.file_gap(gap, form.cleaned_data["file"][0], request.user, request.now)
    except ValidationError as refusal:
        return gaps_page(request, application, (pk, refusal.messages))
    messages.success(request, f"“{gap.label}”已补交，待受理部门确认")
    return redirect("application_gaps", number)
