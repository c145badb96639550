"""Filing, accepting, refusing and assigning; what an objection does to its line."""

from datetime import date, datetime

import pytest
from django.urls import reverse

from accounts.models import Notification, Role
from accounts.tests.factories import official
from applications.models import Application
from applications.tests.factories import SHANGHAI
from applications.workflow import NotAllowed, Status
from publicity import actions
from publicity.models import IdentityReading, NoticeLine, Objection
from publicity.objection_flow import Act, State
from publicity.objection_queues import open_objections
from publicity.tests.factories import (
    AFTER_AT,
    LAST_DAY_AT,
    answered,
    awaiting,
    finder,
    investigated,
    objection,
    publicity_officer,
    published_notice,
    settled,
)

pytestmark = pytest.mark.django_db
LATER_AT = datetime(2026, 10, 20, 10, 0, tzinfo=SHANGHAI)


def status_of(case: Application) -> str:
    return Application.objects.get(pk=case.pk).status


def line_of(filed: Objection) -> NoticeLine:
    return NoticeLine.objects.get(pk=filed.line_id)


def test_an_objection_holds_its_line_and_is_to_be_accepted_within_three_working_days():
    filed = objection()

    assert filed.line.state == NoticeLine.State.HELD
    assert filed.due_on == date(2026, 10, 13)  # the worked Saturday of 10 October counts
    assert filed.receipt.startswith("YY-")
    assert [step.act for step in filed.steps.all()] == [Act.FILE]


def test_the_bureaus_officers_are_told_and_see_it_in_their_queue():
    officer, stranger = publicity_officer(), publicity_officer("zhumadian")

    filed = objection()

    assert list(open_objections(officer, LAST_DAY_AT.date())) == [filed]
    assert not open_objections(stranger, LAST_DAY_AT.date()).exists()
    told = Notification.objects.get(user=officer, title=f"收到异议 {filed.number}")
    assert filed.receipt not in told.title + told.body + told.url


def test_the_enterprise_is_told_that_its_line_is_being_checked_but_not_who_objected():
    filed = objection()

    told = Notification.objects.get(user=filed.line.application.created_by, title__contains="收到异议")
    assert "正在核查，核查期间本件暂不转入拨付" in told.body
    for secret in ("李四", filed.content, filed.receipt):
        assert secret not in told.title + told.body + told.url
    assert not told.needs_action


def test_while_the_line_is_held_the_case_does_not_promise_payment_without_objection(client):
    filed = objection()
    client.force_login(filed.line.application.created_by)

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


def test_settled_within_the_window_the_line_waits_for_its_end():
    filed = settled()

    assert line_of(filed).state == NoticeLine.State.OPEN
    assert status_of(line_of(filed).application) == Status.IN_PUBLICITY


def test_settled_after_the_window_the_case_goes_on_at_once():
    filed = objection()
    actions.close_due_notices(AFTER_AT)

    settled(filed, LATER_AT)

    assert status_of(filed.line.application) == Status.AWAITING_DISBURSEMENT


def test_until_it_is_settled_the_line_is_held_whatever_the_calendar_does():
    filed = objection()

    for bring_on in (lambda: filed, lambda: investigated(filed), lambda: answered(Objection.objects.get(pk=filed.pk))):
        bring_on()
        actions.close_due_notices(LATER_AT)
        assert line_of(filed).state == NoticeLine.State.HELD
        assert status_of(filed.line.application) == Status.IN_PUBLICITY


def test_a_second_open_objection_still_holds_the_line():
    notice = published_notice()
    first, second = objection(notice), objection(notice)
    actions.close_due_notices(AFTER_AT)

    settled(first, LATER_AT)
    assert status_of(first.line.application) == Status.IN_PUBLICITY

    settled(second, LATER_AT)
    assert status_of(first.line.application) == Status.AWAITING_DISBURSEMENT


