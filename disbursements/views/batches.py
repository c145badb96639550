"""The desk of the finance bureau, and a batch from building to release."""

from decimal import Decimal

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import RoleRequest, requires_role
from accounts.amounts import capitals
from accounts.models import Bureau, Role
from accounts.roles import roles_of
from applications.refusals import told_as_message
from applications.workflow import NotAllowed
from disbursements import actions
from disbursements.actions.receipts import WAITING_FOR_BANK
from disbursements.bank_file import layouts
from disbursements.checks import checks_of
from disbursements.forms import BatchForm, ReasonForm, ReceiptForm
from disbursements.models import Payment, PaymentBatch
from disbursements.pay_clocks import due_payments
from disbursements.queues import (
    PAYMENT_ROLES,
    READERS,
    amount_of,
    batches_of,
    batches_to_check,
    lines_of,
    maker_desk,
    maker_roles,
    payable_cases,
)
from policies.models import ApplicationRound


@requires_role(*PAYMENT_ROLES)
@require_safe
def payment_desk(request: RoleRequest) -> HttpResponse:
    """Show what waits for the maker and the checker: payable rounds, own batches, batches to check, local shares."""
    is_maker = bool(maker_roles(request.user, request.today))
    context: dict = {"is_maker": is_maker, "today": request.today}
    if is_maker:
        context |= maker_desk(request.user, request.today)._asdict()
        context["due"] = due_payments(request.user, request.today)
    else:
        context["checking"] = batches_to_check(request.user, request.today)[:20]
    return render(request, "disbursements/desk.html", context)


@requires_role(*READERS)
@require_safe
def batch_list(request: RoleRequest) -> HttpResponse:
    """List every batch that the person may read, filtered by state."""
    state, batches = request.GET.get("state", ""), batches_of(request.user, request.today)
    if state in PaymentBatch.State.values:
        batches = batches.filter(state=state)
    page = Paginator(batches, 20).get_page(request.GET.get("page"))
    context = {"page": page, "state": state, "states": PaymentBatch.State.choices}
    return render(request, "disbursements/batch_list.html", context)


@requires_role(Role.PAYMENT_MAKER)
@told_as_message("payment_desk")
def batch_new(request: RoleRequest, round_id: int, bureau_id: int) -> HttpResponse:
    """Build a batch from the payable cases of one round."""
    round = get_object_or_404(ApplicationRound.objects.select_related("policy"), pk=round_id)
    bureau = get_object_or_404(Bureau, pk=bureau_id)
    payable = list(payable_cases(request.user, request.today, bureau).filter(application__round=round))
    if not payable:
        raise nothing_left(request, bureau)
    form = BatchForm(request.POST or None, case_ids=[item.application_id for item in payable])
    if request.method == "POST" and form.is_valid():
        batch = actions.build_batch(round, bureau, form.cleaned_data["cases"], request.user, request.now)
        messages.success(request, f"已编制拨付批次 {batch.number}，核对后请提交复核")
        return redirect("batch_detail", batch.number)
    total = sum((amount_of(item) for item in payable), Decimal(0))
    context = {"round": round, "bureau": bureau, "payable": payable, "form": form, "total": total}
    return render(request, "disbursements/batch_new.html", context)


def nothing_left(request: RoleRequest, bureau: Bureau) -> Exception:
    """Return what to raise where no case is payable: a sentence to the bureau's own maker, 404 to a stranger."""
    if any(held.bureau_id == bureau.pk for held in maker_roles(request.user, request.today)):
        return NotAllowed("已没有可以编入批次的办件，可能已由他人办理")
    return Http404("没有这个批次的办件")


def batch_or_404(request: RoleRequest, number: str, *roles: str) -> PaymentBatch:
    """Return a batch of the bureaus in which the person holds any of `roles`."""
    return get_object_or_404(batches_of(request.user, request.today, roles or READERS), number=number)


