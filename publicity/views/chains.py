"""The chains and their anchors: for supervisors as a page with the whole check, for everybody as a file."""

import json

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import RoleRequest, requires_role
from accounts.models import Role
from publicity.actions.anchoring import ask_check
from publicity.chain_queues import chain_rows, newest_anchors, newest_check, problems_seen
from publicity.standing import public_chains

DAYS = 14


@require_safe
@requires_role(Role.SUPERVISOR)
def chain_board(request: RoleRequest) -> HttpResponse:
    """The chains with their heads, the anchors of the last days, and the last run of the whole check (存证核验)."""
    check = newest_check()
    context = {
        "chains": chain_rows(),
        "anchors": newest_anchors(DAYS),
        "check": check,
        "timestamp_url": settings.TIMESTAMP_URL,
        "seen": problems_seen(check, request.user, request.today) if check else None,
    }
    return render(request, "publicity/chains.html", context)


@require_POST
@requires_role(Role.SUPERVISOR)
def chain_check(request: RoleRequest) -> HttpResponse:
    """Start the whole check in the background (全链核验)."""
    ask_check(request.user, request.now)
    messages.success(request, "全链核验已开始，可以离开本页，结果会保留")
    return redirect("chain_board")


@require_safe
def chains_json(request: HttpRequest) -> HttpResponse:
    """All chains of notices and all anchors, to be kept and to verify offline."""
    text = json.dumps(public_chains(), ensure_ascii=False, indent=1)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="chains.json"'
    return response
