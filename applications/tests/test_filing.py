from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import Notification, Role
from accounts.tests.factories import clerk, enterprise, official
from applications import actions
from applications.models import Application, CaseFact, StatusHistory
from applications.tests.factories import FILED_AT, FULL_PRODUCTION, PATENT_GRANT, complete, document, draft, filed
from applications.workflow import Action, NotAllowed, Status
from policies.tests.factories import application_round

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_a_second_start_in_the_same_round_gives_the_same_draft():
    first = draft()

    again = actions.start_application(first.enterprise, first.round, first.created_by, FILED_AT + HOUR)

    assert again == first


def test_an_application_is_not_started_outside_the_round():
    round = application_round(
        FULL_PRODUCTION, name="已截止", opens_on=FILED_AT.date() - 9 * 24 * HOUR, closes_on=FILED_AT.date() - 24 * HOUR
    )

    with pytest.raises(NotAllowed, match="不在申报期内"):
        draft(round=round)


def test_the_last_day_of_a_round_still_takes_applications():
    round = application_round(FULL_PRODUCTION, name="末日", opens_on=FILED_AT.date(), closes_on=FILED_AT.date())

    assert draft(round=round).status == Status.DRAFT


def test_an_enterprise_outside_the_policys_region_cannot_start():
    with pytest.raises(NotAllowed, match="驻马店市"):
        draft(PATENT_GRANT, enterprise=enterprise("linzhou"))


def test_a_unit_of_the_city_files_a_county_policy_with_the_county_it_lies_in():
    with pytest.raises(NotAllowed, match="所属区划改为"):
        draft(PATENT_GRANT, enterprise=enterprise("zhumadian"))


def test_submitting_opens_the_first_stage_and_tells_its_reviewers():
    reviewer = official(Role.PRELIMINARY_REVIEWER, "industry", "linzhou")

    application = filed()

    assert application.status == Status.IN_REVIEW
    assert {task.bureau.line for task in application.tasks.all()} == {"industry", "finance"}
    assert Notification.objects.filter(user=reviewer, title__contains="待办").exists()


def test_a_submission_without_materials_says_which_and_stays_a_draft():
    application = draft()

    with pytest.raises(ValidationError) as refused:
        actions.submit(application, application.created_by, FILED_AT)

    assert any(message.startswith("未上传") for message in refused.value.messages)
    assert any(message.startswith("未填写") for message in refused.value.messages)
    assert Application.objects.get(pk=application.pk).status == Status.DRAFT


def test_a_submission_without_an_account_is_refused():
    application = draft()
    complete(application, application.created_by)
    Application.objects.filter(pk=application.pk).update(bank_account="")
    application.refresh_from_db()

    with pytest.raises(ValidationError, match="收款账户"):
        actions.submit(application, application.created_by, FILED_AT)


def test_a_not_eligible_application_is_filed_only_knowingly():
    application = draft()
    complete(application, application.created_by, facts={"in_scale_enterprise_library": False})

    with pytest.raises(ValidationError, match="已知悉"):
        actions.submit(application, application.created_by, FILED_AT)
    actions.submit(application, application.created_by, FILED_AT, not_eligible_accepted=True)

    assert application.status == Status.IN_REVIEW


def test_submitting_twice_files_once():
    application = filed()

    with pytest.raises(NotAllowed):
        actions.submit(application, application.created_by, FILED_AT, not_eligible_accepted=True)

    assert application.history.filter(action=Action.SUBMIT).count() == 1


def test_facts_of_a_filed_case_cannot_be_changed():
    application = filed()

    with pytest.raises(NotAllowed, match="正在审核"):
        actions.save_facts(application, {"main_income_q1_2022": "1"}, application.created_by, FILED_AT)


def test_documents_of_a_filed_case_cannot_be_removed():
    application = filed()

    with pytest.raises(NotAllowed, match="不能更换"):
        actions.remove_document(application, application.documents.first(), FILED_AT)


def test_clearing_a_fact_removes_it():
    application = draft()
    actions.save_facts(application, {"track": "A"}, application.created_by, FILED_AT)

    actions.save_facts(application, {"track": None}, application.created_by, FILED_AT)

    assert not CaseFact.objects.filter(application=application).exists()


def test_withdrawing_cancels_the_open_tasks():
    application = filed()

    actions.withdraw(application, application.created_by, FILED_AT + HOUR, "资料有误，重新准备")

    assert application.status == Status.WITHDRAWN
    assert not application.tasks.filter(state="open").exists()


def test_a_withdrawn_application_leaves_room_for_a_new_one():
    application = filed()
    actions.withdraw(application, application.created_by, FILED_AT + HOUR, "重新准备")

    again = actions.start_application(
        application.enterprise, application.round, application.created_by, FILED_AT + HOUR
    )

    assert again.pk != application.pk


def test_the_database_refuses_a_second_live_application_in_a_round():
    application = draft()

    with pytest.raises(IntegrityError, match="application_one_live_per_round"), transaction.atomic():
        Application.objects.create(
            number="HQX",
            enterprise=application.enterprise,
            round=application.round,
            version=application.version,
            region=application.region,
            status_since=FILED_AT,
            created_by=application.created_by,
            created_at=FILED_AT,
        )


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"status": "nowhere", "submitted_at": FILED_AT, "committed_by": 1}, "application_status_known"),
        ({"status": "in_review"}, "application_filed_with_commitment"),
        ({"bank_account": "6222 0000"}, "application_bank_account_digits"),
        ({"submitted_at": FILED_AT - HOUR}, "application_submitted_after_created"),
    ],
)
def test_the_database_refuses_an_impossible_application(changes, constraint):
    application = draft()
    if "committed_by" in changes:
        changes = {**changes, "committed_by": application.created_by}

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Application.objects.filter(pk=application.pk).update(**changes)


def test_an_approved_application_needs_an_amount():
    application = filed()

    with pytest.raises(IntegrityError, match="application_approved_has_amount"), transaction.atomic():
        Application.objects.filter(pk=application.pk).update(status="awaiting_disbursement", approved_yuan=None)


def test_the_status_history_can_be_neither_changed_nor_deleted():
    history = filed().history.first()

    with pytest.raises(Exception, match="append_only"), transaction.atomic():
        StatusHistory.objects.filter(pk=history.pk).update(reason="改写")
    with pytest.raises(Exception, match="append_only"), transaction.atomic():
        history.delete()


def test_the_same_file_is_filed_once_per_material():
    application = draft()
    same = document(application, "business_license", application.created_by)
    same.pk = None

    with pytest.raises(IntegrityError, match="document_once_per_material"), transaction.atomic():
        same.save()


def test_numbers_follow_one_another_and_name_the_year():
    first, second = draft(), draft(user=clerk())

    assert first.number.startswith("HQ2026")
    assert int(second.number[6:]) == int(first.number[6:]) + 1


def test_a_list_with_a_gap_is_not_filled():
    application = draft()
    complete(application, application.created_by)
    actions.save_facts(application, {"kwh_2021_by_month": ["713000"] + [""] * 11}, application.created_by, FILED_AT)

    with pytest.raises(ValidationError, match="2021年分月用电量"):
        actions.submit(application, application.created_by, FILED_AT)


def test_an_account_number_that_no_bank_takes_is_refused_before_filing():
    application = draft()
    complete(application, application.created_by)
    Application.objects.filter(pk=application.pk).update(bank_account="12345")
    application.refresh_from_db()

    with pytest.raises(ValidationError, match="8 至 32 位"):
        actions.submit(application, application.created_by, FILED_AT)
