from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import RoleRequest, requires_role
from accounts.models import Role
from applications.refusals import told_as_message
from reviews.actions import cancel_absence, record_absence
from reviews.desk_forms import AbsenceForm
from reviews.desk_queues import absences_of, cancellable_absences
from reviews.queues import REVIEW_ROLES

RECORDERS = (*REVIEW_ROLES, Role.BUREAU_ADMIN)


@require_http_methods(["GET", "HEAD", "POST"])
@requires_role(*RECORDERS)
@told_as_message("absences")
def absences(request: RoleRequest) -> HttpResponse:
    """Who is absent and who stands in (请假代理); record an absence."""
    form = AbsenceForm(request.POST or None, user=request.user, today=request.today)
    if request.method == "POST" and form.is_valid():
        try:
            absence = record_absence(form.leave(), request.user, request.now)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"已登记：{absence.user} 请假期间，分派给其的办件由 {absence.substitute} 代理。")
            return redirect("absences")
    context = {
        "form": form,
        "absences": absences_of(request.user, request.today),
        "own": {each.pk for each in cancellable_absences(request.user, request.today)},
        "today": request.today,
    }
    return render(request, "reviews/absences.html", context, status=422 if form.errors else 200)


@require_POST
@requires_role(*RECORDERS)
@told_as_message("absences")
def absence_cancel(request: RoleRequest, pk: int) -> HttpResponse:
    absence = get_object_or_404(cancellable_absences(request.user, request.today), pk=pk)
    cancel_absence(absence, request.user, request.now)
    messages.success(request, "请假已撤销。")
    return redirect("absences")
