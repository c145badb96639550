"""What people do with accounts, memberships and roles; a refusal is a ValidationError that names the field it belongs to."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import (
    Bureau,
    Enterprise,
    Event,
    Invitation,
    JoinRequest,
    Region,
    RegisteredInterest,
    Role,
    RoleAssignment,
    User,
)
from accounts.notifications import clear_todos, notify, send_invitation
from accounts.ports import enterprise_registered
from accounts.queues import usable_invitations
from accounts.roles import enterprise_people, grantable_roles

INVITATION_VALID = timedelta(days=7)
# Without look-alikes (0 O 1 l I), since the first password is read from a screen or a slip of paper.
PASSWORD_LETTERS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
FIELD_OF_CONSTRAINT = {"role_validity_in_order": "valid_to", "role_policy_code_format": "policy_code"}


@dataclass(frozen=True)
class NewPerson:
    """What a new account (账号) needs."""

    username: str
    password: str
    name: str
    email: str
    phone: str = ""


@dataclass(frozen=True)
class Grant:
    """A role to be granted (授权): both dates are included, an empty policy code means all policies."""

    role: str
    valid_from: date
    valid_to: date | None = None
    policy_code: str = ""


def create_person(person: NewPerson) -> User:
    """Create an account (账号); raises ValidationError on `username` where somebody was faster."""
    fields = {"email": person.email, "name": person.name, "phone": person.phone}
    try:
        with transaction.atomic():
            return User.objects.create_user(person.username, password=person.password, **fields)
    except IntegrityError as error:
        raise ValidationError({"username": "该用户名已被使用，请换一个"}) from error


def register_interest(user: User, uscc: str, relation: str, note: str, at: datetime) -> RegisteredInterest:
    """Register an interest in an enterprise (利害关系登记): its cases leave the official's queues.

    Raises ValidationError where it is registered already.
    """
    found = RegisteredInterest(user=user, uscc=uscc, relation=relation, note=note, registered_at=at)
    found.full_clean()
    found.save()
    return found


def end_interest(interest: RegisteredInterest, at: datetime) -> None:
    """End a registered interest (解除登记); the row stays for the record."""
    RegisteredInterest.objects.live().filter(pk=interest.pk).update(ended_at=at)


@transaction.atomic
def register_enterprise(person: NewPerson, uscc: str, name: str, region: Region, at: datetime) -> JoinRequest | User:
    """Register a person with an enterprise (企业注册): the first becomes its administrator and clerk, a later one asks to join.

    Returns the user in the first case, the join request in the second. Two first registrations at once end as one of each:
    the unique credit code makes the slower one wait and then find the enterprise.
    """
    user = create_person(person)
    contact = {"contact_name": person.name, "contact_phone": person.phone}
    enterprise, is_new = Enterprise.objects.get_or_create(
        uscc=uscc, defaults={"name": name, "region": region, **contact}
    )
    if not is_new:
        return ask_to_join(user, enterprise)
    enterprise_registered(enterprise, at)
    for role in (Role.ENTERPRISE_ADMIN, Role.APPLICANT_CLERK):
        RoleAssignment.objects.create(user=user, role=role, enterprise=enterprise, valid_from=timezone.localdate(at))
    return user


@transaction.atomic
def ask_to_join(user: User, enterprise: Enterprise) -> JoinRequest:
    """Open a join request (加入申请) and tell the enterprise's administrators; an open one is returned as it is."""
    request, is_new = JoinRequest.objects.get_or_create(user=user, enterprise=enterprise, state=JoinRequest.State.OPEN)
    if is_new:
        administrators = enterprise_people(enterprise.pk, timezone.localdate(), [Role.ENTERPRISE_ADMIN])
        body = f"{user.name}（手机 {user.phone or '未填'}，邮箱 {user.email}）申请成为本企业经办人，请核实身份后处理。"
        notify(administrators, f"{user.name} 申请加入 {enterprise}", body, reverse("colleagues"), **todo_of(request))
    return request


def todo_of(request: JoinRequest) -> dict[str, Any]:
    """Return how the decision on a join request is told as a to-do."""
    return {"event": Event.PEOPLE, "needs_action": True, "key": f"join-{request.pk}"}


