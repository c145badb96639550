from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from accounts.access import RoleRequest, requires_role
from accounts.models import Role
from applications.models import Application
from applications.presentation import case_sheet, material_rows
from applications.refusals import told_as_message
from applications.serving import inline
from reviews.actions import panels as actions
from reviews.models import Expert, PanelSeat, ScoreSheet
from reviews.panel_forms import DeclineForm, ExpertForm, ScoreForm


def own_seats(request: RoleRequest):
    """Return the expert's own seats, those that wait first."""
    found = PanelSeat.objects.filter(expert=request.user).select_related(
        "panel__task__application__enterprise", "panel__task__application__round__policy", "panel__task__bureau"
    )
    return found.order_by("state", "-invited_at")


@require_safe
@requires_role(Role.EXPERT)
def expert_desk(request: RoleRequest) -> HttpResponse:
    seats = sorted(own_seats(request), key=lambda seat: seat.state != "invited")
    profile = Expert.objects.filter(user=request.user).first()
    return render(request, "reviews/expert_desk.html", {"seats": seats, "profile": profile})


@requires_role(Role.EXPERT)
def expert_profile(request: RoleRequest) -> HttpResponse:
    found = Expert.objects.filter(user=request.user).first() or Expert(user=request.user)
    form = ExpertForm(request.POST if request.method == "POST" else None, instance=found)
    if request.method == "POST" and form.is_valid():
        form.instance.updated_at = request.now
        form.save()
        return redirect("expert_desk")
    return render(request, "reviews/expert_profile.html", {"form": form}, status=422 if form.errors else 200)


@requires_role(Role.EXPERT)
@told_as_message("expert_desk")
def expert_seat(request: RoleRequest, pk: int) -> HttpResponse:
    seat = get_object_or_404(own_seats(request), pk=pk)
    form = ScoreForm(request.POST if request.method == "POST" else None, panel=seat.panel)
    if request.method == "POST" and form.is_valid():
        try:
            actions.submit_sheet(seat, request.user, request.now, form.points(), form.cleaned_data["opinion"])
            return redirect("expert_seat", pk)
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
    return seat_page(request, seat, form)


def seat_page(request: RoleRequest, seat: PanelSeat, form: ScoreForm, declining: DeclineForm | None = None):
    """Return the case as an expert judges it: facts, materials, the own sheet, nobody else's."""
    application = Application.objects.for_list().get(pk=seat.panel.task.application_id)
    sheet = ScoreSheet.objects.filter(seat=seat).first()
    items = [(item, sheet.points[item["key"]]) for item in seat.panel.items] if sheet else []
    context = {
        "seat": seat,
        "application": application,
        "sheet": case_sheet(application),
        "rows": [row for row in material_rows(application) if row.files],
        "form": form,
        "declining": declining or DeclineForm(),
        "own": sheet,
        "items": items,
    }
    refused = form.errors or (declining and declining.errors)
    return render(request, "reviews/expert_seat.html", context, status=422 if refused else 200)


@require_POST
@requires_role(Role.EXPERT)
@told_as_message("expert_desk")
def expert_decline(request: RoleRequest, pk: int) -> HttpResponse:
    seat = get_object_or_404(own_seats(request), pk=pk)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return seat_page(request, seat, ScoreForm(panel=seat.panel), form)
    actions.decline_seat(seat, request.user, request.now, form.cleaned_data["reason"])
    return redirect("expert_desk")


@require_safe
@requires_role(Role.EXPERT)
@xframe_options_sameorigin
def expert_document(request: RoleRequest, pk: int, document: int) -> FileResponse:
    seat = get_object_or_404(own_seats(request).exclude(state="declined"), pk=pk)
    files = seat.panel.task.application.documents.filter(removed_at__isnull=True)
    return inline(get_object_or_404(files, pk=document))
