"""The lights of the objections under way, for supervisors of the jurisdiction and chiefs of the own bureau."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import RoleRequest, requires_role
from publicity.objection_board import lit_objections
from reviews.board import WATCHERS


@require_safe
@requires_role(*WATCHERS)
def objection_board(request: RoleRequest) -> HttpResponse:
    """List the objections under way by their light, the latest first."""
    rows = lit_objections(request.user, request.today)
    light = request.GET.get("light", "")
    shown = [row for row in rows if row.light == light] if light in ("red", "yellow", "green") else rows
    return render(request, "publicity/objection_board.html", {"rows": shown[:200], "total": len(shown), "light": light})
