from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import RoleRequest, requires_role
from accounts.models import Role
from applications.workflow import UNFILED, Status
from reviews.clocks import clock_of
from reviews.queues import REVIEW_ROLES, review_queue, visible_cases

PAGE = 50


@require_safe
@requires_role(*REVIEW_ROLES)
def review_queue_page(request: RoleRequest) -> HttpResponse:
    today = request.today
    queue = review_queue(request.user, today)
    if word := request.GET.get("q", "").strip():
        queue = queue.filter(Q(application__enterprise__name__contains=word) | Q(application__number__iexact=word))
    if policy := request.GET.get("policy"):
        queue = queue.filter(application__round__policy__code=policy)
    if request.GET.get("overdue"):
        queue = queue.filter(due_on__lt=today)
    page = Paginator(queue, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "tasks": [(task, clock_of(task, today)) for task in page.object_list],
        "policies": policies_in_queue(request, today),
        "filters": {"q": word, "policy": policy, "overdue": request.GET.get("overdue")},
    }
    return render(request, "reviews/queue.html", context)


def policies_in_queue(request: RoleRequest, today) -> list[tuple[str, str]]:
    """Return (code, title) of the policies that wait in the person's queue, for the filter."""
    names = ("application__round__policy__code", "application__round__policy__title")
    return sorted(set(review_queue(request.user, today).order_by().values_list(*names).distinct()))


@require_safe
@requires_role(*REVIEW_ROLES, Role.SUPERVISOR)
def case_list(request: RoleRequest) -> HttpResponse:
    cases = visible_cases(request.user, request.today)
    if word := request.GET.get("q", "").strip():
        cases = cases.filter(Q(enterprise__name__contains=word) | Q(number__iexact=word))
    if status := request.GET.get("status"):
        cases = cases.filter(status=status)
    page = Paginator(cases, PAGE).get_page(request.GET.get("page"))
    statuses = [choice for choice in Status.choices if choice[0] not in UNFILED]
    context = {"page": page, "statuses": statuses, "filters": {"q": word, "status": status}}
    return render(request, "reviews/cases.html", context)
