import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from applications.workflow import NotAllowed
from publicity.actions.drafting import check_officer, locked_draft
from publicity.actions.notices import publish
from publicity.models import Notice, NoticeEvent
from publicity.notifications import tell_not_published

logger = logging.getLogger(__name__)
LONGEST_WAIT = timedelta(days=60)


@transaction.atomic
def schedule_notice(notice: Notice, publish_at: datetime, by: User, at: datetime) -> Notice:
    """Have a draft published by itself at `publish_at` (定时发布), within 60 days. Raises NotAllowed for a time gone by."""
    draft = locked_draft(notice)
    check_officer(by, draft.bureau, draft.round, timezone.localdate(at))
    if not at <= publish_at <= at + LONGEST_WAIT:
        raise NotAllowed("定时发布的时间须在现在之后、60 天以内")
    draft.publish_at, draft.scheduled_by = publish_at, by
    draft.save(update_fields=["publish_at", "scheduled_by"])
    words = f"{timezone.localtime(publish_at):%Y-%m-%d %H:%M}"
    NoticeEvent.objects.create(notice=draft, kind=NoticeEvent.Kind.SCHEDULED, words=words, by=by, at=at)
    return draft


@transaction.atomic
def cancel_schedule(notice: Notice, by: User, at: datetime) -> Notice:
    """Take the time off a draft (取消定时); it waits for the officer again. Raises NotAllowed where none was set."""
    draft = locked_draft(notice)
    check_officer(by, draft.bureau, draft.round, timezone.localdate(at))
    if draft.publish_at is None:
        raise NotAllowed("本稿没有定时发布")
    _unset(draft)
    NoticeEvent.objects.create(notice=draft, kind=NoticeEvent.Kind.UNSCHEDULED, by=by, at=at)
    return draft


def publish_scheduled(at: datetime) -> list[str]:
    """Publish the drafts whose time has come, in the name of whoever set it; return their numbers. May run twice.

    One that cannot be published any more loses its time, and its officer is told why.
    """
    due = Notice.objects.filter(state=Notice.State.DRAFT, publish_at__lte=at).order_by("publish_at", "pk")
    found = [publish_one(notice, at) for notice in due.defer("rows").select_related("scheduled_by", "bureau")]
    return [number for number in found if number]


def publish_one(notice: Notice, at: datetime) -> str:
    """Publish one scheduled draft; return its number, empty where it was refused or somebody was faster."""
    if notice.scheduled_by is None:
        return ""
    try:
        return publish(notice, notice.scheduled_by, at).number or ""
    except NotAllowed as refusal:
        logger.warning("notice %s is not published: %s", notice.pk, refusal)
        _refused(notice, str(refusal), at)
        return ""


@transaction.atomic
def _refused(notice: Notice, why: str, at: datetime) -> None:
    draft = Notice.objects.select_for_update(no_key=True).filter(pk=notice.pk, state=Notice.State.DRAFT).first()
    if draft is None or draft.publish_at is None:
        return
    _unset(draft)
    NoticeEvent.objects.create(notice=draft, kind=NoticeEvent.Kind.NOT_PUBLISHED, words=why, at=at)
    tell_not_published(draft, notice.scheduled_by, why)


def _unset(draft: Notice) -> None:
    draft.publish_at, draft.scheduled_by = None, None
    draft.save(update_fields=["publish_at", "scheduled_by"])
