from celery import shared_task
from django.utils import timezone

from applications import antivirus
from publicity.actions import close_due_notices, lapse_statements, publish_scheduled, settle_due
from publicity.actions.anchoring import make_anchor, send_out, stamp_anchors
from publicity.actions.laying_out import lay_out_pdf
from publicity.actions.objection_files import scan_waiting_files
from publicity.actions.witnessing import check_open_notices, keep_page
from publicity.models import Notice
from publicity.notifications import tell_extended
from publicity.objection_warnings import watch_objections


@shared_task(queue="scheduled")
def close_notices() -> list[str]:
    """Close the notices whose publicity period is over (公示期满); does nothing where there is none, may run twice."""
    return close_due_notices(timezone.now())


@shared_task(queue="scheduled")
def anchor_chains() -> str:
    """Write the day's anchor (日锚) and send it out; may run twice, the day has one anchor."""
    anchor = make_anchor(timezone.now())
    send_out(anchor)
    stamp.delay()
    return anchor.digest


@shared_task(queue="scheduled", autoretry_for=(OSError,), retry_backoff=60, max_retries=6)
def stamp() -> int:
    """Get timestamps for anchors that lack one; tried again where the authority does not answer."""
    return stamp_anchors(timezone.now())


@shared_task(queue="scheduled")
def watch_over_objections() -> tuple[int, int, int]:
    """Go on without late statements, settle what nobody asks to reconsider, warn of due days (异议时限); may run twice."""
    at = timezone.now()
    return lapse_statements(at), settle_due(at), len(watch_objections(at))


@shared_task(queue="scheduled")
def scan_objection_files() -> int:
    """Scan the attachments that were accepted while the antivirus service was silent; may run twice."""
    return scan_waiting_files(timezone.now()) if antivirus.is_configured() else 0


@shared_task(queue="scheduled")
def publish_scheduled_notices() -> list[str]:
    """Publish the drafts whose time has come (定时发布); does nothing where there is none, may run twice."""
    return publish_scheduled(timezone.now())


@shared_task(queue="scheduled")
def look_at_notices() -> list[str]:
    """Look at the public address of every open notice (在线检查); return the numbers of those that do not stand."""
    checks = check_open_notices(timezone.now())
    return [str(check.notice.number) for check in checks if not check.is_standing]


@shared_task(queue="bulk")
def keep_notice_page(notice_id: int, occasion: str) -> str:
    """Keep the page of a notice as served now (页面存证); return its digest. May run twice."""
    return keep_page(Notice.objects.get(pk=notice_id), occasion, timezone.now()).digest


@shared_task(queue="bulk")
def lay_out_notice(pdf_id: int) -> None:
    """Lay out the PDF of a long notice; may run twice."""
    lay_out_pdf(pdf_id, timezone.now())


@shared_task(queue="bulk")
def tell_notice_extended(notice_id: int) -> None:
    """Tell the enterprises of a notice its new last day (延长公示期)."""
    found = Notice.objects.select_related("round__policy", "bureau").defer("rows", "changes")
    tell_extended(found.get(pk=notice_id), timezone.localdate())
