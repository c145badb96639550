"""What the case page asks for once it stands: corrections and what they changed, and all that happened."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import RoleRequest, requires_role
from accounts.models import Role
from applications.changes import differences
from applications.models import Application, CorrectionNotice
from applications.refusals import told_as_message
from applications.workflow import NotAllowed
from reviews.actions import tick_section
from reviews.models import CorrectionRequest, Letter, ReviewTask, SectionTick
from reviews.queues import REVIEW_ROLES, opinions_for
from reviews.sections import sections
from reviews.timeline import timeline
from reviews.views.cases import own_task, visible


@require_safe
@requires_role(*REVIEW_ROLES, Role.SUPERVISOR)
def case_side(request: RoleRequest, number: str) -> HttpResponse:
    application = visible(request, number)
    notice = application.corrections.select_related("bureau", "issued_by").prefetch_related("items").first()
    fallen = application.tasks.filter(invalidated_at__isnull=False).select_related("bureau")
    task = own_task(request, application)
    context = {
        "application": application,
        **working(request, application, task),
        "notice": notice,
        "is_overdue": bool(notice and notice.is_overdue(request.today)),
        "differences": answered(application, notice),
        "asked": open_request(application),
        "letters": Letter.objects.filter(application=application),
        "fallen": fallen.order_by("-invalidated_at"),
    }
    return render(request, "reviews/side.html", context)


def working(request: RoleRequest, application: Application, task: ReviewTask | None) -> dict:
    """Return what the officer works with on an own task: sections to tick, wordings at hand; nothing for a reader."""
    if task is None:
        return {"task": None}
    opinions = opinions_for(request.user, request.today, application)
    is_reviewing = task.role != Role.CHIEF
    kept = ticks(application, task) if is_reviewing else {}
    return {"task": task, "opinions": list(opinions), "is_reviewing": is_reviewing, **kept}


def ticks(application: Application, task: ReviewTask) -> dict:
    """Return the sections of the case and which of them are ticked in the task."""
    ticked = set(SectionTick.objects.filter(task=task).values_list("key", flat=True))
    return {"sections": sections(application), "ticked": ticked}


@require_POST
@requires_role(*REVIEW_ROLES)
@told_as_message("review_queue")
def case_tick(request: RoleRequest, number: str) -> HttpResponse:
    application = visible(request, number)
    task = own_task(request, application)
    if task is None:
        raise NotAllowed
    tick_section(task, request.POST.get("key", ""), bool(request.POST.get("on")), request.user, request.now)
    return render(request, "reviews/ticks.html", {"number": number, **ticks(application, task)})


@require_safe
@requires_role(*REVIEW_ROLES, Role.SUPERVISOR)
def case_flow(request: RoleRequest, number: str) -> HttpResponse:
    application = visible(request, number)
    context = {"timeline": timeline(application)}
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
