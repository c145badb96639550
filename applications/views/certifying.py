"""The principal's page (企业负责人确认), and the clerk's way back from it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import RoleRequest, requires_role
from accounts.models import Role
from applications import actions
from applications.changes import differences
from applications.contents import filed_documents
from applications.corrections import open_notice
from applications.facts import judge
from applications.forms import CertificationForm, DeclineForm
from applications.models import Application
from applications.presentation import case_sheet
from applications.refusals import told_as_message
from applications.views.browse import own, posted
from applications.workflow import TO_CERTIFY, Action


@require_http_methods(["GET", "HEAD", "POST"])
@requires_role(Role.PRINCIPAL)
@told_as_message("application_list")
def application_certify(request: RoleRequest, number: str) -> HttpResponse:
    """The whole claim on one page, to be certified and submitted (确认并提交)."""
    application = own(request, number)
    if application.status not in TO_CERTIFY:
        return redirect("application_detail", number)
    form = CertificationForm(posted(request))
    if form.is_bound and form.is_valid() and is_certified(request, application, form):
        messages.success(request, "已确认并提交，部门开始办理。")
        return redirect("application_detail", number)
    return certification_page(request, application, form, DeclineForm())


def is_certified(request: RoleRequest, application: Application, form: CertificationForm) -> bool:
    """Certify and submit; where the claim is another by now or incomplete, put it on the form and say no."""
    try:
        actions.certify(application, request.user, request.now, form.cleaned_data["shown"])
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    return True


def certification_page(
    request: RoleRequest, application: Application, form: CertificationForm, decline: DeclineForm
) -> HttpResponse:
    """Return the page; what it shows is what `shown` stands for, also after a refusal."""
    judged = judge(application)
    if form.is_bound:
        form.data = QueryDict(mutable=True)
        form.data["shown"] = actions.shown_token(application)
    else:
        form.initial["shown"] = actions.shown_token(application)
    notice = open_notice(application)
    context = {
        "application": application,
        "decision": judged.decision,
        "rulings": judged.rulings,
        "sheet": case_sheet(application),
        "documents": filed_documents(application),
        "handed_in": application.history.filter(action=Action.HAND_IN).last(),
        "notice": notice,
        "changed": differences(notice) if notice else [],
        "form": form,
        "decline": decline,
    }
    return render(request, "applications/certify.html", context, status=422 if form.errors or decline.errors else 200)


@require_POST
@requires_role(Role.PRINCIPAL)
@told_as_message("application_list")
def application_decline(request: RoleRequest, number: str) -> HttpResponse:
    """Send the claim back to the clerk (退回经办人修改)."""
    application = own(request, number)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return certification_page(request, application, CertificationForm(), form)
    actions.decline(application, request.user, request.now, form.cleaned_data["reason"])
    messages.success(request, "已退回经办人修改。")
    return redirect("application_detail", number)


@require_POST
@requires_role(Role.APPLICANT_CLERK)
@told_as_message("application_list")
def application_take_back(request: RoleRequest, number: str) -> HttpResponse:
    """Take the claim back from the principal (取回修改)."""
    actions.take_back(own(request, number), request.user, request.now)
    messages.success(request, "已取回，可以继续修改。")
    return redirect("application_detail", number)
