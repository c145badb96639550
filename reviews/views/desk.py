from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import RoleRequest, requires_role
from accounts.models import Role
from applications.workflow import UNFILED, Status
from reviews.clocks import clock_of
from reviews.desk_forms import DeskViewForm
from reviews.desk_queues import default_view, views_of
from reviews.filters import SORTS, TaskFilter, places_of
from reviews.flags.queues import open_flag_count
from reviews.models import ReviewTask
from reviews.presence import who_is_here
from reviews.queues import REVIEW_ROLES, visible_cases
from reviews.tabs import TABS, Tab, counts, tabs_of
from reviews.views.trail import kept_query

PAGE = 50


@require_safe
@requires_role(*REVIEW_ROLES)
def review_queue_page(request: RoleRequest) -> HttpResponse:
    if not request.GET and (view := default_view(request.user)):
        return redirect(f"{reverse('review_queue')}?{view.query}")
    return desk_page(request)


def desk_page(request: RoleRequest, view_form: DeskViewForm | None = None) -> HttpResponse:
    """Return the work desk: the tab that the address names, else one that has work, filtered and sorted."""
    numbers = counts(request.user, request.now)
    tab = chosen_tab(request, numbers)
    given = request.GET.copy()
    given["tab"] = tab.key
    rows = tab.rows(request.user, request.now)
    wanted = TaskFilter(given, rows, today=request.today, places=places_of(rows))
    is_filtered = any(given.get(name) for name in wanted.filters if name != "sort")
    pages = Paginator(wanted.qs.annotate(open_flags=open_flag_count("application")), PAGE)
    if not is_filtered:
        pages.count = numbers[tab.key]  # counted for the tab already
    page = pages.get_page(given.get("page"))
    context = {
        "tab": tab,
        "tabs": [(each, numbers[each.key]) for each in tabs_of(request.user, request.today)],
        "filter": wanted,
        "page": page,
        "rows": rows_on(request, list(page.object_list)),
        "query": kept_query(given),
        "is_filtered": is_filtered,
        "sorts": sort_links(given.get("sort", "")),
        "views": views_of(request.user, request.today),
        "view_form": view_form or DeskViewForm(owner=request.user, today=request.today),
    }
    return render(request, "reviews/queue.html", context, status=422 if view_form else 200)


def chosen_tab(request: RoleRequest, numbers: dict[str, int]) -> Tab:
    """Return the tab of the address; without one what is in the person's hand, else what the bureau has."""
    key = request.GET.get("tab", "")
    return TABS[key] if key in numbers else TABS["mine" if numbers["mine"] else "bureau"]


def rows_on(request: RoleRequest, tasks: Sequence[ReviewTask]) -> list[dict[str, Any]]:
    """Return the lines of the page: the task, its clock, who has it in hand and who else has it open."""
    here = who_is_here([task.application_id for task in tasks], request.user, request.now)
    found = []
    for task in tasks:
        is_open = task.state == ReviewTask.State.OPEN
        row: dict[str, Any] = {"task": task, "clock": clock_of(task, request.today) if is_open else None}
        holder = task.holder_at(request.now) if is_open else None
        row |= {"holder": holder, "is_own": holder == request.user, "is_free": is_open and holder is None}
        found.append(row | {"here": here.get(task.application_id, [])})
    return found


def sort_links(current: str) -> dict[str, dict[str, str]]:
    """Return for each column what a click on its head sorts by, and what it is sorted by now for screen readers."""
    links = {}
    for key in (key for key in SORTS if not key.startswith("-")):
        is_down = current == f"-{key}"
        back = f"-{key}" in SORTS and current == key
        state = "ascending" if current == key or (key == "due" and not current) else "descending" if is_down else ""
        links[key] = {"to": f"-{key}" if back else key, "state": state}
    return links


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
