from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import RoleRequest, requires_role
from accounts.models import Role
from applications.models import Application
from applications.queues import own_applications
from applications.refusals import told_as_message
from applications.serving import inline
from applications.stages import bureau_of_stage, stage_of_kind
from applications.workflow import Status
from reviews.actions import agreements as actions
from reviews.agreement_forms import EndForm, SignedCopyForm, SigningForm, TermsForm, as_initial
from reviews.agreements import agreement_cases, agreement_paper, pay_by
from reviews.models import Agreement
from reviews.papers import as_pdf

MEMBERS = (Role.APPLICANT_CLERK, Role.ENTERPRISE_ADMIN)
FORMS: dict[str, type[forms.Form]] = {"issue": TermsForm, "confirm": SigningForm, "cancel": EndForm}


@require_safe
@requires_role(Role.FINAL_REVIEWER)
def agreement_list(request: RoleRequest) -> HttpResponse:
    cases = agreement_cases(request.user, request.today).select_related("agreement")
    page = Paginator(cases, 50).get_page(request.GET.get("page"))
    return render(request, "reviews/agreement_list.html", {"page": page})


def found_case(request: RoleRequest, number: str) -> Application:
    """Return the case whose agreement the officer handles, or 404."""
    return get_object_or_404(agreement_cases(request.user, request.today), number=number)


@require_safe
@requires_role(Role.FINAL_REVIEWER)
def agreement_detail(request: RoleRequest, number: str) -> HttpResponse:
    return agreement_page(request, found_case(request, number), {})


def agreement_page(request: RoleRequest, application: Application, bound: dict[str, forms.Form]) -> HttpResponse:
    """Return the agreement on one page; `bound` holds a form that was just refused."""
    agreement = Agreement.objects.filter(application=application).first()
    project = f"{application.enterprise.name}{application.round.policy.title}"
    terms = bound.get("issue") or TermsForm(initial=as_initial(agreement, project[:120]))
    context = {
        "application": application,
        "agreement": agreement,
        "steps": agreement.steps.select_related("actor") if agreement else [],
        "stage": stage_of_kind(application.version.pack, "agreement"),
        "is_waiting": application.status == Status.AWAITING_AGREEMENT,
        "pay_by": pay_by(application),
        "terms": terms,
        "signing": bound.get("confirm") or SigningForm(initial={"signed_on": request.today}),
        "ending": bound.get("cancel") or EndForm(),
    }
    return render(request, "reviews/agreement.html", context, status=422 if bound else 200)


@require_POST
@requires_role(Role.FINAL_REVIEWER)
@told_as_message("agreement_list")
def agreement_act(request: RoleRequest, number: str, name: str) -> HttpResponse:
    application = found_case(request, number)
    if name not in FORMS:
        raise Http404
    form = FORMS[name](request.POST)
    if not form.is_valid() or not was_done(request, application, name, form):
        return agreement_page(request, application, {name: form})
    return redirect("agreement_detail", number)


def was_done(request: RoleRequest, application: Application, name: str, form: Any) -> bool:
    """Do the act; where the rules refuse what was typed, put their words on the form and say no."""
    try:
        if name == "issue":
            actions.issue_agreement(application, request.user, request.now, form.terms_given())
        elif name == "confirm":
            actions.confirm_signed(application, request.user, request.now, form.cleaned_data["signed_on"])
        else:
            actions.cancel_agreement(application, request.user, request.now, form.cleaned_data["reason"])
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    return True


def pdf_of(agreement: Agreement | None) -> HttpResponse:
    """Return the agreement as a PDF, 404 before it was issued."""
    if agreement is None:
        raise Http404
    bureau = bureau_of_stage(agreement.application, "agreement")
    return HttpResponse(as_pdf(agreement_paper(agreement, str(bureau or ""))), content_type="application/pdf")


def scan_of(agreement: Agreement | None) -> FileResponse:
    """Return the signed copy, 404 before it was uploaded."""
    if agreement is None or not agreement.sha256:
        raise Http404
    return inline(agreement)


@require_safe
@requires_role(Role.FINAL_REVIEWER)
def agreement_file(request: RoleRequest, number: str, kind: str) -> HttpResponse | FileResponse:
    agreement = Agreement.objects.filter(application=found_case(request, number)).first()
    return scan_of(agreement) if kind == "signed" else pdf_of(agreement)


@requires_role(*MEMBERS)
@told_as_message("application_list")
def own_agreement(request: RoleRequest, number: str) -> HttpResponse:
    application = get_object_or_404(own_applications(request.user, request.today), number=number)
    if stage_of_kind(application.version.pack, "agreement") is None:
        raise Http404
    agreement = Agreement.objects.filter(application=application).first()
    posted = request.method == "POST"
    form = SignedCopyForm(request.POST, request.FILES) if posted else SignedCopyForm()
    if posted and form.is_valid():
        try:
            actions.upload_signed(application, request.user, request.now, form.cleaned_data["scan"])
            return redirect("own_agreement", number)
        except ValidationError as refusal:
            form.add_error("scan", refusal)
    is_waiting = application.status == Status.AWAITING_AGREEMENT
    context = {"application": application, "agreement": agreement, "form": form, "is_waiting": is_waiting}
    return render(request, "reviews/own_agreement.html", context, status=422 if posted else 200)


@require_safe
@requires_role(*MEMBERS)
def own_agreement_file(request: RoleRequest, number: str, kind: str) -> HttpResponse | FileResponse:
    application = get_object_or_404(own_applications(request.user, request.today), number=number)
    agreement = Agreement.objects.filter(application=application).first()
    return scan_of(agreement) if kind == "signed" else pdf_of(agreement)
