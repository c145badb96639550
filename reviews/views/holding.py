"""Who has a task in hand, by click: claim, release, assign; and the open page that says somebody is here."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.access import RoleRequest, requires_role
from accounts.models import Role
from accounts.roles import roles_of
from applications.models import Application
from applications.refusals import told_as_message
from applications.workflow import NotAllowed
from reviews.actions import assign, claim, prolong, release
from reviews.actions.holding import end_of_day
from reviews.actions.taking import is_substitute
from reviews.desk_forms import AssignForm
from reviews.models import ReviewTask
from reviews.presence import be_here, who_is_here
from reviews.queues import REVIEW_ROLES, review_queue, visible_cases
from reviews.tabs import of_chief
from reviews.views.trail import kept_query


def to_desk(request: RoleRequest) -> HttpResponse:
    """Go back to where the person was: the case, or the desk with its tab and filters."""
    if case := request.POST.get("case"):
        number = get_object_or_404(visible_cases(request.user, request.today), number=case).number
        return redirect(reverse("case_detail", args=[number]) + way_of(request))
    return redirect(f"{reverse('review_queue')}?{kept_query(QueryDict(request.POST.get('back', '')))}")


def way_of(request: RoleRequest) -> str:
    """Return what a case's address carries to stay on the way through the queue; empty for a case opened by itself."""
    given = QueryDict(request.POST.get("way", "").removeprefix("?"))
    return "?" + urlencode({"from": kept_query(QueryDict(given["from"]))}) if "from" in given else ""


def own_task(request: RoleRequest, pk: int) -> ReviewTask:
    """Return the task when the official may decide it, or 404."""
    return get_object_or_404(review_queue(request.user, request.today), pk=pk)


@require_POST
@requires_role(*REVIEW_ROLES)
@told_as_message("review_queue")
def task_claim(request: RoleRequest, pk: int) -> HttpResponse:
    """Claim a task from the desk (领取): it stays with the person until the day is over."""
    claimed = claim(own_task(request, pk), request.user, request.now, end_of_day(request.now))
    messages.success(request, f"已领取 {claimed.application.enterprise}，今天内由您办理。")
    return to_desk(request)


@require_POST
@requires_role(*REVIEW_ROLES)
@told_as_message("review_queue")
def task_release(request: RoleRequest, pk: int) -> HttpResponse:
    released = release(own_task(request, pk), request.user, request.now)
    messages.success(request, f"已放回 {released.application.enterprise}，本部门其他人员可以领取。")
    return to_desk(request)


@requires_role(Role.CHIEF)
@told_as_message("review_queue")
def task_assign(request: RoleRequest, pk: int) -> HttpResponse:
    """Assign a task of the own bureau to a named person (分派)."""
    task = get_object_or_404(of_chief(request.user, request.now), pk=pk)
    form = AssignForm(request.POST or None, tasks=[task], at=request.now)
    if request.method == "POST" and form.is_valid():
        try:
            assign(task, request.user, form.cleaned_data["to"], form.cleaned_data["reason"], request.now)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"已分派给 {form.cleaned_data['to']}。")
            return redirect(f"{reverse('review_queue')}?tab=all")
    handovers = task.handovers.select_related("actor", "former", "holder")
    context = {"task": task, "form": form, "handovers": handovers, "holder": task.holder_at(request.now)}
    return render(request, "reviews/assign.html", context, status=422 if form.errors else 200)


@require_POST
@requires_role(*REVIEW_ROLES)
def case_here(request: RoleRequest, number: str) -> HttpResponse:
    """Say that the person has the case open: seen by others, the own lease prolonged; claimed where an act is begun."""
    application = get_object_or_404(visible_cases(request.user, request.today), number=number)
    be_here(application.pk, request.user, request.now)
    task = review_queue(request.user, request.today).filter(application=application).first()
    if task is not None:
        task = prolong(task, request.user, request.now)
        if request.POST.get("begun") and task.holder_at(request.now) is None:
            task = begin(task, request)
    context = {**holding(request, application, task), "pinged": True, "way": way_of(request)}
    return render(request, "reviews/holding.html", context)


def begin(task: ReviewTask, request: RoleRequest) -> ReviewTask:
    """Claim the task because its act was begun; whoever was faster is shown on the page."""
    try:
        return claim(task, request.user, request.now)
    except NotAllowed:
        return ReviewTask.objects.select_related("holder").get(pk=task.pk)


def holding(request: RoleRequest, application: Application, task: ReviewTask | None) -> dict:
    """Return what the case page says about hands: the holder of the reader's task, and who else has the case open."""
    holder = task.holder_at(request.now) if task else None
    stands_in = (
        task is not None and holder not in (None, request.user) and is_substitute(task, request.user, request.now)
    )
    return {
        "application": application,
        "task": task,
        "holder": holder,
        "may_act": not roles_of(request.user, request.today).isdisjoint(REVIEW_ROLES),
        "is_own": holder == request.user,
        "is_others": holder is not None and holder != request.user and not stands_in,
        "here": who_is_here([application.pk], request.user, request.now).get(application.pk, []),
    }
