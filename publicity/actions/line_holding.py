"""What an objection does to its line: held while it is open, released when none is left, struck when one is upheld."""

from datetime import datetime

from django.utils import timezone

from accounts.models import Bureau, User
from applications.workflow import SYSTEM, Action, NotAllowed
from publicity.actions.closing import clear_line
from publicity.models import NoticeLine, Objection
from publicity.objection_flow import Remedy
from reviews import desk


def locked_line(line_id: int) -> NoticeLine:
    """Return the line with its notice and case, locked; every act on an objection locks the line first."""
    found = NoticeLine.objects.select_for_update(of=("self",), no_key=True).select_related(
        "notice__bureau__region", "notice__round__policy", "application__enterprise", "application__round__policy"
    )
    return found.get(pk=line_id)


def locked(objection: Objection) -> Objection:
    """Return the objection as it now stands, its line and itself locked. Raises NotAllowed where a correction moves it."""
    line = locked_line(Objection.objects.values_list("line_id", flat=True).get(pk=objection.pk))
    found = Objection.objects.select_for_update(of=("self",), no_key=True).get(pk=objection.pk)
    if found.line_id != line.pk:
        raise NotAllowed
    found.line = line
    return found


def set_state(line: NoticeLine, state: str) -> None:
    """Save the line's state."""
    line.state = state
    line.save(update_fields=["state"])


def release(line: NoticeLine, at: datetime) -> None:
    """Let the line go where no objection holds it any more; its case goes on at once where the window is over."""
    if line.state != NoticeLine.State.HELD or line.objections.holding().exists():
        return
    set_state(line, NoticeLine.State.OPEN)
    if not line.notice.is_open_on(timezone.localdate(at)):
        clear_line(line.pk, by=None, role=SYSTEM, at=at)


def strike(
    line: NoticeLine, remedy: str, *, by: User, role: str, bureau: Bureau, reason: str, at: datetime
) -> NoticeLine:
    """Strike a locked line and send its case where the remedy says: to a new determination, a new review, or out.

    A case determined anew comes back in a later notice. Raises NotAllowed where the line was struck or cleared already.
    """
    if line.state not in (NoticeLine.State.OPEN, NoticeLine.State.HELD):
        raise NotAllowed
    set_state(line, NoticeLine.State.STRUCK)
    case, cleared = line.application, {"approved_yuan": None, "title": ""}
    action = Action.REMOVE_FROM_NOTICE if remedy == Remedy.REMOVE else Action.UPHOLD_OBJECTION
    case.move(action, by=by, role=role, at=at, reason=reason, bureau=bureau, **cleared)
    if remedy == Remedy.REVIEW:
        desk.review_again(case, f"异议成立，须重新审核：{reason}", at)
    elif remedy == Remedy.AMOUNT:
        desk.reopen(case, at=at)
    return line
