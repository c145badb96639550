"""An official's registered interests (利害关系登记): cases of those enterprises are for others."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import RoleRequest, requires_role
from accounts.actions import end_interest, register_interest
from accounts.forms.interests import InterestForm
from accounts.models import BUREAU_ROLES
from accounts.queues import own_interests


@require_http_methods(["GET", "HEAD", "POST"])
@requires_role(*BUREAU_ROLES)
def interests(request: RoleRequest) -> HttpResponse:
    form = InterestForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and registered(form, request):
        messages.success(request, "已登记。该企业的办件不再进入您的待办。")
        return redirect("interests")
    rows = own_interests(request.user)
    return render(request, "accounts/interests.html", {"form": form, "rows": rows}, status=422 if form.errors else 200)


def registered(form: InterestForm, request: RoleRequest) -> bool:
    """Register the interest; where it stands already, put it on the form and say no."""
    try:
        register_interest(request.user, at=request.now, **form.cleaned_data)
    except ValidationError as refusal:
        form.add_error(None, refusal.messages)
        return False
    return True


@require_POST
@requires_role(*BUREAU_ROLES)
def interest_end(request: RoleRequest, pk: int) -> HttpResponse:
    end_interest(get_object_or_404(own_interests(request.user), pk=pk, ended_at__isnull=True), request.now)
    messages.success(request, "已解除登记，记录保留备查。")
    return redirect("interests")
