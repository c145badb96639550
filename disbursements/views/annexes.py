"""The annex tables of a policy, for the people of its bureaus: only the cases of their own regions."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import RoleRequest, requires_role
from disbursements.annex_queues import ANNEX_ROLES, annex_cases, annex_places, annex_rounds, determinations_by_case
from disbursements.annexes import annex_case, write_annex
from publicity.views.public import EXCEL, as_file


@requires_role(*ANNEX_ROLES)
@require_safe
def annex_list(request: RoleRequest) -> HttpResponse:
    """List the rounds whose policy has annexes and that have cases in the person's regions."""
    page = Paginator(annex_rounds(request.user, request.today), 20).get_page(request.GET.get("page"))
    return render(request, "disbursements/annex_list.html", {"page": page})


@requires_role(*ANNEX_ROLES)
@require_safe
def annex_export(request: RoleRequest, round_id: int, key: str) -> HttpResponse:
    """Give one annex of a round as Excel: every filed case of the person's regions, or only the determined ones."""
    rounds = {row.pk: row for row in annex_rounds(request.user, request.today)}
    if round_id not in rounds:
        raise Http404("没有这个批次的办件")
    round = rounds[round_id]
    export = next((each for each in round.version.pack.exports if each.key == key), None)
    if export is None:
        raise Http404("没有这张附件表")
    cases = annex_cases(request.user, request.today, round, only_determined="approved" in request.GET)
    determined = determinations_by_case(cases)
    rows = [annex_case(case, determined.get(case.pk)) for case in cases]
    places = annex_places(request.user, request.today, round)
    return as_file(write_annex(export, round.version.pack, rows, places), EXCEL, f"{round.policy.code}-{key}.xlsx")
