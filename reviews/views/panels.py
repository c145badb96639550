from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import RoleRequest, requires_role
from applications.models import Application
from applications.refusals import told_as_message
from reviews.actions import panels as actions
from reviews.actions.replacing import release_seat
from reviews.forms.deciding import ReasonForm
from reviews.models import PanelSeat, ReviewTask
from reviews.panel_forms import DrawForm
from reviews.panel_paper import panel_paper
from reviews.panels import candidates, opened_sheets, panel_of, panel_task, score_items
from reviews.papers import as_pdf
from reviews.queues import REVIEW_ROLES
from reviews.stages import stage_of
from reviews.views.cases import READERS, own_task, visible


def judged(request: RoleRequest, number: str) -> tuple[Application, ReviewTask]:
    """Return the case that the official may read, with its expert review, or 404."""
    application = visible(request, number)
    task = panel_task(application)
    if task is None:
        raise Http404
    task.application = application
    return application, task


@require_safe
@requires_role(*READERS)
def panel(request: RoleRequest, number: str) -> HttpResponse:
    application, task = judged(request, number)
    return panel_page(request, application, task, None)


def draw_form(task: ReviewTask, posted: Any) -> DrawForm:
    """Return the form of the draw."""
    fixed = task.application.version.pack.score is not None
    return DrawForm(posted, items=score_items(task), is_fixed=fixed)


def panel_page(
    request: RoleRequest,
    application: Application,
    task: ReviewTask,
    bound: forms.Form | None,
    refused: tuple[int, ReasonForm] | None = None,
) -> HttpResponse:
    """Return the expert review on one page; what the experts scored is there only once it is opened."""
    found = panel_of(task)
    is_open = task.state == ReviewTask.State.OPEN
    seats = list(found.seats.select_related("expert", "ended_by")) if found else []
    sheets = {sheet.seat_id: sheet for sheet in opened_sheets(found)}
    acting = is_open and own_task(request, application) is not None
    active = [seat for seat in seats if seat.state != "declined"]
    context = {
        "application": application,
        "task": task,
        "stage": stage_of(application, task.stage),
        "panel": found,
        "rows": [(seat, sheets.get(seat.pk)) for seat in seats],
        "scored": len([seat for seat in active if seat.state == "scored"]),
        "active": len(active),
        "may_draw": acting and found is None,
        "may_replenish": acting and found is not None and found.opened_at is None and len(active) < found.size,
        "pool": found.pool if found else candidates(task, request.today),
        "form": bound or draw_form(task, None),
        "may_release": acting and found is not None and found.opened_at is None,
        "release_form": refused[1] if refused else ReasonForm(prefix="release"),
        "refused_seat": refused[0] if refused else None,
    }
    return render(request, "reviews/panel.html", context, status=422 if bound or refused else 200)


@require_POST
@requires_role(*REVIEW_ROLES)
@told_as_message("review_queue")
def panel_act(request: RoleRequest, number: str, name: str) -> HttpResponse:
    application, task = judged(request, number)
    if name == "replenish":
        actions.replenish(task, request.user, request.now)
        return redirect("panel", number)
    if name == "release":
        return release(request, application, task)
    if name != "draw":
        raise Http404
    form = draw_form(task, request.POST)
    if form.is_valid():
        try:
            actions.draw_panel(task, request.user, request.now, form.draw())
            return redirect("panel", number)
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
    return panel_page(request, application, task, form)


def release(request: RoleRequest, application: Application, task: ReviewTask) -> HttpResponse:
    """Release the seat that the form names; a refused form keeps what was typed."""
    seats = PanelSeat.objects.select_related("panel__task").filter(panel__task=task)
    seat = get_object_or_404(seats, pk=request.POST.get("seat") if request.POST.get("seat", "").isdecimal() else 0)
    form = ReasonForm(request.POST, prefix="release")
    if not form.is_valid():
        return panel_page(request, application, task, None, (seat.pk, form))
    release_seat(seat, request.user, request.now, form.cleaned_data["reason"])
    return redirect("panel", application.number)


@require_safe
@requires_role(*READERS)
def panel_pdf(request: RoleRequest, number: str) -> HttpResponse:
    application, task = judged(request, number)
    found = panel_of(task)
    if found is None or found.opened_at is None:
        raise Http404
    found.task = task
    return HttpResponse(as_pdf(panel_paper(found, stage_of(application, task.stage))), content_type="application/pdf")
