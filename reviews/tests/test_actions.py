from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Notification, Role
from accounts.tests.factories import enterprise, grant, official, person
from applications import actions as applicant
from applications.corrections import may_change
from applications.models import CorrectionItem
from applications.tests.factories import FILED_AT, PATENT_GRANT, RD_EXPENSE, document, filed
from applications.workflow import Action, NotAllowed, Status
from reviews import actions
from reviews.actions import Item, Recommendation
from reviews.desk import reopen
from reviews.models import ReviewTask
from reviews.tests.factories import HOUR, act_once, advance_to, approved, officer_for, open_tasks, proposal_for

pytestmark = pytest.mark.django_db
AT = FILED_AT + HOUR
LICENCE = Item("material", "business_license", "营业执照", "看不清，请重新扫描")
REVIEW, FINAL, SIGN = ReviewTask.Kind.PRELIMINARY_REVIEW, ReviewTask.Kind.FINAL_REVIEW, ReviewTask.Kind.COUNTERSIGN


def test_a_joint_stage_is_passed_only_when_every_bureau_has_passed():
    application = filed()
    first, second = open_tasks(application)

    act_once(first, AT)
    assert open_tasks(application) == [second]
    act_once(second, AT)

    assert {task.bureau.region.level for task in open_tasks(application)} == {"city"}


def test_an_applicant_handled_by_the_city_skips_the_county_stage():
    application = filed(enterprise=enterprise("anyang"))

    assert {task.bureau.region.slug for task in open_tasks(application)} == {"anyang"}


@pytest.mark.parametrize("role", [Role.FINAL_REVIEWER, Role.CHIEF, Role.PAYMENT_MAKER, Role.SUPERVISOR])
def test_only_a_preliminary_reviewer_passes_a_preliminary_stage(role):
    task = open_tasks(filed())[0]
    stranger = official(role, task.bureau.line, "linzhou")

    with pytest.raises(NotAllowed, match="您的角色"):
        actions.pass_stage(task, stranger, AT)


def test_a_reviewer_of_another_county_cannot_pass():
    task = open_tasks(filed())[0]

    with pytest.raises(NotAllowed, match="您的角色"):
        actions.pass_stage(task, official(Role.PRELIMINARY_REVIEWER, task.bureau.line, "tangyin"), AT)


def test_a_reviewer_limited_to_another_policy_cannot_pass():
    task = open_tasks(filed())[0]
    limited = official(Role.PRELIMINARY_REVIEWER, task.bureau.line, "linzhou", policy_code=PATENT_GRANT)

    with pytest.raises(NotAllowed, match="您的角色"):
        actions.pass_stage(task, limited, AT)


def test_an_official_of_the_enterprise_itself_must_withdraw():
    application = filed()
    task = open_tasks(application)[0]
    officer = officer_for(task)
    grant(officer, Role.ENTERPRISE_ADMIN, enterprise=application.enterprise)

    with pytest.raises(NotAllowed, match="回避"):
        actions.pass_stage(task, officer, AT)


def test_a_task_is_decided_once():
    task = open_tasks(filed())[0]
    officer = officer_for(task)
    act_once(task, AT)

    with pytest.raises(NotAllowed, match="此件已由他人办理"):
        actions.pass_stage(task, officer, AT)

    assert task.application.history.filter(action=Action.PASS_STAGE).count() == 1


def test_a_stage_with_a_checklist_is_not_passed_before_every_item_is_ticked():
    task = open_tasks(filed(PATENT_GRANT))[0]

    with pytest.raises(ValidationError, match="尚未核对"):
        actions.pass_stage(task, officer_for(task), AT, checked=())


@pytest.mark.parametrize(("reason", "items"), [("", [LICENCE]), ("材料不清", [])])
def test_a_case_is_not_returned_without_a_reason_and_an_item(reason, items):
    task = open_tasks(filed())[0]

    with pytest.raises(ValidationError, match="请写明原因"):
        actions.return_for_correction(task, officer_for(task), AT, reason, items)


