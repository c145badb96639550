from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from accounts.canonical import digest_of
from accounts.models import User
from applications.workflow import NotAllowed
from publicity.actions.drafting import check_officer
from publicity.background import after_extending
from publicity.models import Notice, NoticeEvent, NoticeExtension


@transaction.atomic
def extend_notice(notice: Notice, ends_on: date, reason: str, by: User, at: datetime) -> NoticeExtension:
    """Extend the window of a running notice (延长公示期) to `ends_on`, inclusive; it is never made shorter.

    Raises NotAllowed where the period is over, the day is not later than the last day, or no reason is given.
    """
    today = timezone.localdate(at)
    found = Notice.objects.select_for_update(of=("self",), no_key=True).select_related(
        "bureau__region", "round__policy"
    )
    locked = found.get(pk=notice.pk)
    check_officer(by, locked.bureau, locked.round, today)
    if not locked.is_open_on(today) or locked.ends_on is None:
        raise NotAllowed("公示期已满，不能再延长")
    if ends_on <= locked.ends_on:
        raise NotAllowed(f"新的截止日须晚于 {locked.ends_on}，公示期只能延长、不能缩短")
    if not reason.strip():
        raise NotAllowed("请写明延长原因")
    extension = NoticeExtension(
        notice=locked,
        previous_ends_on=locked.ends_on,
        ends_on=ends_on,
        reason=reason.strip(),
        by=by,
        at=at,
        previous_digest=last_digest(locked),
    )
    extension.digest = digest_of(extension.content())
    extension.save()
    locked.ends_on = ends_on
    locked.save(update_fields=["ends_on"])
    NoticeEvent.objects.create(
        notice=locked, kind=NoticeEvent.Kind.EXTENDED, words=f"至 {ends_on}：{extension.reason}", by=by, at=at
    )
    after_extending(locked, at)
    return extension


def last_digest(notice: Notice) -> str:
    """Return what the next extension is tied to: the last extension, else the notice itself."""
    latest = notice.extensions.order_by("-ends_on").first()
    return latest.digest if latest else notice.digest
