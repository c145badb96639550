"""What a determined case comes to: a title with its number and term, or an agreement before the money."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, ProgrammingError, transaction
from django.urls import reverse

from accounts.models import Notification, Role
from accounts.tests.factories import official
from applications.models import Application
from applications.stages import bureau_of_stage
from applications.tests.factories import filed
from applications.workflow import NotAllowed, Status
from publicity import actions
from publicity.actions.notices import NoticeTerms
from publicity.models import Notice
from publicity.tests.factories import AFTER_AT, PUBLISHED_AT
from reviews import actions as review_actions
from reviews.actions import Recommendation, agreements
from reviews.agreements import pay_by, payment_clock
from reviews.chain import first_broken
from reviews.models import ReviewTask, Title
from reviews.progress import steps
from reviews.tests.factories import PROJECT, TITLE, advance_to, approved, issue, officer_for, proposal_for, scan

pytestmark = pytest.mark.django_db


def published(application: Application) -> Notice:
    bureau = bureau_of_stage(application, "publicity")
    officer = official(Role.PUBLICITY_OFFICER, bureau.line, bureau.region.slug)
    terms = NoticeTerms("名单公示", 5, "working", "来信来电")
    notice = actions.draft_notice(application.round, bureau, [application.pk], terms, officer, PUBLISHED_AT)
    return actions.publish(notice, officer, PUBLISHED_AT)


def through_publicity(code: str) -> Application:
    application = approved(code)
    actions.close_notice(published(application), AFTER_AT)
    application.refresh_from_db()
    return application


def test_a_title_is_published_without_amounts_and_granted_when_the_period_is_over(client):
    application = approved(TITLE)
    determination = application.determinations.get()
    notice = published(application)
    page = client.get(reverse("notice_detail", args=[notice.number])).content.decode()

    actions.close_notice(notice, AFTER_AT)

    application.refresh_from_db()
    title = Title.objects.get(application=application)
    assert (application.status, application.approved_yuan, determination.title) == (
        Status.RECOGNISED, None, "专精特新中小企业",
    )  # fmt: skip
    assert (title.valid_from, title.valid_to) == (date(2026, 10, 10), date(2029, 10, 9))
    assert "拟认定名单" in page
    assert "万元" not in page
    assert "合计" not in page
    assert client.get(reverse("notice_pdf", args=[notice.number])).content.startswith(b"%PDF")
    assert first_broken() is None


def test_a_title_goes_only_to_whom_the_facts_give_it():
    application = filed(TITLE, facts={"niche_market_years": 1})
    task = advance_to(application, ReviewTask.Kind.FINAL_REVIEW)[0]

    with pytest.raises(ValidationError, match="不符合认定条件"):
        review_actions.recommend(task, officer_for(task), PUBLISHED_AT, proposal_for(application))


def test_a_policy_that_pays_is_not_determined_without_an_amount():
    task = advance_to(filed(PROJECT), ReviewTask.Kind.FINAL_REVIEW)[0]

    with pytest.raises(ValidationError, match="核定金额须大于零"):
        review_actions.recommend(task, officer_for(task), PUBLISHED_AT, Recommendation())


@pytest.mark.parametrize(
    ("code", "wrong", "rule"),
    [
        (TITLE, {"approved_yuan": 1}, "application_published_amount_or_title"),
        (TITLE, {"title": ""}, "application_published_amount_or_title"),
        (TITLE, {"status": "awaiting_disbursement"}, "application_approved_has_amount"),
        (PROJECT, {"title": "称号"}, "application_published_amount_or_title"),
        (PROJECT, {"status": "recognised"}, "application_recognised_has_title"),
        (PROJECT, {"status": "awaiting_agreement", "approved_yuan": None}, "application_approved_has_amount"),
    ],
)
def test_a_case_has_an_amount_or_a_title_and_never_both(code, wrong, rule):
    application = approved(code)

    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        Application.objects.filter(pk=application.pk).update(**wrong)


def test_a_title_does_not_change_once_it_was_granted():
    title = Title.objects.get(application=through_publicity(TITLE))

    with pytest.raises(ProgrammingError), transaction.atomic():
        Title.objects.filter(pk=title.pk).update(valid_to=date(2035, 1, 1))


def test_the_agreement_comes_before_the_money_and_its_day_starts_the_payment_period():
    application = through_publicity(PROJECT)
    assert application.status == Status.AWAITING_AGREEMENT
    officer = issue(application, AFTER_AT)
    with pytest.raises(NotAllowed, match="尚未上传"):
        agreements.confirm_signed(application, officer, AFTER_AT, AFTER_AT.date())
    agreements.upload_signed(application, application.created_by, AFTER_AT, scan())

    agreements.confirm_signed(application, officer, AFTER_AT + timedelta(days=3), date(2026, 10, 11))

    application.refresh_from_db()
    assert application.status == Status.AWAITING_DISBURSEMENT
    clock = payment_clock(application, date(2026, 10, 11), date(2026, 10, 20))
    assert clock is not None
    assert (clock.label, clock.state) == ("剩 21 天", "running")
    assert "安政办〔2021〕62号第二条第（七）项" in clock.explanation
    assert pay_by(application) == date(2026, 11, 10)  # 任务书签订后30日内（安政办〔2021〕62号第二条第（七）项）
    assert [step.kind for step in application.agreement.steps.all()] == ["issued", "uploaded", "confirmed"]


def test_the_agreement_is_a_todo_of_whose_turn_it_is():
    officer = official(Role.FINAL_REVIEWER, "science", "anyang")
    application = through_publicity(PROJECT)
    clerk, waiting = application.created_by, Notification.objects.filter(key=application.todo_key, done_at=None)
    assert [each.user for each in waiting] == [officer]

    assert issue(application, AFTER_AT) == officer
    assert [each.user for each in waiting.all()] == [clerk]
    agreements.upload_signed(application, clerk, AFTER_AT, scan())
    assert [each.user for each in waiting.all()] == [officer]
    agreements.confirm_signed(application, officer, AFTER_AT, AFTER_AT.date())
    assert not waiting.filter(user__in=[officer, clerk]).exists()


def test_the_day_of_signing_is_neither_to_come_nor_before_the_determination():
    application = through_publicity(PROJECT)
    officer = issue(application, AFTER_AT)
    agreements.upload_signed(application, application.created_by, AFTER_AT, scan())

    for day in (AFTER_AT.date() + timedelta(days=1), date(2026, 1, 1)):
        with pytest.raises(ValidationError, match="签订日期"):
            agreements.confirm_signed(application, officer, AFTER_AT, day)


@pytest.mark.parametrize("role", [Role.CHIEF, Role.PRELIMINARY_REVIEWER, Role.PAYMENT_MAKER])
def test_only_the_final_reviewer_of_the_bureau_handles_the_agreement(role):
    application = through_publicity(PROJECT)
    officer = issue(application, AFTER_AT)
    stranger = official(role, "science", "anyang")
    agreements.upload_signed(application, application.created_by, AFTER_AT, scan())

    with pytest.raises(NotAllowed, match="您的角色"):
        agreements.confirm_signed(application, stranger, AFTER_AT, AFTER_AT.date())
    with pytest.raises(NotAllowed, match="您的角色"):
        agreements.cancel_agreement(application, official(Role.FINAL_REVIEWER, "science", "linzhou"), AFTER_AT, "不签")
    with pytest.raises(NotAllowed, match="您的角色"):
        agreements.upload_signed(application, officer, AFTER_AT, scan())
    agreements.cancel_agreement(application, officer, AFTER_AT, "企业放弃")
    application.refresh_from_db()
    assert application.status == Status.REJECTED


def test_the_agreement_is_drafted_uploaded_and_read_on_its_pages(client, monkeypatch):
    application = through_publicity(PROJECT)
    monkeypatch.setattr("django.utils.timezone.now", lambda: AFTER_AT)
    officer, number = officer_at(application), [application.number]
    client.force_login(officer)
    text = {"project": "攻关项目", "milestones": "明年完成", "terms": ""}
    refused = client.post(reverse("agreement_act", args=[*number, "issue"]), text)
    client.post(reverse("agreement_act", args=[*number, "issue"]), {**text, "milestones": "2027-06-30｜完成样机｜报告"})
    client.force_login(application.created_by)
    client.post(reverse("own_agreement", args=number), {"scan": scan()})

    own = client.get(reverse("own_agreement", args=number)).content.decode()

    assert "第 1 行看不懂" in refused.content.decode()
    assert "等待主管部门确认" in own
    assert client.get(reverse("own_agreement_file", args=[*number, "paper"])).content.startswith(b"%PDF")
    client.force_login(officer)
    assert "待确认签署件" in client.get(reverse("agreement_list")).content.decode()


def officer_at(application: Application):
    bureau = bureau_of_stage(application, "agreement")
    return official(Role.FINAL_REVIEWER, bureau.line, bureau.region.slug)


@pytest.mark.parametrize("code, ends", [(TITLE, ["done"]), (PROJECT, ["done", "now", "to_come"])])
def test_the_enterprise_sees_the_steps_after_the_review(code: str, ends: list[str]):
    application = through_publicity(code)

    assert [step.state for step in steps(application)][-len(ends) :] == ends
