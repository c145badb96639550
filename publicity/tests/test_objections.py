from datetime import date, datetime

import pytest
from django.urls import reverse

from accounts.models import Notification, Role
from accounts.tests.factories import official
from applications.models import Application
from applications.tests.factories import SHANGHAI
from applications.workflow import NotAllowed, Status
from publicity import actions
from publicity.models import NoticeLine, Objection
from publicity.queues import open_objections
from publicity.tests.factories import (
    AFTER_AT,
    LAST_DAY_AT,
    awaiting,
    objection,
    publicity_officer,
    published_notice,
)
from reviews.models import ReviewTask

pytestmark = pytest.mark.django_db
LATER_AT = datetime(2026, 10, 20, 10, 0, tzinfo=SHANGHAI)


def status_of(case: Application) -> str:
    return Application.objects.get(pk=case.pk).status


def test_an_objection_holds_its_line_and_has_ten_working_days():
    filed = objection()

    assert filed.line.state == NoticeLine.State.HELD
    assert filed.due_on == date(2026, 10, 22)  # the worked Saturday of 10 October counts
    assert filed.receipt.startswith("YY-")


def test_the_bureaus_officers_are_told_and_see_it_in_their_queue():
    officer, stranger = publicity_officer(), publicity_officer("zhumadian")

    filed = objection()

    assert list(open_objections(officer, LAST_DAY_AT.date())) == [filed]
    assert not open_objections(stranger, LAST_DAY_AT.date()).exists()
    assert Notification.objects.filter(user=officer, title=f"收到异议 {filed.receipt}").exists()


def test_the_enterprise_is_told_that_its_line_is_being_checked_but_not_who_objected():
    filed = objection()

    told = Notification.objects.get(user=filed.line.application.created_by, title__contains="收到异议")
    assert "正在核查，核查期间本件暂不转入拨付" in told.body
    assert filed.name not in told.title + told.body
    assert filed.content not in told.body
    assert not told.needs_action


def test_while_the_line_is_held_the_case_does_not_promise_payment_without_objection(client):
    filed = objection()
    clerk = filed.line.application.created_by
    client.force_login(clerk)

    page = client.get(reverse("application_detail", args=[filed.line.application.number])).content.decode()

    assert "期满无异议或异议经核查不成立的，进入下一步" in page


def test_no_objection_after_the_last_day():
    notice = published_notice()

    with pytest.raises(NotAllowed, match="公示期已满"):
        objection(notice, at=AFTER_AT)


def test_only_the_objected_line_is_held_when_the_window_ends():
    held, free = awaiting(), awaiting()
    notice = published_notice(held, free)
    objection(notice, position=notice.lines.get(application=held).position)

    actions.close_due_notices(AFTER_AT)

    assert status_of(held) == Status.IN_PUBLICITY
    assert status_of(free) == Status.AWAITING_DISBURSEMENT


def test_dismissed_within_the_window_the_line_waits_for_its_end():
    filed, officer = objection(), publicity_officer()

    actions.dismiss_objection(filed, officer, "经核查，统计报表与申报数据一致。", LAST_DAY_AT)

    line = NoticeLine.objects.get(pk=filed.line_id)
    assert line.state == NoticeLine.State.OPEN
    assert status_of(line.application) == Status.IN_PUBLICITY


def test_dismissed_after_the_window_the_case_goes_on_at_once():
    filed, officer = objection(), publicity_officer()
    actions.close_due_notices(AFTER_AT)

    actions.dismiss_objection(filed, officer, "经核查，统计报表与申报数据一致。", LATER_AT)

    assert status_of(filed.line.application) == Status.AWAITING_DISBURSEMENT
    assert filed.state == Objection.State.DISMISSED


def test_a_second_open_objection_still_holds_the_line():
    notice, officer = published_notice(), publicity_officer()
    first, second = objection(notice), objection(notice)
    actions.close_due_notices(AFTER_AT)

    actions.dismiss_objection(first, officer, "不成立，理由见核查报告。", LATER_AT)
    assert status_of(first.line.application) == Status.IN_PUBLICITY

    actions.dismiss_objection(second, officer, "不成立，理由见核查报告。", LATER_AT)
    assert status_of(first.line.application) == Status.AWAITING_DISBURSEMENT


def test_upheld_the_line_is_struck_and_the_case_is_reviewed_again():
    filed, officer = objection(), publicity_officer()

    actions.uphold_objection(filed, officer, "申报的研发费用含非研发支出，退回重新核定。", LATER_AT)

    case = filed.line.application
    assert NoticeLine.objects.get(pk=filed.line_id).state == NoticeLine.State.STRUCK
    assert status_of(case) == Status.IN_REVIEW
    assert case.tasks.get(state=ReviewTask.State.OPEN).kind == ReviewTask.Kind.FINAL_REVIEW
    assert case.history.last().reason == "申报的研发费用含非研发支出，退回重新核定。"


def test_upheld_every_other_open_objection_to_the_line_gets_the_reply():
    notice = published_notice()
    first, second = objection(notice), objection(notice)

    actions.uphold_objection(first, publicity_officer(), "成立，退回重新核定。", LATER_AT)

    second.refresh_from_db()
    assert (second.state, second.reply) == (Objection.State.UPHELD, "成立，退回重新核定。")


def test_an_objection_left_open_on_a_struck_line_does_not_bring_the_line_back():
    filed = objection(published_notice())
    NoticeLine.objects.filter(pk=filed.line_id).update(state=NoticeLine.State.STRUCK)

    with pytest.raises(NotAllowed, match="此件已由他人办理"):
        actions.dismiss_objection(filed, publicity_officer(), "经核查不成立，维持原公示。", LATER_AT)


def test_a_struck_line_takes_no_further_objection():
    notice = published_notice()
    actions.uphold_objection(objection(notice), publicity_officer(), "成立，退回重新核定。", LAST_DAY_AT)

    with pytest.raises(NotAllowed, match="该条目已撤下"):
        objection(notice)


@pytest.mark.parametrize("answer", [actions.dismiss_objection, actions.uphold_objection])
def test_an_objection_is_answered_in_writing(answer):
    with pytest.raises(NotAllowed, match="请写明书面答复"):
        answer(objection(), publicity_officer(), "  ", LATER_AT)


@pytest.mark.parametrize("answer", [actions.dismiss_objection, actions.uphold_objection])
@pytest.mark.parametrize("role", [Role.FINAL_REVIEWER, Role.CHIEF, Role.SUPERVISOR])
def test_another_role_does_not_answer(answer, role):
    with pytest.raises(NotAllowed, match="您的角色不能办理这一步"):
        answer(objection(), official(role, "science", "anyang"), "不成立", LATER_AT)


@pytest.mark.parametrize("second", [actions.dismiss_objection, actions.uphold_objection])
def test_two_officers_answering_one_objection_only_one_wins(second):
    filed, officer = objection(), publicity_officer()
    actions.dismiss_objection(filed, officer, "不成立", LATER_AT)

    with pytest.raises(NotAllowed, match="此件已由他人办理"):
        second(Objection.objects.get(pk=filed.pk), publicity_officer(), "成立", LATER_AT)


def test_the_enterprise_is_told_that_its_line_was_struck():
    filed = objection()

    actions.uphold_objection(filed, publicity_officer(), "成立，退回重新核定。", LATER_AT)

    clerk = filed.line.application.created_by
    assert Notification.objects.filter(user=clerk, title__endswith="退回审核").exists()
