"""A released batch and the bank: the file sent out, the results that come back."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from accounts.access import RoleRequest, requires_role
from accounts.models import Role
from applications.refusals import told_as_message
from disbursements import actions
from disbursements.bank_file import TYPES, layouts, write_batch
from disbursements.forms import ReasonForm, ResultForm
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
    layout = layouts().get(request.GET.get("layout", "common"))
    if layout is None:
        raise Http404("没有这种银行文件版式")
    headers = {"Content-Disposition": f'attachment; filename="{number}.{layout.format}"'}
    return HttpResponse(write_batch(batch, lines, layout), content_type=TYPES[layout.format], headers=headers)


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
@told_as_message("payment_desk")
def line_return(request: RoleRequest, number: str, pk: int) -> HttpResponse:
    """Record that the money of a paid line came back."""
    batch, form = batch_or_404(request, number, Role.PAYMENT_MAKER), ReasonForm(request.POST)
    line = get_object_or_404(Payment.objects.select_related("batch", "application"), pk=pk, batch=batch)
    if not form.is_valid():
        messages.error(request, "请写明退汇原因")
    else:
        actions.return_payment(line, request.user, form.cleaned_data["reason"], request.now)
        messages.success(request, f"{line.application.number} 已登记退汇，已通知企业更正账户")
    return redirect("payment_detail", number, pk)


@requires_role(Role.PAYMENT_MAKER)
@require_POST
@told_as_message("payment_desk")
def batch_send(request: RoleRequest, number: str) -> HttpResponse:
    """Record that the bank file was handed to the bank."""
    actions.send_batch(batch_or_404(request, number, Role.PAYMENT_MAKER), request.user, request.now)
    messages.success(request, f"{number} 已登记送银行，请在收到回单后导入")
    return redirect("batch_detail", number)
