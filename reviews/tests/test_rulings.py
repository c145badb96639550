"""The next case of the kind follows a ruling and cites it; what was determined keeps the rulings of its day."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from django_celery_outbox.models import CeleryOutbox

from accounts.models import Role
from accounts.tests.factories import official
from applications.facts import decide, judge
from applications.tasks import estimate_cases_again
from applications.tests.factories import FILED_AT, RD_EXPENSE, filed
from applications.workflow import NotAllowed
from policies.actions import withdraw_ruling
from policies.models import Ruling
from policies.tests.factories import ruling
from reviews import actions
from reviews.chain import first_broken
from reviews.determinations import digest_of
from reviews.models import Determination, ReviewTask
from reviews.tests.factories import advance_to, approved, officer_for, open_tasks, proposal_for

pytestmark = pytest.mark.django_db
PLAIN = {"other_fiscal_support_same_matter": False}
BELOW_SCALE = {**PLAIN, "is_above_scale_industrial": False, "rd_expense_wan": 1000}
NOW = FILED_AT + timedelta(days=1)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def chief():
    return official(Role.CHIEF, "science", "anyang")


def case(**fields):
    return filed(RD_EXPENSE, facts=BELOW_SCALE, **fields)


def settle(client, application, **answers):
    """Post the form of the open point on the case's page."""
    said = {"reading": "accepted", "reason": "导语不限制申报对象", "effective_from": "2026-03-01", **answers}
    url = reverse("case_ruling", args=[application.number, "above-scale"])
    return client.post(url, {f"above-scale-{key}": value for key, value in said.items()}, follow=True)


def test_without_a_ruling_the_case_waits_for_a_person():
    assert decide(case()).outcome == "needs_ruling"


def test_the_next_case_follows_the_ruling_and_cites_it():
    made = ruling()

    judged = judge(case())

    assert (judged.decision.outcome, judged.decision.amount_yuan) == ("eligible", Decimal("500000.00"))
    assert [(each["number"], each["reason"]) for each in judged.rulings] == [(made.number, made.reason)]
    assert "按裁定采用口径：不限规模以上企业" in judged.decision.warnings


def test_a_ruling_against_the_applicant_refuses_the_case():
    ruling(reading="refused")

    assert decide(case()).outcome == "not_eligible"


def test_a_case_that_does_not_raise_the_point_cites_nothing():
    ruling()

    assert judge(filed(RD_EXPENSE, facts=PLAIN)).rulings == []


def test_a_ruling_does_not_hold_before_its_first_day():
    ruling(effective_from=timezone.localdate() + timedelta(days=1))

    assert decide(case()).outcome == "needs_ruling"


def test_the_determination_records_the_ruling_and_recomputes_by_it():
    made = ruling()

    done = approved(RD_EXPENSE, facts=BELOW_SCALE)

    [record] = done.determinations.get().rulings
    assert (record["number"], record["reading"], record["effective_from"]) == (made.number, "accepted", "2026-01-01")
    assert first_broken() is None


def test_a_withdrawn_ruling_leaves_what_was_determined_by_it():
    made = ruling()
    done = approved(RD_EXPENSE, facts=BELOW_SCALE)

    withdraw_ruling(made, made.made_by, NOW, "上级另有规定")

    assert first_broken() is None
    assert decide(done).amount_yuan == Decimal("500000.00")
    assert decide(case()).outcome == "needs_ruling"


def test_a_later_ruling_changes_nothing_in_what_was_determined_without_it():
    done = approved(RD_EXPENSE, facts=BELOW_SCALE)
    before = done.determinations.get().digest

    ruling(reading="refused")

    assert first_broken() is None
    assert digest_of(done.determinations.get()) == before
    assert judge(done).rulings == []


def test_a_determination_from_before_there_were_rulings_still_verifies():
    plain = approved(RD_EXPENSE, facts=PLAIN).determinations.get()

    assert plain.rulings == []
    assert digest_of(plain) == plain.digest


def test_a_forged_ruling_breaks_the_chain():
    ruling()
    done = approved(RD_EXPENSE, facts=BELOW_SCALE).determinations.get()
    done.rulings = [{**done.rulings[0], "reason": "改"}]

    assert digest_of(done) != done.digest
    assert Determination.objects.get().digest == done.digest