@requires_role(*READERS)
@require_safe
def batch_detail(request: RoleRequest, number: str) -> HttpResponse:
    """Show a batch with its lines, sum in figures and capitals, history, and what the person may do now."""
    batch, roles = batch_or_404(request, number), roles_of(request.user, request.today)
    may_check = Role.PAYMENT_CHECKER in roles and request.user not in (batch.made_by, batch.first_checked_by)
    lines = list(lines_of(batch))
    total = sum((line.amount_yuan for line in lines), Decimal(0))
    checks = checks_of(batch, lines, request.today)
    context = {
        "batch": batch,
        "lines": [(line, checks[line.pk]) for line in lines],
        "layouts": layouts().values(),
        "receipts": batch.receipts.exclude(state="discarded"),
        "needs_second_check": batch.fund is not None and batch.fund.needs_second_check(total),
        "capitals": capitals(total),
        "events": batch.events.select_related("actor"),
        "is_making": batch.state == PaymentBatch.State.DRAFT and Role.PAYMENT_MAKER in roles,
        "is_checking": batch.state == PaymentBatch.State.SUBMITTED and may_check,
        "is_settling": batch.state == PaymentBatch.State.RELEASED and Role.PAYMENT_MAKER in roles,
        "takes_receipts": batch.state in WAITING_FOR_BANK and Role.PAYMENT_MAKER in roles,
        "has_bank_file": batch.state == PaymentBatch.State.RELEASED and bool(roles & set(PAYMENT_ROLES)),
        "reason_form": ReasonForm(auto_id="return_%s"),
        "receipt_form": ReceiptForm(),
    }
    return render(request, "disbursements/batch_detail.html", context)


@requires_role(*READERS)
@require_safe
def payment_detail(request: RoleRequest, number: str, pk: int) -> HttpResponse:
    """Show one line of a batch: account, amount, and the determination that it pays with its derivation."""
    batch = batch_or_404(request, number)
    found = batch.payments.select_related(
        "application__enterprise", "application__region__parent", "determination__recommended_by"
    ).select_related(
        "determination__countersigned_by",
        "determination__version",
        "settled_by",
        "returned_by",
        "allocation_line__allocation",
    )
    line = get_object_or_404(found, pk=pk)
    published = line.application.notice_lines.select_related("notice").prefetch_related("objections")
    may_return = line.state == Payment.State.PAID and Role.PAYMENT_MAKER in roles_of(request.user, request.today)
    form = ReasonForm(auto_id="return_%s")
    context = {"batch": batch, "line": line, "notices": published, "may_return": may_return, "return_form": form}
    return render(request, "disbursements/payment_detail.html", context)


@requires_role(Role.PAYMENT_MAKER)
@require_POST
@told_as_message("payment_desk")
def line_remove(request: RoleRequest, number: str, pk: int) -> HttpResponse:
    """Take a case out of a batch that is being made."""
    batch = batch_or_404(request, number, Role.PAYMENT_MAKER)
    line = get_object_or_404(Payment.objects.select_related("batch", "application"), pk=pk, batch=batch)
    actions.remove_line(line, request.user, request.now)
    messages.success(request, f"{line.application.number} 已移出批次，可编入其他批次")
    return redirect("batch_detail", number)


@requires_role(Role.PAYMENT_MAKER)
@require_POST
@told_as_message("payment_desk")
def batch_submit(request: RoleRequest, number: str) -> HttpResponse:
    """Submit a batch to the checker."""
    actions.submit_batch(batch_or_404(request, number, Role.PAYMENT_MAKER), request.user, request.now)
    messages.success(request, f"{number} 已提交复核")
    return redirect("batch_detail", number)


@requires_role(Role.PAYMENT_CHECKER)
@require_POST
@told_as_message("payment_desk")
def batch_return(request: RoleRequest, number: str) -> HttpResponse:
    """Return a batch to its maker with a reason."""
    batch, form = batch_or_404(request, number, Role.PAYMENT_CHECKER), ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请写明退回原因")
        return redirect("batch_detail", number)
    actions.return_batch(batch, request.user, form.cleaned_data["reason"], request.now)
    messages.success(request, f"{number} 已退回编制人")
    return redirect("payment_desk")


@requires_role(Role.PAYMENT_CHECKER)
@require_POST
@told_as_message("payment_desk")
def batch_release(request: RoleRequest, number: str) -> HttpResponse:
    """Release a batch to the bank."""
    batch = actions.release_batch(batch_or_404(request, number, Role.PAYMENT_CHECKER), request.user, request.now)
    is_out = batch.state == PaymentBatch.State.RELEASED
    messages.success(request, f"{number} " + ("已放行，可下载银行文件" if is_out else "已首次复核，请另一位复核人放行"))
    return redirect("batch_detail", number)


@requires_role(Role.PAYMENT_MAKER)
@require_POST
@told_as_message("payment_desk")
def batch_cancel(request: RoleRequest, number: str) -> HttpResponse:
    """Cancel a batch that is being made."""
    actions.cancel_batch(batch_or_404(request, number, Role.PAYMENT_MAKER), request.user, request.now)
    messages.success(request, f"{number} 已作废，所含办件可重新编入批次")
    return redirect("payment_desk")
