"""Each rule that the database keeps, broken once."""

import pgtrigger
import pytest
from django.db import ProgrammingError, transaction
from django.db.utils import IntegrityError

from publicity import actions
from publicity.actions.notices import NoticeTerms
from publicity.chain import breaks
from publicity.models import Notice, NoticeLine
from publicity.tests.factories import (
    AFTER_AT,
    LAST_DAY_AT,
    TERMS,
    awaiting,
    draft_notice,
    objection,
    published_notice,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "changes, constraint",
    [
        ({"days": 4}, "notice_days_minimum"),
        ({"title": ""}, "notice_title_and_channel"),
        ({"channel": ""}, "notice_title_and_channel"),
        ({"state": "published"}, "notice_published_whole"),
        ({"starts_on": "2026-09-24"}, "notice_window_in_order"),
        ({"starts_on": "2026-09-24", "ends_on": "2026-09-24"}, "notice_window_in_order"),
    ],
)
def test_a_draft_keeps_its_rules(changes, constraint):
    draft = draft_notice()

    with pytest.raises(IntegrityError, match=constraint):
        Notice.objects.filter(pk=draft.pk).update(**changes)


def test_a_notice_closes_with_its_time_and_knows_no_other_state():
    notice = published_notice()

    with pytest.raises(IntegrityError, match="notice_state_known"), transaction.atomic():
        Notice.objects.filter(pk=notice.pk).update(state="hidden")

    with pytest.raises(IntegrityError, match="notice_closed_at_known"):
        Notice.objects.filter(pk=notice.pk).update(state="closed")


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "改过的标题"},
        {"rows": [["1", "另一企业"]]},
        {"first_ends_on": "2026-12-31"},
        {"total_yuan": 1},
        {"digest": "0" * 64},
        {"channel": "无"},
        {"sequence": 9},
    ],
)
def test_a_published_notice_is_never_rewritten(changes):
    notice = published_notice()

    with pytest.raises(ProgrammingError, match="a published notice does not change"):
        Notice.objects.filter(pk=notice.pk).update(**changes)


def test_a_published_notice_and_its_lines_are_never_deleted():
    notice = published_notice()

    with pytest.raises(ProgrammingError, match="a line of a published notice is kept"), transaction.atomic():
        notice.lines.all().delete()
    with pytest.raises(ProgrammingError), transaction.atomic():
        Notice.objects.filter(pk=notice.pk)._raw_delete(using="default")


def test_a_line_is_never_rewritten():
    line = draft_notice().lines.get()

    with pytest.raises(ProgrammingError, match="a line of a notice does not change"):
        NoticeLine.objects.filter(pk=line.pk).update(cells=["1", "另一企业"])


def test_a_case_stands_on_one_live_notice():
    line = draft_notice().lines.get()

    with pytest.raises(IntegrityError, match="notice_line_live_once"):
        NoticeLine.objects.create(
            notice=line.notice,
            application=line.application,
            determination=line.determination,
            position=2,
            cells=line.cells,
        )


@pytest.mark.parametrize(
    "position, state, constraint",
    [(1, "cleared", "notice_line_position_once"), (0, "cleared", "position"), (2, "odd", "notice_line_state_known")],
)
def test_a_line_keeps_its_rules(position, state, constraint):
    line = draft_notice().lines.get()

    with pytest.raises(IntegrityError, match=constraint):
        NoticeLine.objects.create(
            notice=line.notice,
            application=awaiting(),
            determination=line.determination,
            position=position,
            cells=line.cells,
            state=state,
        )


def tamper(notice: Notice, **changes) -> None:
    """Change a published row as only somebody with the database's superuser could."""
    with pgtrigger.ignore("publicity.Notice:frozen_once_published"):
        Notice.objects.filter(pk=notice.pk).update(**changes)


def test_verification_names_the_first_broken_notice():
    _, second, _ = published_notice(), published_notice(), published_notice()
    assert not list(breaks())

    tamper(second, title="改过的标题")

    assert [each.record for each in breaks()] == [second.number]


def test_verification_notices_a_changed_amount_window_or_link():
    notice = published_notice()

    changes: dict
    for changes in ({"total_yuan": 1}, {"first_ends_on": "2026-12-31"}, {"previous_digest": "f" * 64}, {"rows": []}):
        with transaction.atomic():
            tamper(notice, **changes)
            assert [each.record for each in breaks()] == [notice.number]
            transaction.set_rollback(True)
    assert not list(breaks())


def test_the_verify_page_says_that_it_was_changed(client):
    notice = published_notice(terms=NoticeTerms("公示甲", *TERMS[1:]))
    tamper(notice, title="公示乙")

    assert "核验不一致" in client.get(f"/notices/{notice.number}/verify/").content.decode()


def test_closing_and_holding_leave_the_digest_alone():
    notice = published_notice()
    objection(notice, at=LAST_DAY_AT)
    actions.close_due_notices(AFTER_AT)

    assert not list(breaks())
