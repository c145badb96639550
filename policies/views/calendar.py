"""The working-day calendar (工作日历): for everybody to read, for province's and city's bureau administrators to keep."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import RoleRequest, requires_role
from accounts.models import Role
from policies.actions import calendar as keeping
from policies.calendar_page import year_page, years_shown
from policies.forms.calendar import AnnounceForm, CalendarReasonForm, DayForm, day_as_typed
from policies.models import SpecialDay
from policies.working_days import Calendar

METHODS = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def calendar_year(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """One year of the calendar; without a year the current one."""
    today = timezone.localdate()
    years = years_shown(today)
    shown = year or today.year
    if shown not in years:
        raise Http404
    keeper = request.user.is_authenticated and keeping.keeper_bureau(request.user, today) is not None
    context = {**year_page(shown), "years": years, "may_keep": keeper, "today": today}
    return render(request, "policies/calendar.html", context)


def _keeper(request: RoleRequest) -> None:
    if keeping.keeper_bureau(request.user, request.today) is None:
        raise PermissionDenied


def _known_year(request: RoleRequest, year: int) -> None:
    if year not in years_shown(request.today):
        raise Http404


def _edit(
    request: RoleRequest, form: forms.Form, title: str, year: int, tried: Callable[[], Calendar], act: Callable[[], Any]
) -> HttpResponse:
    """Show the form; first what the change would move (preview), then do it (confirm)."""
    context: dict[str, Any] = {"form": form, "title": title, "year": year}
    if request.method == "POST" and form.is_valid():
        try:
            if "confirm" in request.POST:
                change = act()
                messages.success(request, f"已保存，{change.affected} 个在办时限将重新推算。")
                return redirect("calendar_year", year)
            context["affected"], context["previewed"] = keeping.affected_by(tried()), True
        except ValidationError as error:
            form.add_error(None, error.messages)
    return render(request, "policies/calendar_edit.html", context)


@METHODS
@requires_role(Role.BUREAU_ADMIN)
def calendar_day(request: RoleRequest, year: int, day: date | None = None) -> HttpResponse:
    """Register a special day (登记特殊日期), or change the one that is registered."""
    _keeper(request)
    _known_year(request, year)
    row = get_object_or_404(SpecialDay, day=day) if day else None
    form = DayForm(request.POST or None, year=year, initial=day_as_typed(row) if row else {"kind": "off"})
    return _edit(
        request, form, f"{'修改' if row else '登记'}特殊日期", year,
        lambda: keeping.with_days([form.entry()]),
        lambda: keeping.set_day(form.entry(), form.cleaned_data["reason"], request.user, request.now),
    )  # fmt: skip


@METHODS
@requires_role(Role.BUREAU_ADMIN)
def calendar_remove(request: RoleRequest, year: int, day: date) -> HttpResponse:
    """Take a special day out (删除)."""
    _keeper(request)
    row = get_object_or_404(SpecialDay, day=day, day__year=year)
    form = CalendarReasonForm(request.POST or None)
    return _edit(
        request, form, f"删除 {row}", year,
        lambda: keeping.without_day(day),
        lambda: keeping.remove_day(day, form.cleaned_data["reason"], request.user, request.now),
    )  # fmt: skip


@METHODS
@requires_role(Role.BUREAU_ADMIN)
def calendar_announce(request: RoleRequest, year: int) -> HttpResponse:
    """Let a year count by its registered days (公布年度安排)."""
    _keeper(request)
    _known_year(request, year)
    form = AnnounceForm(request.POST or None, initial={"document": f"国务院办公厅关于{year}年部分节假日安排的通知"})
    return _edit(
        request, form, f"公布 {year} 年节假日安排", year,
        lambda: keeping.announced_with(year, fill=form.cleaned_data["fill"]),
        lambda: keeping.announce_year(
            year, form.cleaned_data["document"], form.cleaned_data["reason"], request.user, request.now,
            fill=form.cleaned_data["fill"],
        ),
    )  # fmt: skip


@METHODS
@requires_role(Role.BUREAU_ADMIN)
def calendar_confirm(request: RoleRequest, year: int, day: date) -> HttpResponse:
    """Settle a difference with the libraries by keeping the table's entry (核对确认)."""
    _keeper(request)
    _known_year(request, year)
    form = CalendarReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            keeping.confirm_day(day, form.cleaned_data["reason"], request.user, request.now)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, f"{day} 已核对确认，以本表为准。")
            return redirect("calendar_year", year)
    context = {"form": form, "title": f"核对 {day}", "year": year, "previewed": True, "affected": 0}
    return render(request, "policies/calendar_edit.html", context)