def test_a_withdrawal_opens_the_estimates_of_undetermined_cases_again():
    made = ruling()
    waiting, done = case(), approved(RD_EXPENSE, facts=BELOW_SCALE)
    amount = waiting.estimated_yuan

    withdraw_ruling(made, made.made_by, NOW, "上级另有规定")
    sent = CeleryOutbox.objects.filter(task_name=estimate_cases_again.name)
    estimate_cases_again(made.policy_id)

    waiting.refresh_from_db()
    done.refresh_from_db()
    assert sent.count() == 2
    assert (amount, waiting.estimated_yuan) == (Decimal("500000.00"), None)
    assert done.estimated_yuan == Decimal("500000.00")


def test_a_ruling_made_after_the_recommendation_sends_it_back():
    application = case()
    advance_to(application, ReviewTask.Kind.COUNTERSIGN)
    [task] = open_tasks(application)
    by = officer_for(task)

    ruling(reading="refused", by=by)

    with pytest.raises(NotAllowed, match="作出或撤回了裁定"):
        actions.countersign(task, by, NOW)
    actions.send_back(task, by, NOW, "按裁定重新提出")


def test_with_a_ruling_the_reviewer_recommends_without_adopting_a_reading():
    ruling()
    application = case()
    [task] = advance_to(application, ReviewTask.Kind.FINAL_REVIEW)

    actions.recommend(task, officer_for(task), NOW, proposal_for(application))

    assert application.tasks.get(outcome="recommended").reading == ""


def test_the_chief_settles_the_point_from_the_page_of_the_case(client):
    application = case()
    advance_to(application, ReviewTask.Kind.FINAL_REVIEW)
    client.force_login(chief())
    before = client.get(reverse("case_detail", args=[application.number])).content.decode()

    after = settle(client, application).content.decode()

    made = Ruling.objects.get()
    application.refresh_from_db()
    assert "作出裁定" in before
    assert "本件 500,000.00 元" in before
    assert f"按裁定 {made.number}：不限规模以上企业" in after
    assert application.estimated_yuan == Decimal("500000.00")


def test_a_case_that_waits_for_a_ruling_shows_no_amount(client):
    application = case()
    advance_to(application, ReviewTask.Kind.FINAL_REVIEW)
    client.force_login(chief())

    page = client.get(reverse("case_detail", args=[application.number])).content.decode()

    assert "<strong>待裁定</strong>" in page


def test_a_ruling_without_a_reason_is_refused_beside_the_field(client):
    application = case()
    advance_to(application, ReviewTask.Kind.FINAL_REVIEW)
    client.force_login(chief())

    response = settle(client, application, reason="")

    assert response.status_code == 422
    assert "请填写裁定理由" in response.content.decode()
    assert not Ruling.objects.exists()


@pytest.mark.parametrize("role, status", [(Role.FINAL_REVIEWER, 403), (Role.SUPERVISOR, 403)])
def test_nobody_but_the_chief_settles_a_point(client, role, status):
    application = case()
    advance_to(application, ReviewTask.Kind.FINAL_REVIEW)
    client.force_login(official(role, "science", "anyang"))

    assert settle(client, application).status_code == status
    assert not Ruling.objects.exists()


def test_the_chief_of_another_bureau_does_not_find_the_case(client):
    application = case()
    client.force_login(official(Role.CHIEF, "science", "pingdingshan"))

    assert settle(client, application).status_code == 404


def test_a_point_settled_meanwhile_is_not_settled_twice(client):
    application = case()
    advance_to(application, ReviewTask.Kind.FINAL_REVIEW)
    made = ruling()
    client.force_login(made.made_by)

    assert "此处已经裁定" in settle(client, application, reading="refused").content.decode()
    assert Ruling.objects.get() == made


def test_the_enterprise_reads_the_ruling_in_its_derivation(client):
    made = ruling()
    application = case()
    client.force_login(application.created_by)

    page = client.get(reverse("application_detail", args=[application.number])).content.decode()

    assert f"按裁定 {made.number}" in page
    assert made.reason in page