@transaction.atomic
def decide_join_request(request: JoinRequest, by: User, is_accepted: bool, at: datetime) -> JoinRequest:
    """Accept (同意) or refuse (拒绝) a join request; an accepted person is a clerk from today. Decided once only."""
    request = (
        JoinRequest.objects.select_for_update(of=("self",), no_key=True)
        .select_related("user", "enterprise")
        .get(pk=request.pk)
    )
    if request.state != JoinRequest.State.OPEN:
        raise ValidationError("此申请已由他人处理")
    request.state = JoinRequest.State.ACCEPTED if is_accepted else JoinRequest.State.REFUSED
    request.decided_by, request.decided_at = by, at
    request.save()
    clear_todos(f"join-{request.pk}", at)
    if is_accepted:
        grant_in_enterprise(request.user, request.enterprise, Role.APPLICANT_CLERK, by, at)
        notify(
            [request.user],
            f"您已加入 {request.enterprise}",
            "您现在可以为企业申报政策。",
            reverse("joining"),
            event=Event.PEOPLE,
        )
    else:
        body = "企业管理员没有同意您的加入申请，如有疑问请与本企业管理员联系。"
        notify([request.user], f"{request.enterprise} 未同意您的加入申请", body, reverse("joining"), event=Event.PEOPLE)
    return request


@transaction.atomic
def invite(
    enterprise: Enterprise, by: User, name: str, email: str, at: datetime, role: str = Role.APPLICANT_CLERK
) -> Invitation:
    """Invite a clerk or a principal (邀请经办人、负责人); the link is mailed and works once, for seven days."""
    expires_at = at + INVITATION_VALID
    invitation = Invitation.objects.create(
        enterprise=enterprise, invited_by=by, name=name, email=email, role=role, expires_at=expires_at
    )
    send_invitation(invitation)
    return invitation


@transaction.atomic
def withdraw_invitation(invitation: Invitation, at: datetime) -> None:
    """Withdraw an invitation (撤回邀请): its link stops working at once."""
    usable_invitations(at).filter(pk=invitation.pk).update(expires_at=at)


@transaction.atomic
def accept_invitation(invitation: Invitation, person: NewPerson, at: datetime) -> User:
    """Create the invited person's account with the role (接受邀请); raises ValidationError where the link no longer works."""
    usable = usable_invitations(at).select_for_update(of=("self",), no_key=True).filter(pk=invitation.pk).first()
    if usable is None:
        raise ValidationError("邀请链接已失效，请联系企业管理员重新邀请")
    user = create_person(person)
    usable.accepted_by = user
    usable.save(update_fields=["accepted_by"])
    grant_in_enterprise(user, usable.enterprise, usable.role, usable.invited_by, at)
    title = f"{user.name} 已接受邀请，成为 {usable.enterprise} 的{usable.get_role_display()}"
    notify([usable.invited_by], title, url=reverse("colleagues"), event=Event.PEOPLE)
    return user


def update_profile(enterprise_id: int, fields: Mapping[str, str]) -> None:
    """Change an enterprise's contact and bank account (企业信息)."""
    Enterprise.objects.filter(pk=enterprise_id).update(**fields)


def grant_in_enterprise(user: User, enterprise: Enterprise, role: str, by: User, at: datetime) -> RoleAssignment:
    """Grant an enterprise role (企业角色) from today, without end."""
    assignment = RoleAssignment(
        user=user, role=role, enterprise=enterprise, valid_from=timezone.localdate(at), granted_by=by
    )
    return save_assignment(assignment)


@transaction.atomic
def create_official(person: NewPerson, bureau: Bureau, grant: Grant, by: User, at: datetime) -> User:
    """Create an official's account (工作人员账号) with its first role in the bureau."""
    user = create_person(person)
    grant_role(user, bureau, grant, by, at)
    return user


def grant_role(user: User, bureau: Bureau, grant: Grant, by: User, at: datetime) -> RoleAssignment:
    """Grant a role in a bureau (授权); nobody grants to themselves, nor backwards in time.

    Raises ValidationError with the field beside which the sentence belongs.
    """
    if user == by:
        raise ValidationError({"role": "不能给本人授权，请由其他管理员办理"})
    if grant.role not in grantable_roles(bureau):
        raise ValidationError({"role": "该部门不设此角色"})
    if grant.valid_from < timezone.localdate(at):
        raise ValidationError({"valid_from": "生效日期不得早于今天"})
    assignment = RoleAssignment(
        user=user,
        bureau=bureau,
        role=grant.role,
        valid_from=grant.valid_from,
        valid_to=grant.valid_to,
        policy_code=grant.policy_code,
        granted_by=by,
    )
    return save_assignment(assignment)


