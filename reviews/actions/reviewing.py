"""What a reviewer does with a stage: pass it, return the case, reject it."""

from datetime import datetime
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from applications.models import CorrectionItem, CorrectionNotice
from applications.notifications import tell_enterprise
from applications.workflow import Action
from reviews import desk
from reviews.actions.taking import Outcome, finish, take, unchecked
from reviews.models import ReviewTask
from reviews.stages import stage_after, stage_of


class Item(NamedTuple):
    """One thing to be corrected: a fact or a material by its key, and what is wrong with it."""

    kind: str
    key: str
    label: str
    reason: str


@transaction.atomic
def pass_stage(task: ReviewTask, user: User, at: datetime, opinion: str = "", checked: tuple[str, ...] = ()) -> None:
    """Pass the bureau's part of the stage (通过); the last of a joint stage opens the next one.

    Raises ValidationError unless every item of the stage's checklist is ticked, NotAllowed out of turn.
    """
    task, application = take(task, user, at)
    stage = stage_of(application, task.stage)
    if gaps := unchecked(stage, checked):
        raise ValidationError(gaps)
    finish(task, Outcome.PASSED, user, at, opinion, checked=list(checked))
    application.move(Action.PASS_STAGE, by=user, role=task.role, at=at, reason=opinion, bureau=task.bureau)
    still_open = application.tasks.filter(stage=task.stage, state=ReviewTask.State.OPEN).exists()
    following = stage_after(application, task.stage)
    if not still_open and following:
        desk.open_stage(application, following, at)


@transaction.atomic
def return_for_correction(task: ReviewTask, user: User, at: datetime, reason: str, items: list[Item]) -> None:
    """Return the case for correction (退回补正) with everything that is to be corrected, told once.

    Raises ValidationError without a reason or an item, NotAllowed out of turn.
    """
    if not reason.strip() or not items:
        raise ValidationError("请写明原因，并至少指明一个填报项或一份材料")
    task, application = take(task, user, at)
    finish(task, Outcome.RETURNED, user, at, reason)
    desk.close(application, at)
    notice = CorrectionNotice.objects.create(
        application=application, stage=task.stage, bureau=task.bureau, issued_by=user, issued_at=at, reason=reason
    )
    CorrectionItem.objects.bulk_create(CorrectionItem(notice=notice, **item._asdict()) for item in items)
    summary = "；".join([reason, *[f"{item.label}：{item.reason}" for item in items]])
    application.move(Action.RETURN_FOR_CORRECTION, by=user, role=task.role, at=at, reason=summary, bureau=task.bureau)
    tell_enterprise(
        application,
        timezone.localdate(at),
        f"请补正：{application.policy}",
        f"{task.bureau}要求补正 {len(items)} 项：{summary}",
        needs_action=True,
    )


@transaction.atomic
def reject(task: ReviewTask, user: User, at: datetime, reason: str) -> None:
    """Reject the case (不予通过) with a reason; every other open task of it is cancelled."""
    if not reason.strip():
        raise ValidationError("请写明不予通过的理由")
    task, application = take(task, user, at)
    finish(task, Outcome.REJECTED, user, at, reason)
    desk.close(application, at)
    application.move(Action.REJECT, by=user, role=task.role, at=at, reason=reason, bureau=task.bureau)
    tell_enterprise(application, timezone.localdate(at), f"未通过：{application.policy}", f"{task.bureau}：{reason}")
