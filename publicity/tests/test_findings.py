"""Who finds, what the finding does, the enterprise's statement, reconsideration."""

from datetime import date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import ProgrammingError, transaction

from accounts.models import Notification, Role
from accounts.tests.factories import grant, official, person
from applications.models import Application
from applications.tests.factories import SHANGHAI
from applications.workflow import NotAllowed, Status
from publicity import actions
from publicity.independence import candidates
from publicity.models import NoticeLine, Objection, ObjectionFinding
from publicity.objection_clocks import clock_of
from publicity.objection_flow import Act, State
from publicity.tests.factories import (
    AFTER_AT,
    LAST_DAY_AT,
    answered,
    asked,
    finder,
    finding,
    investigated,
    objection,
    publicity_officer,
    published_notice,
)
from reviews.models import Determination, ReviewTask

pytestmark = pytest.mark.django_db
NEXT_AT = datetime(2026, 10, 13, 10, 0, tzinfo=SHANGHAI)
IN_TIME = datetime(2026, 10, 15, 10, 0, tzinfo=SHANGHAI)  # the last day on which reconsideration may be asked for
LATER_AT = datetime(2026, 10, 20, 10, 0, tzinfo=SHANGHAI)


def status_of(filed: Objection) -> str:
    return Application.objects.get(pk=filed.line.application_id).status


def officers_of(filed: Objection) -> dict:
    made = Determination.objects.get(application=filed.line.application)
    reviewer = filed.line.application.history.filter(action="pass_stage").first().actor
    published = filed.line.notice.published_by
    return {"审定经办": made.recommended_by, "会签人": made.countersigned_by, "办理过": reviewer, "公示": published}


def test_none_of_the_cases_officers_may_find():
    officer = publicity_officer()
    filed = actions.accept_objection(objection(published_notice(by=officer)), officer, LAST_DAY_AT)

    for concerned in officers_of(filed).values():
        grant(concerned, Role.PRELIMINARY_REVIEWER, bureau=filed.line.notice.bureau)
        assert next(each for each in candidates(filed, LAST_DAY_AT.date()) if each.user == concerned).why_not
        with pytest.raises(NotAllowed, match="不能核查这件异议"):
            actions.assign_finder(filed, concerned, officer, LAST_DAY_AT)


def test_the_database_refuses_a_finding_of_the_cases_officers():
    filed = investigated()
    fields = {"instance": 1, "remedy": "maintain", "facts": "核对", "answer": "不成立", "found_at": LATER_AT}

    for concerned in officers_of(filed).values():
        with pytest.raises(ProgrammingError, match="none of the officers"), transaction.atomic():
            ObjectionFinding.objects.create(
                objection=filed, found_by=concerned, bureau=filed.line.notice.bureau, **fields
            )


def test_a_stranger_of_another_bureau_may_not_find():
    filed = actions.accept_objection(objection(), publicity_officer(), LAST_DAY_AT)

    with pytest.raises(NotAllowed, match="没有核查这件异议的权限"):
        actions.assign_finder(filed, finder("zhumadian"), publicity_officer(), LAST_DAY_AT)


def test_whoever_is_not_the_finder_does_not_conclude():
    filed = investigated()

    with pytest.raises(NotAllowed, match="已改由他人核查"):
        actions.conclude(filed, finding(), finder(), LAST_DAY_AT)
    with pytest.raises(NotAllowed, match="已改由他人核查"):
        actions.ask_statement(filed, finder(), LAST_DAY_AT, "请说明")


def test_dismissed_the_answer_is_a_numbered_letter_that_names_nobody():
    filed = answered()

    letter = filed.steps.last().letter
    assert (filed.state, filed.outcome, filed.settles_on) == (State.ANSWERED, "dismissed", date(2026, 10, 15))
    assert letter.number.startswith("惠企异答〔2026〕")
    assert "李四" not in str(letter.content)
    assert letter.content["case"] == filed.number


