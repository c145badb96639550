"""What officials do about a material that is still owed (容缺事项): confirm it, return it, escalate or forfeit it."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Event, Role, User
from accounts.notifications import notify
from accounts.roles import assignments, people_with
from applications.actions import write_event
from applications.models import Application, GapEvent, MaterialGap
from applications.notifications import owed_key, tell_enterprise, tell_next
from applications.workflow import Action, NotAllowed, Status
from reviews import desk
from reviews.actions.letters import issue_forfeit
from reviews.recusals import check_free
from reviews.stages import chief_bureau

State = MaterialGap.State


@transaction.atomic
def confirm_gap(gap: MaterialGap, user: User, at: datetime, reason: str = "") -> None:
    """Confirm that an owed material was filed (确认补齐); the last one of a case makes it payable."""
    gap = _locked(gap, user, at, Role.PRELIMINARY_REVIEWER, State.FILED)
    _store(gap, State.CONFIRMED, GapEvent.Action.CONFIRM, user, at, reason)
    application, today = gap.application, timezone.localdate(at)
    tell_enterprise(application, today, f"容缺材料已确认：{application.number}", f"“{gap.label}”已确认补齐。")
    if application.status == Status.AWAITING_DISBURSEMENT and not application.gaps.owed().exists():
        tell_next(application, "disbursement", today, "容缺材料已补齐，待拨付")


@transaction.atomic
def return_gap(gap: MaterialGap, user: User, at: datetime, reason: str) -> None:
    """Return an owed material that was filed (退回重交) with a reason; its day stays."""
    _check_reason(reason)
    gap = _locked(gap, user, at, Role.PRELIMINARY_REVIEWER, State.FILED)
    _store(gap, State.WAITING, GapEvent.Action.RETURN, user, at, reason)
    owed: dict[str, Any] = {"event": Event.CORRECTION, "needs_action": True, "key": owed_key(gap.application)}
    title = f"容缺材料请重新补交：{gap.application.number}"
    tell_enterprise(gap.application, timezone.localdate(at), title, f"“{gap.label}”：{reason}", **owed)


@transaction.atomic
def escalate_gap(gap: MaterialGap, user: User, at: datetime, reason: str) -> None:
    """Report a material that is late to the chief (报负责人), who may forfeit the case."""
    _check_reason(reason)
    gap = _locked(gap, user, at, Role.PRELIMINARY_REVIEWER, State.WAITING, is_late=True)
    _store(gap, State.WAITING, GapEvent.Action.ESCALATE, user, at, reason)
    people = people_with([Role.CHIEF], timezone.localdate(at), [_chief_of(gap, at)], gap.application.round.policy.code)
    body = f"{gap.application.enterprise}，“{gap.label}”应于 {gap.due_on:%Y-%m-%d} 前补交。{reason}"
    notify(
        people,
        f"容缺逾期：{gap.application.number}",
        body,
        reverse("gap_list"),
        event=Event.CLOCK,
        needs_action=True,
        key=gap.todo_key,
    )


@transaction.atomic
def forfeit_gap(gap: MaterialGap, user: User, at: datetime, reason: str) -> None:
    """End a case whose owed material is late (逾期取消): nothing is paid. For the chief alone."""
    _check_reason(reason)
    gap = _locked(gap, user, at, Role.CHIEF, State.WAITING, is_late=True)
    application = gap.application
    _store(gap, State.FORFEITED, GapEvent.Action.FORFEIT, user, at, reason)
    desk.close(application, at)
    said = f"“{gap.label}”逾期未补交。{reason}"
    bureau = _chief_of(gap, at)
    application.move(Action.FORFEIT_GAP, by=user, role=Role.CHIEF, at=at, reason=said, bureau=bureau)
    issue_forfeit(gap, bureau, user, at, said)
    tell_enterprise(application, timezone.localdate(at), f"未通过：{application.policy}", said, event=Event.REFUSED)


ACTS = {"confirm": confirm_gap, "return": return_gap, "escalate": escalate_gap, "forfeit": forfeit_gap}


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise ValidationError("请写明理由")


def _locked(gap: MaterialGap, user: User, at: datetime, role: str, state: str, *, is_late: bool = False) -> MaterialGap:
    """Lock case and gap; raise NotAllowed unless it is in `state` (and late), and the person holds the role there."""
    application = Application.objects.select_for_update(of=["self"], no_key=True).for_list().get(pk=gap.application_id)
    gap = (
        MaterialGap.objects.select_for_update(of=["self"], no_key=True).select_related("bureau__region").get(pk=gap.pk)
    )
    gap.application, today = application, timezone.localdate(at)
    if gap.state != state or (is_late and not gap.is_overdue(today)):
        raise NotAllowed
    bureau = _chief_of(gap, at) if role == Role.CHIEF else gap.bureau
    held = assignments(user, [role], today)
    codes = ("", application.round.policy.code)
    if not any(each.bureau == bureau and each.policy_code in codes for each in held):
        raise NotAllowed("您的角色不能办理这一步")
    check_free(user, application)
    return gap


def _chief_of(gap: MaterialGap, at: datetime):
    if gap.bureau is None:
        raise NotAllowed
    return chief_bureau(gap.application, gap.bureau, timezone.localdate(at))


def _store(gap: MaterialGap, state: str, action: str, user: User, at: datetime, reason: str) -> None:
    gap.state = state
    gap.save(update_fields=["state"])
    write_event(gap, action, user, at, reason)
