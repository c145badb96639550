"""Copying an earlier claim into a draft (复制上次申报)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.access import RoleRequest, requires_role
from accounts.models import Role
from applications import actions
from applications.copying import copy_lines, earlier_claims
from applications.refusals import told_as_message
from applications.views.browse import own
from applications.workflow import Status


@require_http_methods(["GET", "HEAD", "POST"])
@requires_role(Role.APPLICANT_CLERK)
@told_as_message("application_list")
def application_copy(request: RoleRequest, number: str) -> HttpResponse:
    """What would be copied and what is to be filled in anew; the button copies it."""
    application = own(request, number)
    if application.status != Status.DRAFT:
        return redirect("application_detail", number)
    claims = earlier_claims(application)
    chosen = request.POST.get("earlier") or request.GET.get("earlier")
    earlier = get_object_or_404(claims, number=chosen) if chosen else claims.first()
    if request.method == "POST" and earlier:
        count = actions.copy_earlier(application, earlier, request.user, request.now)
        messages.success(
            request, f"已从 {earlier.number} 复制 {count} 项；下列“须重新填写”的各项和材料请按本次情况补充。"
        )
        return redirect("application_copy", number)
    lines = copy_lines(application, earlier) if earlier else []
    context = {
        "application": application,
        "claims": claims[:10],
        "earlier": earlier,
        "copied": [line for line in lines if not line.why_not],
        "anew": [line for line in lines if line.why_not],
        "waiting": sum(not line.why_not and not line.is_filled for line in lines),
    }
    return render(request, "applications/copy.html", context)
