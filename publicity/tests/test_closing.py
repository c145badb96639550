import pytest

from accounts.models import Notification, Role
from accounts.tests.factories import official
from applications.models import Application
from applications.workflow import NotAllowed, Status
from publicity import actions
from publicity.actions.closing import clear_line
from publicity.models import Notice, NoticeLine
from publicity.tests.factories import AFTER_AT, LAST_DAY_AT, awaiting, objection, published_notice, settled

pytestmark = pytest.mark.django_db


def test_the_last_day_belongs_to_the_window():
    notice = published_notice()

    assert actions.close_due_notices(LAST_DAY_AT) == []
    assert actions.close_due_notices(AFTER_AT) == [notice.number]


def test_after_the_last_day_the_cases_await_disbursement_by_themselves():
    case = awaiting()
    notice = published_notice(case)

    actions.close_due_notices(AFTER_AT)

    case.refresh_from_db()
    notice.refresh_from_db()
    entry = case.history.last()
    assert case.status == Status.AWAITING_DISBURSEMENT
    assert (notice.state, notice.closed_at) == (Notice.State.CLOSED, AFTER_AT)
    assert (entry.role, entry.actor) == ("system", None)


def test_the_enterprise_reads_that_nobody_objected_and_has_nothing_to_do():
    case = awaiting()
    published_notice(case)

    actions.close_due_notices(AFTER_AT)

    told = Notification.objects.get(user=case.created_by, title__endswith="公示期满")
    assert "公示期满，无异议，已转财政部门拨付" in told.body
    assert not told.needs_action


def test_a_dismissed_objection_is_never_told_as_no_objection():
    filed = settled()

    actions.close_due_notices(AFTER_AT)

    told = Notification.objects.get(user=filed.line.application.created_by, title__endswith="公示期满")
    assert "公示期满，异议不成立，已转财政部门拨付" in told.body
    assert NoticeLine.objects.get().outcome == "异议不成立"


def test_closing_twice_changes_nothing_the_second_time():
    case = awaiting()
    notice = published_notice(case)
    actions.close_due_notices(AFTER_AT)

    assert actions.close_due_notices(AFTER_AT) == []
    assert actions.close_notice(notice, AFTER_AT) is False
    assert case.history.filter(action="close_publicity").count() == 1


def test_a_run_that_broke_off_is_taken_up_again():
    first, second = awaiting(), awaiting()
    notice = published_notice(first, second)
    clear_line(notice.lines.get(application=first).pk, by=None, role="system", at=AFTER_AT)

    actions.close_due_notices(AFTER_AT)

    assert set(Application.objects.values_list("status", flat=True)) == {Status.AWAITING_DISBURSEMENT}
    assert set(notice.lines.values_list("state", flat=True)) == {NoticeLine.State.CLEARED}


def test_the_notice_closes_though_a_line_is_held():
    notice = published_notice()
    objection(notice)

    assert actions.close_due_notices(AFTER_AT) == [notice.number]
    assert notice.lines.get().state == NoticeLine.State.HELD


def test_no_line_is_released_inside_the_window():
    notice = published_notice()

    with pytest.raises(NotAllowed, match="公示期未满"):
        clear_line(notice.lines.get().pk, by=None, role="system", at=LAST_DAY_AT)


def test_the_paying_bureaus_makers_are_told_that_they_are_next():
    maker = official(Role.PAYMENT_MAKER, "finance", "anyang")
    elsewhere = official(Role.PAYMENT_MAKER, "finance", "zhumadian")
    case = awaiting()
    published_notice(case)

    actions.close_due_notices(AFTER_AT)

    assert Notification.objects.filter(user=maker, title=f"办件 {case.number} 待拨付").exists()
    assert not Notification.objects.filter(user=elsewhere).exists()
