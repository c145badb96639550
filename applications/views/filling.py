import json
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from accounts.access import RoleRequest, requires_role
from accounts.models import Role
from applications import actions
from applications.corrections import may_change, open_keys
from applications.facts import fact_values, judge, missing_facts, missing_materials
from applications.forms import AccountForm, FactForm
from applications.models import Application, CorrectionItem
from applications.profile.differences import differences_of
from applications.profile.notes import fact_notes
from applications.refusals import told_as_message
from applications.views.browse import own
from applications.workflow import Status


def panel(application: Application) -> dict:
    """Return what the panel at the right shows: the estimate, what is missing, what is at risk."""
    pack, values = application.version.pack, fact_values(application)
    judged = judge(application)
    return {
        "application": application,
        "decision": judged.decision,
        "rulings": judged.rulings,
        "missing_facts": missing_facts(application, pack, values),
        "missing_materials": missing_materials(application, pack, values),
        "values": values,
        "differences": differences_of(application, values),
    }


def fact_form(application: Application, values: dict, data=None) -> FactForm:
    """Return the claim form; under a correction only the named facts may be changed."""
    only = None
    if application.status == Status.RETURNED:
        only = open_keys(application)[CorrectionItem.Kind.FACT]
    return FactForm(application.version.pack, values, data, only=only, notes=fact_notes(application))


@require_http_methods(["GET", "HEAD", "POST"])
@requires_role(Role.APPLICANT_CLERK)
@told_as_message("application_list")
def application_form(request: RoleRequest, number: str) -> HttpResponse:
    application = own(request, number)
    if not application.is_editable:
        return leave(request, number)
    if request.method == "POST":
        return save(request, application)
    form, account = fact_form(application, fact_values(application)), account_form(application)
    return form_page(request, application, {"form": form, "account": account, "tab": uuid4()})


def form_page(request: RoleRequest, application: Application, context: dict, status: int = 200) -> HttpResponse:
    """Return the whole page; it keeps the mark of its window and the version that it shows."""
    shown = {"saved_version": application.saved_version, **panel(application), **context}
    return render(request, "applications/form.html", shown, status=status)


def page_of(request: RoleRequest) -> actions.Page | None:
    """Return which window saves and what version it shows; None where the post does not say so."""
    tab = request.POST.get("tab", "")[:36]
    version = request.POST.get("overwrite") or request.POST.get("saved_version", "")
    return actions.Page(tab, int(version)) if tab and version.isdecimal() and len(version) < 9 else None


def leave(request: RoleRequest, number: str) -> HttpResponse:
    """Lead to the case, also the page of an autosave that came after the case was handed in."""
    if request.htmx:
        return HttpResponseClientRedirect(reverse("application_detail", args=[number]))
    return redirect("application_detail", number)


def account_form(application: Application, data=None) -> AccountForm | None:
    """Return the form of the account, None where it may not be changed now."""
    if not may_change(application, actions.ACCOUNT, actions.ACCOUNT):
        return None
    if data is not None and "bank_account" not in data:
        return None
    return AccountForm(data, instance=Application.objects.get(pk=application.pk))


def save(request: RoleRequest, application: Application) -> HttpResponse:
    """Store what is valid; answer an autosave with the panel, a full save with the next page or the errors."""
    form = fact_form(application, fact_values(application), request.POST)
    account = account_form(application, request.POST)
    paid_to = account.cleaned_data if account is not None and account.is_valid() else None
    try:
        actions.save_form(application, form.fact_values(), paid_to, page_of(request), request.user, request.now)
    except actions.SavedElsewhere:
        return tell_saved_elsewhere(request, application, form, account)
    if request.htmx:
        return answer_autosave(request, application, form, account)
    if form.is_valid() and (account is None or account.is_valid()):
        messages.success(request, "已保存")
        return redirect(next_page(application), application.number)
    context = {"form": form, "account": account, "tab": request.POST.get("tab") or uuid4()}
    return form_page(request, application, context)


def tell_saved_elsewhere(
    request: RoleRequest, application: Application, form: FactForm, account: AccountForm | None
) -> HttpResponse:
    """Tell a page that shows an older version so; what it sent stays on it and is not saved."""
    newest = own(request, application.number)
    facts = newest.version.pack.facts
    differing = [
        facts[name].label for name, value in form.fact_values().items() if value != fact_values(newest).get(name)
    ]
    context = {"elsewhere": newest, "differing": differing, "application": newest}
    if request.htmx:
        response = render(request, "applications/elsewhere.html", context | {"swap": True})
        response["HX-Reswap"] = "none"
        response["X-Saved"] = "elsewhere"
        return response
    sent = {"tab": request.POST.get("tab"), "saved_version": request.POST.get("saved_version")}
    return form_page(request, newest, {"form": form, "account": account, **sent, **context}, status=409)


def next_page(application: Application) -> str:
    """Return where a full save leads: on to the materials, or back to the list of what is to be corrected."""
    return "application_materials" if application.status == Status.DRAFT else "application_correct"


def answer_autosave(
    request: RoleRequest, application: Application, form: FactForm, account: AccountForm | None
) -> HttpResponse:
    """Return the panel and the ticks of the sections, and tell the page which questions are asked now."""
    context = panel(application)
    problems = form.problems()
    ticked = fact_form(application, context["values"])
    shown = context | {"form": ticked, "account": account, "problems": problems}
    response = render(request, "applications/autosaved.html", shown)
    asked = [fact.name for fact in ticked.pack.facts.values() if ticked.is_shown(fact)]
    response["HX-Trigger"] = json.dumps({"factsAsked": asked, "wrongCells": form.wrong_cells()})
    response["X-Saved"] = "partly" if problems or (account is not None and account.errors) else "yes"
    return response
