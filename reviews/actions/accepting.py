"""Acceptance (受理): accept, accept with materials still owed (容缺受理), or refuse to accept."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import Event, User
from applications.actions import write_event
from applications.gaps import undecided
from applications.models import Application, GapEvent, MaterialGap
from applications.notifications import owed_key, tell_enterprise
from applications.workflow import Action, NotAllowed
from reviews import desk
from reviews.actions.letters import issue_acceptance, issue_non_acceptance
from reviews.actions.taking import Outcome, finish, take, unchecked
from reviews.models import ReviewTask
from reviews.stages import is_first, stage_of

REASONS = (
    "不属于本政策支持的事项",
    "不属于本部门受理范围",
    "申报主体不符合要求",
    "申报材料不真实",
    "重复申报",
    "其他",
)
UNDECIDED = "企业申请容缺的材料尚未决定：请容缺受理，或退回补正"


@transaction.atomic
def accept(task: ReviewTask, user: User, at: datetime, opinion: str = "", checked: tuple[str, ...] = ()) -> None:
    """Accept the case (受理): its review begins.

    Raises ValidationError for an item of the checklist not ticked, NotAllowed out of turn or while a material is missing
    by promise.
    """
    task, application = _own(task, user, at)
    if undecided(application):
        raise NotAllowed(UNDECIDED)
    _go_on(task, application, user, at, opinion, checked, Action.ACCEPT)
    today = timezone.localdate(at)
    tell_enterprise(application, today, f"已受理：{application.policy}", f"{task.bureau}已受理您的申报。")


@transaction.atomic
def accept_with_gaps(
    task: ReviewTask,
    user: User,
    at: datetime,
    due: Mapping[int, date],
    opinion: str = "",
    checked: tuple[str, ...] = (),
) -> None:
    """Accept the case with materials still owed (容缺受理): `due` gives each gap's own last day, inclusive.

    What is owed blocks the payment and nothing else. Raises ValidationError for a gap without a day or with one that is
    past, NotAllowed out of turn or where nothing is owed.
    """
    task, application = _own(task, user, at)
    gaps, today = undecided(application), timezone.localdate(at)
    if not gaps:
        raise NotAllowed("企业未申请容缺，或材料已补齐，请直接办理")
    if wrong := [gap.label for gap in gaps if due.get(gap.pk, today) <= today]:
        raise ValidationError(f"请逐项确定今天之后的补交期限：{'、'.join(wrong)}")
    for gap in gaps:
        gap.state, gap.due_on, gap.bureau = MaterialGap.State.WAITING, due[gap.pk], task.bureau
        gap.save(update_fields=["state", "due_on", "bureau"])
        write_event(gap, GapEvent.Action.ACCEPT, user, at, opinion)
    owed = "；".join(f"{gap.label}（{gap.due_on:%Y-%m-%d} 前补交）" for gap in gaps)
    _go_on(task, application, user, at, f"{opinion} 容缺：{owed}".strip(), checked, Action.ACCEPT_WITH_GAPS)
    body = f"{task.bureau}已容缺受理。待补交：{owed}。补齐前不影响审核，但不予拨付。"
    waiting: dict[str, Any] = {"needs_action": True, "key": owed_key(application), "due_on": min(due.values())}
    tell_enterprise(application, today, f"已容缺受理：{application.policy}", body, event=Event.CORRECTION, **waiting)


@transaction.atomic
def refuse_acceptance(task: ReviewTask, user: User, at: datetime, reasons: list[str], text: str) -> None:
    """Refuse to accept the case (不予受理), for reasons of the list and in words; the enterprise may file again.

    Raises ValidationError without a reason or words, NotAllowed out of turn.
    """
    if not reasons or set(reasons) - set(REASONS) or not text.strip():
        raise ValidationError("请选择不予受理的情形并写明具体理由")
    task, application = take(task, user, at)
    _check_acceptance(task)
    said = f"{'；'.join(reasons)}。{text.strip()}"
    finish(task, Outcome.REJECTED, user, at, said)
    desk.close(application, at)
    application.move(Action.REFUSE_ACCEPTANCE, by=user, role=task.role, at=at, reason=said, bureau=task.bureau)
    issue_non_acceptance(application, task, user, at, said)
    body = f"{task.bureau}：{said}批次未截止的，可重新申报。"
    tell_enterprise(application, timezone.localdate(at), f"不予受理：{application.policy}", body, event=Event.REFUSED)


def _own(task: ReviewTask, user: User, at: datetime) -> tuple[ReviewTask, Application]:
    """Lock the task where it receives the case: an acceptance stage, or without one the first review stage."""
    task, application = take(task, user, at)
    if not is_first(application, task.stage):
        raise NotAllowed
    return task, application


def _check_acceptance(task: ReviewTask) -> None:
    if task.kind != ReviewTask.Kind.ACCEPTANCE:
        raise NotAllowed("受理环节已过，请按审核意见办理")


def _go_on(
    task: ReviewTask,
    application: Application,
    user: User,
    at: datetime,
    opinion: str,
    checked: tuple[str, ...],
    action: Action,
) -> None:
    if gaps := unchecked(stage_of(application, task.stage), checked):
        raise ValidationError({"checked": gaps})
    finish(task, Outcome.PASSED, user, at, opinion, checked=list(checked))
    application.move(action, by=user, role=task.role, at=at, reason=opinion, bureau=task.bureau)
    issue_acceptance(application, task, user, at)
    if not application.tasks.filter(stage=task.stage, state=ReviewTask.State.OPEN).exists():
        desk.proceed(application, task.stage, at)
