"""The versions of a policy for officials: the desk, the list, one version as a page, and moving a round."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import RoleRequest, requires_role
from accounts.models import BUREAU_ROLES, Role
from policies.actions import move_round, start_draft
from policies.draft_queues import (
    PACK_ROLES,
    desk_policies,
    editable_policies,
    live_drafts,
    moves_to,
    versions_of,
)
from policies.forms import MoveForm
from policies.models import Policy, PolicyDraft, PolicyVersion
from policies.version_page import version_page

PAGE_SIZE = 30
State = PolicyDraft.State


@require_safe
@requires_role(*PACK_ROLES)
def pack_desk(request: RoleRequest) -> HttpResponse:
    """The desk of editors and releasers (政策编制): their policies, the drafts in work and those to be released."""
    rows = desk_policies(request.user, request.today)
    if word := request.GET.get("q", "").strip():
        rows = rows.filter(title__contains=word)
    drafts = list(live_drafts(request.user, request.today))
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    draft_of = {draft.policy_id: draft for draft in drafts}
    context = {
        "page": page,
        "rows": [(policy, draft_of.get(policy.pk)) for policy in page.object_list],
        "editing": [draft for draft in drafts if draft.state == State.EDITING],
        "waiting": [draft for draft in drafts if draft.state == State.SUBMITTED],
        "word": word,
    }
    return render(request, "policies/packs/desk.html", context)


def policy_of(code: str) -> Policy:
    """Return the policy with versions of that code, or 404."""
    return get_object_or_404(Policy.objects.select_related("region").filter(is_information=False), code=code)


@require_safe
@requires_role(*BUREAU_ROLES)
def pack_versions(request: RoleRequest, code: str) -> HttpResponse:
    """Every version of a policy (政策版本) with its dates and who drafted and released it."""
    policy = policy_of(code)
    context = {"policy": policy, "versions": versions_of(policy), **may(request, policy)}
    return render(request, "policies/packs/versions.html", context)


def may(request: RoleRequest, policy: Policy) -> dict[str, bool]:
    """Return whether the reader may edit or release the policy."""
    return {
        "may_edit": editable_policies(request.user, request.today, (Role.POLICY_EDITOR,)).filter(pk=policy.pk).exists(),
        "may_release": editable_policies(request.user, request.today, (Role.POLICY_RELEASER,))
        .filter(pk=policy.pk)
        .exists(),
    }


def version_of(code: str, number: int) -> PolicyVersion:
    """Return a version with its policy, or 404."""
    versions = PolicyVersion.objects.select_related("policy__region", "release__drafted_by", "release__released_by")
    return get_object_or_404(versions, policy__code=code, number=number)


@require_safe
@requires_role(*BUREAU_ROLES)
def pack_version(request: RoleRequest, code: str, number: int) -> HttpResponse:
    """One version as a page beside its source."""
    version = version_of(code, number)
    return version_response(request, version, MoveForm(rounds=rounds_elsewhere(version)))


def rounds_elsewhere(version: PolicyVersion):
    """Return the rounds of the policy that use another version."""
    rounds = version.policy.rounds.select_related("version").defer("version__pack_yaml")
    return rounds.exclude(version=version).order_by("-opens_on")


def version_response(request: RoleRequest, version: PolicyVersion, form: MoveForm, status: int = 200) -> HttpResponse:
    """Return the version's page."""
    context = {
        "policy": version.policy,
        "version": version,
        "page": version_page(version.pack),
        "moves": moves_to(version),
        "form": form,
        "rounds": form.rounds,
        **may(request, version.policy),
    }
    return render(request, "policies/packs/version.html", context, status=status)


@require_POST
@requires_role(Role.POLICY_EDITOR)
def draft_start(request: RoleRequest, code: str, number: int) -> HttpResponse:
    """Start a draft from a version (起草新版本)."""
    own = editable_policies(request.user, request.today, (Role.POLICY_EDITOR,))
    version = get_object_or_404(
        PolicyVersion.objects.select_related("policy"), policy__in=own, policy__code=code, number=number
    )
    return redirect("draft", start_draft(version, request.user, request.now).pk)


@require_POST
@requires_role(Role.POLICY_RELEASER)
def round_move(request: RoleRequest, code: str, number: int) -> HttpResponse:
    """Let a round use this version (批次改用版本)."""
    own = editable_policies(request.user, request.today, (Role.POLICY_RELEASER,))
    version = get_object_or_404(
        PolicyVersion.objects.select_related("policy__region"), policy__in=own, policy__code=code, number=number
    )
    form = MoveForm(request.POST, rounds=rounds_elsewhere(version))
    if form.is_valid():
        round = form.cleaned_data["round"]
        try:
            move_round(round, version, request.user, request.now, form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"“{round.name}”已改用第 {number} 版；此前开始的申报仍按原版本办理。")
            return redirect("pack_version", code, number)
    return version_response(request, version, form, status=422)
