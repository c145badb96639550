from celery import shared_task
from django.utils import timezone

from applications import antivirus
from publicity.actions import close_due_notices, lapse_statements, settle_due
from publicity.actions.anchoring import make_anchor, send_out, stamp_anchors
from publicity.actions.objection_files import scan_waiting_files
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
