"""Which people, requests and messages somebody may see: the second line of defence."""

from datetime import date, datetime

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from accounts.models import (
    Bureau,
    Enterprise,
    Invitation,
    JoinRequest,
    Notification,
    Preference,
    Region,
    RegisteredInterest,
    Role,
    RoleAssignment,
    User,
)
from accounts.roles import assignments, bureaus_of


def notifications_of(user: User) -> QuerySet[Notification]:
    """Return the user's messages (站内消息), unread ones first, then the newest."""
    own = Notification.objects.filter(user=user).prefetch_related("deliveries")
    return own.order_by(F("read_at").asc(nulls_first=True), "-created_at", "-id")


def todos_of(user: User) -> QuerySet[Notification]:
    """Return what waits for the user's act (待办事项), the nearest due first, then the longest wait."""
    waiting = Notification.objects.filter(user=user, needs_action=True, done_at__isnull=True).exclude(key="")
    return waiting.prefetch_related("deliveries").order_by(F("due_on").asc(nulls_last=True), "created_at", "id")


def preferences_of(user: User) -> dict[str, Preference]:
    """Return what the user chose (接收方式), by group of messages."""
    return {each.group: each for each in Preference.objects.filter(user=user)}


def handling_units(today: date) -> QuerySet[Region]:
    """Return the city and county units in which an enterprise may be registered on `today`."""
    current = Q(valid_to__isnull=True) | Q(valid_to__gte=today)
    return Region.objects.filter(current).exclude(level=Region.Level.PROVINCE).select_related("parent")


def administered_enterprises(user: User, today: date) -> QuerySet[Enterprise]:
    """Return the enterprises whose administrator (企业管理员) the user is."""
    held = assignments(user, [Role.ENTERPRISE_ADMIN], today)
    return Enterprise.objects.filter(pk__in=[assignment.enterprise_id for assignment in held]).order_by("pk")


def memberships(enterprise: Enterprise, today: date) -> QuerySet[RoleAssignment]:
    """Return the roles (角色授权) held in an enterprise today or later, by person."""
    held = RoleAssignment.objects.not_over(today).filter(enterprise=enterprise, user__is_active=True)
    return held.select_related("user", "granted_by").order_by("user__date_joined", "user_id", "role")


def join_requests(enterprise: Enterprise) -> QuerySet[JoinRequest]:
    """Return the join requests (加入申请) that wait for the enterprise's administrator."""
    return JoinRequest.objects.filter(enterprise=enterprise, state=JoinRequest.State.OPEN).select_related("user")


def own_join_requests(user: User) -> QuerySet[JoinRequest]:
    """Return the user's own join requests, the newest first."""
    return JoinRequest.objects.filter(user=user).select_related("enterprise").order_by("-created_at")


def usable_invitations(at: datetime) -> QuerySet[Invitation]:
    """Return the invitations (邀请) that can still be accepted at `at`: whoever invited still administers the enterprise."""
    still = RoleAssignment.objects.in_force(timezone.localdate(at)).filter(
        role=Role.ENTERPRISE_ADMIN, user=OuterRef("invited_by"), enterprise=OuterRef("enterprise")
    )
    waiting = Invitation.objects.filter(Exists(still), accepted_by__isnull=True, expires_at__gt=at)
    return waiting.select_related("enterprise", "invited_by")


def invitations(enterprise: Enterprise, at: datetime) -> QuerySet[Invitation]:
    """Return the enterprise's invitations that can still be accepted at `at`."""
    return usable_invitations(at).filter(enterprise=enterprise)


def administered_bureaus(user: User, today: date) -> QuerySet[Bureau]:
    """Return the bureaus whose administrator (部门管理员) the user is."""
    own = [bureau.pk for bureau in bureaus_of(user, [Role.BUREAU_ADMIN], today)]
    return Bureau.objects.filter(pk__in=own).select_related("region")


def officials(user: User, today: date) -> QuerySet[User]:
    """Return the people of the bureaus that the user administers, each with `bureau_roles`, ended ones included."""
    own = administered_bureaus(user, today)
    roles = RoleAssignment.objects.filter(bureau__in=own).select_related("bureau", "granted_by", "ended_by")
    return (
        User.objects.filter(roles__bureau__in=own)
        .distinct()
        .order_by("-is_active", "name", "username")
        .prefetch_related(
            Prefetch("roles", roles.order_by(F("ended_at").desc(nulls_first=True), "role"), "bureau_roles")
        )
    )


def bureau_roles(user: User, today: date) -> QuerySet[RoleAssignment]:
    """Return the roles not yet over in the bureaus that the user administers."""
    own = administered_bureaus(user, today)
    return RoleAssignment.objects.not_over(today).filter(bureau__in=own).select_related("user", "bureau")


def own_interests(user: User) -> QuerySet[RegisteredInterest]:
    """Return the interests that the official registered, ended ones included, the newest first."""
    return RegisteredInterest.objects.filter(user=user)