@pytest.mark.parametrize(
    "remedy, status, kind",
    [
        ("amount", Status.IN_REVIEW, ReviewTask.Kind.FINAL_REVIEW),
        ("review", Status.IN_REVIEW, ReviewTask.Kind.PRELIMINARY_REVIEW),
        ("remove", Status.REJECTED, None),
    ],
)
def test_upheld_the_line_is_struck_and_the_case_goes_where_the_remedy_says(remedy, status, kind):
    filed = answered(remedy=remedy)

    case = Application.objects.get(pk=filed.line.application_id)
    still_open = case.tasks.filter(state=ReviewTask.State.OPEN)
    assert NoticeLine.objects.get(pk=filed.line_id).state == NoticeLine.State.STRUCK
    assert (case.status, case.approved_yuan, filed.state) == (status, None, State.SETTLED)
    assert {task.kind for task in still_open} == ({kind} if kind else set())
    assert case.history.filter(reason="申报的研发费用含非研发支出，退回重新核定。").exists()
    assert Notification.objects.filter(user=case.created_by, body__contains="经核查成立").exists()


def test_upheld_every_other_open_objection_to_the_line_is_answered_with_it():
    notice = published_notice()
    first, second, third = objection(notice), objection(notice), investigated(objection(notice))
    statement = asked(third)

    answered(first, "amount", LATER_AT)

    for other in (second, third):
        other.refresh_from_db()
        assert (other.state, other.outcome) == (State.SETTLED, "upheld")
        assert other.steps.last().act == Act.JOIN
    statement.refresh_from_db()
    assert not statement.is_waiting


@pytest.mark.parametrize(
    "given, field",
    [
        (finding()._replace(facts=" "), "facts"),
        (finding()._replace(answer=""), "answer"),
        (finding("amount")._replace(reason=""), "reason"),
        (finding("amount")._replace(reason="李四反映的情况属实"), "reason"),
    ],
)
def test_a_finding_is_whole_and_does_not_name_the_objector_to_the_enterprise(given, field):
    filed = investigated()

    with pytest.raises(ValidationError) as refusal:
        actions.conclude(filed, given, filed.finder, LAST_DAY_AT)

    assert set(refusal.value.message_dict) == {field}


def test_two_conclusions_only_the_first_counts():
    filed = investigated()
    actions.conclude(filed, finding(), filed.finder, LAST_DAY_AT)

    with pytest.raises(NotAllowed):
        actions.conclude(Objection.objects.get(pk=filed.pk), finding("remove"), filed.finder, LAST_DAY_AT)

    assert status_of(filed) == Status.IN_PUBLICITY


def test_the_enterprise_reads_only_the_substance_and_the_clock_stands_meanwhile():
    filed = investigated()

    statement = asked(filed)

    clerk = filed.line.application.created_by
    told = Notification.objects.get(user=clerk, title__startswith="请就公示异议作出说明")
    assert told.needs_action
    assert filed.content not in told.body
    filed.refresh_from_db()
    assert (filed.state, filed.due_on, statement.due_on) == (State.WITH_ENTERPRISE, None, date(2026, 10, 15))
    assert clock_of(filed, LATER_AT.date()).label == "计时暂停，已用 0 个工作日"


def test_the_question_to_the_enterprise_does_not_name_the_objector():
    filed = investigated()

    with pytest.raises(ValidationError, match="不能出现提出人"):
        actions.ask_statement(filed, filed.finder, LAST_DAY_AT, "李四称贵单位虚报，请说明")


def test_the_days_that_the_enterprise_had_do_not_count():
    statement = asked()
    clerk = statement.objection.line.application.created_by

    actions.give_statement(statement, clerk, NEXT_AT, "差异系统计口径不同，附对账表。")

    filed = Objection.objects.get(pk=statement.objection_id)
    assert (filed.state, filed.due_on) == (State.INVESTIGATING, date(2026, 10, 27))  # three working days more
    assert Notification.objects.filter(user=filed.finder, title__contains="请继续核查").exists()


