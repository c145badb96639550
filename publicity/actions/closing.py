import logging
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from applications.workflow import SYSTEM, NotAllowed
from publicity.background import after_closing
from publicity.models import Notice, NoticeEvent, NoticeLine
from publicity.notifications import tell_cleared
from publicity.queues import due_notices
from reviews.granting import after_publicity, go_on

logger = logging.getLogger(__name__)


def close_due_notices(at: datetime) -> list[str]:
    """Close every notice whose last day is over (公示期满); return the numbers closed. May run twice, or side by side."""
    due = due_notices(timezone.localdate(at)).order_by("ends_on", "pk")
    return [notice.number for notice in due if close_notice(notice, at)]


def close_notice(notice: Notice, at: datetime) -> bool:
    """Release the lines without an open objection, one transaction each, then close the notice.

    Return whether this call closed it; a notice with a line that could not be released stays for the next run.
    """
    for line_id in notice.lines.filter(state=NoticeLine.State.OPEN).values_list("pk", flat=True):
        try:
            clear_line(line_id, by=None, role=SYSTEM, at=at)
        except NotAllowed as refusal:
            logger.warning("notice %s line %s is not released: %s", notice.number, line_id, refusal)
    with transaction.atomic():
        locked = Notice.objects.select_for_update(no_key=True).get(pk=notice.pk)
        is_done = not locked.lines.filter(state=NoticeLine.State.OPEN).exists()
        if locked.state != Notice.State.PUBLISHED or not is_done:
            return False
        locked.state, locked.closed_at = Notice.State.CLOSED, at
        locked.save(update_fields=["state", "closed_at"])
        NoticeEvent.objects.create(notice=locked, kind=NoticeEvent.Kind.CLOSED, at=at)
        after_closing(locked)
        return True


@transaction.atomic
def clear_line(line_id: int, *, by: User | None, role: str, at: datetime) -> bool:
    """Release one line whose window is over and that nothing holds: its case goes on to disbursement (待拨付).

    Return False where the line was released, held or struck already. Raises NotAllowed inside the window.
    """
    found = NoticeLine.objects.select_for_update(of=("self",), no_key=True).select_related(
        "notice",
        "application__enterprise",
        "application__round__policy",
        "application__version",
        "application__region__parent",
    )
    line = found.get(pk=line_id)
    if line.state != NoticeLine.State.OPEN:
        return False
    today = timezone.localdate(at)
    if line.notice.is_open_on(today):
        raise NotAllowed("公示期未满")
    action = after_publicity(line.application.version.pack)
    line.application.move(action, by=by, role=role, at=at, bureau=line.notice.bureau if by else None)
    line.state = NoticeLine.State.CLEARED
    line.save(update_fields=["state"])
    tell_cleared(line, today)
    go_on(line.application, line.application.determinations.latest("sequence"), at)
    return True
