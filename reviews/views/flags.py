"""One flag of a case: both cases side by side, and its settling."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import RoleRequest, requires_role
from accounts.models import Role
from applications.workflow import NotAllowed
from reviews.actions import settle_flag
from reviews.actions.flags import settling_role
from reviews.flags.comparison import comparison
from reviews.flags.queues import flags_for
from reviews.flags.raising import UNDER_REVIEW
from reviews.forms.flags import SettleForm
from reviews.models import Flag
from reviews.queues import REVIEW_ROLES, visible_cases
from reviews.views.cases import visible


def flag_of(request: RoleRequest, number: str, pk: int) -> Flag:
    """Return a flag of a case that the official may read, or 404; it knows whether the other case may be read too."""
    application = visible(request, number)
    flags = flags_for(visible_cases(request.user, request.today)).filter(application=application)
    flag = get_object_or_404(flags.select_related("other__version"), pk=pk)
    flag.application = application
    return flag


@require_safe
@requires_role(*REVIEW_ROLES, Role.SUPERVISOR)
def case_flag(request: RoleRequest, number: str, pk: int) -> HttpResponse:
    return flag_page(request, flag_of(request, number, pk))


def flag_page(request: RoleRequest, flag: Flag, form: SettleForm | None = None) -> HttpResponse:
    """Return the comparison, the decisions so far, and the form for who may settle the flag."""
    application, seen = flag.application, flag.settled_at.isoformat() if flag.settled_at else ""
    may_settle = application.status in UNDER_REVIEW and settling_role(application, flag, request.user, request.now)
    context = {
        "application": application,
        "flag": flag,
        "lines": comparison(flag, flag.is_readable),  # type: ignore[attr-defined]
        "decisions": flag.decisions.select_related("by"),
        "form": (form or SettleForm(initial={"seen": seen})) if may_settle else None,
        "is_under_review": application.status in UNDER_REVIEW,
    }
    return render(request, "reviews/flag.html", context, status=422 if form else 200)


@require_POST
@requires_role(*REVIEW_ROLES)
def case_flag_settle(request: RoleRequest, number: str, pk: int) -> HttpResponse:
    flag, form = flag_of(request, number, pk), SettleForm(request.POST)
    if not form.is_valid():
        return flag_page(request, flag, form)
    try:
        flag.settled_at = datetime.fromisoformat(form.cleaned_data["seen"]) if form.cleaned_data["seen"] else None
        settle_flag(flag, request.user, request.now, form.cleaned_data["state"], form.cleaned_data["reason"])
    except (NotAllowed, ValueError) as refusal:
        messages.error(request, str(refusal) if isinstance(refusal, NotAllowed) else str(NotAllowed()))
        return redirect("case_flag", number, pk)
    messages.success(request, "疑点已处理，理由已记入办件。")
    return redirect("case_detail", number)
