"""The list of materials still owed (容缺台账), and what officials do about them."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import RoleRequest, requires_role
from accounts.models import Role
from accounts.roles import assignments
from applications.models import MaterialGap
from applications.refusals import told_as_message
from reviews.actions.owing import ACTS
from reviews.queues import REVIEW_ROLES, owed_gaps

LABELS = {"confirm": "确认补齐", "return": "退回重交", "escalate": "报负责人", "forfeit": "逾期取消"}


@require_safe
@requires_role(*REVIEW_ROLES, Role.SUPERVISOR)
def gap_list(request: RoleRequest) -> HttpResponse:
    gaps, today = owed_gaps(request.user, request.today), request.today
    if request.GET.get("overdue"):
        gaps = gaps.filter(state=MaterialGap.State.WAITING, due_on__lt=today)
    page = Paginator(gaps, 50).get_page(request.GET.get("page"))
    roles = {held.role for held in assignments(request.user, REVIEW_ROLES, today)}
    rows = [(gap, gap.is_overdue(today), acts_on(gap, roles, today)) for gap in page.object_list]
    return render(request, "reviews/gaps.html", {"page": page, "rows": rows, "overdue": request.GET.get("overdue")})


def acts_on(gap: MaterialGap, roles: set[str], today: date) -> list[tuple[str, str]]:
    """Return (name, label) of what a holder of `roles` may do about the gap now."""
    names: list[str] = []
    if Role.PRELIMINARY_REVIEWER in roles and gap.state == MaterialGap.State.FILED:
        names += ["confirm", "return"]
    if gap.is_overdue(today):
        names += ["escalate"] if Role.PRELIMINARY_REVIEWER in roles else []
        names += ["forfeit"] if Role.CHIEF in roles else []
    return [(name, LABELS[name]) for name in names]


@require_POST
@requires_role(Role.PRELIMINARY_REVIEWER, Role.CHIEF)
@told_as_message("gap_list")
def gap_act(request: RoleRequest, pk: int, name: str) -> HttpResponse:
    if name not in ACTS:
        raise Http404
    gap = get_object_or_404(owed_gaps(request.user, request.today), pk=pk)
    try:
        ACTS[name](gap, request.user, request.now, request.POST.get("reason", "").strip()[:500])
    except ValidationError as refusal:
        messages.error(request, f"“{gap.label}”：{'；'.join(refusal.messages)}")
    else:
        messages.success(request, f"“{gap.label}”：{LABELS[name]}")
    return redirect("gap_list")
