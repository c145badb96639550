"""Who is told what about a notice."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse

from accounts.models import Event, User
from accounts.notifications import notify
from applications.models import Application, ApplicationQuerySet
from applications.notifications import tell_enterprise
from applications.workflow import Status
from publicity.models import Notice, NoticeLine

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


def tell_taken_off(application: Application, notice: Notice, today: date) -> None:
    """Tell the enterprise that a correction took its line off and its case is under review again."""
    text = f"更正公示 {notice.number} 撤下了本件，原因：{notice.reason}。本件退回审核，需要补正时会另行通知。"
    tell_enterprise(application, today, f"办件 {application.number} 退回审核", text, event=Event.PUBLISHED)


def tell_new_period(notice: Notice, cases: Iterable[int], today: date) -> None:
    """Tell the enterprises whose lines stay that the corrected list is public for a new period."""
    text = f"名单已更正，更正后的公示为 {notice.number}，重新公示至 {notice.ends_on}（含当日），您无需操作。"
    for application in listed(notice).filter(pk__in=cases):
        tell_enterprise(application, today, f"办件 {application.number} 的公示已更正", text, event=Event.PUBLISHED)


def tell_extended(notice: Notice, today: date) -> None:
    """Tell the enterprises of a notice that its window is longer, and until when."""
    text = f"公示 {notice.number} 的公示期延长至 {notice.ends_on}（含当日），您无需操作。"
    for application in listed(notice):
        tell_enterprise(application, today, f"办件 {application.number} 的公示期延长", text, event=Event.PUBLISHED)


def listed(notice: Notice) -> ApplicationQuerySet:
    """Return the cases that stand on a notice, with what a message names of them."""
    standing = Application.objects.filter(notice_lines__notice=notice, notice_lines__state__in=["open", "held"])
    return standing.select_related("enterprise", "round__policy").order_by("pk")


def tell_not_published(draft: Notice, officer: User | None, why: str) -> None:
    """Tell the officer that a draft was not published at its time, and why."""
    url = reverse("notice_draft", args=[draft.pk])
    notify([officer] if officer else [], f"定时发布未成功：{draft.title}", why, url, event=Event.PUBLISHED)
