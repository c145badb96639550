from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from accounts.access import RoleRequest, requires_role
from accounts.models import Role
from applications.facts import decide, judge
from applications.messages import with_unread
from applications.models import Application
from applications.presentation import case_sheet, material_rows
from applications.refusals import told_as_message
from applications.serving import show
from applications.workflow import NotAllowed
from policies.engine import Decision
from policies.forms import RulingForm
from reviews.acts import ACTS, Act
from reviews.agreements import payment_clock
from reviews.awards import ledger_of
from reviews.carried import with_rows
from reviews.case_page import earlier_awards_shown, load_everything, waiting_task
from reviews.clocks import stage_clock, total_clock
from reviews.determinations import reading_label
from reviews.evidence import rules_with_evidence
from reviews.models import ReviewTask
from reviews.queues import REVIEW_ROLES, awards_in_sight, review_queue, visible_cases
from reviews.rulings import open_points
from reviews.views.holding import holding
from reviews.views.trail import trail_of

READERS = (*REVIEW_ROLES, Role.SUPERVISOR)


@dataclass
class Choice:
    """One act that the reader may do on this page, with its form."""

    act: Act
    form: forms.Form


def visible(request: RoleRequest, number: str) -> Application:
    """Return the case when the official may read it, with how many messages they have not read in `unread`, or 404."""
    cases = with_unread(visible_cases(request.user, request.today), request.user, official=True)
    return get_object_or_404(with_rows(cases), number=number)


def own_task(request: RoleRequest, application: Application) -> ReviewTask | None:
    """Return the open task of the case that waits for this official, None where none does."""
    return review_queue(request.user, request.today).filter(application=application).first()


@require_safe
@requires_role(*READERS)
def case_detail(request: RoleRequest, number: str) -> HttpResponse:
    return case_page(request, visible(request, number))


def case_page(
    request: RoleRequest,
    application: Application,
    bound: dict[str, forms.Form] | None = None,
    ruling: tuple[str, RulingForm] | None = None,
) -> HttpResponse:
    """Return the case on one page: facts, evidence, derivation, history, and the acts open to the reader."""
    cases = visible_cases(request.user, request.today)
    load_everything(application, request.user, request.today)
    task, determined = waiting_task(application), list(awards_in_sight(application, cases))
    judged = judge(application, ledger_of(application, determined))
    decision, rows = judged.decision, material_rows(application)
    in_hands = holding(request, application, task)
    context = {
        "application": application,
        "task": task,
        "trail": trail_of(request, application.number),
        "holding": in_hands,
        "clock": stage_clock(task, request.today) if task else None,
        "total": total_clock(application, request.today),
        "paying": payment_clock(application, application.signed_on, request.today),  # type: ignore[attr-defined]
        "choices": choices(application, None if in_hands["is_others"] else task, decision, bound or {}),
        "decision": decision,
        "rulings": judged.rulings,
        "points": open_points(application, judged, request.user, request.today, ruling),
        "rules": rules_with_evidence(decision, application, rows),
        "sheet": case_sheet(application),
        "rows": rows,
        "tasks": application.tasks.all(),
        "earlier": earlier_awards_shown(application, determined),
        "flags": application.flags.all(),
        "held": sum(flag.is_holding for flag in application.flags.all()),
        "determination": next((each for each in determined if each.application_id == application.pk), None),
        "recommended": recommendation(application, task, decision),
        "open_tab": request.GET.get("tab", "facts"),
    }
    return render(request, "reviews/case.html", context, status=422 if bound or ruling else 200)


def recommendation(application: Application, task: ReviewTask | None, decision: Decision) -> dict | None:
    """Return what the final reviewer proposed, for whoever countersigns it: the task and the words of its reading."""
    if task is None or task.kind != ReviewTask.Kind.COUNTERSIGN:
        return None
    tasks = application.tasks.all()
    proposed = [each for each in tasks if each.outcome == "recommended" and each.stage == task.stage]
    latest = max(proposed, key=lambda each: each.decided_at or each.opened_at)
    return {"task": latest, "reading": reading_label(decision, latest.reading) if latest.reading else ""}


def choices(application: Application, task: ReviewTask | None, decision: Decision, bound: dict) -> list[Choice]:
    """Return the acts open on the task with their forms; a form just refused keeps what was typed."""
    if task is None:
        return []
    found = []
    for act in ACTS.values():
        if task.kind in act.kinds and act.is_open(application, task):
            form = bound.get(act.name) or act.form(application, task, decision, None)
            found.append(Choice(act, form))
    return found


@require_POST
@requires_role(*REVIEW_ROLES)
@told_as_message("review_queue")
def case_act(request: RoleRequest, number: str, name: str) -> HttpResponse:
    application = visible(request, number)
    if name not in ACTS:
        raise Http404
    act, task = ACTS[name], own_task(request, application)
    if task is None or task.kind not in act.kinds or not act.is_open(application, task):
        raise NotAllowed
    form, trail = act.form(application, task, decide(application), request.POST), trail_of(request, number)
    if not form.is_valid() or not done(request, act, form, task):
        return case_page(request, application, {name: form})
    messages.success(request, f"已办：{application.enterprise} {act.label}")
    return redirect(trail.next_url if trail else "review_queue")


def done(request: RoleRequest, act: Act, form: forms.Form, task: ReviewTask) -> bool:
    """Do the act; where the rules refuse what was typed, put their words on the form and say no."""
    try:
        act.do(task, request.user, request.now, form)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    return True


@require_safe
@requires_role(*READERS)
@xframe_options_sameorigin
def case_document(request: RoleRequest, number: str, pk: int) -> HttpResponseBase:
    return show(request, get_object_or_404(visible(request, number).documents, pk=pk))
