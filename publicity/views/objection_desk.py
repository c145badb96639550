"""The officials' pages of objections: the list, one objection with what may be done, who finds, identities, files."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import RoleRequest, requires_role
from applications.refusals import told_as_message
from applications.serving import show
from applications.workflow import NotAllowed
from publicity import actions
from publicity.actions.objections import assigner_of
from publicity.cells import sheet_cells
from publicity.independence import candidates
from publicity.models import Objection, ObjectionFile, Objector
from publicity.objection_clocks import clock_of
from publicity.objection_flow import ASSIGNERS, FINDERS, State
from publicity.objection_forms import AcceptForm, AskForm, AssignForm, ConcludeForm, RefuseForm
from publicity.objection_queues import READERS, knows_objector, listed, readable_objections
from publicity.queues import officer_bureaus

FORMS: dict[str, type[forms.Form]] = {
    "accept": AcceptForm,
    "refuse": RefuseForm,
    "ask": AskForm,
    "conclude": ConcludeForm,
}
DONE = {
    "accept": "已受理，请指定核查人",
    "refuse": "已作出不予受理告知",
    "ask": "已请企业说明，期间不计入时限",
    "conclude": "已答复，答复书已生成",
}


@requires_role(*READERS)
@require_safe
def objection_list(request: RoleRequest) -> HttpResponse:
    """List the objections that the official may read, the most urgent first."""
    found = listed(readable_objections(request.user, request.today))
    state = request.GET.get("state", "")
    if state in State.values:
        found = found.filter(state=state)
    page = Paginator(found, 20).get_page(request.GET.get("page"))
    rows = [(each, clock_of(each, request.today)) for each in page.object_list]
    context = {"page": page, "rows": rows, "state": state, "states": State.choices}
    return render(request, "publicity/objection_list.html", context)


def found_objection(request: RoleRequest, pk: int) -> Objection:
    """Return the objection where the official may read it, or 404."""
    return get_object_or_404(readable_objections(request.user, request.today, request.roles), pk=pk)


@requires_role(*READERS)
@require_safe
def objection_detail(request: RoleRequest, pk: int) -> HttpResponse:
    """Show an objection: what is objected to, what was found, the way so far, and what this person may do."""
    return objection_page(request, found_objection(request, pk), {})


def objection_page(request: RoleRequest, objection: Objection, bound: dict[str, forms.Form]) -> HttpResponse:
    """Return the page; `bound` holds a form that was just refused."""
    acts = acts_for(objection, request)
    line = objection.line
    context = {
        "objection": objection,
        "clock": clock_of(objection, request.today),
        "cells": sheet_cells(line.notice.columns, line.cells),
        "forms": {name: bound.get(name) or FORMS[name]() for name in acts if name in FORMS},
        "may_assign": "assign" in acts,
        "may_know": knows_objector(objection, request.user, request.today),
        "is_anonymous": not Objector.objects.filter(objection=objection).exists(),
        "readings": objection.identity_readings.select_related("by"),
        "files": objection.files.filter(statement__isnull=True),
        "statements": objection.statements.prefetch_related("files"),
        "findings": objection.findings.select_related("found_by", "bureau"),
        "steps": objection.steps.select_related("by", "bureau", "letter"),
    }
    return render(request, "publicity/objection_detail.html", context, status=422 if bound else 200)


def acts_for(objection: Objection, request: RoleRequest) -> list[str]:
    """Return what this person may do with the objection now."""
    notice = objection.line.notice
    if objection.state == State.FILED:
        publishes = notice.bureau in officer_bureaus(request.user, request.today, notice.round.policy.code)
        return ["accept", "refuse"] if publishes else []
    if objection.state != State.INVESTIGATING:
        return []
    acts = ["ask", "conclude"] if objection.finder_id == request.user.pk else []
    try:
        assigner_of(objection, request.user, request.now)
    except NotAllowed:
        return acts
    return [*acts, "assign"]


@requires_role(*FINDERS)
@require_POST
@told_as_message("objection_list")
def objection_act(request: RoleRequest, pk: int, name: str) -> HttpResponse:
    """Accept, refuse, ask the enterprise or conclude."""
    objection = found_objection(request, pk)
    if name not in FORMS:
        raise Http404
    form = FORMS[name](request.POST)
    if not form.is_valid() or not was_done(request, objection, name, form):
        return objection_page(request, objection, {name: form})
    messages.success(request, f"{objection.number} {DONE[name]}")
    if name == "accept":
        return redirect("objection_assign", pk)
    return redirect("objection_detail", pk)


def was_done(request: RoleRequest, objection: Objection, name: str, form: Any) -> bool:
    """Do the act; where the rules refuse what was typed, put their words on the form and say no."""
    given, user, now = form.cleaned_data, request.user, request.now
    acts: dict[str, Callable[[], object]] = {
        "accept": lambda: actions.accept_objection(objection, user, now, given["remark"]),
        "refuse": lambda: actions.refuse_objection(objection, user, now, given["reason"]),
        "ask": lambda: actions.ask_statement(objection, user, now, given["substance"]),
        "conclude": lambda: actions.conclude(objection, form.finding(), user, now),
    }
    try:
        acts[name]()
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    return True


@requires_role(*ASSIGNERS)
@told_as_message("objection_list")
def objection_assign(request: RoleRequest, pk: int) -> HttpResponse:
    """Show who may find on the objection and who may not, and why; name one."""
    objection = found_objection(request, pk)
    assigner_of(objection, request.user, request.now)
    if objection.state != State.INVESTIGATING:
        raise NotAllowed("这件异议现在不能指定核查人")
    people = candidates(objection, request.today)
    form = AssignForm(request.POST or None, candidates=people)
    if request.method == "POST" and form.is_valid():
        actions.assign_finder(objection, form.chosen(), request.user, request.now)
        messages.success(request, f"{objection.number} 已由 {form.chosen()} 核查")
        return redirect("objection_detail", pk)
    context = {"objection": objection, "people": people, "form": form}
    return render(request, "publicity/objection_assign.html", context)


@requires_role(*READERS)
@require_POST
@told_as_message("objection_list")
def objection_identity(request: RoleRequest, pk: int) -> HttpResponse:
    """Show who objected, and write down that this person read it."""
    objection = found_objection(request, pk)
    objector = actions.read_identity(objection, request.user, request.now)
    context = {"objection": objection, "objector": objector}
    response = render(request, "publicity/objection_identity.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@requires_role(*READERS)
@require_safe
def objection_file(request: RoleRequest, pk: int, file_pk: int) -> HttpResponseBase:
    """Show an attachment of the objection or of the statement, once it is scanned."""
    objection = found_objection(request, pk)
    return show(request, get_object_or_404(ObjectionFile, objection=objection, pk=file_pk))
