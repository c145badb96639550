"""Who is told what about a notice."""

from datetime import date

from accounts.models import Event
from applications.models import Application
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
