"""The site check: two officers go, the enterprise may ask once for another date, both sign, then the stage passes."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, ProgrammingError, transaction
from django.urls import reverse

from accounts.models import Notification, Role
from accounts.tests.factories import official
from applications.tests.factories import FILED_AT, PDF, filed
from applications.workflow import NotAllowed
from reviews import actions
from reviews.actions import site_checks
from reviews.actions.site_checks import Appointment
from reviews.models import ReviewTask, SiteVisit
from reviews.site_checks import record_of
from reviews.tests.factories import (
    HOUR,
    PROJECT,
    advance_to,
    appoint_visit,
    check_site,
    findings,
    officer_for,
    officer_of,
    open_tasks,
    picture,
)

pytestmark = pytest.mark.django_db
AT = FILED_AT + 2 * HOUR


@pytest.fixture
def task() -> ReviewTask:
    """A case whose site check is open."""
    return advance_to(filed(PROJECT), ReviewTask.Kind.SITE_CHECK)[0]


def test_a_signed_check_lets_the_reviewer_pass_the_stage_and_opens_the_next(task):
    check_site(task, officer_for(task), AT)

    actions.pass_stage(task, officer_for(task), AT, "属实")

    assert task.stage not in {each.stage for each in open_tasks(task.application)}


@pytest.mark.parametrize("role", [Role.CHIEF, Role.FINAL_REVIEWER, Role.PUBLICITY_OFFICER, Role.SUPERVISOR])
def test_only_a_preliminary_reviewer_passes_or_appoints_a_site_check(task, role):
    check_site(task, officer_for(task), AT)
    stranger = official(role, task.bureau.line, task.bureau.region.slug)

    with pytest.raises(NotAllowed, match="您的角色"):
        actions.pass_stage(task, stranger, AT)
    with pytest.raises(NotAllowed, match="您的角色"):
        appoint_visit(task, stranger, AT)


def test_the_stage_is_not_passed_before_both_have_signed(task):
    user = officer_for(task)
    officers = appoint_visit(task, user, AT)
    with pytest.raises(ValidationError, match="尚未填写"):
        actions.pass_stage(task, user, AT)
    site_checks.record(task, user, AT, findings(task))
    site_checks.sign(task, officers[0], AT)

    with pytest.raises(ValidationError, match="两名核查人员"):
        actions.pass_stage(task, user, AT)


def test_a_check_that_found_against_the_enterprise_is_not_passed(task):
    user = officer_for(task)
    officers = appoint_visit(task, user, AT)
    site_checks.record(task, user, AT, findings(task, conclusion="return", remark="设备与清单不符"))
    for officer in officers:
        site_checks.sign(task, officer, AT)

    with pytest.raises(ValidationError, match="不能通过"):
        actions.pass_stage(task, user, AT)


def test_the_two_officers_are_two_people_of_the_bureau(task):
    user = officer_for(task)
    with pytest.raises(ValidationError, match="两名不同"):
        site_checks.appoint(task, user, AT, Appointment(AT + HOUR, "厂区", user, user))
    elsewhere = official(Role.FINAL_REVIEWER, "science", "linzhou")
    with pytest.raises(ValidationError, match="本部门"):
        site_checks.appoint(task, user, AT, Appointment(AT + HOUR, "厂区", user, elsewhere))
    fields = {"task": task, "scheduled_at": AT, "place": "厂区", "made_by": user, "made_at": AT}
    with pytest.raises(IntegrityError, match="visit_two_officers"), transaction.atomic():
        SiteVisit.objects.create(first_officer=user, second_officer=user, **fields)


def test_nobody_else_writes_or_signs_the_record_and_a_signed_one_stays(task):
    user = officer_for(task)
    first, second = appoint_visit(task, user, AT)
    third = officer_of(task.bureau, Role.PRELIMINARY_REVIEWER)
    with pytest.raises(NotAllowed, match="两名核查人员"):
        site_checks.record(task, third, AT, findings(task))
    site_checks.record(task, second, AT, findings(task))
    signature = site_checks.sign(task, first, AT)

    with pytest.raises(NotAllowed, match="您已签字"):
        site_checks.sign(task, first, AT)
    with pytest.raises(NotAllowed, match="不能再改"):
        site_checks.record(task, second, AT, findings(task))
    with pytest.raises(NotAllowed, match="不能再改"):
        site_checks.add_photo(task, second, AT, picture(), "大门")
    with pytest.raises(ProgrammingError), transaction.atomic():
        signature.delete()


def test_the_enterprise_asks_once_for_another_date(task):
    appoint_visit(task, officer_for(task), AT)
    clerk = task.application.created_by
    with pytest.raises(NotAllowed, match="您的角色"):
        site_checks.ask_for_another_date(task, officer_for(task), AT, AT + 48 * HOUR, "停电检修")

    site_checks.ask_for_another_date(task, clerk, AT, AT + 48 * HOUR, "停电检修")

    assert Notification.objects.filter(user=officer_for(task), title__startswith="申请改期").exists()
    with pytest.raises(NotAllowed, match="一次"):
        site_checks.ask_for_another_date(task, clerk, AT, AT + 72 * HOUR, "还是不行")


def test_a_photograph_is_opened_before_it_is_kept(task):
    user = officer_for(task)
    appoint_visit(task, user, AT)

    site_checks.add_photo(task, user, AT, picture(), "大门")

    with pytest.raises(ValidationError, match="已上传"):
        site_checks.add_photo(task, user, AT, picture(), "大门")
    with pytest.raises(ValidationError, match="格式"):
        site_checks.add_photo(task, user, AT, SimpleUploadedFile("a.jpg", PDF), "大门")


def test_the_check_is_done_on_one_page_and_printed(task, client, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)
    user, number = officer_for(task), [task.application.number]
    appoint_visit(task, user, AT)
    client.force_login(user)
    checklist = {f"record-item-{place}": "yes" for place in range(3)}
    answers = {**checklist, "record-item-0": "no", "record-conclusion": "pass", "record-representative": "李厂长"}
    refused = client.post(reverse("site_check_act", args=[*number, "record"]), answers)
    measured = {**answers, "record-item-0": "yes", "record-fact-tech_contract_amount_wan": "1.5"}

    client.post(reverse("site_check_act", args=[*number, "record"]), measured)
    client.post(reverse("site_check_act", args=[*number, "sign"]))

    assert refused.status_code == 422
    assert "结论不能是通过" in refused.content.decode()
    page = client.get(reverse("site_check", args=number)).content.decode()
    assert "不一致" in page
    assert "等待另一名核查人员签字" in page
    assert client.get(reverse("site_check_pdf", args=number)).content.startswith(b"%PDF")
    assert record_of(task).measured[0]["differs"] == "yes"


def test_the_enterprise_reads_the_appointment_and_asks_on_its_page(task, client, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)
    appoint_visit(task, officer_for(task), AT)
    client.force_login(task.application.created_by)
    url = reverse("own_site_check", args=[task.application.number])
    late = {"wanted_at": (AT - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"), "reason": "检修"}

    refused = client.post(url, late).content.decode()
    client.post(url, {**late, "wanted_at": (AT + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")})

    assert "须晚于现在" in refused
    assert "等待部门答复" in client.get(url).content.decode()
