from datetime import date, datetime

import pytest
from django.utils import timezone

from accounts.models import Notification, Role
from accounts.tests.factories import bureau, enterprise, official
from applications.tests.factories import SHANGHAI
from applications.workflow import NotAllowed, Status
from policies.tests.factories import FULL_PRODUCTION
from publicity import actions
from publicity.actions.notices import last_day
from publicity.chain import breaks
from publicity.models import Notice
from publicity.queues import officer_roles, publicity_queue, waiting_rounds
from publicity.tests.factories import (
    PUBLISHED_AT,
    TERMS,
    awaiting,
    draft_notice,
    publicity_officer,
    published_notice,
)
from reviews.tests.factories import approved

pytestmark = pytest.mark.django_db
TODAY = PUBLISHED_AT.date()


def test_the_officer_of_the_stage_bureau_sees_the_waiting_cases():
    case = awaiting()
    officer = publicity_officer()

    assert list(publicity_queue(officer, TODAY)) == [case]
    [waiting] = waiting_rounds(officer_roles(officer, TODAY))
    assert (waiting.case_count, waiting.total_yuan) == (1, case.approved_yuan)


@pytest.mark.parametrize(
    "line, region_slug", [("industry", "anyang"), ("science", "zhumadian"), ("science", "linzhou")]
)
def test_another_line_city_or_level_sees_none_of_them(line, region_slug):
    awaiting()

    assert not publicity_queue(publicity_officer(region_slug, line), TODAY).exists()


def test_an_officer_of_one_policy_does_not_see_the_cases_of_another():
    awaiting()

    assert not publicity_queue(publicity_officer(policy_code=FULL_PRODUCTION), TODAY).exists()


def test_a_policy_without_publicity_never_reaches_the_queue():
    case = approved(FULL_PRODUCTION)

    assert case.status == Status.AWAITING_DISBURSEMENT
    assert not publicity_queue(publicity_officer(), TODAY).exists()


def test_a_draft_takes_its_cases_out_of_the_queue_and_discarding_gives_them_back():
    case, officer = awaiting(), publicity_officer()

    draft = draft_notice(case, by=officer)

    assert not publicity_queue(officer, TODAY).exists()
    actions.discard_draft(draft, officer, PUBLISHED_AT)
    assert list(publicity_queue(officer, TODAY)) == [case]


def test_lines_stand_in_the_prescribed_columns_ordered_by_region():
    late = awaiting(enterprise=enterprise("linzhou", name="林州后报有限公司"))
    early = awaiting(enterprise=enterprise("wenfeng", name="文峰先列有限公司"), facts={"jurisdiction": "district"})

    notice = draft_notice(late, early)

    assert [column["title"] for column in notice.columns][:2] == ["序号", "企业名称"]
    assert [line.cells[:2] for line in notice.lines.all()] == [["1", "文峰先列有限公司"], ["2", "林州后报有限公司"]]


def test_publishing_freezes_the_list_opens_the_window_and_moves_the_cases():
    case, officer = awaiting(), publicity_officer()

    notice = actions.publish(draft_notice(case, by=officer), officer, PUBLISHED_AT)

    case.refresh_from_db()
    assert case.status == Status.IN_PUBLICITY
    assert notice.number == "GS-2026-0001"
    assert (notice.starts_on, notice.ends_on) == (date(2026, 9, 24), date(2026, 10, 9))
    assert notice.rows == [line.cells for line in notice.lines.all()]
    assert notice.total_yuan == case.approved_yuan
    assert notice.digest_holds()


def test_the_enterprise_is_told_that_its_case_is_public():
    case = awaiting()

    published_notice(case)

    message = Notification.objects.filter(user=case.created_by).first()
    assert message.title == f"办件 {case.number} 已公示"
    assert "2026-10-09" in message.body


@pytest.mark.parametrize(
    "days, unit, expected",
    [
        (5, "working", date(2026, 10, 9)),
        (6, "working", date(2026, 10, 10)),  # a Saturday worked for the holiday
        (7, "calendar", date(2026, 10, 8)),  # 1 October is a day off: the period ends on the next working day
        (5, "calendar", date(2026, 9, 29)),
    ],
)
def test_the_first_day_is_not_counted_and_the_window_ends_on_a_working_day(days, unit, expected):
    assert last_day(date(2026, 9, 24), days, unit) == expected


@pytest.mark.parametrize("role", [Role.FINAL_REVIEWER, Role.CHIEF, Role.SUPERVISOR, Role.PAYMENT_MAKER])
def test_another_role_neither_drafts_nor_publishes(role):
    case, stranger = awaiting(), official(role, "science", "anyang")

    with pytest.raises(NotAllowed, match="您的角色不能办理这一步"):
        draft_notice(case, by=stranger)
    draft = draft_notice(case)
    with pytest.raises(NotAllowed, match="您的角色不能办理这一步"):
        actions.publish(draft, stranger, PUBLISHED_AT)
    with pytest.raises(NotAllowed, match="您的角色不能办理这一步"):
        actions.discard_draft(draft, stranger, PUBLISHED_AT)


def test_an_officer_of_another_city_does_not_publish_here():
    draft = draft_notice()

    with pytest.raises(NotAllowed):
        actions.publish(draft, publicity_officer("zhumadian"), PUBLISHED_AT)


def test_two_officers_drafting_the_same_case_only_one_wins():
    case = awaiting()
    draft_notice(case)

    with pytest.raises(NotAllowed, match="此件已由他人办理"):
        draft_notice(case)


def test_two_officers_publishing_one_draft_only_one_wins():
    draft, officer = draft_notice(), publicity_officer()
    actions.publish(draft, officer, PUBLISHED_AT)

    with pytest.raises(NotAllowed, match="此件已由他人办理"):
        actions.publish(draft, officer, PUBLISHED_AT)
    assert Notice.objects.public().count() == 1


def test_a_notice_needs_a_case():
    case = awaiting()

    with pytest.raises(NotAllowed, match="请至少选择一件办件"):
        actions.draft_notice(case.round, bureau("science", "anyang"), [], TERMS, publicity_officer(), PUBLISHED_AT)


def test_numbers_run_by_year_and_the_chain_runs_on():
    first = published_notice()
    next_year = datetime(2027, 3, 1, 9, 0, tzinfo=SHANGHAI)
    second = published_notice(at=next_year)

    assert (first.number, second.number) == ("GS-2026-0001", "GS-2027-0001")
    assert second.previous_digest == first.digest
    assert (first.sequence, second.sequence) == (1, 2)
    assert not list(breaks())
    assert timezone.localdate(second.published_at) == next_year.date()
