"""What a reviewer does with a stage: pass it, reject the case."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import Event, User
from applications.gaps import undecided
from applications.models import Application
from applications.notifications import tell_enterprise
from applications.workflow import Action, NotAllowed
from reviews import desk
from reviews.actions.accepting import UNDECIDED
from reviews.actions.letters import issue_refusal
from reviews.actions.readiness import before_passing
from reviews.actions.taking import Outcome, finish, take
from reviews.models import ReviewTask
from reviews.stages import is_first, stage_of


@transaction.atomic
def pass_stage(task: ReviewTask, user: User, at: datetime, opinion: str = "", checked: tuple[str, ...] = ()) -> None:
    """Pass the bureau's part of the stage (通过); the last of a joint stage opens the next one.

    Raises ValidationError unless every item of the stage's checklist is ticked, NotAllowed out of turn.
    """
    task, application = take(task, user, at)
    stage = stage_of(application, task.stage)
    if gaps := before_passing(task, stage, checked):
        raise ValidationError(gaps)
    if is_first(application, task.stage) and undecided(application):
        raise NotAllowed(UNDECIDED)
    go_on(task, application, user, at, opinion, checked)


def go_on(
    task: ReviewTask, application: Application, user: User, at: datetime, opinion: str, checked: tuple[str, ...] = ()
) -> None:
    """Store the pass of a task already taken, and open the next stage when it was the last of its own."""
    finish(task, Outcome.PASSED, user, at, opinion, checked=list(checked))
    application.move(Action.PASS_STAGE, by=user, role=task.role, at=at, reason=opinion, bureau=task.bureau)
    still_open = application.tasks.filter(stage=task.stage, state=ReviewTask.State.OPEN).exists()
    if not still_open:
        desk.proceed(application, task.stage, at)


@transaction.atomic
def reject(task: ReviewTask, user: User, at: datetime, reason: str) -> None:
    """Reject the case (不予通过) with a reason; every other open task of it is cancelled."""
    if not reason.strip():
        raise ValidationError("请写明不予通过的理由")
    task, application = take(task, user, at)
    finish(task, Outcome.REJECTED, user, at, reason)
    desk.close(application, at)
    application.move(Action.REJECT, by=user, role=task.role, at=at, reason=reason, bureau=task.bureau)
    issue_refusal(application, task, user, at, reason)
    tell_enterprise(
        application,
        timezone.localdate(at),
        f"未通过：{application.policy}",
        f"{task.bureau}：{reason}",
        event=Event.REFUSED,
    )
