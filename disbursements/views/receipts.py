"""The bank's receipt: uploaded, previewed, recorded; and the reconciliation that closes the batch."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import RoleRequest, requires_role
from accounts.models import Role
from applications.refusals import told_as_message
from disbursements import actions
from disbursements.actions.receipts import AT_ONCE
from disbursements.bank_file import ReceiptUnreadable
from disbursements.forms import ReasonForm, ReceiptForm, ReconcileForm
from disbursements.models import PaymentBatch, ReceiptFile
from disbursements.queues import READERS, batches_of
from disbursements.receipt_lines import TITLES, judge, lines_in
from disbursements.reconciling import sums_of
from disbursements.tasks import record_long_receipt
from disbursements.views.batches import batch_or_404


@requires_role(Role.PAYMENT_MAKER)
@require_POST
@told_as_message("payment_desk")
def receipt_import(request: RoleRequest, number: str) -> HttpResponse:
    """Take in a bank receipt and show what it would do."""
    batch = batch_or_404(request, number, Role.PAYMENT_MAKER)
    form = ReceiptForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, "；".join(map(str, form.errors["file"])))
        return redirect("batch_detail", number)
    name, content = form.cleaned_data["file"]
    try:
        receipt = actions.check_receipt(batch, name, content, request.user, request.now)
    except ReceiptUnreadable as unreadable:
        messages.error(request, str(unreadable))
        return redirect("batch_detail", number)
    return redirect("receipt_detail", number, receipt.pk)


def receipt_or_404(request: RoleRequest, number: str, pk: int, *roles: str) -> ReceiptFile:
    """Return a receipt of a batch that the person may read."""
    batch = batch_or_404(request, number, *roles)
    found = ReceiptFile.objects.select_related("batch__bureau", "batch__round__policy", "batch__fund", "uploaded_by")
    return get_object_or_404(found, pk=pk, batch=batch)


@requires_role(*READERS)
@require_safe
def receipt_detail(request: RoleRequest, number: str, pk: int) -> HttpResponse:
    """Show a receipt: before it is recorded what each line would do, while it is how far it is, afterwards how it went."""
    receipt = receipt_or_404(request, number, pk)
    context: dict = {"receipt": receipt, "batch": receipt.batch}
    if receipt.state == ReceiptFile.State.CHECKED:
        verdicts = judge(receipt.batch, lines_in(receipt))
        counts = [(TITLES[key], key, sum(each.outcome == key for each in verdicts)) for key in TITLES]
        told = {each.line.key for each in verdicts}
        waiting = receipt.batch.payments.filter(state="released").exclude(idempotency_key__in=told)
        wrong_first = sorted(verdicts, key=lambda each: (each.outcome != "wrong", each.line.number))
        context |= {
            "counts": counts,
            "missing": waiting.count(),
            "page": Paginator(wrong_first, 100).get_page(request.GET.get("page")),
            "may_confirm": receipt.uploaded_by_id == request.user.pk,
        }
    return render(request, "disbursements/receipt_detail.html", context)


@requires_role(Role.PAYMENT_MAKER)
@require_POST
@told_as_message("payment_desk")
def receipt_confirm(request: RoleRequest, number: str, pk: int) -> HttpResponse:
    """Record a previewed receipt, a long one in the background."""
    receipt = actions.start_receipt(receipt_or_404(request, number, pk, Role.PAYMENT_MAKER), request.user, request.now)
    if len(receipt.lines) > AT_ONCE:
        record_long_receipt.delay(receipt.pk, request.user.pk)
    else:
        actions.record_receipt(receipt, request.user, request.now)
    return redirect("receipt_detail", number, pk)


@requires_role(Role.PAYMENT_MAKER)
@require_POST
@told_as_message("payment_desk")
def receipt_discard(request: RoleRequest, number: str, pk: int) -> HttpResponse:
    """Give up a previewed receipt."""
    actions.discard_receipt(receipt_or_404(request, number, pk, Role.PAYMENT_MAKER), request.user, request.now)
    messages.success(request, "已放弃这份回单，未登记任何结果")
    return redirect("batch_detail", number)


@requires_role(*READERS)
@told_as_message("payment_desk")
def batch_reconcile(request: RoleRequest, number: str) -> HttpResponse:
    """Show the reconciliation sheet of a batch; its maker keys in the bank's own totals."""
    batch = batch_or_404(request, number)
    is_making = batch.state == batch.State.SETTLED and batch_may(request, number, Role.PAYMENT_MAKER)
    form = ReconcileForm(request.POST or None)
    if request.method == "POST":
        batch = batch_or_404(request, number, Role.PAYMENT_MAKER)
        if form.is_valid() and is_reconciled(request, batch, form):
            messages.success(request, "对账单差额为零，已提交拨付复核人员关闭批次")
            return redirect("batch_reconcile", number)
    sheet = batch.reconciliations.filter(is_withdrawn=False).select_related("made_by", "confirmed_by").first()
    context = {
        "batch": batch,
        "sums": sums_of(batch),
        "form": form,
        "sheet": sheet,
        "is_making": is_making and sheet is None,
        "is_closing": sheet is not None
        and not sheet.confirmed_at
        and sheet.made_by_id != request.user.pk
        and batch_may(request, number, Role.PAYMENT_CHECKER),
        "reason_form": ReasonForm(auto_id="sheet_%s"),
    }
    return render(request, "disbursements/reconcile.html", context, status=422 if form.errors else 200)


def batch_may(request: RoleRequest, number: str, role: str) -> bool:
    """Tell whether the person holds the role in the batch's bureau."""
    return batches_of(request.user, request.today, [role]).filter(number=number).exists()


def is_reconciled(request: RoleRequest, batch: PaymentBatch, form: ReconcileForm) -> bool:
    """Make the sheet; where the difference is not zero, put the words on the form and say no."""
    given = form.cleaned_data
    try:
        actions.reconcile(batch, given["bank_out_yuan"], given["bank_back_yuan"], request.user, request.now)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    return True


@requires_role(Role.PAYMENT_CHECKER)
@require_POST
@told_as_message("payment_desk")
def batch_close(request: RoleRequest, number: str) -> HttpResponse:
    """Confirm the reconciliation sheet and close the batch."""
    actions.close_batch(batch_or_404(request, number, Role.PAYMENT_CHECKER), request.user, request.now)
    messages.success(request, f"{number} 已对账关闭")
    return redirect("batch_detail", number)


@requires_role(Role.PAYMENT_CHECKER)
@require_POST
@told_as_message("payment_desk")
def sheet_refuse(request: RoleRequest, number: str) -> HttpResponse:
    """Send the reconciliation sheet back to its maker."""
    batch, form = batch_or_404(request, number, Role.PAYMENT_CHECKER), ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请写明退回原因")
        return redirect("batch_reconcile", number)
    actions.refuse_sheet(batch, request.user, form.cleaned_data["reason"], request.now)
    messages.success(request, "对账单已退回")
    return redirect("batch_detail", number)
