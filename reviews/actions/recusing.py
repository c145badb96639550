"""Declaring recusal (回避): the case leaves the official's queue and stays with the bureau's others."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import Role, RoleAssignment, User
from accounts.roles import assignments, people_with
from applications.models import Application
from applications.workflow import Action, NotAllowed
from reviews.actions.taking import take
from reviews.models import Recusal, ReviewTask
from reviews.notifications import tell_official
from reviews.queues import LATER, later_cases
from reviews.recusals import recused
from reviews.stages import chief_bureau


@transaction.atomic
def declare_recusal(task: ReviewTask, user: User, at: datetime, reason: str) -> Recusal:
    """Declare recusal from a case (声明回避) with a reason; the task goes back to the bureau.

    Where nobody of the bureau is left who may decide it, the chief is told. Raises ValidationError without a reason,
    NotAllowed out of turn.
    """
    if not reason.strip():
        raise ValidationError("请写明回避理由")
    task, application = take(task, user, at)
    declared = Recusal.objects.create(application=application, user=user, reason=reason.strip(), declared_at=at)
    task.holder = task.held_until = None
    task.save(update_fields=["holder", "held_until"])
    application.move(Action.RECUSE, by=user, role=task.role, at=at, reason=reason.strip(), bureau=task.bureau)
    if not others_left(task, at):
        _tell_chiefs(task, user, at)
    return declared


@transaction.atomic
def recuse_later(application: Application, user: User, at: datetime, reason: str) -> Recusal:
    """Declare recusal from a determined case as who publishes or pays it (公示、拨付经办回避), with a reason.

    The case leaves the person's lists; where nobody else of the bureau may act, its chief and administrator are told.
    Raises ValidationError without a reason, NotAllowed for anybody else or a second time.
    """
    if not reason.strip():
        raise ValidationError({"reason": "请写明回避理由"})
    today = timezone.localdate(at)
    Application.objects.select_for_update(no_key=True).get(pk=application.pk)
    held = [
        each
        for role in LATER
        for each in assignments(user, [role], today)
        if later_cases(user, today, role).filter(pk=application.pk).exists()
    ]
    if not held:
        raise NotAllowed("您的角色不能办理这一步")
    if recused(user, application):
        raise NotAllowed("您已回避此件")
    declared = Recusal.objects.create(application=application, user=user, reason=reason.strip(), declared_at=at)
    for each in held:
        _tell_nobody_left(application, each, user, today)
    return declared


def _tell_nobody_left(application: Application, held: RoleAssignment, user: User, today: date) -> None:
    people = people_with([held.role], today, [held.bureau], application.policy.code) if held.bureau else []
    if held.bureau is None or any(not recused(person, application) for person in people):
        return
    body = f"{user}声明回避后，{held.bureau}已无人可办理此件的{held.get_role_display()}，请指派人员。"
    for person in people_with([Role.CHIEF, Role.BUREAU_ADMIN], today, [held.bureau], application.policy.code):
        tell_official(person, application, "回避后无人办理", body)


def others_left(task: ReviewTask, at: datetime) -> list[User]:
    """Return the people of the task's bureau and role who need not keep away from the case."""
    code = task.application.round.policy.code
    people = people_with([task.role], timezone.localdate(at), [task.bureau], code)
    return [person for person in people if not recused(person, task.application)]


def _tell_chiefs(task: ReviewTask, user: User, at: datetime) -> None:
    today, application = timezone.localdate(at), task.application
    bureau = chief_bureau(application, task.bureau, today)
    body = f"{user}声明回避后，{task.bureau}已无人可办理“{task.title}”，请指派人员。"
    for chief in people_with([Role.CHIEF, Role.BUREAU_ADMIN], today, {bureau, task.bureau}, application.policy.code):
        tell_official(chief, application, "回避后无人办理", body)
