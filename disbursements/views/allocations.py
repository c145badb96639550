"""An allocation: what it would come to, drawing it up, and its two approvals."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import RoleRequest, requires_role
from accounts.models import Role
from accounts.roles import bureaus_of
from applications.refusals import told_as_message
from disbursements import actions
from disbursements.allocating import NotDecided
from disbursements.allocation_queues import APPROVERS, allocations_of, proposal, to_approve
from disbursements.forms import ReasonForm
from disbursements.queues import READERS
from disbursements.views.funds import fund_or_404
from policies.models import ApplicationRound


@requires_role(Role.PAYMENT_MAKER)
@told_as_message("fund_list")
def allocation_new(request: RoleRequest, pk: int, round_id: int) -> HttpResponse:
    """Show what the round's rule would give to whom, and draw it up."""
    fund = fund_or_404(request, pk, Role.PAYMENT_MAKER)
    rounds = ApplicationRound.objects.select_related("policy__region", "version")
    round = get_object_or_404(rounds, pk=round_id, policy__in=fund.policies.all())
    if request.method == "POST":
        made = actions.draw_up(fund, round, request.user, request.now)
        messages.success(request, "分配方案已编制，待审定部门负责人和财政复核人审批")
        return redirect("allocation_detail", made.pk)
    context = {"fund": fund, "round": round, "open": fund.allocations.filter(round=round, state="proposed").first()}
    try:
        found = proposal(fund, round)
    except NotDecided as undecided:
        return render(request, "disbursements/allocation_new.html", context | {"undecided": str(undecided)})
    rows = [(found.determinations[part.claim.determination_id], part) for part in found.parts]
    return render(request, "disbursements/allocation_new.html", context | {"found": found, "rows": rows})


@requires_role(*READERS, Role.CHIEF)
@require_safe
def allocation_list(request: RoleRequest) -> HttpResponse:
    """List the allocations that the person may read, those that wait for the person first."""
    context = {
        "waiting": to_approve(request.user, request.today)[:50],
        "rows": allocations_of(request.user, request.today)[:50],
    }
    return render(request, "disbursements/allocation_list.html", context)


@requires_role(*READERS, Role.CHIEF)
@require_safe
def allocation_detail(request: RoleRequest, pk: int) -> HttpResponse:
    """Show an allocation: the rule and what it rests on, each line with its reason, who approved."""
    found = get_object_or_404(allocations_of(request.user, request.today), pk=pk)
    lines = found.lines.select_related("determination__application__enterprise", "determination__application__region")
    context = {
        "allocation": found,
        "lines": lines.defer("determination__facts", "determination__documents", "determination__decision"),
        "given_yuan": found.budget_yuan - found.left_yuan,
        "may_approve": to_approve(request.user, request.today).filter(pk=pk).exists(),
        "reason_form": ReasonForm(),
    }
    return render(request, "disbursements/allocation_detail.html", context)


@requires_role(*APPROVERS)
@require_POST
@told_as_message("allocation_list")
def allocation_approve(request: RoleRequest, pk: int) -> HttpResponse:
    """Approve an allocation, as the deciding bureau's chief or as the fund's checker."""
    found = get_object_or_404(to_approve(request.user, request.today), pk=pk)
    is_chief = found.chief_id is None and found.bureau in bureaus_of(request.user, [Role.CHIEF], request.today)
    act = actions.approve_as_chief if is_chief else actions.approve_as_checker
    done = act(found, request.user, request.now)
    is_done = done.state == done.State.EFFECTIVE
    messages.success(request, "分配方案已生效，可以编制拨付批次" if is_done else "已审批，待另一部门审批后生效")
    return redirect("allocation_detail", pk)


@requires_role(*APPROVERS)
@require_POST
@told_as_message("allocation_list")
def allocation_refuse(request: RoleRequest, pk: int) -> HttpResponse:
    """Send an allocation back with a reason."""
    found, form = get_object_or_404(to_approve(request.user, request.today), pk=pk), ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请写明退回原因")
        return redirect("allocation_detail", pk)
    actions.refuse_allocation(found, request.user, form.cleaned_data["reason"], request.now)
    messages.success(request, "分配方案已退回")
    return redirect("allocation_detail", pk)
