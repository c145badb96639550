"""The enterprise's profile (企业档案): what it knows by period, with its sources; titles and bank accounts."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import RoleRequest, requires_role
from accounts.models import Enterprise, Role
from applications.actions import declaring
from applications.forms.profile import BankAccountForm, ProfileForm, TitleForm
from applications.models import BankAccount, ProfileEntry
from applications.profile.catalogue import Item, items_of
from applications.profile.pages import YEARS, cell_of, history, item_named, title_of
from applications.profile.registers import register_of
from applications.profile.size import size_class
from applications.profile.standing import Standing, entries, origin_of, standing
from applications.queues import profile_enterprises
from applications.refusals import told_as_message
from applications.views.browse import posted

WRITERS = (Role.APPLICANT_CLERK, Role.ENTERPRISE_ADMIN)
READERS = (*WRITERS, Role.PRINCIPAL)
Grid = list[tuple[Item, str]]


def own_enterprise(request: RoleRequest, uscc: str) -> Enterprise:
    """Return the enterprise of that credit code for which the person acts by a role that opens the page, or 404.

    A page that others may read as well takes what is sent from the writers only: 403.
    """
    enterprise = get_object_or_404(profile_enterprises(request.user, request.today, request.roles), uscc=uscc)
    if request.method == "POST" and not may_write(request, enterprise):
        raise PermissionDenied("企业档案由企业经办人或企业管理员填报")
    return enterprise


def may_write(request: RoleRequest, enterprise: Enterprise) -> bool:
    """Tell whether the person keeps the profile; the principal reads it."""
    return profile_enterprises(request.user, request.today, WRITERS).filter(pk=enterprise.pk).exists()


@require_safe
@requires_role(*READERS)
def profile_home(request: RoleRequest) -> HttpResponse:
    """Lead to the profile of the person's enterprise; who acts for several chooses."""
    found = list(profile_enterprises(request.user, request.today, READERS))
    if len(found) == 1:
        return redirect("profile", found[0].uscc)
    return render(request, "applications/profile/choose.html", {"enterprises": found})


@require_http_methods(["GET", "HEAD", "POST"])
@requires_role(*READERS)
def profile(request: RoleRequest, uscc: str) -> HttpResponse:
    """What holds without a period, the size class with its reasons, and what registers say of the enterprise."""
    enterprise = own_enterprise(request, uscc)
    known, basics = standing(enterprise), [(item, "") for item in items_of("none")]
    form = ProfileForm(known, basics, posted(request))
    if request.method == "POST" and form.is_valid():
        return save(request, enterprise, form, "profile")
    rows = entries(enterprise)
    context = {
        "enterprise": enterprise,
        "here": "profile",
        "may_write": may_write(request, enterprise),
        "form": form,
        "size": size_class(known),
        "basics": [cell_of(form, known, item, period) for item, period in basics],
        "entries": [(row, origin_of(row), row.holds_on(request.today)) for row in rows if row.kind != "title"],
    }
    return render(request, "applications/profile/overview.html", context, status=422 if form.errors else 200)


def save(request: RoleRequest, enterprise: Enterprise, form: ProfileForm, back_to: str) -> HttpResponse:
    """Add what was changed to the profile and come back to the page."""
    number = declaring.declare(enterprise, form.changes(), request.user, request.now)
    messages.success(request, f"已保存 {number} 项。" if number else "没有改动。")
    return redirect(back_to, enterprise.uscc)


@require_http_methods(["GET", "HEAD", "POST"])
@requires_role(*READERS)
def profile_figures(request: RoleRequest, uscc: str) -> HttpResponse:
    """The figures by year, and electricity by month; cells take a block pasted from Excel."""
    enterprise, known = own_enterprise(request, uscc), None
    known = standing(enterprise)
    years = years_of(known, request.today)
    yearly = [(item, year) for item in items_of("year") for year in years]
    monthly = [(item, f"{year}-{month:02d}") for item in items_of("month") for year in years for month in range(1, 13)]
    form = ProfileForm(known, [*yearly, *monthly], posted(request))
    if request.method == "POST" and form.is_valid():
        return save(request, enterprise, form, "profile_figures")
    context = {
        "enterprise": enterprise,
        "here": "figures",
        "may_write": may_write(request, enterprise),
        "form": form,
        "years": years,
        "months": range(1, 13),
        "yearly": by_row(form, known, yearly, len(years)),
        "monthly": by_row(form, known, monthly, 12),
    }
    return render(request, "applications/profile/figures.html", context, status=422 if form.errors else 200)