def returned(item: Item = LICENCE):
    application = filed()
    task = open_tasks(application)[0]
    actions.return_for_correction(task, officer_for(task), AT, "材料不清", [item])
    application.refresh_from_db()
    return application


def test_a_returned_case_leaves_every_queue_and_tells_the_enterprise():
    application = returned()

    assert application.status == Status.RETURNED
    assert open_tasks(application) == []
    assert Notification.objects.filter(user=application.created_by, title__startswith="请补正").exists()


def test_in_a_correction_only_the_named_material_can_be_changed():
    application = returned()

    assert may_change(application, "material", "business_license")
    assert not may_change(application, "material", "audit_report_2021")
    assert not may_change(application, "fact", "track")


def test_in_a_correction_a_fact_that_was_not_named_keeps_its_value():
    application = returned()
    before = application.fact_rows.get(name="track").value

    applicant.save_facts(application, {"track": "AB"}, application.created_by, AT)

    assert application.fact_rows.get(name="track").value == before


def test_in_a_correction_the_account_is_changed_only_where_it_was_named():
    account = {"account_name": "甲公司", "bank_name": "建行", "bank_account": "41001523032050001"}
    closed, named = returned(), returned(Item("account", "account", "收款账户", "账号与开户许可证不符"))

    with pytest.raises(NotAllowed, match="不能更改收款账户"):
        applicant.save_account(closed, account, closed.created_by, AT)
    applicant.save_account(named, account, named.created_by, AT)
    applicant.resubmit(named, named.created_by, AT + HOUR)

    assert (named.status, named.bank_account) == (Status.IN_REVIEW, "41001523032050001")


def test_a_correction_is_not_submitted_before_every_item_is_answered():
    application = returned()

    with pytest.raises(ValidationError, match="尚未补正：营业执照"):
        applicant.resubmit(application, application.created_by, AT + HOUR)


def test_a_new_file_or_an_explanation_answers_an_item():
    uploaded, explained = returned(), returned()
    document(uploaded, "business_license", uploaded.created_by, b"%PDF-1.4 new %%EOF", at=AT + HOUR)
    applicant.answer_item(explained, CorrectionItem.objects.get(notice__application=explained), "原件即如此，已附说明")

    for application in (uploaded, explained):
        applicant.resubmit(application, application.created_by, AT + HOUR)
        assert application.status == Status.IN_REVIEW


def test_after_the_correction_the_stage_that_returned_the_case_goes_on_with_all_its_bureaus():
    application = returned()
    applicant.answer_item(application, CorrectionItem.objects.get(notice__application=application), "已补")

    applicant.resubmit(application, application.created_by, AT + HOUR)

    assert {task.bureau.line for task in open_tasks(application)} == {"industry", "finance"}


def test_a_case_is_not_rejected_without_a_reason():
    task = open_tasks(filed())[0]

    with pytest.raises(ValidationError, match="理由"):
        actions.reject(task, officer_for(task), AT, " ")


def test_a_rejected_case_is_over_for_every_bureau():
    application = filed()
    task = open_tasks(application)[0]

    actions.reject(task, officer_for(task), AT, "不在规上库")

    application.refresh_from_db()
    assert (application.status, open_tasks(application)) == (Status.REJECTED, [])


def test_an_amount_other_than_the_computed_one_needs_a_reason():
    task = advance_to(filed(), FINAL)[0]

    with pytest.raises(ValidationError) as refused:
        actions.recommend(task, officer_for(task), AT, Recommendation(Decimal("1.00")))

    assert "与测算不一致" in str(refused.value.message_dict["difference_reason"])


def test_an_amount_of_zero_is_refused():
    task = advance_to(filed(), FINAL)[0]

    with pytest.raises(ValidationError, match="须大于零"):
        actions.recommend(task, officer_for(task), AT, Recommendation(Decimal(0), difference_reason="x"))


