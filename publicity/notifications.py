"""Who is told what about a notice and its objections."""

from datetime import date
from typing import Any

from django.urls import reverse

from accounts.models import Event, Role
from accounts.notifications import notify
from accounts.roles import people_with
from applications.models import Application
from applications.notifications import tell_enterprise
from applications.workflow import Status
from publicity.models import Notice, NoticeLine, Objection

AFTER = {Status.AWAITING_AGREEMENT: "请等候主管部门发出任务书并签订", Status.RECOGNISED: "予以认定"}


def tell_published(application: Application, notice: Notice, today: date) -> None:
    """Tell the enterprise that its case is on a public notice, and until when."""
    text = f"公示编号 {notice.number}，公示期至 {notice.ends_on}（含当日）。期满无异议或异议不成立的，转入下一步，您无需操作。"
    tell_enterprise(application, today, f"办件 {application.number} 已公示", text, event=Event.PUBLISHED)


def tell_cleared(line: NoticeLine, today: date) -> None:
    """Tell the enterprise that publicity is over, with what outcome, and what follows."""
    application = line.application
    after = AFTER.get(Status(application.status), "已转财政部门拨付，您无需操作")
    text = f"公示期满，{line.outcome}，{after}。"
    tell_enterprise(application, today, f"办件 {application.number} 公示期满", text, event=Event.PUBLISHED)


def tell_struck(application: Application, today: date) -> None:
    """Tell the enterprise that an objection was upheld and its case is under review again."""
    text = "公示期间收到的异议经核查成立，本件退回审核。审核部门将重新核实，需要补正时会另行通知。"
    tell_enterprise(application, today, f"办件 {application.number} 退回审核", text, event=Event.OBJECTION)


def tell_objection_filed(objection: Objection, today: date) -> None:
    """Tell the bureau's officers that an objection waits for their answer, and the enterprise that it is checked.

    Who objected, and with what, is for the bureau only.
    """
    notice, application = objection.line.notice, objection.line.application
    officers = people_with([Role.PUBLICITY_OFFICER], today, [notice.bureau], notice.round.policy.code)
    text = f"{notice.title} 第 {objection.line.position} 条，请于 {objection.due_on} 前书面答复。"
    url = reverse("objection_detail", args=[objection.receipt])
    todo: dict[str, Any] = {"needs_action": True, "key": objection.todo_key, "due_on": objection.due_on}
    notify(officers, f"收到异议 {objection.receipt}", text, url, event=Event.OBJECTION, **todo)
    told = f"公示 {notice.number} 中对本件有异议提出，{notice.bureau}正在核查，核查期间本件暂不转入拨付，您无需操作。"
    tell_enterprise(application, today, f"办件 {application.number} 收到异议，正在核查", told, event=Event.OBJECTION)
