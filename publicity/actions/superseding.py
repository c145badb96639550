"""How a corrected version takes the place of the notice that it replaces (更正): lines move over, nothing is lost."""

from datetime import date, datetime
from typing import Any, NamedTuple, Self

from django.utils import timezone

from accounts.models import Role, User
from applications.models import Application
from applications.workflow import Action, NotAllowed
from publicity.background import after_correcting
from publicity.differences import differences, needs_new_period
from publicity.models import Notice, NoticeEvent, NoticeLine, Objection
from publicity.notifications import tell_new_period, tell_taken_off
from reviews import desk

LIVE = (NoticeLine.State.OPEN, NoticeLine.State.HELD)
CHANGED = "有条目的状态已变化，请撤销本稿后重新拟稿"


class Superseded(NamedTuple):
    """A notice about to be replaced, locked: its lines that still stand by case, and what the new version changes."""

    notice: Notice
    standing: dict[int, NoticeLine]
    staying: set[int]
    changes: list[dict[str, Any]]

    @classmethod
    def of(cls, draft: Notice, lines: list[NoticeLine], today: date) -> Self:
        """Lock the notice that the draft replaces and its lines.

        Raises NotAllowed where its period is over, where a line that should stay does not stand any more, or where a line
        with an open objection would be taken off.
        """
        old = Notice.objects.select_for_update(no_key=True).get(corrections=draft)
        if not old.is_open_on(today):
            raise NotAllowed("原公示已期满或已更正，不能再更正")
        locked = (
            old.lines.select_for_update(of=("self",), no_key=True)
            .select_related("determination", "notice")
            .order_by("position")
        )
        standing = {line.application_id: line for line in locked if line.state in LIVE}
        pending = {line.application_id for line in lines if line.state == NoticeLine.State.PENDING}
        if not pending <= set(standing):
            raise NotAllowed(CHANGED)
        if any(line.state == NoticeLine.State.HELD for key, line in standing.items() if key not in pending):
            raise NotAllowed("要撤下的条目有未答复的异议，请先答复异议")
        return cls(old, standing, pending, differences(old, draft, standing.values(), lines))


def supersede(old: Superseded, new: Notice, by: User, at: datetime) -> None:
    """Move lines and their objections to the new version, take the others off, and mark the old notice as corrected."""
    held = {key for key, line in old.standing.items() if line.state == NoticeLine.State.HELD}
    live = old.notice.lines.filter(state__in=LIVE)
    live.filter(application__in=old.staying).update(state=NoticeLine.State.MOVED)
    live.update(state=NoticeLine.State.REMOVED)
    pending = new.lines.filter(state=NoticeLine.State.PENDING)
    pending.filter(application__in=held).update(state=NoticeLine.State.HELD)
    pending.update(state=NoticeLine.State.OPEN)
    move_objections(old, new)
    for key in sorted(set(old.standing) - old.staying):
        take_off(old.standing[key].application_id, new, by, at)
    Notice.objects.filter(pk=old.notice.pk).update(state=Notice.State.SUPERSEDED)
    after_correcting(old.notice)
    NoticeEvent.objects.create(
        notice=old.notice, kind=NoticeEvent.Kind.CORRECTED, words=f"{new.number}：{new.reason}", by=by, at=at
    )
    if needs_new_period(new.changes):
        tell_new_period(new, old.staying, timezone.localdate(at))


def move_objections(old: Superseded, new: Notice) -> None:
    """Let the objections follow their lines: they are answered on the version that stands."""
    target = dict(new.lines.values_list("application_id", "pk"))
    for objection in Objection.objects.filter(
        line__notice=old.notice, line__application__in=old.staying
    ).select_related("line"):
        objection.line_id = target[objection.line.application_id]
        objection.save(update_fields=["line"])


def take_off(application_id: int, new: Notice, by: User, at: datetime) -> None:
    """Send the case of a line that the correction takes off back to its last review."""
    case = Application.objects.select_related("enterprise", "round__policy", "version", "region__parent").get(
        pk=application_id
    )
    case.move(
        Action.TAKE_OFF_NOTICE,
        by=by,
        role=Role.PUBLICITY_OFFICER,
        at=at,
        reason=new.reason,
        bureau=new.bureau,
        approved_yuan=None,
        title="",
    )
    desk.reopen(case, at=at)
    tell_taken_off(case, new, timezone.localdate(at))
