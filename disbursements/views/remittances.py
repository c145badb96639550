"""The local finance bureau records the share that it remitted."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import RoleRequest, requires_role
from accounts.models import Role
from applications.refusals import told_as_message
from disbursements import actions
from disbursements.forms import ReasonForm, RemittanceForm
from disbursements.queues import forfeited_cases, own_due_shares, own_remittances, remittances_due
from disbursements.shares import share_of


@requires_role(Role.PAYMENT_MAKER)
@require_safe
def remittance_list(request: RoleRequest) -> HttpResponse:
    """List the shares that the maker's bureau still has to remit, and those recorded."""
    due = Paginator(remittances_due(request.user, request.today), 50).get_page(request.GET.get("page"))
    rows = own_due_shares(due, request.user, request.today)
    recorded = own_remittances(request.user, request.today)[:50]
    context = {"page": due, "rows": rows, "recorded": recorded, "today": request.today}
    return render(request, "disbursements/remittance_list.html", context)


@requires_role(Role.PAYMENT_MAKER)
@told_as_message("remittance_list")
def remittance_new(request: RoleRequest, number: str, level: str) -> HttpResponse:
    """Record the payment voucher of one share."""
    determination = get_object_or_404(remittances_due(request.user, request.today), application__number=number)
    share = share_of(determination, level)
    if share is None:
        raise Http404("该办件没有需要属地先行上缴的资金")
    form = RemittanceForm(request.POST or None, share=share, today=request.today)
    if request.method == "POST" and form.is_valid():
        recorded = actions.record_remittance(determination, level, form.voucher(), request.user, request.now)
        late = "；缴款日期晚于上缴截止日，按文件上级财政不再奖励" if recorded.is_late else ""
        messages.success(request, f"{number} 属地资金上缴已登记{late}")
        return redirect("remittance_list")
    context = {"determination": determination, "share": share, "form": form}
    return render(request, "disbursements/remittance_new.html", context)


@requires_role(Role.PAYMENT_MAKER)
@told_as_message("remittance_list")
@require_POST
def remittance_void(request: RoleRequest, pk: int) -> HttpResponse:
    """Void a remittance that was recorded wrongly."""
    remittance = get_object_or_404(own_remittances(request.user, request.today), pk=pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请写明作废原因")
        return redirect("remittance_list")
    actions.void_remittance(remittance, request.user, form.cleaned_data["reason"], request.now)
    messages.success(request, f"{remittance.application.number} 的上缴登记已作废，请重新登记")
    return redirect("remittance_list")


@requires_role(Role.PAYMENT_MAKER)
@told_as_message("payment_desk")
@require_POST
def payment_cease(request: RoleRequest, number: str) -> HttpResponse:
    """Close a case whose local share was not remitted in time."""
    determination = get_object_or_404(forfeited_cases(request.user, request.today), application__number=number)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请写明不再拨付的理由")
        return redirect("payment_desk")
    actions.cease_payment(determination, request.user, form.cleaned_data["reason"], request.now)
    messages.success(request, f"{number} 已办结为不再拨付，并告知企业")
    return redirect("payment_desk")
