"""A draft as a whole: where it stands, and the acts on it (送审、退回、撤销、发布)."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import RoleRequest, requires_role
from accounts.models import Role
from policies import actions
from policies.comparing import by_part, compare, raw_difference
from policies.draft_queues import PACK_ROLES, editable_policies, visible_drafts
from policies.engine import Pack, PackError
from policies.figures import stale_texts
from policies.forms import ActForm, ReasonedActForm, SubmitForm
from policies.golden_cases import trials
from policies.models import PolicyDraft
from policies.problem_words import Problem, problem

State = PolicyDraft.State


class Act(NamedTuple):
    """One act on a draft: who does it in which state, its form, what it does, and what is said afterwards."""

    label: str
    style: str
    state: str
    role: str
    form: Callable[..., forms.Form]
    do: Callable[[PolicyDraft, RoleRequest, dict[str, Any]], Any]
    said: str


ACTS = {
    "submit": Act(
        "送审", "primary", State.EDITING, Role.POLICY_EDITOR, SubmitForm,
        lambda draft, request, said: actions.submit_draft(
            draft, request.user, request.now, said["effective_from"], said["reason"]
        ),
        "草案已送审，等待另一人发布。",
    ),
    "discard": Act(
        "撤销草案", "outline-danger", State.EDITING, Role.POLICY_EDITOR, ActForm,
        lambda draft, request, said: actions.discard_draft(draft, request.user, request.now),
        "草案已撤销。",
    ),
    "release": Act(
        "发布", "primary", State.SUBMITTED, Role.POLICY_RELEASER, ReasonedActForm,
        lambda draft, request, said: actions.release_draft(draft, request.user, request.now, said["reason"]),
        "新版本已发布。在办申报仍按原版本办理；批次改用新版本须另行确认。",
    ),
    "return": Act(
        "退回修改", "outline-primary", State.SUBMITTED, Role.POLICY_RELEASER, ReasonedActForm,
        lambda draft, request, said: actions.return_draft(draft, request.user, request.now, said["reason"]),
        "草案已退回编制人。",
    ),
}  # fmt: skip


def visible(request: RoleRequest, pk: int) -> PolicyDraft:
    """Return the draft when the official's bureau answers for its policy, or 404."""
    return get_object_or_404(visible_drafts(request.user, request.today), pk=pk)


def read(draft: PolicyDraft) -> tuple[Pack | None, list[Problem]]:
    """Return the draft's pack, or the problems that keep it from loading."""
    try:
        return actions.loaded(draft), []
    except PackError as error:
        return None, [problem(text) for text in error.problems]


@require_safe
@requires_role(*PACK_ROLES)
def draft(request: RoleRequest, pk: int) -> HttpResponse:
    """Where a draft stands: what is changed, what fails, who did what, and what may be done now."""
    return draft_page(request, visible(request, pk))


def draft_page(request: RoleRequest, draft: PolicyDraft, bound: dict[str, forms.Form] | None = None) -> HttpResponse:
    """Return the draft's page; a form just refused keeps what was typed."""
    pack, problems = read(draft)
    tried = trials(pack) if pack else []
    context = {
        "draft": draft,
        "problems": problems,
        "changes": by_part(compare(draft.base.pack, pack)) if pack else [],
        "trials": tried,
        "failing": [trial for trial in tried if not trial.passed],
        "stale": stale_texts(draft.base.pack, pack) if pack else [],
        "edits": draft.edits.select_related("by"),
        "replay": draft.replays.filter(revision=draft.revision, finished_at__isnull=False, trouble="").first(),
        "choices": choices(request, draft, bound or {}),
    }
    return render(request, "policies/packs/draft.html", context, status=422 if bound else 200)


def choices(
    request: RoleRequest, draft: PolicyDraft, bound: dict[str, forms.Form]
) -> list[tuple[str, Act, forms.Form]]:
    """Return the acts open to the reader with their forms."""
    initial = {"effective_from": request.today, "seen": draft.revision}
    return [
        (name, act, bound.get(name) or act.form(prefix=name, initial=initial))
        for name, act in ACTS.items()
        if act.state == draft.state and holds_role(request, draft, act.role)
    ]


def holds_role(request: RoleRequest, draft: PolicyDraft, role: str) -> bool:
    """Tell whether the official holds the role for the draft's policy."""
    return editable_policies(request.user, request.today, (role,)).filter(pk=draft.policy_id).exists()


@require_POST
@requires_role(*PACK_ROLES)
def draft_act(request: RoleRequest, pk: int, name: str) -> HttpResponse:
    """Submit, discard, release or return a draft."""
    found = visible(request, pk)
    if name not in ACTS or not holds_role(request, found, ACTS[name].role):
        raise Http404
    act = ACTS[name]
    form = act.form(request.POST, prefix=name)
    if form.is_valid():
        try:
            with transaction.atomic():
                actions.check_seen(found, form.cleaned_data["seen"])
                act.do(found, request, form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal.messages if hasattr(refusal, "error_dict") else refusal)
        else:
            messages.success(request, act.said)
            return redirect("draft", pk)
    now = visible(request, pk)
    if now.state != act.state:  # its form is no longer on the page: somebody was faster
        messages.error(request, f"没有{act.label}：草案{now.get_state_display()}。")
        return redirect("draft", pk)
    return draft_page(request, now, {name: form})


@require_safe
@requires_role(*PACK_ROLES)
def draft_difference(request: RoleRequest, pk: int) -> HttpResponse:
    """What a draft changes (修改对照), in sentences and line by line."""
    found = visible(request, pk)
    pack, problems = read(found)
    context = {
        "draft": found,
        "problems": problems,
        "changes": by_part(compare(found.base.pack, pack)) if pack else [],
        "lines": raw_difference(found.base.pack_yaml, found.pack_yaml),
    }
    return render(request, "policies/packs/difference.html", context)
