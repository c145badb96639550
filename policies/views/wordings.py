"""How the messages on a policy's cases are worded (消息模板), for the editors of the policy."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import RoleRequest, requires_role
from accounts.forms.messages import WordingForm
from accounts.models import Event, Role, Wording
from accounts.wordings import WORDS
from policies.actions import restore_wording, store_wording
from policies.draft_queues import editable_policies
from policies.models import Policy


def edited(request: RoleRequest, code: str) -> Policy:
    """Return the policy when the person edits it, or 404."""
    return get_object_or_404(editable_policies(request.user, request.today, [Role.POLICY_EDITOR]), code=code)


@require_safe
@requires_role(Role.POLICY_EDITOR)
def policy_wordings(request: RoleRequest, code: str) -> HttpResponse:
    """Every event with the words in force: the policy's own, those for all policies, or the program's."""
    policy = edited(request, code)
    found = {(each.event, each.policy_code): each for each in Wording.objects.filter(policy_code__in=("", code))}
    rows = [(event, found.get((event, code)), found.get((event, ""))) for event in Event]
    return render(request, "policies/packs/wordings.html", {"policy": policy, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@requires_role(Role.POLICY_EDITOR)
def policy_wording(request: RoleRequest, code: str, event: str) -> HttpResponse:
    """Word the messages of one event anew, or go back to the general words."""
    policy = edited(request, code)
    if event not in Event.values:
        raise Http404
    own = Wording.objects.filter(event=event, policy_code=code).first()
    if request.method == "POST" and "restore" in request.POST:
        restore_wording(policy, event)
        messages.success(request, "已恢复为通用内容。")
        return redirect("policy_wordings", code)
    form = WordingForm(request.POST if request.method == "POST" else None, instance=own)
    if request.method == "POST" and form.is_valid():
        store_wording(policy, event, form.cleaned_data, request.user, request.now)
        messages.success(request, "消息模板已保存，此后发出的消息按此内容。")
        return redirect("policy_wordings", code)
    context = {"policy": policy, "event": Event(event), "form": form, "own": own, "words": WORDS}
    return render(request, "policies/packs/wording.html", context)