def test_a_statement_is_given_once_and_by_the_own_clerk_only():
    statement = asked()
    clerk, stranger = statement.objection.line.application.created_by, person()

    with pytest.raises(NotAllowed, match="您的角色不能办理这一步"):
        actions.give_statement(statement, stranger, NEXT_AT, "说明")
    actions.give_statement(statement, clerk, NEXT_AT, "说明")
    with pytest.raises(NotAllowed, match="已提交，或已过期限"):
        actions.give_statement(statement, clerk, NEXT_AT, "再说明")


def test_without_a_statement_in_time_the_investigation_goes_on():
    statement = asked()

    assert actions.lapse_statements(IN_TIME) == 0
    assert [actions.lapse_statements(LATER_AT), actions.lapse_statements(LATER_AT)] == [1, 0]

    filed = Objection.objects.get(pk=statement.objection_id)
    assert (filed.state, filed.due_on) == (State.INVESTIGATING, date(2026, 11, 3))


def test_reconsideration_is_asked_once_in_time_and_found_on_by_somebody_else():
    filed = answered()
    actions.close_due_notices(AFTER_AT)

    again = actions.ask_reconsideration(filed, IN_TIME, "账目没有核对到位")
    people = candidates(again, IN_TIME.date())

    assert (again.instance, again.finder, again.due_on) == (2, None, date(2026, 10, 29))
    assert filed.findings.get().found_by not in {each.user for each in people if not each.why_not}
    with pytest.raises(NotAllowed, match="已经申请过复核"):
        actions.ask_reconsideration(Objection.objects.get(pk=filed.pk), IN_TIME, "再来")


def test_after_reconsideration_the_answer_is_final_and_the_line_goes_on():
    filed = answered()
    chief = official(Role.CHIEF, "science", "anyang")
    actions.close_due_notices(AFTER_AT)
    again = actions.ask_reconsideration(filed, IN_TIME, "账目没有核对到位")

    actions.assign_finder(again, chief, publicity_officer(), IN_TIME)
    again = actions.conclude(again, finding(), chief, LATER_AT)

    assert (again.state, again.outcome) == (State.SETTLED, "dismissed")
    assert again.steps.last().letter.number.startswith("惠企异复〔2026〕")
    assert status_of(filed) == Status.AWAITING_DISBURSEMENT


def test_a_refused_objection_may_be_upheld_on_reconsideration():
    refused = actions.refuse_objection(objection(), publicity_officer(), LAST_DAY_AT, "与本条目无关")
    again = actions.ask_reconsideration(refused, IN_TIME, "与本条目有关，见附件")
    superior = finder("henan")

    actions.assign_finder(again, superior, publicity_officer(), IN_TIME)
    again = actions.conclude(again, finding("remove"), superior, LATER_AT)

    assert (again.outcome, status_of(again)) == ("upheld", Status.REJECTED)


def test_the_first_finder_does_not_reconsider_even_as_chief():
    against, chief = objection(), official(Role.CHIEF, "science", "anyang")
    filed = actions.conclude(investigated(against, chief), finding(), chief, LAST_DAY_AT)
    again = actions.ask_reconsideration(filed, IN_TIME, "账目没有核对到位")

    with pytest.raises(NotAllowed, match="原核查人"):
        actions.assign_finder(again, chief, publicity_officer(), IN_TIME)


def test_where_nobody_asks_in_time_the_objection_settles_itself():
    filed = answered()
    actions.close_due_notices(AFTER_AT)

    assert actions.settle_due(IN_TIME) == 0
    assert [actions.settle_due(LATER_AT), actions.settle_due(LATER_AT)] == [1, 0]

    filed.refresh_from_db()
    assert filed.state == State.SETTLED
    assert status_of(filed) == Status.AWAITING_DISBURSEMENT
    with pytest.raises(NotAllowed, match="期限已过"):
        actions.ask_reconsideration(filed, LATER_AT, "太晚了")
