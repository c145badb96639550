"""Acceptance (受理): accepted, refused, or accepted with materials that are owed and block the payment only (容缺受理)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import Notification, Role
from accounts.tests.factories import official
from applications import actions as applicant
from applications.forms.gaps import COMMITMENT
from applications.models import GapEvent, MaterialGap
from applications.tests.factories import complete, draft, filed
from applications.workflow import Action, NotAllowed, Status
from policies.tests.factories import PATENT_GRANT, application_round
from reviews import actions
from reviews.models import ReviewTask
from reviews.tests.acceptance import (
    AT,
    DUE,
    accepted_with_gap,
    decided_to_the_end,
    file_it,
    owing,
    reviewer,
    scan,
    tolerant,
    with_acceptance,
)
from reviews.tests.factories import HOUR, act_once, officer_for, open_tasks

pytestmark = pytest.mark.django_db
LATE = AT + timedelta(days=40)
STRANGERS = [Role.FINAL_REVIEWER, Role.CHIEF, Role.PAYMENT_MAKER]
WORDS = (["申报主体不符合要求"], "注册地不在本市")


def arrived():
    """A case at the acceptance stage, with its task."""
    application = filed(PATENT_GRANT, round=with_acceptance())
    return application, open_tasks(application)[0]


def test_an_accepted_case_goes_on_to_its_review():
    application, task = arrived()
    assert task.kind == ReviewTask.Kind.ACCEPTANCE

    act_once(task, AT)

    assert [task.kind for task in open_tasks(application)] == [ReviewTask.Kind.PRELIMINARY_REVIEW]
    assert application.history.latest("pk").action == Action.ACCEPT
    assert application.letters.get().kind == "accepted"


def test_a_case_not_accepted_is_over_and_may_be_filed_again():
    application, task = arrived()

    actions.refuse_acceptance(task, officer_for(task), AT, *WORDS)

    application.refresh_from_db()
    assert application.status == Status.NOT_ACCEPTED
    assert application.letters.get().kind == "not_accepted"
    assert application.history.latest("pk").reason == "申报主体不符合要求。注册地不在本市"
    again = applicant.start_application(application.enterprise, application.round, application.created_by, AT)
    assert again.pk != application.pk


@pytest.mark.parametrize(("reasons", "text"), [([], "理由"), (["自拟情形"], "理由"), (["其他"], " ")])
def test_acceptance_is_not_refused_without_a_listed_reason_and_words(reasons, text):
    _, task = arrived()

    with pytest.raises(ValidationError, match="不予受理的情形"):
        actions.refuse_acceptance(task, officer_for(task), AT, reasons, text)


@pytest.mark.parametrize("role", STRANGERS)
def test_nobody_but_the_preliminary_reviewer_accepts_or_refuses(role):
    _, task = arrived()
    stranger = official(role, task.bureau.line, task.bureau.region.slug)

    for act in (
        lambda: actions.accept(task, stranger, AT),
        lambda: actions.refuse_acceptance(task, stranger, AT, *WORDS),
    ):
        with pytest.raises(NotAllowed, match="您的角色"):
            act()


def test_a_case_past_acceptance_is_not_refused_acceptance():
    application, task = arrived()
    act_once(task, AT)
    [review] = open_tasks(application)

    with pytest.raises(NotAllowed, match="受理环节已过"):
        actions.refuse_acceptance(review, officer_for(review), AT, *WORDS)


def test_a_material_is_promised_only_where_the_policy_or_round_lets_it_be_missing():
    application = filed(PATENT_GRANT)
    fresh = owing(with_acceptance())

    assert list(fresh.gaps.values_list("state", flat=True)) == ["promised"]
    with pytest.raises(NotAllowed, match="已提交"):
        applicant.promise_materials(application, {"any": DUE}, COMMITMENT, application.created_by, AT)
    started = draft(PATENT_GRANT, user=application.created_by, round=application_round(PATENT_GRANT, name="又一批"))
    with pytest.raises(NotAllowed, match="不在可容缺之列"):
        applicant.promise_materials(started, {"any": DUE}, COMMITMENT, application.created_by, AT)


def test_the_promise_page_takes_a_day_and_the_commitment(client):
    round = application_round(PATENT_GRANT)
    application, key = draft(PATENT_GRANT), tolerant(round)
    complete(application, application.created_by)
    application.documents.filter(material=key).delete()
    client.force_login(application.created_by)
    url = reverse("application_gaps", args=[application.number])

    assert client.post(url, {key: "2099-01-01"}).status_code == 422
    assert client.post(url, {key: "2000-01-01", "committed": "on"}).status_code == 422
    assert client.post(url, {key: "2099-01-01", "committed": "on"}).status_code == 302
    assert application.gaps.get().commitment == COMMITMENT


def test_plain_acceptance_waits_until_the_promise_is_decided():
    application = owing(with_acceptance())
    [task] = open_tasks(application)

    with pytest.raises(NotAllowed, match="容缺"):
        actions.accept(task, officer_for(task), AT)


def test_each_gap_gets_a_day_of_its_own_that_is_not_past():
    application = owing(with_acceptance())
    [task], [gap] = open_tasks(application), application.gaps.all()

    for due in ({}, {gap.pk: AT.date()}):
        with pytest.raises(ValidationError, match="补交期限"):
            actions.accept_with_gaps(task, officer_for(task), AT, due)


@pytest.mark.parametrize("role", STRANGERS)
def test_nobody_but_the_preliminary_reviewer_accepts_with_gaps(role):
    application = owing(with_acceptance())
    [task], [gap] = open_tasks(application), application.gaps.all()

    with pytest.raises(NotAllowed, match="您的角色"):
        actions.accept_with_gaps(task, official(role, "market", "yicheng"), AT, {gap.pk: DUE})


def test_without_an_acceptance_stage_the_first_review_accepts_with_gaps():
    gap = accepted_with_gap(application_round(PATENT_GRANT))

    assert (gap.state, gap.due_on) == (MaterialGap.State.WAITING, DUE)
    assert [task.kind for task in open_tasks(gap.application)] == [ReviewTask.Kind.FINAL_REVIEW]


def test_the_enterprise_files_on_a_page_of_its_own_and_the_bureau_is_told(client):
    gap = accepted_with_gap(application_round(PATENT_GRANT))
    client.force_login(gap.application.created_by)
    page = reverse("application_gaps", args=[gap.application.number])
    url = reverse("gap_file", args=[gap.application.number, gap.pk])

    assert gap.label in client.get(page).content.decode()
    assert client.post(url, {"file": SimpleUploadedFile("a.pdf", b"no pdf")}).status_code == 422
    assert client.post(url, {"file": scan()}).status_code == 302
    assert Notification.objects.filter(title__startswith="容缺材料已补交").exists()


def test_a_wrong_material_goes_back_with_a_reason():
    gap = accepted_with_gap(application_round(PATENT_GRANT))
    file_it(gap)

    with pytest.raises(ValidationError):
        actions.return_gap(gap, reviewer(gap), AT + HOUR, "")
    actions.return_gap(gap, reviewer(gap), AT + HOUR, "盖章页缺失")

    gap.refresh_from_db()
    assert gap.state == MaterialGap.State.WAITING
    assert gap.events.last().reason == "盖章页缺失"


@pytest.mark.parametrize("act", [actions.confirm_gap, actions.return_gap])
def test_only_the_accepting_bureaus_reviewer_decides_on_what_was_filed(act):
    gap = accepted_with_gap(application_round(PATENT_GRANT))
    file_it(gap)

    for role, place in ((Role.CHIEF, "yicheng"), (Role.PRELIMINARY_REVIEWER, "xiping")):
        with pytest.raises(NotAllowed, match="您的角色"):
            act(gap, official(role, "market", place), AT + HOUR, "理由")


def test_a_late_gap_is_escalated_and_only_the_chief_forfeits_the_case():
    gap = accepted_with_gap(application_round(PATENT_GRANT))
    decided_to_the_end(gap)
    chief = official(Role.CHIEF, "market", "zhumadian")

    with pytest.raises(NotAllowed):
        actions.forfeit_gap(gap, chief, AT, "还没到期")
    actions.escalate_gap(gap, reviewer(gap), LATE, "多次催告")
    with pytest.raises(NotAllowed, match="您的角色"):
        actions.forfeit_gap(gap, reviewer(gap), LATE, "逾期")
    actions.forfeit_gap(gap, chief, LATE, "多次催告仍未补交")

    gap.application.refresh_from_db()
    assert gap.application.status == Status.REJECTED
    assert Notification.objects.filter(user=chief, title__startswith="容缺逾期").exists()


def test_a_late_gap_is_red_on_the_list_and_a_race_is_told(client):
    gap = accepted_with_gap(application_round(PATENT_GRANT))
    client.force_login(reviewer(gap))

    page = client.get(reverse("gap_list"), {"overdue": "1"}).content.decode()
    answer = client.post(reverse("gap_act", args=[gap.pk, "confirm"]), follow=True).content.decode()

    assert "clock-late" in page
    assert "此件已由他人办理" in answer


@pytest.mark.parametrize(
    ("wrong", "name"),
    [({"commitment": ""}, "gap_has_commitment"), ({"state": "waiting", "due_on": None}, "gap_accepted_with_due_day")],
)
def test_the_database_holds_what_a_gap_must_have(wrong, name):
    gap = accepted_with_gap(application_round(PATENT_GRANT))

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        MaterialGap.objects.filter(pk=gap.pk).update(**wrong)


def test_what_was_done_about_a_gap_is_kept_for_good():
    gap = accepted_with_gap(application_round(PATENT_GRANT))

    with pytest.raises(Exception, match="append_only"), transaction.atomic():
        GapEvent.objects.filter(gap=gap).update(reason="别的")
