"""What the case page asks for once it stands: corrections and what they changed, and all that happened."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import RoleRequest, requires_role
from accounts.models import Role
from applications.changes import differences
from applications.models import Application, CorrectionNotice
from reviews.models import CorrectionRequest, Letter, ReviewTask
from reviews.queues import REVIEW_ROLES
from reviews.timeline import timeline
from reviews.views.cases import visible


@require_safe
@requires_role(*REVIEW_ROLES, Role.SUPERVISOR)
def case_side(request: RoleRequest, number: str) -> HttpResponse:
    application = visible(request, number)
    notice = application.corrections.select_related("bureau", "issued_by").prefetch_related("items").first()
    fallen = application.tasks.filter(invalidated_at__isnull=False).select_related("bureau")
    context = {
        "application": application,
        "notice": notice,
        "is_overdue": bool(notice and notice.is_overdue(request.today)),
        "differences": answered(application, notice),
        "asked": open_request(application),
        "fallen": fallen.order_by("-invalidated_at"),
    }
    return render(request, "reviews/side.html", context)


@require_safe
@requires_role(*REVIEW_ROLES, Role.SUPERVISOR)
def case_flow(request: RoleRequest, number: str) -> HttpResponse:
    application = visible(request, number)
    context = {"timeline": timeline(application), "letters": Letter.objects.filter(application=application)}
    return render(request, "reviews/flow.html", context)


def answered(application: Application, notice: CorrectionNotice | None) -> list:
    """Return what the answer to the last notice changed, nothing while it is not answered."""
    if notice is None or notice.answered_at is None:
        return []
    notice.application = application
    return differences(notice)


def open_request(application: Application) -> CorrectionRequest | None:
    """Return the request for a second notice that waits for the chief."""
    waiting = CorrectionRequest.objects.filter(task__application=application, task__state=ReviewTask.State.OPEN)
    return waiting.select_related("asked_by", "origin__bureau", "task__bureau").first()
