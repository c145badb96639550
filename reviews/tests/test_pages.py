from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import Role
from accounts.tests.factories import enterprise, official
from applications.tests.factories import FILED_AT, PATENT_GRANT, RD_EXPENSE, filed
from applications.workflow import Status
from reviews.models import ReviewTask
from reviews.queues import review_queue, visible_cases
from reviews.tests.factories import act_once, advance_to, officer_for, open_tasks

pytestmark = pytest.mark.django_db
TODAY = FILED_AT.date()
FINAL, SIGN = ReviewTask.Kind.FINAL_REVIEW, ReviewTask.Kind.COUNTERSIGN


def act(client, application, name, **data):
    prefixed = {f"{name}-{field}": value for field, value in data.items()}
    return client.post(reverse("case_act", args=[application.number, name]), prefixed)


def test_the_queue_holds_the_own_line_and_region_only():
    application = filed()
    filed(enterprise=enterprise("tangyin"))
    industry = next(task for task in open_tasks(application) if task.bureau.line == "industry")

    assert list(review_queue(officer_for(industry), TODAY)) == [industry]


def test_the_queue_shows_the_nearest_due_first():
    late, soon = filed(), filed()
    officer = officer_for(open_tasks(late)[0])
    ReviewTask.objects.filter(application=late).update(due_on=TODAY + timedelta(days=9))
    ReviewTask.objects.filter(application=soon).update(due_on=TODAY + timedelta(days=2))

    assert [task.application for task in review_queue(officer, TODAY)] == [soon, late]


def test_an_ended_role_empties_the_queue():
    officer = officer_for(open_tasks(filed())[0])
    officer.roles.update(valid_to=TODAY - timedelta(days=1))

    assert not review_queue(officer, TODAY).exists()


def test_the_recommender_does_not_find_the_case_in_the_countersigning_queue():
    task = advance_to(filed(), SIGN)[0]
    chief = officer_for(task)

    assert task in review_queue(chief, TODAY)
    ReviewTask.objects.filter(application=task.application, outcome="recommended").update(decided_by=chief)
    assert task not in review_queue(chief, TODAY)


def test_a_supervisor_reads_the_cases_of_the_own_city_only():
    own, other = filed(), filed(PATENT_GRANT)
    watcher = official(Role.SUPERVISOR, "supervision", "anyang")

    assert own in visible_cases(watcher, TODAY)
    assert other not in visible_cases(watcher, TODAY)


def test_a_case_can_still_be_read_after_it_was_passed():
    application = filed()
    task = open_tasks(application)[0]
    act_once(task, FILED_AT)

    assert application in visible_cases(officer_for(task), TODAY)


def test_the_case_page_shows_evidence_beside_each_rule(client):
    application = filed()
    client.force_login(officer_for(open_tasks(application)[0]))

    page = client.get(reverse("case_detail", args=[application.number])).content.decode()

    document = application.documents.get(material="statistics_screenshot")
    assert reverse("case_document", args=[application.number, document.pk]) in page
    for text in ("条件与材料", "测算", "历史享受", "流转", "核对清单"):
        assert text in page


def test_passing_without_the_checklist_keeps_the_opinion_typed(client):
    application = filed()
    client.force_login(officer_for(open_tasks(application)[0]))

    response = act(client, application, "pass", opinion="电量已与供电公司核对")

    assert response.status_code == 422
    assert "电量已与供电公司核对" in response.content.decode()
    assert "请逐项核对并勾选" in response.content.decode()


def test_a_return_that_names_nothing_is_refused(client):
    application = filed()
    client.force_login(officer_for(open_tasks(application)[0]))

    page = act(client, application, "return", reason="材料不清").content.decode()

    assert "请至少写明一个填报项或一份材料的问题" in page


def test_a_return_names_the_material_and_goes_to_the_enterprise(client):
    application = filed()
    client.force_login(officer_for(open_tasks(application)[0]))

    act(client, application, "return", reason="材料不清", **{"material-business_license": "请上传彩色扫描件"})

    application.refresh_from_db()
    assert application.status == Status.RETURNED
    assert application.corrections.get().items.get().key == "business_license"


def test_who_comes_second_is_told_so(client):
    application = filed()
    task = open_tasks(application)[0]
    officer = officer_for(task)
    client.force_login(officer)
    act_once(task, FILED_AT)

    response = client.post(
        reverse("case_act", args=[application.number, "reject"]), {"reject-reason": "不符"}, follow=True
    )

    assert "此件已由他人办理" in response.content.decode()


def test_an_unknown_act_is_not_found(client):
    application = filed()
    client.force_login(officer_for(open_tasks(application)[0]))

    assert act(client, application, "pay").status_code == 404


def test_a_ruling_is_asked_for_where_the_text_leaves_a_choice(client):
    facts = {"first_time_recipient": False, "in_rd_statistics_scope": True, "rd_expense_wan": "2000",
             "max_subsidised_rd_last3y_wan": "1000", "max_rd_all_prior_years_wan": "1000", "other_fiscal_rd_awards_wan": "0"}  # fmt: skip
    task = advance_to(filed(RD_EXPENSE, facts=facts), FINAL)[0]
    client.force_login(officer_for(task))

    page = client.get(reverse("case_detail", args=[task.application.number])).content.decode()

    assert "裁定采用的口径" in page
    assert "按增量的20%" in page


def test_the_determination_is_written_by_clicking_through(client):
    application = filed(PATENT_GRANT)
    task = advance_to(application, FINAL)[0]
    client.force_login(officer_for(task))
    page = client.get(reverse("case_detail", args=[application.number])).content.decode()
    assert 'value="10000.00"' in page or 'name="recommend-amount_yuan"' in page
    act_once(task, FILED_AT)
    client.force_login(officer_for(open_tasks(application)[0]))

    act(client, application, "countersign", opinion="同意")

    assert application.determinations.count() == 1


def test_a_document_of_another_case_is_not_served(client):
    mine, other = filed(), filed(enterprise=enterprise("tangyin"))
    client.force_login(officer_for(open_tasks(mine)[0]))
    stranger = other.documents.first()

    assert client.get(reverse("case_document", args=[mine.number, stranger.pk])).status_code == 404
    assert client.get(reverse("case_document", args=[other.number, stranger.pk])).status_code == 404


def test_the_chief_sees_the_proposal_with_its_reading_before_signing(client):
    facts = {"first_time_recipient": False, "in_rd_statistics_scope": True, "rd_expense_wan": "2000",
             "max_subsidised_rd_last3y_wan": "1000", "max_rd_all_prior_years_wan": "1000", "other_fiscal_rd_awards_wan": "0"}  # fmt: skip
    task = advance_to(filed(RD_EXPENSE, facts=facts), SIGN)[0]
    client.force_login(officer_for(task))

    page = client.get(reverse("case_detail", args=[task.application.number])).content.decode()

    for text in ("拟核定意见", "采用口径", "按研发费用的5%", "按文件原意", "1,000,000.00"):
        assert text in page
