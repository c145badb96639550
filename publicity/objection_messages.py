"""Who is told what about an objection. The enterprise never reads who objected, nor the words of the objection."""

from collections.abc import Iterable
from datetime import date, datetime

from django.urls import reverse

from accounts.models import Event, Role, User
from accounts.notifications import clear_todos, notify
from accounts.roles import enterprise_people, people_with
from applications.notifications import tell_enterprise
from publicity.models import Objection, ObjectionStatement
from publicity.objection_flow import ASSIGNERS, Act, Remedy

STRUCK = {
    Remedy.AMOUNT: ("退回审核", "经核查成立，本件退回重新核定金额，核定后另行公示。"),
    Remedy.REVIEW: ("退回审核", "经核查成立，本件退回重新审核，需要补正时会另行通知。"),
    Remedy.REMOVE: ("撤出公示名单", "经核查成立，本件撤出名单，不予支持。"),
}


def turn_over(objection: Objection, at: datetime) -> None:
    """Clear the to-dos on the objection because its present turn is over."""
    clear_todos(objection.todo_key, at)


def _todo(people: Iterable[User], objection: Objection, title: str, text: str) -> None:
    notify(
        people,
        title,
        text,
        reverse("objection_detail", args=[objection.pk]),
        event=Event.OBJECTION,
        needs_action=True,
        key=objection.todo_key,
        due_on=objection.due_on,
        policy_code=objection.line.notice.round.policy.code,
    )


def where(objection: Objection) -> str:
    """Return which line of which notice is objected to."""
    return f"{objection.line.notice.title} 第 {objection.line.position} 条"


def tell_filed(objection: Objection, today: date) -> None:
    """Tell the bureau's officers that an objection waits to be accepted, and the enterprise that its line is held."""
    notice, application = objection.line.notice, objection.line.application
    officers = people_with([Role.PUBLICITY_OFFICER], today, [notice.bureau], notice.round.policy.code)
    text = f"{where(objection)}，请于 {objection.due_on} 前决定是否受理。"
    _todo(officers, objection, f"收到异议 {objection.number}", text)
    told = f"公示 {notice.number} 中对本件有异议提出，{notice.bureau}正在核查，核查期间本件暂不转入拨付，您无需操作。"
    tell_enterprise(application, today, f"办件 {application.number} 收到异议，正在核查", told, event=Event.OBJECTION)


def tell_office(objection: Objection, today: date, title: str) -> None:
    """Tell whoever may name a finder that one is to be named."""
    notice = objection.line.notice
    people = people_with(ASSIGNERS, today, [notice.bureau], notice.round.policy.code)
    _todo(people, objection, title, f"{where(objection)}，请于 {objection.due_on} 前书面答复。")


def tell_assigned(objection: Objection, today: date) -> None:
    """Tell the finder that an objection waits for the finding."""
    if objection.finder:
        title = f"请{'复核' if objection.instance == 2 else '核查'}异议 {objection.number}"
        _todo([objection.finder], objection, title, f"{where(objection)}，请于 {objection.due_on} 前书面答复。")


def tell_back(objection: Objection, today: date, act: Act) -> None:
    """Tell the finder that the enterprise gave its statement, or did not."""
    if objection.finder:
        text = f"{where(objection)}：{act.label}。请于 {objection.due_on} 前书面答复。"
        _todo([objection.finder], objection, f"异议 {objection.number} 请继续核查", text)


def tell_asked(statement: ObjectionStatement, today: date) -> None:
    """Ask the enterprise for its statement."""
    application = statement.objection.line.application
    notify(
        enterprise_people(application.enterprise_id, today),
        f"请就公示异议作出说明：{application.number}",
        f"请于 {statement.due_on} 前（含当日）提交说明和佐证材料，逾期将按已有材料核查。",
        reverse("own_statement", args=[statement.pk]),
        event=Event.OBJECTION,
        needs_action=True,
        key=statement.todo_key,
        due_on=statement.due_on,
        policy_code=application.round.policy.code,
    )


def tell_dismissed(objection: Objection, today: date) -> None:
    """Tell the enterprise that an objection was found not to hold, and what its line waits for."""
    application = objection.line.application
    wait = f"提出人可在 {objection.settles_on} 前申请复核，期满后" if objection.settles_on else ""
    text = f"公示 {objection.line.notice.number} 中对本件的异议经核查不成立，{wait}本件继续办理，您无需操作。"
    tell_enterprise(application, today, f"办件 {application.number} 的异议不成立", text, event=Event.OBJECTION)


def tell_upheld(objection: Objection, remedy: str, today: date) -> None:
    """Tell the enterprise that an objection was upheld and what becomes of its case."""
    application = objection.line.application
    title, text = STRUCK[Remedy(remedy)]
    told = f"公示期间收到的异议{text}理由见办理经过。"
    tell_enterprise(application, today, f"办件 {application.number} {title}", told, event=Event.OBJECTION)
