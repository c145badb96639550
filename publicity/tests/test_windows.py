"""Scheduled publishing, and windows that only grow."""

from datetime import date, datetime, timedelta

import pytest
from django.db import ProgrammingError, transaction
from django.db.utils import IntegrityError

from accounts.models import Notification, Role
from accounts.tests.factories import official
from applications.tests.factories import SHANGHAI
from applications.workflow import NotAllowed, Status
from publicity import actions
from publicity.chain import breaks
from publicity.models import Notice, NoticeEvent, NoticeExtension, NoticeLine
from publicity.tests.factories import (
    AFTER_AT,
    LAST_DAY_AT,
    PUBLISHED_AT,
    awaiting,
    draft_notice,
    objection,
    publicity_officer,
    published_notice,
)

pytestmark = pytest.mark.django_db
IN_AN_HOUR = PUBLISHED_AT + timedelta(hours=1)
LONGER = date(2026, 10, 16)
OVER_AT = datetime(2026, 10, 17, 0, 5, tzinfo=SHANGHAI)


def scheduled() -> Notice:
    return actions.schedule_notice(draft_notice(), IN_AN_HOUR, publicity_officer(), PUBLISHED_AT)


def test_a_scheduled_draft_is_published_at_its_time_and_not_before():
    draft = scheduled()

    assert actions.publish_scheduled(IN_AN_HOUR - timedelta(minutes=1)) == []
    assert actions.publish_scheduled(IN_AN_HOUR) == ["GS-2026-0001"]
    assert actions.publish_scheduled(IN_AN_HOUR) == []
    published = Notice.objects.get(pk=draft.pk)
    assert (published.published_by, published.published_at) == (draft.scheduled_by, IN_AN_HOUR)


def test_a_cancelled_schedule_publishes_nothing():
    draft = scheduled()
    actions.cancel_schedule(draft, draft.scheduled_by, PUBLISHED_AT)

    assert actions.publish_scheduled(IN_AN_HOUR) == []
    with pytest.raises(NotAllowed, match="没有定时发布"):
        actions.cancel_schedule(draft, publicity_officer(), PUBLISHED_AT)


def test_an_officer_whose_role_ended_does_not_publish_by_schedule():
    draft = scheduled()
    draft.scheduled_by.roles.update(valid_to=date(2026, 9, 23))

    assert actions.publish_scheduled(IN_AN_HOUR) == []

    assert Notice.objects.get(pk=draft.pk).publish_at is None
    assert draft.events.last().kind == NoticeEvent.Kind.NOT_PUBLISHED
    assert Notification.objects.filter(title__startswith="定时发布未成功").exists()


@pytest.mark.parametrize("shift", [timedelta(minutes=-1), timedelta(days=61)])
def test_a_time_gone_by_or_too_far_is_refused(shift):
    with pytest.raises(NotAllowed, match="60 天以内"):
        actions.schedule_notice(draft_notice(), PUBLISHED_AT + shift, publicity_officer(), PUBLISHED_AT)


def test_an_extension_lets_the_lines_wait_until_the_new_last_day():
    case = awaiting()
    notice = published_notice(case)

    actions.extend_notice(notice, LONGER, "公示网站检修两日", publicity_officer(), LAST_DAY_AT)

    assert actions.close_due_notices(AFTER_AT) == []
    assert actions.close_due_notices(OVER_AT) == [notice.number]
    case.refresh_from_db()
    assert case.status == Status.AWAITING_DISBURSEMENT
    assert not list(breaks())


def test_objections_are_taken_until_the_new_last_day():
    notice = published_notice()
    actions.extend_notice(notice, LONGER, "公示网站检修两日", publicity_officer(), LAST_DAY_AT)

    filed = objection(notice, at=AFTER_AT)

    assert filed.line.state == NoticeLine.State.HELD


@pytest.mark.parametrize(
    "ends_on, reason, at, said",
    [
        (date(2026, 10, 9), "检修", LAST_DAY_AT, "只能延长"),
        (date(2026, 9, 30), "检修", LAST_DAY_AT, "只能延长"),
        (LONGER, "  ", LAST_DAY_AT, "延长原因"),
        (LONGER, "检修", AFTER_AT, "公示期已满"),
    ],
)
def test_a_window_is_never_shorter_nor_extended_without_reason_or_too_late(ends_on, reason, at, said):
    notice = published_notice()

    with pytest.raises(NotAllowed, match=said):
        actions.extend_notice(notice, ends_on, reason, publicity_officer(), at)


@pytest.mark.parametrize("role", [Role.FINAL_REVIEWER, Role.CHIEF, Role.SUPERVISOR])
def test_another_role_neither_extends_nor_schedules(role):
    other = official(role, "science", "anyang")

    with pytest.raises(NotAllowed, match="您的角色不能办理这一步"):
        actions.extend_notice(published_notice(), LONGER, "检修", other, LAST_DAY_AT)
    with pytest.raises(NotAllowed, match="您的角色不能办理这一步"):
        actions.schedule_notice(draft_notice(), IN_AN_HOUR, other, PUBLISHED_AT)


def test_the_database_moves_the_last_day_only_by_an_extension():
    notice = published_notice()

    with pytest.raises(ProgrammingError, match="without an extension"), transaction.atomic():
        Notice.objects.filter(pk=notice.pk).update(ends_on=LONGER)
    with pytest.raises(ProgrammingError, match="does not go back"):
        Notice.objects.filter(pk=notice.pk).update(state="draft")


@pytest.mark.parametrize(
    "changes, constraint",
    [({"ends_on": date(2026, 10, 9)}, "notice_extension_is_longer"), ({"reason": ""}, "notice_extension_reason")],
)
def test_an_extension_keeps_its_rules(changes, constraint):
    given = {"previous_ends_on": date(2026, 10, 9), "ends_on": LONGER, "reason": "检修", **changes}

    with pytest.raises(IntegrityError, match=constraint):
        NoticeExtension.objects.create(notice=published_notice(), by=publicity_officer(), at=LAST_DAY_AT, **given)


def test_an_extension_that_was_rewritten_breaks_the_chain():
    notice = published_notice()
    extension = actions.extend_notice(notice, LONGER, "检修", publicity_officer(), LAST_DAY_AT)
    with pytest.raises(ProgrammingError), transaction.atomic():
        NoticeExtension.objects.filter(pk=extension.pk).update(reason="改写")

    extension.reason = "改写"

    assert not extension.digest_holds()
