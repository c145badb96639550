"""A released batch and the bank: the file sent out, the results that come back."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from accounts.access import RoleRequest, requires_role
from accounts.models import Role
from applications.refusals import told_as_message
from disbursements import actions
from disbursements.bank_file import ReceiptUnreadable, write_batch
from disbursements.forms import ReceiptForm, ResultForm
from disbursements.models import Payment, PaymentBatch
from disbursements.queues import PAYMENT_ROLES, lines_of
from disbursements.views.batches import batch_or_404


@requires_role(*PAYMENT_ROLES)
@require_safe
def bank_file(request: RoleRequest, number: str) -> HttpResponse:
    """Give the bank's batch file of a released batch: only the lines that still wait for the bank, never one settled."""
    batch = batch_or_404(request, number, *PAYMENT_ROLES)
    if batch.state != PaymentBatch.State.RELEASED:
        raise Http404("批次放行后、办结前才能下载银行文件")
    lines = lines_of(batch).filter(state=Payment.State.RELEASED)
    headers = {"Content-Disposition": f'attachment; filename="{number}.csv"'}
    return HttpResponse(write_batch(batch, lines), content_type="text/csv; charset=gb18030", headers=headers)


@requires_role(Role.PAYMENT_MAKER)
@require_POST
@told_as_message("payment_desk")
def line_result(request: RoleRequest, number: str, pk: int) -> HttpResponse:
    """Record how the bank settled one line."""
    batch = batch_or_404(request, number, Role.PAYMENT_MAKER)
    line = get_object_or_404(Payment.objects.select_related("batch", "application"), pk=pk, batch=batch)
    form = ResultForm(request.POST)
    if not form.is_valid():
        messages.error(request, "；".join(str(error) for errors in form.errors.values() for error in errors))
    elif form.cleaned_data["result"] == Payment.State.PAID:
        actions.confirm_payment(line, request.user, request.now)
        messages.success(request, f"{line.application.number} 已登记为拨付成功")
    else:
        actions.fail_payment(line, request.user, form.cleaned_data["reason"], request.now)
        messages.success(request, f"{line.application.number} 已登记为拨付失败，已通知企业更正账户")
    return redirect("batch_detail", number)


@requires_role(Role.PAYMENT_MAKER)
@require_POST
def receipt_import(request: RoleRequest, number: str) -> HttpResponse:
    """Import the bank's receipt; wrong lines are told by number, the rest is recorded."""
    batch = batch_or_404(request, number, Role.PAYMENT_MAKER)
    form = ReceiptForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, "；".join(map(str, form.errors["file"])))
        return redirect("batch_detail", number)
    try:
        imported = actions.import_receipt(batch, form.cleaned_data["file"], request.user, request.now)
    except ReceiptUnreadable as unreadable:
        messages.error(request, str(unreadable))
        return redirect("batch_detail", number)
    summary = f"成功 {imported.paid} 笔，失败 {imported.failed} 笔，此前已登记 {imported.unchanged} 笔"
    messages.success(request, f"银行回单已导入：{summary}")
    for error in imported.errors[:50]:
        messages.warning(request, error)
    return redirect("batch_detail", number)
