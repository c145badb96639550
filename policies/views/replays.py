"""Replaying the past cases under a draft, with its progress."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import RoleRequest, requires_role
from policies.actions import AT_ONCE, prepare_replay, run_replay
from policies.draft_queues import PACK_ROLES, replay_summary
from policies.models import ReplayLine
from policies.tasks import replay_past_cases
from policies.views.drafts import visible

PAGE_SIZE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@requires_role(*PACK_ROLES)
def draft_replay(request: RoleRequest, pk: int) -> HttpResponse:
    """The latest replay (重新测算) of the draft; a POST begins another."""
    draft = visible(request, pk)
    if request.method == "POST":
        try:
            begun = prepare_replay(draft, request.user, request.now)
        except ValidationError as error:
            messages.error(request, error.messages[0])
            return redirect("draft_replay", pk)
        if begun.total > AT_ONCE:
            replay_past_cases.delay(begun.pk)
        else:
            run_replay(begun)
        return redirect("draft_replay", pk)
    replay = draft.replays.select_related("started_by").first()
    context: dict[str, Any] = {
        "draft": draft,
        "replay": replay,
        "kind": request.GET.get("kind", "changed"),
        "kinds": ReplayLine.Kind,
    }
    if replay and replay.finished_at:
        rows = replay.lines.all()
        if context["kind"] == "changed":
            rows = rows.exclude(kind=ReplayLine.Kind.SAME)
        elif context["kind"] in ReplayLine.Kind.values:
            rows = rows.filter(kind=context["kind"])
        context |= {
            "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
            "summary": replay_summary(replay),
        }
    return render(request, "policies/packs/replay.html", context)


@require_safe
@requires_role(*PACK_ROLES)
def replay_progress(request: RoleRequest, pk: int) -> HttpResponse:
    """How far the latest replay has come, asked again and again by the page; when it is over the page is loaded anew."""
    draft = visible(request, pk)
    replay = draft.replays.first()
    response = render(request, "policies/packs/replay_progress.html", {"draft": draft, "replay": replay})
    if replay is None or replay.finished_at:
        response["HX-Refresh"] = "true"
    return response
