"""What decides the amount: the recommendation and its countersigning."""

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import Enterprise, Event, Role, User
from applications.facts import decide
from applications.models import Application
from applications.notifications import tell_enterprise, tell_next
from applications.stages import stage_of_kind
from applications.workflow import Action, NotAllowed, Status
from policies.engine import Decision
from policies.engine.model import Pack, Stage
from reviews import desk, determinations
from reviews.actions.flags import check_no_hold
from reviews.actions.letters import issue_approval
from reviews.actions.taking import Outcome, finish, take, unchecked
from reviews.clocks import opening
from reviews.granting import go_on
from reviews.models import Determination, ReviewTask
from reviews.stages import stage_of


class Recommendation(NamedTuple):
    """What the final reviewer proposes; `reading` and `ruling_reason` settle what the text leaves open."""

    amount_yuan: Decimal = Decimal(0)
    opinion: str = ""
    difference_reason: str = ""
    reading: str = ""
    ruling_reason: str = ""
    checked: tuple[str, ...] = ()


@transaction.atomic
def recommend(task: ReviewTask, user: User, at: datetime, proposal: Recommendation) -> None:
    """Propose approval with an amount in 元 (拟同意) for countersigning by another person.

    Raises ValidationError where the case is held, where the amount differs from the computed one without a reason, or
    where the text does not decide and no reading was adopted; NotAllowed out of turn.
    """
    task, application = take(task, user, at)
    stage = stage_of(application, task.stage)
    if waiting := others_open(application, task):
        raise NotAllowed(f"须{'、'.join(waiting)}先会审通过，再由本部门提出核定意见")
    check_no_hold(application)
    title = title_of(application)
    _check_proposal(application, stage, proposal, title)
    finish(
        task,
        Outcome.RECOMMENDED,
        user,
        at,
        proposal.opinion,
        proposed_yuan=None if title else proposal.amount_yuan,
        proposed_title=title,
        difference_reason=proposal.difference_reason,
        reading=proposal.reading,
        ruling_reason=proposal.ruling_reason,
        checked=list(proposal.checked),
    )
    proposed = f"拟认定为{title}" if title else f"拟核定 {proposal.amount_yuan:,.2f} 元"
    said = f"{proposed}。{proposal.opinion}"
    application.move(Action.RECOMMEND, by=user, role=task.role, at=at, reason=said, bureau=task.bureau)
    countersign_task = ReviewTask.objects.create(
        application=application,
        stage=task.stage,
        title=f"{stage.title}会签",
        kind=ReviewTask.Kind.COUNTERSIGN,
        bureau=task.bureau,
        opened_at=at,
        **opening(application, stage, at, task.counted_from),
    )
    desk.tell_reviewers(countersign_task, at)


def others_open(application: Application, task: ReviewTask) -> list[str]:
    """Return the names of the bureaus whose part of the same stage (会审) is still open."""
    tasks = application.tasks.filter(stage=task.stage, state=ReviewTask.State.OPEN).exclude(pk=task.pk)
    return list(tasks.order_by("pk").values_list("bureau__name", flat=True))


def title_of(application: Application) -> str:
    """Return the title (称号) that the case's policy grants instead of money, empty where it pays."""
    pack = application.version.pack
    return pack.recognition.title if pack.recognition and not pack.amount_lines else ""


def _check_proposal(application: Application, stage: Stage, proposal: Recommendation, title: str) -> None:
    errors: dict[str, str | list[str]] = {}
    decision = decide(application)
    if decision.outcome == "needs_ruling":
        if proposal.reading not in [reading.key for reading in decision.readings] and decision.readings:
            errors["reading"] = "文件对此未作明确规定，请选择采用的口径"
        if not proposal.ruling_reason:
            errors["ruling_reason"] = "请写明裁定理由"
    errors |= _title_errors(decision) if title else _amount_errors(decision, proposal)
    if gaps := unchecked(stage, proposal.checked):
        errors["checked"] = gaps
    if errors:
        raise ValidationError(errors)


def _title_errors(decision: Decision) -> dict[str, str]:
    if decision.outcome in ("not_eligible", "incomplete"):
        return {NON_FIELD_ERRORS: "按申报事实测算不符合认定条件或尚不能判断；事实有误的，请退回补正后重新测算"}
    return {}


def _amount_errors(decision: Decision, proposal: Recommendation) -> dict[str, str]:
    errors = {}
    if proposal.amount_yuan <= 0:
        errors["amount_yuan"] = "核定金额须大于零"
    computed = determinations.computed_yuan(decision, proposal.reading)
    if proposal.amount_yuan != computed and not proposal.difference_reason:
        errors["difference_reason"] = "核定金额与测算不一致，请写明理由"
    most = determinations.most_yuan(decision)
    if proposal.amount_yuan > most:
        errors["amount_yuan"] = f"不得超过按政策测算的 {most:,.2f} 元；事实有误的，请退回补正后重新测算"
    return errors


@transaction.atomic
def countersign(task: ReviewTask, user: User, at: datetime, opinion: str = "") -> Determination:
    """Countersign the recommendation (会签): writes the determination and moves the case on.

    An enterprise whose case was determined counts as verified: its licence was checked on the way.

    Raises NotAllowed for the person who recommended it, out of turn, and where a ruling made or withdrawn since changes
    what was recommended; ValidationError where the case is held.
    """
    task, application = take(task, user, at)
    recommended = application.tasks.filter(outcome=Outcome.RECOMMENDED, stage=task.stage).latest("decided_at")
    if recommended.decided_by_id == user.pk:
        raise NotAllowed("拟同意与会签不得为同一人")
    if is_overtaken(application, recommended):
        raise NotAllowed("拟同意之后作出或撤回了裁定，测算结果已变，请退回审定经办重新提出")
    check_no_hold(application)
    finish(task, Outcome.APPROVED, user, at, opinion)
    determination = determinations.write(application, recommended, user, at)
    application.move(
        after_approval(application.version.pack),
        by=user,
        role=Role.CHIEF,
        at=at,
        reason=opinion,
        bureau=task.bureau,
        approved_yuan=None if determination.title else determination.approved_yuan,
        title=determination.title,
    )
    Enterprise.objects.filter(pk=application.enterprise_id, verified_on__isnull=True).update(
        verified_on=timezone.localdate(at)
    )
    today = timezone.localdate(at)
    if application.status == Status.AWAITING_PUBLICITY:
        tell_next(application, "publicity", today, "待公示")
    else:
        go_on(application, determination, at)
    if not determination.title:  # the letter speaks of money; a title has its number when it is granted
        issue_approval(determination, task.bureau)
    said = f"核定金额 {determination.approved_yuan:,.2f} 元。"
    if determination.title:
        said = f"拟认定为{determination.title}。"
    tell_enterprise(application, today, f"审定通过：{application.policy}", said, event=Event.APPROVED)
    return determination


def after_approval(pack: Pack) -> Action:
    """Return how a countersigned case goes on: to its publicity, else to what follows that."""
    if stage_of_kind(pack, "publicity") is not None:
        return Action.APPROVE_FOR_PUBLICITY
    if not pack.amount_lines:
        return Action.RECOGNISE
    if stage_of_kind(pack, "agreement") is not None:
        return Action.APPROVE_FOR_AGREEMENT
    return Action.APPROVE_FOR_DISBURSEMENT


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
    task, application = take(task, user, at)
    finish(task, Outcome.SENT_BACK, user, at, reason)
    application.move(Action.SEND_BACK, by=user, role=task.role, at=at, reason=reason, bureau=task.bureau)
    desk.open_stage(application, stage_of(application, task.stage), at, since=task.counted_from)
