"""The enterprise's page on which it explains what an objection is about."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.access import RoleRequest, requires_role
from accounts.models import ENTERPRISE_ROLES, Role
from applications.queues import roles_in
from applications.refusals import told_as_message
from applications.serving import show
from applications.workflow import NotAllowed
from publicity import actions
from publicity.models import ObjectionStatement
from publicity.objection_forms import StatementForm
from publicity.objection_queues import own_statements


def found_statement(request: RoleRequest, pk: int) -> ObjectionStatement:
    """Return what one of the user's enterprises was asked, or 404."""
    return get_object_or_404(own_statements(request.user, request.today), pk=pk)


@requires_role(*ENTERPRISE_ROLES)
@told_as_message("application_list")
def own_statement(request: RoleRequest, pk: int) -> HttpResponse:
    """Show what is to be explained, and take the statement; who objected is nowhere on it."""
    statement = found_statement(request, pk)
    case = statement.objection.line.application
    may_write = Role.APPLICANT_CLERK in roles_in(case, request.user, request.today)
    posted = request.method == "POST"
    if posted and not may_write:
        raise NotAllowed("由企业经办人提交说明")
    form = StatementForm(request.POST, request.FILES) if posted else StatementForm()
    if posted and form.is_valid():
        given = form.cleaned_data
        try:
            actions.give_statement(statement, request.user, request.now, given["text"], given["evidence"])
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "说明已提交，请等候核查结果")
            return redirect("own_statement", pk)
    context = {
        "statement": statement,
        "case": case,
        "form": form,
        "may_write": may_write and statement.is_waiting,
        "files": statement.files.all(),
    }
    return render(request, "publicity/own_statement.html", context, status=422 if posted else 200)


@requires_role(*ENTERPRISE_ROLES)
@require_safe
def own_statement_file(request: RoleRequest, pk: int, file_pk: int) -> HttpResponseBase:
    """Show a file of the enterprise's own statement; those of the objection are not reached from here."""
    file = found_statement(request, pk).files.filter(pk=file_pk).first()
    if file is None:
        raise Http404
    return show(request, file, from_others=False)
