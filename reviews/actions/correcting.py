"""Telling the enterprise what to correct (补正告知): all at once, once a stage; a second time by the chief's leave."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import Event, User
from applications.models import Application, CorrectionItem, CorrectionNotice
from applications.notifications import tell_enterprise
from applications.workflow import Action, NotAllowed
from policies.working_days import add_working_days
from reviews import desk
from reviews.actions.letters import issue_correction
from reviews.actions.taking import Outcome, finish, take
from reviews.models import CorrectionRequest, ReviewTask
from reviews.notifications import tell_official
from reviews.stages import chief_bureau

ONCE = "本环节已一次性告知补正，再次告知须报负责人批准"


class Item(NamedTuple):
    """One thing to be corrected: a fact or a material by its key, what is wrong with it, and what is expected."""

    kind: str
    key: str
    label: str
    reason: str
    example: str = ""


class SecondNotice(NamedTuple):
    """What a reviewer asks the chief to let him tell a second time, and why it was not told the first time."""

    why: str
    reason: str
    items: list[Item]
    days: int | None = None


def is_told(application: Application, stage: str) -> bool:
    """Tell whether the stage has already told the enterprise what to correct."""
    return application.corrections.filter(stage=stage).exists()


@transaction.atomic
def return_for_correction(
    task: ReviewTask, user: User, at: datetime, reason: str, items: list[Item], days: int | None = None
) -> CorrectionNotice:
    """Return the case for correction (退回补正) with everything that is to be corrected, told once in the stage.

    `days` are the working days for the answer; without them the round's hold, without either there is no limit.
    Raises ValidationError without a reason or an item, NotAllowed out of turn or a second time.
    """
    _check_whole(reason, items)
    task, application = take(task, user, at)
    if is_told(application, task.stage):
        raise NotAllowed(ONCE)
    finish(task, Outcome.RETURNED, user, at, reason)
    move = {"action": Action.RETURN_FOR_CORRECTION, "by": user, "role": task.role}
    return _issue(task, application, at, reason, items, days, user, move)


def _check_whole(reason: str, items: list[Item]) -> None:
    if not reason.strip() or not items:
        raise ValidationError("请写明原因，并至少指明一个填报项或一份材料")


def _issue(
    task: ReviewTask,
    application: Application,
    at: datetime,
    reason: str,
    items: Iterable[Item],
    days: int | None,
    issued_by: User,
    move: dict,
    approved_by: User | None = None,
) -> CorrectionNotice:
    """Write the notice of a task just finished, move the case to the enterprise and tell it."""
    items, today = list(items), timezone.localdate(at)
    desk.close(application, at)
    days = days or application.round.correction_days
    notice = CorrectionNotice.objects.create(
        application=application,
        stage=task.stage,
        bureau=task.bureau,
        issued_by=issued_by,
        issued_at=at,
        reason=reason,
        due_on=add_working_days(today, days) if days else None,
        approved_by=approved_by,
    )
    CorrectionItem.objects.bulk_create(CorrectionItem(notice=notice, **item._asdict()) for item in items)
    summary = "；".join([reason, *[f"{item.label}：{item.reason}" for item in items]])
    application.move(at=at, reason=summary, bureau=task.bureau, **move)
    issue_correction(notice, items, task.title)
    by_when = f"请于 {notice.due_on:%Y-%m-%d} 前补正。" if notice.due_on else ""
    body = f"{task.bureau}要求补正 {len(items)} 项：{summary}。{by_when}"
    told: dict[str, Any] = {"event": Event.CORRECTION, "needs_action": True, "due_on": notice.due_on}
    tell_enterprise(application, today, f"请补正：{application.policy}", body, **told)
    return notice


@transaction.atomic
def ask_second_notice(task: ReviewTask, user: User, at: datetime, asked: SecondNotice) -> CorrectionRequest:
    """Ask the chief for leave to tell a second correction in the stage (报批再次补正告知); the case stays in review.

    Raises ValidationError without a reason, an item or the why; NotAllowed out of turn, where nothing was told yet, or
    where a request is already with the chief.
    """
    _check_whole(asked.reason, asked.items)
    if not asked.why.strip():
        raise ValidationError("请写明为何首次告知时未一并提出")
    task, application = take(task, user, at)
    if not is_told(application, task.stage):
        raise NotAllowed("本环节尚未告知过补正，请直接退回补正")
    waiting = {"stage": task.stage, "kind": ReviewTask.Kind.CORRECTION_APPROVAL, "state": ReviewTask.State.OPEN}
    if application.tasks.filter(**waiting).exists():
        raise NotAllowed("本环节已有再次补正告知在报批，请等待负责人审批")
    bureau = chief_bureau(application, task.bureau, timezone.localdate(at))
    approval = ReviewTask.objects.create(
        application=application, title="再次补正审批", bureau=bureau, opened_at=at, due_on=task.due_on, **waiting
    )
    items = [item._asdict() for item in asked.items]
    request = CorrectionRequest.objects.create(
        task=approval, origin=task, asked_by=user, asked_at=at, **{**asked._asdict(), "items": items}
    )
    said = f"{asked.why}（拟补正：{'、'.join(item.label for item in asked.items)}）"
    application.move(Action.ASK_SECOND_NOTICE, by=user, role=task.role, at=at, reason=said, bureau=task.bureau)
    desk.tell_reviewers(approval, at)
    return request


@transaction.atomic
def approve_second_notice(task: ReviewTask, user: User, at: datetime, opinion: str = "") -> CorrectionNotice:
    """Approve a second correction notice (批准再次补正告知): it is told in the reviewer's name, the case goes back.

    Raises NotAllowed for whoever asked, and out of turn.
    """
    task, application = take(task, user, at)
    request = _request_of(task, user)
    finish(task, Outcome.GRANTED, user, at, opinion)
    origin = request.origin
    finish(origin, Outcome.RETURNED, request.asked_by, at, request.reason)
    move = {"action": Action.APPROVE_SECOND_NOTICE, "by": user, "role": task.role}
    items = [Item(**item) for item in request.items]
    told = (request.reason, items, request.days, request.asked_by, move)
    return _issue(origin, application, at, *told, approved_by=user)


@transaction.atomic
def refuse_second_notice(task: ReviewTask, user: User, at: datetime, reason: str) -> None:
    """Refuse a second correction notice (不批准再次补正告知) with a reason; the reviewer decides on what is there."""
    if not reason.strip():
        raise ValidationError("请写明不批准的理由")
    task, application = take(task, user, at)
    request = _request_of(task, user)
    finish(task, Outcome.REFUSED, user, at, reason)
    application.move(Action.REFUSE_SECOND_NOTICE, by=user, role=task.role, at=at, reason=reason, bureau=task.bureau)
    tell_official(request.asked_by, application, "再次补正告知未获批准", f"{user}：{reason}")


def _request_of(task: ReviewTask, user: User) -> CorrectionRequest:
    found = CorrectionRequest.objects.select_related("origin__bureau__region", "asked_by").filter(task=task).first()
    if found is None:
        raise NotAllowed
    if found.asked_by_id == user.pk:
        raise NotAllowed("报批与审批不得为同一人")
    return found
