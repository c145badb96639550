"""One correction, complete (一次性告知): told once, a second by the chief's leave, and what it changed is seen."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import Notification, Role
from accounts.tests.factories import official
from applications import actions as applicant
from applications.changes import differences
from applications.models import CaseChange, CorrectionNotice
from applications.tests.factories import FILED_AT, PATENT_GRANT, RD_EXPENSE, document, filed
from applications.workflow import Action, NotAllowed, Status
from reviews import actions
from reviews.actions import Item, SecondNotice
from reviews.models import ReviewTask
from reviews.queues import review_queue
from reviews.tests.factories import HOUR, act_once, advance_to, officer_for, open_tasks

pytestmark = pytest.mark.django_db
AT = FILED_AT + HOUR
LATER = AT + timedelta(days=1)
RD = Item("fact", "rd_expense_wan", "研发费用", "与统计年报不一致", "按年报第 3 表填写")
AGAIN = SecondNotice("年报修订后才发现", "请再核对", [RD], 5)
APPROVAL, FINAL = ReviewTask.Kind.CORRECTION_APPROVAL, ReviewTask.Kind.FINAL_REVIEW


def told(item: Item = RD, **fields):
    """A case of the research subsidy that its county returned, for one thing."""
    application = filed(RD_EXPENSE, **fields)
    task = open_tasks(application)[0]
    return actions.return_for_correction(task, officer_for(task), AT, "请补正", [item], 5)


def answer(application, value="999", at=LATER):
    """Let the enterprise change the figure and submit."""
    application.refresh_from_db()
    applicant.save_facts(application, {"rd_expense_wan": value}, application.created_by, at)
    applicant.resubmit(application, application.created_by, at)
    return application


def test_a_notice_says_when_the_answer_is_due_and_late_is_told_not_punished(client):
    notice = told()
    client.force_login(notice.application.created_by)

    page = client.get(reverse("application_correct", args=[notice.application.number])).content.decode()

    assert notice.due_on == date(2026, 3, 9)  # five working days from Monday 2 March
    assert "已过，请尽快提交" in page
    assert "按年报第 3 表填写" in page
    assert answer(notice.application).status == Status.IN_REVIEW


def test_a_stage_tells_once():
    application = answer(told().application)
    task = open_tasks(application)[0]

    with pytest.raises(NotAllowed, match="已一次性告知"):
        actions.return_for_correction(task, officer_for(task), LATER, "又一处", [RD])


def test_the_database_holds_one_notice_a_stage_without_the_chiefs_leave():
    first = told()
    answer(first.application)

    with pytest.raises(IntegrityError, match="correction_once_per_stage"), transaction.atomic():
        CorrectionNotice.objects.create(
            application=first.application, stage=first.stage, bureau=first.bureau, issued_by=first.issued_by,
            issued_at=LATER, reason="又一处",
        )  # fmt: skip


def asked():
    """A case in whose stage a second notice was asked for, and the chief's task."""
    application = answer(told().application)
    task = open_tasks(application)[0]
    return actions.ask_second_notice(task, officer_for(task), LATER, AGAIN)


def test_a_second_notice_waits_for_the_chief_while_the_case_stays_in_review():
    request = asked()
    chief = officer_for(request.task)

    application = request.origin.application
    application.refresh_from_db()
    assert application.status == Status.IN_REVIEW
    assert (request.task.bureau.region.slug, request.task.role) == ("anyang", Role.CHIEF)
    assert request.task in review_queue(chief, LATER.date())
    assert application.history.latest("pk").action == Action.ASK_SECOND_NOTICE


def test_the_chief_grants_a_second_notice_and_the_case_goes_back_once_more():
    request = asked()
    chief = officer_for(request.task)

    notice = actions.approve_second_notice(request.task, chief, LATER, "同意")

    notice.application.refresh_from_db()
    assert (notice.issued_by, notice.approved_by) == (request.asked_by, chief)
    assert notice.application.status == Status.RETURNED
    assert open_tasks(notice.application) == []
    assert open_tasks(answer(notice.application, "1000", LATER + HOUR))[0].stage == notice.stage


def test_the_chief_refuses_a_second_notice_and_the_reviewer_is_told():
    request = asked()

    actions.refuse_second_notice(request.task, officer_for(request.task), LATER, "应在首次告知时提出")

    assert open_tasks(request.origin.application) == [request.origin]
    assert Notification.objects.filter(user=request.asked_by, title="再次补正告知未获批准").exists()


@pytest.mark.parametrize("act", [actions.approve_second_notice, actions.refuse_second_notice])
@pytest.mark.parametrize("role", [Role.PRELIMINARY_REVIEWER, Role.FINAL_REVIEWER, Role.PAYMENT_MAKER])
def test_nobody_but_the_chief_decides_on_a_second_notice(act, role):
    task = asked().task

    with pytest.raises(NotAllowed, match="您的角色"):
        act(task, official(role, task.bureau.line, task.bureau.region.slug), LATER, "同意")


def test_whoever_asked_does_not_decide():
    request = asked()
    chief = officer_for(request.task)
    type(request).objects.update(asked_by=chief)

    with pytest.raises(NotAllowed, match="不得为同一人"):
        actions.approve_second_notice(request.task, chief, LATER)


