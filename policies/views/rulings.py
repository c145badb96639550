"""The rulings of a policy, for everybody to read; the chief who could make one may withdraw it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import RoleRequest, requires_role
from accounts.models import Role
from policies.actions import withdraw_ruling
from policies.draft_queues import ruling_bureau, rulings_of
from policies.forms import WithdrawalForm
from policies.models import Policy, Ruling


@require_safe
def policy_rulings(request: HttpRequest, code: str) -> HttpResponse:
    """Every ruling (裁定) of a policy, those in force first."""
    policy = get_object_or_404(Policy.objects.select_related("region"), code=code)
    today = timezone.localdate()
    may_withdraw = request.user.is_authenticated and ruling_bureau(policy, request.user, today) is not None
    context = {"policy": policy, "rulings": rulings_of(policy), "may_withdraw": may_withdraw, "today": today}
    return render(request, "policies/rulings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires_role(Role.CHIEF)
def ruling_withdraw(request: RoleRequest, number: str) -> HttpResponse:
    """Withdraw a ruling (撤回裁定) with a reason."""
    ruling = get_object_or_404(Ruling.objects.select_related("policy", "made_by"), number=number)
    if ruling_bureau(ruling.policy, request.user, request.today) is None:
        raise Http404
    form = WithdrawalForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_ruling(ruling, request.user, request.now, form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"裁定 {ruling.number} 已撤回；已按其核定的办件不变。")
            return redirect("policy_rulings", ruling.policy.code)
    return render(request, "policies/ruling_withdraw.html", {"ruling": ruling, "form": form})