def test_a_struck_line_takes_no_further_objection():
    notice = published_notice()
    answered(objection(notice), "amount")

    with pytest.raises(NotAllowed, match="该条目已撤下"):
        objection(notice)


def test_accepted_it_is_due_ten_working_days_later():
    filed = actions.accept_objection(objection(), publicity_officer(), LAST_DAY_AT, "请核查")

    assert (filed.state, filed.due_on) == (State.INVESTIGATING, date(2026, 10, 22))


def test_refused_it_is_answered_by_letter_and_may_be_reconsidered():
    filed = actions.refuse_objection(objection(), publicity_officer(), LAST_DAY_AT, "与本公示条目无关")

    assert (filed.state, filed.outcome, filed.settles_on) == (State.ANSWERED, "not_accepted", date(2026, 10, 15))
    letter = filed.steps.last().letter
    assert "与本公示条目无关" in letter.content["paragraphs"][0]
    assert letter.content["to"] == "异议提出人"
    assert not letter.is_to_enterprise


def test_nothing_is_refused_without_a_reason():
    with pytest.raises(NotAllowed, match="请写明不予受理的理由"):
        actions.refuse_objection(objection(), publicity_officer(), LAST_DAY_AT, " ")


def test_another_role_neither_accepts_nor_refuses():
    filed = objection()

    for role in (Role.FINAL_REVIEWER, Role.CHIEF, Role.SUPERVISOR, Role.PRELIMINARY_REVIEWER):
        other = official(role, "science", "anyang")
        for act in (actions.accept_objection, actions.refuse_objection):
            with pytest.raises(NotAllowed, match="您的角色不能办理这一步"):
                act(filed, other, LAST_DAY_AT, "无关")


def test_two_officers_with_one_objection_only_one_wins():
    filed = objection()
    actions.accept_objection(filed, publicity_officer(), LAST_DAY_AT)
    late = publicity_officer()

    for act in (actions.accept_objection, actions.refuse_objection):
        with pytest.raises(NotAllowed, match="已由他人办理"):
            act(Objection.objects.get(pk=filed.pk), late, LAST_DAY_AT, "无关")


def test_the_finder_is_told_and_finds_it_in_the_own_queue():
    independent = finder()

    filed = investigated(by=independent)

    assert list(open_objections(independent, LAST_DAY_AT.date())) == [filed]
    assert Notification.objects.filter(user=independent, title=f"请核查异议 {filed.number}", needs_action=True).exists()


def test_the_chief_may_name_the_finder_and_a_reviewer_may_not():
    filed = actions.accept_objection(objection(), publicity_officer(), LAST_DAY_AT)

    with pytest.raises(NotAllowed, match="您的角色不能办理这一步"):
        actions.assign_finder(filed, finder(), finder(), LAST_DAY_AT)
    actions.assign_finder(filed, finder(), official(Role.CHIEF, "science", "anyang"), LAST_DAY_AT)

    assert filed.steps.last().act == Act.ASSIGN


def test_every_reading_of_the_objectors_name_is_written_down():
    filed, supervisor = investigated(), official(Role.SUPERVISOR, "supervision", "anyang")

    readers = (filed.finder, supervisor, publicity_officer())
    for reader in readers:
        assert actions.read_identity(filed, reader, LAST_DAY_AT).name == "李四"

    assert {reading.by for reading in IdentityReading.objects.all()} == set(readers)


def test_neither_the_chief_nor_the_enterprise_reads_the_objectors_name():
    filed = investigated()
    others = (official(Role.CHIEF, "science", "anyang"), filed.line.application.created_by, finder())

    for other in others:
        with pytest.raises(NotAllowed, match="只有办理人员和监督员可以查阅提出人"):
            actions.read_identity(filed, other, LAST_DAY_AT)

    assert not IdentityReading.objects.exists()


def test_an_anonymous_objection_registers_nobody():
    filed = objection(name="")

    assert not hasattr(filed, "objector")
    assert actions.read_identity(filed, publicity_officer(), LAST_DAY_AT) is None
