"""The dashboard of whatever the reader may see, and the effectiveness sheet of each policy in it."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.access import RoleRequest, requires_role
from accounts.models import Role
from accounts.roles import bureaus_of
from policies.models import Policy
from portal.dashboards.figures import cases_seen, effectiveness, funnel, grouped, stage_times, total
from reviews.queues import REVIEW_ROLES

READERS = (*REVIEW_ROLES, Role.SUPERVISOR)
YEARS = 5


def year_of(request: RoleRequest) -> int | None:
    """Return the year of filing that is asked for; None for all years, and for anything else."""
    asked = request.GET.get("year", "")
    return int(asked) if asked in {str(each) for each in years(request)} else None


def years(request: RoleRequest) -> list[int]:
    """Return the years that can be chosen, this one first."""
    return [request.today.year - back for back in range(YEARS)]


@requires_role(*READERS)
@require_safe
def dashboard(request: RoleRequest) -> HttpResponse:
    """Show the funnel, the money by county and by policy, and the days by stage; it prints on A4."""
    year = year_of(request)
    cases = cases_seen(request.user, request.today, year)
    policies = grouped(cases, "round__policy__title", "round__policy__code")
    counties = grouped(cases, "region__name", "region__slug")
    whole, stages = total(policies), stage_times(cases)
    steps = funnel(whole)
    context = {
        "year": year,
        "years": years(request),
        "places": "、".join(sorted({str(each) for each in bureaus_of(request.user, READERS, request.today)})),
        "total": whole,
        "funnel": steps,
        "policies": policies,
        "counties": counties,
        "stages": stages,
        "charts": charts(steps, counties, stages),
    }
    return render(request, "portal/dashboard.html", context)


def charts(steps: list[dict[str, Any]], counties: list[Any], stages: list[dict[str, Any]]) -> dict[str, list[dict]]:
    """Return the rows that the charts draw; amounts in 万元, days with one decimal."""
    return {
        "funnel": [{"label": step["label"], "count": step["count"]} for step in steps],
        "money": [
            {
                "label": row.label,
                "approved": round(float(row.approved_yuan) / 10000, 2),
                "paid": round(float(row.paid_yuan) / 10000, 2),
            }
            for row in counties
        ],
        "days": [
            {"label": row["label"], "median": round(row["median"] or 0, 1), "p80": round(row["p80"] or 0, 1)}
            for row in stages
        ],
    }


@requires_role(*READERS)
@require_safe
def policy_effectiveness(request: RoleRequest, code: str) -> HttpResponse:
    """Show what a policy came to: applied, approved, paid, days, corrections, and who received; it prints on one A4 page."""
    policy = get_object_or_404(Policy, code=code)
    year = year_of(request)
    sheet = effectiveness(policy, cases_seen(request.user, request.today, year))
    if sheet is None and year is None:
        raise Http404
    context = {"policy": policy, "sheet": sheet, "year": year, "years": years(request)}
    return render(request, "portal/effectiveness.html", context)
