"""Who stands in for an absent officer (请假代理)."""

from datetime import date, datetime
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import Role, RoleAssignment, User
from accounts.roles import has_role
from applications.workflow import NotAllowed
from reviews.models import Absence


class Leave(NamedTuple):
    """What is recorded: whose role is done by whom, from the first to the last day, inclusive."""

    held: RoleAssignment
    substitute: User
    starts_on: date
    ends_on: date


@transaction.atomic
def record_absence(leave: Leave, by: User, at: datetime) -> Absence:
    """Record an absence and its substitute; by the officer, or by the administrator of the bureau.

    Raises ValidationError unless the substitute holds the same role in the same bureau on both days and is there
    themselves, NotAllowed for anybody else's absence.
    """
    held, today = leave.held, timezone.localdate(at)
    if held.user != by and not _administers(by, held.bureau_id, today):
        raise NotAllowed("只能登记本人的请假；他人的由部门管理员登记")
    if leave.ends_on < today:
        raise ValidationError({"ends_on": "结束日期不得早于今天"})
    if not all(_holds_too(leave.substitute, held, day) for day in (leave.starts_on, leave.ends_on)):
        raise ValidationError({"substitute": "代理人在这段时间内须在同一部门担任同一角色"})
    period = {"starts_on__lte": leave.ends_on, "ends_on__gte": leave.starts_on, "cancelled_at__isnull": True}
    if Absence.objects.filter(user=leave.substitute, bureau=held.bureau_id, role=held.role, **period).exists():
        raise ValidationError({"substitute": "代理人在这段时间内也请假，请另选"})
    absence = Absence(
        user=held.user,
        substitute=leave.substitute,
        bureau=held.bureau,
        role=held.role,
        starts_on=leave.starts_on,
        ends_on=leave.ends_on,
        recorded_by=by,
        recorded_at=at,
    )
    absence.full_clean()
    absence.save()
    return absence


@transaction.atomic
def cancel_absence(absence: Absence, by: User, at: datetime) -> None:
    """Cancel an absence (撤销请假): from now on nobody stands in. Raises NotAllowed when that was done, or for others."""
    absence = Absence.objects.select_for_update(no_key=True).get(pk=absence.pk)
    if absence.cancelled_at is not None:
        raise NotAllowed("该请假已撤销")
    if absence.user_id != by.pk and not _administers(by, absence.bureau_id, timezone.localdate(at)):
        raise NotAllowed("只能撤销本人的请假")
    absence.cancelled_by, absence.cancelled_at = by, at
    absence.save(update_fields=["cancelled_by", "cancelled_at"])


def _administers(user: User, bureau_id: int | None, today: date) -> bool:
    admins = RoleAssignment.objects.in_force(today).filter(user=user, role=Role.BUREAU_ADMIN, bureau=bureau_id)
    return has_role(user, [Role.BUREAU_ADMIN], today) and admins.exists()


def _holds_too(user: User, held: RoleAssignment, day: date) -> bool:
    """Tell whether `user` holds the same role in the same bureau on that day, for as many policies."""
    same = RoleAssignment.objects.in_force(day).filter(user=user, role=held.role, bureau=held.bureau_id)
    return user.is_active and same.filter(policy_code__in=["", held.policy_code]).exists()
