"""Rating a finished case (好差评) by the enterprise; ratings and call-backs for who supervises."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import RoleRequest, requires_role
from accounts.models import Role
from applications.queues import own_applications
from applications.refusals import told_as_message
from reviews.actions.rating import Answer, close_call_back, rate
from reviews.forms.rating import CallBackForm, RatingForm
from reviews.rating_queues import RATED, call_backs, rating_summary, ratings_of

PAGE = 30


@require_http_methods(["GET", "HEAD", "POST"])
@requires_role(Role.APPLICANT_CLERK)
@told_as_message("application_list")
def application_rate(request: RoleRequest, number: str) -> HttpResponse:
    rows = own_applications(request.user, request.today, request.roles).filter(status__in=RATED)
    application = get_object_or_404(rows, number=number)
    form = RatingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        rate(application, request.user, request.now, form.levels(), form.cleaned_data["comment"])
        messages.success(request, "感谢评价。评价不向办理人员公开。")
        return redirect("application_detail", number)
    return render(request, "reviews/rate.html", {"application": application, "form": form})


@require_safe
@requires_role(Role.SUPERVISOR)
def rating_list(request: RoleRequest) -> HttpResponse:
    rows = ratings_of(request.user, request.today)
    if request.GET.get("show") == "bad":
        rows = rows.filter(call_back__isnull=False)
    elif request.GET.get("show") == "open":
        rows = rows.filter(call_back__closed_at__isnull=True, call_back__isnull=False).order_by("call_back__due_on")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(each, is_late(each, request)) for each in page.object_list],
        "summary": rating_summary(request.user, request.today),
        "show": request.GET.get("show", ""),
    }
    return render(request, "reviews/ratings.html", context)


def is_late(rating, request: RoleRequest) -> bool:
    """Tell whether the rating's call-back is overdue."""
    return rating.is_bad and rating.call_back.is_overdue(request.today)


@require_http_methods(["GET", "HEAD", "POST"])
@requires_role(Role.SUPERVISOR)
@told_as_message("rating_list")
def call_back(request: RoleRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(call_backs(request.user, request.today), pk=pk)
    form = CallBackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        close_call_back(found, request.user, request.now, Answer(**form.cleaned_data))
        messages.success(request, "回访已办结，并告知企业。")
        return redirect("rating_list")
    context = {"call_back": found, "form": form, "is_overdue": found.is_overdue(request.today)}
    return render(request, "reviews/call_back.html", context)
