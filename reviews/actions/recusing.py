"""Declaring recusal (回避): the case leaves the official's queue and stays with the bureau's others."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import Role, User
from accounts.roles import people_with
from applications.workflow import Action
from reviews.actions.taking import take
from reviews.models import Recusal, ReviewTask
from reviews.notifications import tell_official
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