@pytest.mark.parametrize("wrong", [{"why": " "}, {"reason": ""}, {"items": []}])
def test_a_second_notice_is_not_asked_for_without_reasons_and_items(wrong):
    task = open_tasks(answer(told().application))[0]

    with pytest.raises(ValidationError):
        actions.ask_second_notice(task, officer_for(task), LATER, AGAIN._replace(**wrong))


def test_a_second_notice_is_asked_for_once_and_only_after_a_first():
    fresh, request = open_tasks(filed(PATENT_GRANT))[0], asked()

    with pytest.raises(NotAllowed, match="请等待负责人审批"):
        actions.ask_second_notice(request.origin, request.asked_by, LATER, AGAIN)
    with pytest.raises(NotAllowed, match="尚未告知过补正"):
        actions.ask_second_notice(fresh, officer_for(fresh), LATER, AGAIN)


def test_a_reviewer_who_decides_otherwise_voids_the_request():
    request = asked()

    act_once(request.origin, LATER)

    request.task.refresh_from_db()
    assert request.task.state == ReviewTask.State.CANCELLED
    assert {task.kind for task in open_tasks(request.origin.application)} == {FINAL}


def test_old_and_new_values_and_both_versions_of_a_file_are_seen(client):
    material = "rd_statistics_report"
    application = filed(RD_EXPENSE)
    material = application.documents.first().material
    task, old = open_tasks(application)[0], application.documents.get(material=material)
    items = [RD, Item("material", material, "材料", "看不清")]
    notice = actions.return_for_correction(task, officer_for(task), AT, "请补正", items)
    application.refresh_from_db()
    applicant.remove_document(application, old, LATER)
    new = document(application, material, application.created_by, b"%PDF-1.4 clear", LATER)
    answer(application, "999", LATER)
    notice.refresh_from_db()

    figure, paper = differences(notice)

    assert (figure.label, figure.after) == (application.version.pack.facts["rd_expense_wan"].label, "999 万元")
    assert (paper.removed, paper.added) == ([old], [new])
    client.force_login(officer_for(task))
    page = client.get(reverse("case_side", args=[application.number])).content.decode()
    assert figure.before in page
    assert "999 万元" in page
    assert "clear" not in page


def test_a_value_changed_and_changed_back_is_no_difference():
    notice = told()
    application, [row] = notice.application, notice.application.fact_rows.filter(name="rd_expense_wan")
    application.refresh_from_db()
    for value in ("999", row.value):
        applicant.save_facts(application, {"rd_expense_wan": value}, application.created_by, LATER)

    assert differences(notice) == []
    assert application.changes.count() == 2


def test_what_stood_before_is_kept_for_good():
    answer(told().application)

    with pytest.raises(Exception, match="append_only"), transaction.atomic():
        CaseChange.objects.update(after="1")


def city_returned(item: Item):
    """A case that the city returned after the county had passed it."""
    application = filed(RD_EXPENSE)
    [task] = advance_to(application, FINAL)
    actions.return_for_correction(task, officer_for(task), AT + HOUR, "请补正", [item])
    application.refresh_from_db()
    return application


def test_a_pass_falls_when_a_fact_its_criteria_use_was_changed():
    application = answer(city_returned(RD))

    [task] = open_tasks(application)
    assert task.bureau.region.level == "county"
    fallen = application.tasks.get(outcome="passed")
    assert "研发" in fallen.invalidated_because
    assert application.history.filter(action=Action.INVALIDATE_PASS, role="system", reason__contains="失效").exists()
    act_once(task, LATER + HOUR)
    assert [task.kind for task in open_tasks(application)] == [FINAL]


def test_a_pass_stands_when_what_was_changed_decides_nothing():
    application = city_returned(Item("account", "account", "收款账户", "请核对"))
    applicant.save_account(application, {"bank_account": "6222000011112222"}, application.created_by, LATER)

    applicant.resubmit(application, application.created_by, LATER)

    assert [task.kind for task in open_tasks(application)] == [FINAL]
    assert not application.tasks.filter(invalidated_at__isnull=False).exists()


def test_in_a_joint_stage_the_bureau_that_passed_does_so_again_only_if_its_ground_has_changed():
    application = filed()
    first, second = open_tasks(application)
    act_once(first, AT)
    item = Item("account", "account", "收款账户", "请核对")
    actions.return_for_correction(second, officer_for(second), AT + HOUR, "请补正", [item])
    application.refresh_from_db()
    applicant.save_account(application, {"bank_account": "6222000011112222"}, application.created_by, LATER)

    applicant.resubmit(application, application.created_by, LATER)

    assert [task.bureau for task in open_tasks(application)] == [second.bureau]


def test_the_return_form_is_prefilled_with_what_the_engine_found(client):
    application = filed(RD_EXPENSE, facts={"is_above_scale_industrial": False})
    application.documents.first().delete()
    officer = officer_for(open_tasks(application)[0])
    client.force_login(officer)

    page = client.get(reverse("case_detail", args=[application.number])).content.decode()

    assert "系统建议" in page
    assert 'value="未提交"' in page
    answered = client.post(reverse("case_act", args=[application.number, "return"]), {"return-reason": "请补正"})
    assert answered.status_code == 422


def test_the_correction_form_shows_only_what_is_named(client):
    notice = told()
    client.force_login(notice.application.created_by)

    page = client.get(reverse("application_form", args=[notice.application.number])).content.decode()
    shown = [row for row in page.split("data-fact=")[1:] if "hidden" not in row.split(">")[0]]

    assert [row.split('"')[1] for row in shown] == ["rd_expense_wan"]
