"""Who may do what, asked of the role assignments: the one place for it."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from accounts.models import BUREAU_ROLES, ENTERPRISE_ROLES, Bureau, Notification, Role, RoleAssignment, User
from accounts.models.people import DUTIES


def assignments(user: User, roles: Iterable[str], today: date) -> list[RoleAssignment]:
    """Return the user's assignments in force on `today` to any of `roles`, bureau, region and enterprise loaded."""
    if not user.is_authenticated or not user.is_active:
        return []
    wanted, (day, remembered) = set(roles), getattr(user, "remembered_assignments", (None, []))
    if day == today:
        return [held for held in remembered if held.role in wanted]
    unread = Notification.objects.filter(user=OuterRef("user"), read_at__isnull=True).order_by().values("user")
    counted = Subquery(unread.annotate(count=Count("pk")).values("count"))
    held = RoleAssignment.objects.in_force(today).filter(user=user, role__in=wanted)
    rows = held.select_related("bureau__region__parent", "enterprise__region__parent__parent")
    return list(rows.annotate(unread=Coalesce(counted, 0)))


def unread_count(user: User) -> int:
    """Return how many messages the user has not read, as remembered for a page that only reads."""
    remembered = getattr(user, "remembered_unread", None)
    return user.notifications.filter(read_at__isnull=True).count() if remembered is None else remembered


def remember_assignments(user: User, today: date) -> None:
    """Ask for all of the user's assignments and the count of unread messages at once and keep them on `user`.

    One query for a page that only reads. Who acts is asked anew: never call it before an action.
    """
    held = assignments(user, Role.values, today)
    user.remembered_assignments = (today, held)  # type: ignore[attr-defined]
    if held:
        user.remembered_unread = held[0].unread  # type: ignore[attr-defined]


def has_role(user: User, roles: Iterable[str], today: date) -> bool:
    """Tell whether the user holds any of `roles` on `today`."""
    return bool(assignments(user, roles, today))


def roles_of(user: User, today: date) -> set[str]:
    """Return every role that the user holds on `today`."""
    return {assignment.role for assignment in assignments(user, Role.values, today)}


def bureaus_of(user: User, roles: Iterable[str], today: date) -> list[Bureau]:
    """Return the bureaus in which the user holds any of `roles` on `today`."""
    return [assignment.bureau for assignment in assignments(user, roles, today) if assignment.bureau]


def people_with(roles: Iterable[str], today: date, bureaus: Iterable[Bureau], policy_code: str = "") -> list[User]:
    """Return the active people who hold any of `roles` in any of `bureaus`, for the policy or for all policies."""
    held = RoleAssignment.objects.in_force(today).filter(
        Q(policy_code="") | Q(policy_code=policy_code),
        role__in=list(roles),
        bureau__in=list(bureaus),
        user__is_active=True,
    )
    return list(User.objects.filter(roles__in=held).distinct())


def enterprise_people(enterprise_id: int, today: date, roles: Iterable[str] = ENTERPRISE_ROLES) -> list[User]:
    """Return the active people of an enterprise who hold any of `roles`."""
    held = RoleAssignment.objects.in_force(today).filter(
        enterprise_id=enterprise_id, role__in=list(roles), user__is_active=True
    )
    return list(User.objects.filter(roles__in=held).distinct())


def grantable_roles(bureau: Bureau) -> list[Role]:
    """Return the roles that exist in a bureau: a supervising one supervises only, and only finance pays."""
    if bureau.line == Bureau.Line.SUPERVISION:
        return [Role.SUPERVISOR, Role.BUREAU_ADMIN]
    absent = {Role.SUPERVISOR} if bureau.line == Bureau.Line.FINANCE else {Role.SUPERVISOR, *DUTIES["payment"]}
    return [role for role in BUREAU_ROLES if role not in absent]