def check_assignment(assignment: RoleAssignment) -> None:
    """Hold a role assignment against the database's rules; raises ValidationError on the field that a broken one speaks of."""
    for constraint in RoleAssignment._meta.constraints:
        try:
            constraint.validate(RoleAssignment, assignment)
        except ValidationError as error:
            raise ValidationError({FIELD_OF_CONSTRAINT.get(constraint.name, "role"): error.messages}) from error


def save_assignment(assignment: RoleAssignment) -> RoleAssignment:
    """Save a role assignment that keeps the rules, also against somebody who grants at the same time."""
    check_assignment(assignment)
    try:
        with transaction.atomic():
            assignment.save()
    except IntegrityError as error:
        raise ValidationError({"role": "此角色刚刚已由他人变更，请核对后重试"}) from error
    return assignment


@transaction.atomic
def end_role(assignment: RoleAssignment, by: User, at: datetime) -> None:
    """Take a role back at once (收回角色); the last administrator of an enterprise or a bureau stays."""
    lock_organisation(assignment)
    assignment = RoleAssignment.objects.select_for_update(of=("self",), no_key=True).get(pk=assignment.pk)
    if assignment.ended_at:
        raise ValidationError("此角色已由他人收回")
    if assignment.role in (Role.ENTERPRISE_ADMIN, Role.BUREAU_ADMIN) and not other_administrators(assignment, at):
        raise ValidationError("至少保留一名管理员，请先设置另一名管理员")
    assignment.ended_at, assignment.ended_by = at, by
    assignment.save(update_fields=["ended_at", "ended_by"])


def lock_organisation(assignment: RoleAssignment) -> None:
    """Lock the enterprise or bureau, so that two administrators do not end each other's role at the same time."""
    if assignment.enterprise_id:
        Enterprise.objects.select_for_update(of=("self",), no_key=True).get(pk=assignment.enterprise_id)
    elif assignment.bureau_id:
        Bureau.objects.select_for_update(of=("self",), no_key=True).get(pk=assignment.bureau_id)


def other_administrators(assignment: RoleAssignment, at: datetime) -> bool:
    """Tell whether another active person administers the same enterprise or bureau."""
    same = RoleAssignment.objects.in_force(timezone.localdate(at)).filter(
        role=assignment.role, enterprise=assignment.enterprise, bureau=assignment.bureau, user__is_active=True
    )
    return same.exclude(user=assignment.user).exists()


@transaction.atomic
def deactivate_official(user: User, by: User, at: datetime) -> None:
    """Close an official's account (停用账号): every role not yet over is taken back and the person is signed out."""
    if user == by:
        raise ValidationError("不能停用本人的账号")
    administered = RoleAssignment.objects.in_force(timezone.localdate(at)).filter(user=by, role=Role.BUREAU_ADMIN)
    roles = RoleAssignment.objects.not_over(timezone.localdate(at)).filter(user=user)
    if roles.exclude(bureau__in=administered.values("bureau")).exists():
        raise ValidationError("该用户在其他部门还有角色，请先由该部门收回")
    for assignment in roles:
        end_role(assignment, by, at)
    User.objects.filter(pk=user.pk).update(is_active=False)


def reactivate_official(user: User) -> None:
    """Open a closed account again (恢复账号); it has no role until one is granted."""
    User.objects.filter(pk=user.pk).update(is_active=True)


def new_password() -> str:
    """Return a random first password (初始密码) of 14 characters."""
    return "".join(secrets.choice(PASSWORD_LETTERS) for _ in range(14))


def switch_type(user: User) -> None:
    """Switch the person's large type (关怀版) on or off."""
    user.large_type = not user.large_type
    user.save(update_fields=["large_type"])


def switch_shortcuts(user: User) -> None:
    """Switch the person's single-key shortcuts (键盘快捷键) on or off, as WCAG 2.1.4 asks."""
    user.shortcuts = not user.shortcuts
    user.save(update_fields=["shortcuts"])
