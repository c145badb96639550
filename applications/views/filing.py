from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import RoleRequest, requires_role
from accounts.models import Role
from applications import actions
from applications.certifications import needs_certification_again, standing_certification
from applications.corrections import open_items, open_notice
from applications.forms import AnswerForm, CommitmentForm, HandInForm
from applications.gaps import may_be_promised
from applications.models import Application, CorrectionItem
from applications.papers import paper_state
from applications.presentation import case_sheet
from applications.refusals import told_as_message
from applications.views.browse import own, posted
from applications.views.filling import panel
from applications.workflow import Status


@require_http_methods(["GET", "HEAD", "POST"])
@requires_role(Role.APPLICANT_CLERK)
@told_as_message("application_list")
def application_submit(request: RoleRequest, number: str) -> HttpResponse:
    application = own(request, number)
    if application.status != Status.DRAFT:
        return redirect("application_detail", number)
    context = panel(application)
    not_eligible = context["decision"].outcome == "not_eligible"
    certified = application.round.needs_certification
    form = (HandInForm if certified else CommitmentForm)(posted(request), not_eligible=not_eligible)
    if request.method == "POST" and form.is_valid():
        accepted = form.cleaned_data.get("not_eligible_accepted", False)
        if file_it(form, application, request, accepted):
            return redirect("application_detail", number)
    gaps = actions.gaps_before_filing(application) + actions.gaps_of_the_scan(application)
    context |= {"form": form, "sheet": case_sheet(application), "gaps": gaps}
    context["promisable"] = may_be_promised(application)
    return render(request, "applications/submit.html", context)


def file_it(form: CommitmentForm, application: Application, request: RoleRequest, accepted: bool) -> bool:
    """Submit, or hand in for certification; where something is missing, put it on the form and say no."""
    act = actions.hand_in if application.round.needs_certification else actions.submit
    try:
        act(application, request.user, request.now, not_eligible_accepted=accepted)
    except ValidationError as gaps:
        form.add_error(None, gaps)
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@requires_role(Role.APPLICANT_CLERK)
@told_as_message("application_list")
def application_correct(request: RoleRequest, number: str) -> HttpResponse:
    application = own(request, number)
    if application.status != Status.RETURNED:
        return redirect("application_detail", number)
    gaps: list[str] = []
    if request.method == "POST":
        try:
            (actions.hand_in if needs_certification_again(application) else actions.resubmit)(
                application, request.user, request.now
            )
        except ValidationError as refusal:
            gaps = refusal.messages
        else:
            return redirect("application_detail", number)
    return render(request, "applications/correct.html", correction_context(application, gaps, request.today))


def correction_context(application: Application, gaps: list[str], today: date) -> dict:
    """Return the open notice, whether its day is over, and each item with whether it is answered."""
    items = open_items(application)
    notice = open_notice(application)
    return {
        "application": application,
        "notice": notice,
        "is_overdue": bool(notice and notice.is_overdue(today)),
        "items": [
            (item, actions.is_answered(item), AnswerForm(initial={"answer": item.answer}, prefix=str(item.pk)))
            for item in items
        ],
        "gaps": gaps,
        "must_certify": needs_certification_again(application),
        "certified": standing_certification(application) if application.round.needs_certification else None,
        "paper": paper_state(application) if application.round.needs_stamped_form else None,
    }


@require_POST
@requires_role(Role.APPLICANT_CLERK)
@told_as_message("application_list")
def correction_answer(request: RoleRequest, number: str, pk: int) -> HttpResponse:
    application = own(request, number)
    item = get_object_or_404(CorrectionItem, pk=pk, notice__application=application, notice__answered_at__isnull=True)
    form = AnswerForm(request.POST, prefix=str(item.pk))
    if form.is_valid():
        actions.answer_item(application, item, form.cleaned_data["answer"])
    else:
        messages.error(request, f"“{item.label}”的说明未保存：最多 500 字")
    return redirect("application_correct", number)
