from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import Role, User
from accounts.notifications import clear_todos
from applications.workflow import Action, NotAllowed
from policies.working_days import add_working_days
from publicity.actions.closing import clear_line
from publicity.actions.notices import check_officer
from publicity.models import NoticeLine, Objection
from publicity.notifications import tell_objection_filed, tell_struck
from reviews import desk
from reviews.recusals import check_free

ANSWER_DAYS = 10  # working days for the written reply


@transaction.atomic
def file_objection(line: NoticeLine, name: str, contact: str, content: str, at: datetime) -> Objection:
    """File an objection (提出异议) to one line of an open notice; the line is held until it is answered.

    Raises NotAllowed after the last day, or where the line is no longer on the notice.
    """
    locked, today = _locked_line(line.pk), timezone.localdate(at)
    if not locked.notice.is_open_on(today):
        raise NotAllowed("公示期已满，异议请按公示载明的渠道书面提出")
    if locked.state not in (NoticeLine.State.OPEN, NoticeLine.State.HELD):
        raise NotAllowed("该条目已撤下，无需再提异议")
    _set_state(locked, NoticeLine.State.HELD)
    objection = Objection.objects.create(
        line=locked,
        name=name,
        contact=contact,
        content=content,
        filed_at=at,
        due_on=add_working_days(today, ANSWER_DAYS),
    )
    tell_objection_filed(objection, today)
    return objection


@transaction.atomic
def dismiss_objection(objection: Objection, by: User, reply: str, at: datetime) -> Objection:
    """Answer that the objection does not hold (异议不成立); the line goes on when no other objection is open.

    Where the window is over meanwhile, the case is released to disbursement at once.
    """
    line = _answer([objection], Objection.State.DISMISSED, by, reply, at)
    if line.objections.filter(state=Objection.State.OPEN).exists():
        return objection
    _set_state(line, NoticeLine.State.OPEN)
    if not line.notice.is_open_on(timezone.localdate(at)):
        clear_line(line.pk, by=by, role=Role.PUBLICITY_OFFICER, at=at)
    return objection


@transaction.atomic
def uphold_objection(objection: Objection, by: User, reply: str, at: datetime) -> Objection:
    """Answer that the objection holds (异议成立): the line is struck and its case goes back to review.

    Every other open objection to the line gets the same reply.
    """
    _locked_line(objection.line_id)
    others = objection.line.objections.filter(state=Objection.State.OPEN).exclude(pk=objection.pk)
    line = _answer([objection, *others], Objection.State.UPHELD, by, reply, at)
    _set_state(line, NoticeLine.State.STRUCK)
    line.application.move(
        Action.UPHOLD_OBJECTION,
        by=by,
        role=Role.PUBLICITY_OFFICER,
        at=at,
        reason=reply,
        bureau=line.notice.bureau,
        approved_yuan=None,
        title="",
    )
    desk.reopen(line.application, at=at)
    tell_struck(line.application, timezone.localdate(at))
    return objection


def _answer(objections: list[Objection], state: str, by: User, reply: str, at: datetime) -> NoticeLine:
    """Write the reply to open objections of one line and return the line, locked; the first must still be open."""
    line = _locked_line(objections[0].line_id)
    check_officer(by, line.notice.bureau, line.notice.round, timezone.localdate(at))
    check_free(by, line.application)
    if not reply.strip():
        raise NotAllowed("请写明书面答复")
    still_open = Objection.objects.filter(pk=objections[0].pk, state=Objection.State.OPEN)
    if not still_open.exists() or line.state != NoticeLine.State.HELD:
        raise NotAllowed
    for objection in objections:
        objection.state, objection.reply = state, reply.strip()
        objection.answered_by, objection.answered_at = by, at
        objection.save(update_fields=["state", "reply", "answered_by", "answered_at"])
        clear_todos(objection.todo_key, at)
    return line


def _locked_line(line_id: int) -> NoticeLine:
    found = NoticeLine.objects.select_for_update(of=("self",), no_key=True).select_related(
        "notice__bureau__region", "notice__round__policy", "application__enterprise"
    )
    return found.get(pk=line_id)


def _set_state(line: NoticeLine, state: str) -> None:
    line.state = state
    line.save(update_fields=["state"])
