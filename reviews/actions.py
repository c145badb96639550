"""What officials do with a case, one function an act. Each locks the case, checks the role and the task, then moves it."""

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import Enterprise, Role, User
from accounts.roles import assignments
from applications.facts import decide
from applications.models import Application, CorrectionItem, CorrectionNotice
from applications.notifications import tell_enterprise, tell_next
from applications.stages import stage_of_kind
from applications.workflow import Action, NotAllowed
from policies.engine.model import Stage
from reviews import desk, determinations
from reviews.models import Determination, ReviewTask
from reviews.notifications import tell_treasury
from reviews.stages import stage_after, stage_of

Outcome = ReviewTask.Outcome


class Item(NamedTuple):
    """One thing to be corrected: a fact or a material by its key, and what is wrong with it."""

    kind: str
    key: str
    label: str
    reason: str


class Recommendation(NamedTuple):
    """What the final reviewer proposes; `reading` and `ruling_reason` settle what the text leaves open."""

    amount_yuan: Decimal
    opinion: str = ""
    difference_reason: str = ""
    reading: str = ""
    ruling_reason: str = ""
    checked: tuple[str, ...] = ()


def _take(task: ReviewTask, user: User, at: datetime) -> tuple[ReviewTask, Application]:
    """Lock case and task for `user`; raise NotAllowed when the task is no longer open or not the user's to decide."""
    application = Application.objects.select_for_update(of=["self"]).for_list().get(pk=task.application_id)
    task = ReviewTask.objects.select_related("bureau__region").select_for_update(of=["self"]).get(pk=task.pk)
    if task.state != ReviewTask.State.OPEN:
        raise NotAllowed
    held = assignments(user, [task.role], timezone.localdate(at))
    code = application.round.policy.code
    if not any(each.bureau_id == task.bureau_id and each.policy_code in ("", code) for each in held):
        raise NotAllowed("您的角色不能办理这一步")
    same = {"stage": task.stage, "outcome": Outcome.PASSED, "decided_by": user}
    if application.tasks.filter(**same).exclude(bureau=task.bureau).exists():
        raise NotAllowed("您已代表另一部门审核此件，联合审核须由不同人员办理")
    if application.enterprise.roles.filter(user=user).exists():
        raise NotAllowed("您与该企业有关联，应当回避")
    return task, application


def _finish(task: ReviewTask, outcome: str, user: User, at: datetime, opinion: str, **more) -> None:
    task.state, task.outcome = ReviewTask.State.DONE, outcome
    task.decided_by, task.decided_at, task.opinion = user, at, opinion
    for name, value in more.items():
        setattr(task, name, value)
    task.save()


@transaction.atomic
def pass_stage(task: ReviewTask, user: User, at: datetime, opinion: str = "", checked: tuple[str, ...] = ()) -> None:
    """Pass the bureau's part of the stage (通过); the last of a joint stage opens the next one.

    Raises ValidationError unless every item of the stage's checklist is ticked, NotAllowed out of turn.
    """
    task, application = _take(task, user, at)
    stage = stage_of(application, task.stage)
    if gaps := _unchecked(stage, checked):
        raise ValidationError(gaps)
    _finish(task, Outcome.PASSED, user, at, opinion, checked=list(checked))
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
    task, application = _take(task, user, at)
    _finish(task, Outcome.RETURNED, user, at, reason)
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
    task, application = _take(task, user, at)
    _finish(task, Outcome.REJECTED, user, at, reason)
    desk.close(application, at)
    application.move(Action.REJECT, by=user, role=task.role, at=at, reason=reason, bureau=task.bureau)
    tell_enterprise(application, timezone.localdate(at), f"未通过：{application.policy}", f"{task.bureau}：{reason}")


@transaction.atomic
def recommend(task: ReviewTask, user: User, at: datetime, proposal: Recommendation) -> None:
    """Propose approval with an amount in 元 (拟同意) for countersigning by another person.

    Raises ValidationError where the amount differs from the computed one without a reason, or where the text does not
    decide and no reading was adopted; NotAllowed out of turn.
    """
    task, application = _take(task, user, at)
    stage = stage_of(application, task.stage)
    _check_proposal(application, stage, proposal)
    _finish(
        task,
        Outcome.RECOMMENDED,
        user,
        at,
        proposal.opinion,
        proposed_yuan=proposal.amount_yuan,
        difference_reason=proposal.difference_reason,
        reading=proposal.reading,
        ruling_reason=proposal.ruling_reason,
        checked=list(proposal.checked),
    )
    said = f"拟核定 {proposal.amount_yuan:,.2f} 元。{proposal.opinion}"
    application.move(Action.RECOMMEND, by=user, role=task.role, at=at, reason=said, bureau=task.bureau)
    countersign_task = ReviewTask.objects.create(
        application=application,
        stage=task.stage,
        title=f"{stage.title}会签",
        kind=ReviewTask.Kind.COUNTERSIGN,
        bureau=task.bureau,
        opened_at=at,
        due_on=task.due_on,
    )
    desk.tell_reviewers(countersign_task, at)