def years_of(known: Standing, today: date) -> list[str]:
    """Return the years that the grid shows: those before this one, and any other that has a value; the newest first."""
    told = {period[:4] for _, period in (*known.own, *known.register) if period}
    return sorted(told | {str(today.year - back) for back in range(1, YEARS)}, reverse=True)


def by_row(form: ProfileForm, known: Standing, places: Grid, width: int) -> list:
    """Return the cells in rows of `width`, each with its item and the year it begins with."""
    cells = [cell_of(form, known, item, period) for item, period in places]
    return [(cells[at].item, cells[at].period[:4], cells[at : at + width]) for at in range(0, len(cells), width)]


@require_safe
@requires_role(*READERS)
def profile_history(request: RoleRequest, uscc: str, name: str, period: str = "") -> HttpResponse:
    """Every value that an item ever had in a period, with its source."""
    enterprise, item = own_enterprise(request, uscc), item_named(name)
    if item is None:
        raise Http404
    context = {
        "enterprise": enterprise,
        "may_write": True,
        "title": title_of(item, period),
        "past": history(enterprise, item, period),
    }
    return render(request, "applications/profile/history.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires_role(*READERS)
def profile_titles(request: RoleRequest, uscc: str) -> HttpResponse:
    """The titles of the enterprise with their validity: its own word, and the registers'."""
    enterprise, form = own_enterprise(request, uscc), TitleForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            declaring.add_title(enterprise, form.cleaned_data, request.user, request.now)
        except ValidationError as refusal:
            form.add_error("number", refusal)
        else:
            messages.success(request, "资质已登记。")
            return redirect("profile_titles", uscc)
    rows = entries(enterprise, [ProfileEntry.Kind.TITLE])
    names = next(column.choices for column in register_of("titles").columns if column.key == "name")
    context = {
        "enterprise": enterprise,
        "here": "titles",
        "may_write": may_write(request, enterprise),
        "form": form,
        "names": names,
        "titles": [(row, origin_of(row), row.holds_on(request.today)) for row in rows],
    }
    return render(request, "applications/profile/titles.html", context, status=422 if form.errors else 200)


@require_POST
@requires_role(*WRITERS)
@told_as_message("profile_home")
def profile_title_remove(request: RoleRequest, uscc: str, pk: int) -> HttpResponse:
    """Take a declared title out."""
    entry = get_object_or_404(own_enterprise(request, uscc).profile_entries, pk=pk)
    declaring.remove_title(entry, request.user, request.now)
    messages.success(request, f"“{entry.name}”已移除。")
    return redirect("profile_titles", uscc)


@require_http_methods(["GET", "HEAD", "POST"])
@requires_role(*READERS)
def profile_accounts(request: RoleRequest, uscc: str) -> HttpResponse:
    """The bank accounts of the enterprise; new claims take the default one."""
    enterprise = own_enterprise(request, uscc)
    form = BankAccountForm(posted(request), initial={"account_name": enterprise.name})
    if request.method == "POST" and form.is_valid():
        try:
            declaring.add_account(enterprise, form.cleaned_data, request.user, request.now)
        except ValidationError as refusal:
            form.add_error("number", refusal)
        else:
            messages.success(request, "账户已登记。")
            return redirect("profile_accounts", uscc)
    accounts = BankAccount.objects.filter(enterprise=enterprise, removed_at__isnull=True).select_related("entered_by")
    context = {
        "enterprise": enterprise,
        "here": "accounts",
        "may_write": may_write(request, enterprise),
        "form": form,
        "accounts": accounts,
    }
    return render(request, "applications/profile/accounts.html", context, status=422 if form.errors else 200)


@require_POST
@requires_role(*WRITERS)
@told_as_message("profile_home")
def profile_account_act(request: RoleRequest, uscc: str, pk: int, name: str) -> HttpResponse:
    """Make an account the default one, or remove it."""
    account = get_object_or_404(own_enterprise(request, uscc).bank_accounts, pk=pk)
    if name == "default":
        declaring.make_default(account)
    elif name == "remove":
        declaring.remove_account(account, request.now)
    else:
        raise Http404
    messages.success(request, "已设为默认账户。" if name == "default" else "账户已移除。")
    return redirect("profile_accounts", uscc)
