import json

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
    }


def fact_form(application: Application, values: dict, data=None) -> FactForm:
    """Return the claim form; under a correction only the named facts may be changed."""
    only = None
    if application.status == Status.RETURNED:
        only = open_keys(application)[CorrectionItem.Kind.FACT]
    return FactForm(application.version.pack, values, data, only=only)


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
    return render(request, "applications/form.html", {"form": form, "account": account, **panel(application)})


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
    actions.save_facts(application, form.fact_values(), request.user, request.now)
    if account is not None and account.is_valid():
        actions.save_account(application, account.cleaned_data, request.user, request.now)
    context = panel(application)
    if request.htmx:
        return answer_autosave(request, application, context | {"account": account, "problems": form.problems()})
    if form.is_valid() and (account is None or account.is_valid()):
        messages.success(request, "已保存")
        return redirect(next_page(application), application.number)
    return render(request, "applications/form.html", {"form": form, "account": account, **context})


def next_page(application: Application) -> str:
    """Return where a full save leads: on to the materials, or back to the list of what is to be corrected."""
    return "application_materials" if application.status == Status.DRAFT else "application_correct"


def answer_autosave(request: RoleRequest, application: Application, context: dict) -> HttpResponse:
    """Return the panel and the ticks of the sections, and tell the page which questions are asked now."""
    form = fact_form(application, context["values"])
    response = render(request, "applications/autosaved.html", context | {"form": form})
    asked = [fact.name for fact in form.pack.facts.values() if form.is_shown(fact)]
    response["HX-Trigger"] = json.dumps({"factsAsked": asked})
    return response
