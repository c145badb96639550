"""The special funds: their balances, appropriations and ledger."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import RoleRequest, requires_role
from accounts.models import Role
from accounts.roles import bureaus_of, roles_of
from applications.refusals import told_as_message
from disbursements import actions
from disbursements.bank_file import TYPES
from disbursements.forms import ReasonForm
from disbursements.fund_forms import AppropriationForm, FundForm
from disbursements.fund_queues import (
    appropriations_to_confirm,
    forecasts,
    funds_of,
    payable_policies,
    short_of_money,
    transactions_of,
    with_balances,
)
from disbursements.models import Fund
from disbursements.queues import READERS
from disbursements.settlements import settlement_lines, settlement_sheet, sums_by_region


@requires_role(*READERS)
@require_safe
def fund_list(request: RoleRequest) -> HttpResponse:
    """List the funds that the person may read, with what is left of each."""
    funds = funds_of(request.user, request.today)
    years = list(funds.order_by("-year").values_list("year", flat=True).distinct())
    year = request.GET.get("year", "")
    if year.isdigit():
        funds = funds.filter(year=int(year))
    page = Paginator(funds, 30).get_page(request.GET.get("page"))
    roles = roles_of(request.user, request.today)
    context = {
        "page": page,
        "rows": with_balances(page),
        "years": years,
        "year": year,
        "is_maker": Role.PAYMENT_MAKER in roles,
        "confirming": appropriations_to_confirm(request.user, request.today)[:20],
    }
    return render(request, "disbursements/fund_list.html", context)


def fund_or_404(request: RoleRequest, pk: int, *roles: str) -> Fund:
    """Return a fund of the bureaus in which the person holds any of `roles`."""
    return get_object_or_404(funds_of(request.user, request.today, roles or READERS), pk=pk)


@requires_role(*READERS)
@require_safe
def fund_detail(request: RoleRequest, pk: int) -> HttpResponse:
    """Show a fund: balances, documents, who waits for money, what the rounds will need, and its ledger."""
    fund = fund_or_404(request, pk)
    [row] = with_balances([fund])
    roles = roles_of(request.user, request.today)
    context = {
        "fund": fund,
        "row": row,
        "policies": fund.policies.order_by("title"),
        "appropriations": fund.appropriations.select_related("made_by", "decided_by"),
        "waiting": short_of_money(fund)[:50],
        "forecasts": forecasts(fund, row.held["available"]),
        "page": Paginator(transactions_of(fund), 30).get_page(request.GET.get("page")),
        "is_maker": Role.PAYMENT_MAKER in roles,
        "is_checker": Role.PAYMENT_CHECKER in roles,
        "reason_form": ReasonForm(auto_id="refuse_%s"),
    }
    return render(request, "disbursements/fund_detail.html", context)


@requires_role(Role.PAYMENT_MAKER)
@told_as_message("fund_list")
def fund_new(request: RoleRequest) -> HttpResponse:
    """Register a fund of the maker's own bureau."""
    bureaus = list(bureaus_of(request.user, [Role.PAYMENT_MAKER], request.today))
    offered = payable_policies(bureaus)
    form = FundForm(request.POST or None, bureaus=bureaus, policies=offered, today=request.today)
    if request.method == "POST" and form.is_valid():
        try:
            fund = actions.register_fund(form.cleaned_data["bureau"], form.terms(), request.user, request.now)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"已登记{fund}，请登记预算下达")
            return redirect("fund_detail", fund.pk)
    return render(request, "disbursements/fund_new.html", {"form": form})


@requires_role(Role.PAYMENT_MAKER)
@told_as_message("fund_list")
def appropriation_new(request: RoleRequest, pk: int) -> HttpResponse:
    """Register an appropriation or adjustment of a fund."""
    fund = fund_or_404(request, pk, Role.PAYMENT_MAKER)
    form = AppropriationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.propose_appropriation(fund, form.grant(), request.user, request.now)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "已登记，待拨付复核人员确认后生效")
            return redirect("fund_detail", fund.pk)
    return render(request, "disbursements/appropriation_new.html", {"form": form, "fund": fund})


@requires_role(Role.PAYMENT_CHECKER)
@require_POST
@told_as_message("fund_list")
def appropriation_confirm(request: RoleRequest, pk: int) -> HttpResponse:
    """Confirm a proposed appropriation."""
    proposed = get_object_or_404(appropriations_to_confirm(request.user, request.today), pk=pk)
    actions.confirm_appropriation(proposed, request.user, request.now)
    messages.success(request, f"{proposed.document_number} 已生效")
    return redirect("fund_detail", proposed.fund_id)


@requires_role(Role.PAYMENT_CHECKER)
@require_POST
@told_as_message("fund_list")
def appropriation_refuse(request: RoleRequest, pk: int) -> HttpResponse:
    """Refuse a proposed appropriation with a reason."""
    proposed = get_object_or_404(appropriations_to_confirm(request.user, request.today), pk=pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请写明退回原因")
    else:
        actions.refuse_appropriation(proposed, request.user, form.cleaned_data["reason"], request.now)
        messages.success(request, f"{proposed.document_number} 已退回登记人")
    return redirect("fund_detail", proposed.fund_id)


@requires_role(*READERS)
@require_safe
def fund_settlement(request: RoleRequest, pk: int) -> HttpResponse:
    """Show what other regions carry of what the fund paid, and give it as Excel (`?excel=1`)."""
    fund = fund_or_404(request, pk)
    lines = settlement_lines(fund)
    if request.GET.get("excel"):
        headers = {"Content-Disposition": f'attachment; filename="settlement-{fund.pk}.xlsx"'}
        return HttpResponse(settlement_sheet(fund, lines), content_type=TYPES["xlsx"], headers=headers)
    page = Paginator(lines, 50).get_page(request.GET.get("page"))
    context = {"fund": fund, "sums": sums_by_region(lines), "page": page}
    return render(request, "disbursements/settlement.html", context)