def test_what_the_text_leaves_open_is_settled_by_a_reading_and_a_reason():
    facts = {"first_time_recipient": False, "in_rd_statistics_scope": True, "rd_expense_wan": "2000",
             "max_subsidised_rd_last3y_wan": "1000", "max_rd_all_prior_years_wan": "1000", "other_fiscal_rd_awards_wan": "0"}  # fmt: skip
    application = filed(RD_EXPENSE, facts=facts)
    task = advance_to(application, FINAL)[0]

    with pytest.raises(ValidationError, match="请选择采用的口径"):
        actions.recommend(task, officer_for(task), AT, Recommendation(Decimal("1000000")))
    actions.recommend(task, officer_for(task), AT, proposal_for(application))

    assert open_tasks(application)[0].kind == SIGN


def test_who_recommends_does_not_countersign():
    application = filed()
    task = advance_to(application, FINAL)[0]
    officer = officer_for(task)
    actions.recommend(task, officer, AT, proposal_for(application))
    officer.roles.all().update(valid_to=FILED_AT.date() - timedelta(days=1))
    grant(officer, Role.CHIEF, bureau=task.bureau, valid_from=FILED_AT.date())

    with pytest.raises(NotAllowed, match="不得为同一人"):
        actions.countersign(open_tasks(application)[0], officer, AT)


def test_the_chief_may_send_the_recommendation_back():
    application = filed()
    task = advance_to(application, SIGN)[0]

    actions.send_back(task, officer_for(task), AT, "请核对分担比例")

    assert [task.kind for task in open_tasks(application)] == [FINAL]


@pytest.mark.parametrize("act", [actions.send_back, actions.reject])
def test_only_a_chief_decides_a_countersigning(act):
    task = advance_to(filed(), SIGN)[0]

    with pytest.raises(NotAllowed, match="您的角色"):
        act(task, person(), AT, "理由")


def test_an_enterprise_is_verified_by_its_first_determination():
    enterprise = approved().enterprise

    enterprise.refresh_from_db()
    assert enterprise.verified_on == AT.date()


@pytest.mark.parametrize(
    ("code", "status"), [(PATENT_GRANT, Status.AWAITING_DISBURSEMENT), (RD_EXPENSE, Status.AWAITING_PUBLICITY)]
)
def test_a_measure_without_publicity_goes_straight_to_disbursement(code, status):
    assert approved(code).status == status


def test_an_upheld_objection_opens_the_final_review_again():
    application = approved(RD_EXPENSE)

    reopen(application, AT)

    assert [task.kind for task in open_tasks(application)] == [FINAL]


@pytest.mark.parametrize("more", ["0.01", "99999999999"])
def test_no_more_is_approved_than_the_policy_gives(more):
    application = filed()
    task = advance_to(application, FINAL)[0]
    proposal = proposal_for(application)
    greedy = proposal._replace(amount_yuan=proposal.amount_yuan + Decimal(more), difference_reason="领导同意")

    with pytest.raises(ValidationError, match="不得超过"):
        actions.recommend(task, officer_for(task), AT, greedy)


def test_a_case_that_is_not_eligible_cannot_be_approved():
    application = filed(facts={"in_scale_enterprise_library": False})
    task = advance_to(application, FINAL)[0]
    proposal = Recommendation(
        Decimal("100000"), difference_reason="特事特办", checked=proposal_for(application).checked
    )

    with pytest.raises(ValidationError, match="不得超过"):
        actions.recommend(task, officer_for(task), AT, proposal)


def test_the_parts_of_a_joint_review_are_passed_by_different_people():
    application = filed()
    first, second = open_tasks(application)
    officer = officer_for(first)
    act_once(first, AT)
    grant(officer, Role.PRELIMINARY_REVIEWER, bureau=second.bureau)

    with pytest.raises(NotAllowed, match="不同人员"):
        actions.pass_stage(second, officer, AT)


def test_a_correction_that_makes_more_necessary_opens_that_too():
    application = returned(Item("fact", "track", "申报档次", "请改报20万元档"))
    other = "B" if application.fact_rows.get(name="track").value == "A" else "A"

    applicant.save_facts(application, {"track": other}, application.created_by, AT + HOUR)

    missing = {"A": "kwh_2022_02_15", "B": "main_income_q1_2022"}[other]
    assert may_change(application, "fact", missing)
    assert not may_change(application, "fact", "worker_count")
