"""Settling a flag (处理疑点)."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import Role, RoleAssignment, User
from accounts.notifications import clear_todos
from accounts.roles import assignments
from applications.models import Application
from applications.workflow import IN_CORRECTION, NotAllowed, Status
from reviews.flags.queues import holds
from reviews.models import Flag, FlagDecision
from reviews.notifications import holds_key
from reviews.queues import REVIEW_ROLES

State = Flag.State
SETTLED = (State.EXPLAINED, State.CONFIRMED)


@transaction.atomic
def settle_flag(flag: Flag, user: User, at: datetime, state: str, reason: str) -> None:
    """Settle a flag as explained or as true, with a reason; a settled one may be settled again, each time on record.

    A hold of high severity is for a chief. Raises ValidationError without a reason, NotAllowed for who does not review the
    case, and where somebody else settled the flag since `flag` was read.
    """
    if state not in SETTLED or not reason.strip():
        raise ValidationError("请选择处理结果并写明理由")
    application = Application.objects.select_for_update(of=["self"], no_key=True).for_list().get(pk=flag.application_id)
    stored = Flag.objects.select_for_update(of=["self"], no_key=True).get(pk=flag.pk)
    if application.status not in (Status.IN_REVIEW, *IN_CORRECTION) or stored.settled_at != flag.settled_at:
        raise NotAllowed
    held = settling_role(application, stored, user, at)
    if held is None:
        raise NotAllowed("此疑点须由本件审核部门的审定负责人处理" if stored.needs_chief else "您的角色不能处理此疑点")
    stored.state, stored.settled_by, stored.settled_at, stored.reason = state, user, at, reason.strip()
    stored.save(update_fields=["state", "settled_by", "settled_at", "reason"])
    FlagDecision.objects.create(flag=stored, state=state, by=user, role=held.role, at=at, reason=reason.strip())
    if not any(each.needs_chief and each.state == State.OPEN for each in holds(application)):
        clear_todos(holds_key(application), at)


def settling_role(application: Application, flag: Flag, user: User, at: datetime) -> RoleAssignment | None:
    """Return the role in which the user may settle the flag: of a bureau that has or had the case, not of the enterprise."""
    roles = [Role.CHIEF] if flag.needs_chief else REVIEW_ROLES
    bureaus = {task.bureau_id for task in application.tasks.all()}
    if application.enterprise.roles.filter(user=user).exists():
        return None
    for held in assignments(user, roles, timezone.localdate(at)):
        if held.bureau_id in bureaus and held.policy_code in ("", application.round.policy.code):
            return held
    return None


def check_no_hold(application: Application) -> None:
    """Raise ValidationError with each hold that keeps the case from being decided in its favour."""
    said = {State.OPEN: "尚未处理", State.CONFIRMED: "已认定属实，应当退回补正或不予通过"}
    if held := holds(application):
        raise ValidationError([f"暂缓办理（{said[State(flag.state)]}）：{flag.words}" for flag in held])
