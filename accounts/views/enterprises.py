"""The pages of an enterprise's administrator: the enterprise's own data and its people."""

from datetime import date
from itertools import groupby

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.access import RoleRequest, requires_role
from accounts.actions import (
    decide_join_request,
    end_role,
    grant_in_enterprise,
    invite,
    update_profile,
    withdraw_invitation,
)
from accounts.forms.enterprises import InvitationForm, ProfileForm
from accounts.models import ENTERPRISE_ROLES, Enterprise, Role, RoleAssignment, User
from accounts.queues import administered_enterprises, invitations, join_requests, memberships

administrator = requires_role(Role.ENTERPRISE_ADMIN)


def own_enterprise(request: RoleRequest) -> Enterprise:
    """Return the enterprise that the person administers."""
    return administered_enterprises(request.user, request.today).select_related("region__parent")[0]


@administrator
def enterprise_profile(request: RoleRequest) -> HttpResponse:
    """Unit and contact of the enterprise (企业信息)."""
    enterprise = own_enterprise(request)
    form = ProfileForm(request.POST or None, instance=enterprise, today=request.today)
    if request.method == "POST" and form.is_valid():
        update_profile(enterprise.pk, form.cleaned_data)
        messages.success(request, "企业信息已保存。")
        return redirect("enterprise_profile")
    return render(request, "accounts/enterprise_profile.html", {"form": form, "enterprise": enterprise})


@administrator
def colleagues(request: RoleRequest) -> HttpResponse:
    """Members, join requests and invitations (企业人员)."""
    return colleagues_page(request, InvitationForm())


def colleagues_page(request: RoleRequest, form: InvitationForm) -> HttpResponse:
    """Show the people of the enterprise beside the form of an invitation."""
    enterprise = own_enterprise(request)
    context = {
        "enterprise": enterprise,
        "members": members(enterprise, request.today),
        "join_requests": join_requests(enterprise),
        "invitations": [
            (entry, request.build_absolute_uri(entry.path)) for entry in invitations(enterprise, request.now)
        ],
        "form": form,
    }
    return render(request, "accounts/colleagues.html", context)


def members(enterprise: Enterprise, today: date) -> list[tuple[User, list[RoleAssignment], list[Role]]]:
    """Return each person of the enterprise with the roles held in it, and those that could be granted."""
    found = []
    for person, held in groupby(memberships(enterprise, today), key=lambda each: each.user):
        roles = list(held)
        found.append((person, roles, [role for role in ENTERPRISE_ROLES if role not in {each.role for each in roles}]))
    return found


@require_POST
@administrator
def colleague_invite(request: RoleRequest) -> HttpResponse:
    """Invite a clerk or a principal (邀请经办人、负责人)."""
    form = InvitationForm(request.POST)
    if not form.is_valid():
        return colleagues_page(request, form)
    asked = form.cleaned_data
    invite(own_enterprise(request), request.user, asked["name"], asked["email"], request.now, asked["role"])
    messages.success(request, f"已向 {asked['email']} 发出邀请，7 天内有效。也可以把下面的链接直接发给对方。")
    return redirect("colleagues")


@require_POST
@administrator
def invitation_withdraw(request: RoleRequest, pk: int) -> HttpResponse:
    """Withdraw an invitation (撤回邀请)."""
    withdraw_invitation(get_object_or_404(invitations(own_enterprise(request), request.now), pk=pk), request.now)
    messages.success(request, "邀请已撤回，链接不再有效。")
    return redirect("colleagues")


@require_POST
@administrator
def join_decide(request: RoleRequest, pk: int) -> HttpResponse:
    """Accept or refuse a join request (处理加入申请)."""
    asked = get_object_or_404(join_requests(own_enterprise(request)), pk=pk)
    is_accepted = request.POST.get("decision") == "accept"
    try:
        decide_join_request(asked, request.user, is_accepted, request.now)
        messages.success(request, f"已{'同意' if is_accepted else '拒绝'} {asked.user.name} 的加入申请。")
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("colleagues")


@require_POST
@administrator
def colleague_grant(request: RoleRequest, pk: int) -> HttpResponse:
    """Give a member another role of the enterprise (授权)."""
    enterprise = own_enterprise(request)
    member = memberships(enterprise, request.today).filter(user=pk).first()
    role = next((role for role in ENTERPRISE_ROLES if role == request.POST.get("role")), None)
    if member is None or role is None:
        raise Http404
    try:
        grant_in_enterprise(member.user, enterprise, role, request.user, request.now)
        messages.success(request, f"{member.user} 已成为{role.label}。")
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("colleagues")


@require_POST
@administrator
def colleague_end(request: RoleRequest, pk: int) -> HttpResponse:
    """Take a member's role back (收回角色)."""
    held = get_object_or_404(memberships(own_enterprise(request), request.today), pk=pk)
    try:
        end_role(held, request.user, request.now)
        messages.success(request, f"已收回 {held.user} 的{held.get_role_display()}角色。")
    except ValidationError as error:
        messages.error(request, error.messages[0])
    # Somebody who gave up the administration has no business on this page any more.
    is_own = held.user == request.user and held.role == Role.ENTERPRISE_ADMIN
    return redirect("desk" if is_own else "colleagues")