def _unchecked(stage: Stage, checked: tuple[str, ...]) -> list[str]:
    return [f"尚未核对：{item}" for item in stage.checklist if item not in checked]


def _check_proposal(application: Application, stage: Stage, proposal: Recommendation) -> None:
    errors: dict[str, str | list[str]] = {}
    decision = decide(application)
    if proposal.amount_yuan <= 0:
        errors["amount_yuan"] = "核定金额须大于零"
    if decision.outcome == "needs_ruling":
        if proposal.reading not in [reading.key for reading in decision.readings] and decision.readings:
            errors["reading"] = "文件对此未作明确规定，请选择采用的口径"
        if not proposal.ruling_reason:
            errors["ruling_reason"] = "请写明裁定理由"
    computed = determinations.computed_yuan(decision, proposal.reading)
    if proposal.amount_yuan != computed and not proposal.difference_reason:
        errors["difference_reason"] = "核定金额与测算不一致，请写明理由"
    most = determinations.most_yuan(decision)
    if proposal.amount_yuan > most:
        errors["amount_yuan"] = f"不得超过按政策测算的 {most:,.2f} 元；事实有误的，请退回补正后重新测算"
    if gaps := _unchecked(stage, proposal.checked):
        errors["checked"] = gaps
    if errors:
        raise ValidationError(errors)


@transaction.atomic
def countersign(task: ReviewTask, user: User, at: datetime, opinion: str = "") -> Determination:
    """Countersign the recommendation (会签): writes the determination and moves the case on.

    An enterprise whose case was determined counts as verified: its licence was checked on the way.

    Raises NotAllowed for the person who recommended it, out of turn, and where a ruling made or withdrawn since changes
    what was recommended.
    """
    task, application = _take(task, user, at)
    recommended = application.tasks.filter(outcome=Outcome.RECOMMENDED, stage=task.stage).latest("decided_at")
    if recommended.decided_by_id == user.pk:
        raise NotAllowed("拟同意与会签不得为同一人")
    if is_overtaken(application, recommended):
        raise NotAllowed("拟同意之后作出或撤回了裁定，测算结果已变，请退回审定经办重新提出")
    _finish(task, Outcome.APPROVED, user, at, opinion)
    determination = determinations.write(application, recommended, user, at)
    published = stage_of_kind(application.version.pack, "publicity") is not None
    action = Action.APPROVE_FOR_PUBLICITY if published else Action.APPROVE_FOR_DISBURSEMENT
    application.move(
        action,
        by=user,
        role=Role.CHIEF,
        at=at,
        reason=opinion,
        bureau=task.bureau,
        approved_yuan=determination.approved_yuan,
    )
    Enterprise.objects.filter(pk=application.enterprise_id, verified_on__isnull=True).update(
        verified_on=timezone.localdate(at)
    )
    today = timezone.localdate(at)
    if published:
        tell_next(application, "publicity", today, "待公示")
    else:
        tell_treasury(application, determination, today)
    tell_enterprise(
        application, today, f"审定通过：{application.policy}", f"核定金额 {determination.approved_yuan:,.2f} 元。"
    )
    return determination


def is_overtaken(application: Application, recommended: ReviewTask) -> bool:
    """Tell whether the recommendation no longer follows from the case: it differs without a reason, or is left open again."""
    decision = decide(application)
    if decision.outcome == "not_eligible" or (decision.outcome == "needs_ruling" and not recommended.ruling_reason):
        return True
    computed = determinations.computed_yuan(decision, recommended.reading)
    return computed != recommended.proposed_yuan and not recommended.difference_reason


@transaction.atomic
def send_back(task: ReviewTask, user: User, at: datetime, reason: str) -> None:
    """Send the recommendation back to the final reviewer (退回审定经办) with a reason."""
    if not reason.strip():
        raise ValidationError("请写明退回的理由")
    task, application = _take(task, user, at)
    _finish(task, Outcome.SENT_BACK, user, at, reason)
    application.move(Action.SEND_BACK, by=user, role=task.role, at=at, reason=reason, bureau=task.bureau)
    desk.open_stage(application, stage_of(application, task.stage), at, due=task.due_on)
