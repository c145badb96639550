from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import RoleRequest, requires_role
from accounts.models import Role
from applications.models import Application
from applications.queues import own_applications
from applications.refusals import told_as_message
from applications.serving import inline
from reviews.actions import site_checks as actions
from reviews.actions import site_draws as draws
from reviews.forms.deciding import ReasonForm
from reviews.models import ReviewTask, VisitChange
from reviews.papers import as_pdf
from reviews.queues import REVIEW_ROLES
from reviews.site_checks import check_task, current_visit, is_officer, measurable_facts, officers_for, record_of
from reviews.site_draws import sample_of
from reviews.site_forms import AnotherDateForm, PhotoForm, RecordForm, appointment_form
from reviews.site_paper import site_paper
from reviews.stages import stage_of
from reviews.views.cases import READERS, own_task, visible

MEMBERS = (Role.APPLICANT_CLERK, Role.ENTERPRISE_ADMIN)


def visited(request: RoleRequest, number: str) -> tuple[Application, ReviewTask]:
    """Return the case that the official may read, with its site check, or 404."""
    application = visible(request, number)
    task = check_task(application)
    if task is None:
        raise Http404
    return application, task


@require_safe
@requires_role(*READERS)
def site_check(request: RoleRequest, number: str) -> HttpResponse:
    application, task = visited(request, number)
    return check_page(request, application, task, {})


def check_page(request: RoleRequest, application: Application, task: ReviewTask, bound: dict) -> HttpResponse:
    """Return the site check on one page; `bound` holds a form that was just refused."""
    visit, record = current_visit(task), record_of(task)
    signed = record.signatures.all() if record else []
    is_open = task.state == ReviewTask.State.OPEN
    goes = is_open and is_officer(visit, request.user)
    sample, is_own = sample_of(task), own_task(request, application) is not None
    context = {
        "application": application,
        "task": task,
        "visit": visit,
        "change": VisitChange.objects.filter(task=task).first(),
        "record": record,
        "signed": signed,
        "photos": task.photos.all(),
        "stage": stage_of(application, task.stage),
        "sample": sample,
        "may_draw": sample.state == "waiting" and is_own,
        "may_appoint": is_open and not signed and is_own and sample.state != "waiting",
        "may_record": goes and not signed,
        "may_sign": goes and record is not None and request.user.pk not in [each.officer_id for each in signed],
        "forms": {name: bound.get(name) or make(request, application, task, None) for name, (make, _) in ACTS.items()},
    }
    return render(request, "reviews/site_check.html", context, status=422 if bound else 200)


def visit_form(request: RoleRequest, application: Application, task: ReviewTask, posted: Any) -> forms.Form:
    """Return the form of the appointment."""
    officers = officers_for(task, request.today)
    return appointment_form(posted, application, officers, current_visit(task))


def record_form(request: RoleRequest, application: Application, task: ReviewTask, posted: Any) -> forms.Form:
    """Return the check form."""
    checklist = stage_of(application, task.stage).checklist
    return RecordForm(
        posted, checklist=checklist, facts=measurable_facts(application), record=record_of(task), prefix="record"
    )


def photo_form(request: RoleRequest, application: Application, task: ReviewTask, posted: Any) -> forms.Form:
    """Return the form of a photograph."""
    return PhotoForm(posted, request.FILES if posted is not None else None, prefix="photo")


def sign_form(request: RoleRequest, application: Application, task: ReviewTask, posted: Any) -> forms.Form:
    """Return the form of a signature or a draw, which asks for nothing."""
    return forms.Form(posted)


def reason_form(request: RoleRequest, application: Application, task: ReviewTask, posted: Any) -> forms.Form:
    """Return the form that asks why a case is checked without drawing."""
    return ReasonForm(posted, prefix="direct")


Make = Callable[[RoleRequest, Application, ReviewTask, Any], forms.Form]
Do = Callable[[ReviewTask, Any, Any, Any], Any]
ACTS: dict[str, tuple[Make, Do]] = {
    "draw": (sign_form, lambda task, user, at, form: draws.draw_checks(task, user, at)),
    "direct": (
        reason_form,
        lambda task, user, at, form: draws.direct_check(task, user, at, form.cleaned_data["reason"]),
    ),
    "appoint": (visit_form, lambda task, user, at, form: actions.appoint(task, user, at, form.terms())),
    "record": (record_form, lambda task, user, at, form: actions.record(task, user, at, form.found())),
    "photo": (
        photo_form,
        lambda task, user, at, form: actions.add_photo(
            task, user, at, form.cleaned_data["photo"], form.cleaned_data["caption"]
        ),
    ),
    "sign": (sign_form, lambda task, user, at, form: actions.sign(task, user, at)),
}


@require_POST
@requires_role(*REVIEW_ROLES)
@told_as_message("review_queue")
def site_check_act(request: RoleRequest, number: str, name: str) -> HttpResponse:
    application, task = visited(request, number)
    if name not in ACTS:
        raise Http404
    make, do = ACTS[name]
    form = make(request, application, task, request.POST)
    if not form.is_valid() or not was_done(request, form, task, do):
        return check_page(request, application, task, {name: form})
    return redirect("site_check", number)


def was_done(request: RoleRequest, form: forms.Form, task: ReviewTask, do: Do) -> bool:
    """Do the act; where the rules refuse what was typed, put their words on the form and say no."""
    try:
        do(task, request.user, request.now, form)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    return True


@require_safe
@requires_role(*READERS)
def site_check_pdf(request: RoleRequest, number: str) -> HttpResponse:
    application, task = visited(request, number)
    record = record_of(task)
    if record is None:
        raise Http404
    pdf = as_pdf(site_paper(task, stage_of(application, task.stage), record))
    return HttpResponse(pdf, content_type="application/pdf")


@require_safe
@requires_role(*READERS)
def site_photo(request: RoleRequest, number: str, pk: int) -> FileResponse:
    _, task = visited(request, number)
    return inline(get_object_or_404(task.photos, pk=pk))


@requires_role(*MEMBERS)
@told_as_message("application_list")
def own_site_check(request: RoleRequest, number: str) -> HttpResponse:
    application = get_object_or_404(own_applications(request.user, request.today), number=number)
    task = check_task(application)
    visit = current_visit(task) if task else None
    if task is None or visit is None:
        raise Http404
    form = AnotherDateForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_for_another_date(task, request.user, request.now, **form.cleaned_data)
            return redirect("own_site_check", number)
        except ValidationError as refusal:
            form.add_error(None, refusal)
    change = VisitChange.objects.filter(task=task).first()
    is_over = task.state != ReviewTask.State.OPEN or visit.scheduled_at <= request.now
    context = {"application": application, "task": task, "visit": visit, "change": change, "is_over": is_over}
    return render(request, "reviews/own_site_check.html", {**context, "form": form})
