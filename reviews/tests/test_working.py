"""What an officer keeps while working: sections ticked one by one, wordings of common use."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import Role
from accounts.tests.factories import official
from applications import actions as applicant
from applications.tests.factories import FILED_AT, PATENT_GRANT, RD_EXPENSE, filed
from applications.workflow import NotAllowed
from policies.tests.factories import policy
from reviews import actions
from reviews.actions import Item
from reviews.models import OpinionTemplate, ReviewTask, SectionTick
from reviews.queues import opinions_for
from reviews.sections import sections
from reviews.tests.factories import HOUR, act_once, colleague, officer_for, open_tasks

pytestmark = pytest.mark.django_db
AT = FILED_AT + HOUR


def test_a_section_is_ticked_at_once_and_can_be_taken_back(client):
    application = filed(RD_EXPENSE)
    [task] = open_tasks(application)
    client.force_login(officer_for(task))
    key, url = sections(application)[0][0], reverse("case_tick", args=[application.number])

    page = client.post(url, {"key": key, "on": "1"}).content.decode()
    assert f"1/{len(sections(application))}" in page
    assert "checked" in client.get(reverse("case_side", args=[application.number])).content.decode()
    client.post(url, {"key": key})

    assert not SectionTick.objects.exists()


def test_only_the_officer_in_charge_ticks_and_only_what_the_case_has():
    task = open_tasks(filed(RD_EXPENSE))[0]
    key = sections(task.application)[0][0]

    with pytest.raises(NotAllowed, match="您的角色"):
        actions.tick_section(task, key, True, official(Role.CHIEF, "science", "anyang"), AT)
    with pytest.raises(NotAllowed, match="没有这一项"):
        actions.tick_section(task, "material:none", True, officer_for(task), AT)


@pytest.mark.parametrize(("is_same", "falls"), [(True, True), (False, False)])
def test_a_pass_falls_only_where_a_section_that_its_officer_ticked_was_changed(is_same, falls):
    application = filed(RD_EXPENSE)
    [task] = open_tasks(application)
    fact = application.version.pack.facts["rd_expense_wan"]
    own = f"facts:{fact.section or '申报信息'}"
    key = own if is_same else next(key for key, _ in sections(application) if key != own)
    actions.tick_section(task, key, True, officer_for(task), AT)
    act_once(task, AT)
    [final] = open_tasks(application)
    item = Item("fact", "rd_expense_wan", fact.label, "请核对")
    actions.return_for_correction(final, officer_for(final), AT + HOUR, "请补正", [item])
    application.refresh_from_db()
    later = AT + timedelta(days=1)
    applicant.save_facts(application, {"rd_expense_wan": "999"}, application.created_by, later)
    applicant.resubmit(application, application.created_by, later)

    assert application.tasks.filter(invalidated_at__isnull=False).exists() is falls
    assert (open_tasks(application)[0].kind == ReviewTask.Kind.PRELIMINARY_REVIEW) is falls


def test_a_wording_is_at_hand_to_its_writer_and_a_bureaus_to_all_of_it():
    task = open_tasks(filed())[0]
    officer, other, chief = officer_for(task), colleague(task), colleague(task, "负责人", Role.CHIEF)
    own = actions.add_opinion(officer, AT, "pass", "材料齐全，情况属实")
    shared = actions.add_opinion(chief, AT, "pass", "同意", bureau=task.bureau)

    assert set(opinions_for(officer, AT.date())) == {own, shared}
    assert set(opinions_for(other, AT.date())) == {shared}
    with pytest.raises(NotAllowed, match="负责人"):
        actions.add_opinion(officer, AT, "pass", "同意", bureau=task.bureau)
    with pytest.raises(NotAllowed, match="负责人"):
        actions.delete_opinion(shared, officer, AT)


def test_a_wording_for_one_policy_is_offered_under_that_policy_only(client):
    task = open_tasks(filed())[0]
    officer = officer_for(task)
    actions.add_opinion(officer, AT, "pass", "仅限专利资助", policy(PATENT_GRANT))
    actions.add_opinion(officer, AT, "pass", "通用意见")
    client.force_login(officer)

    page = client.get(reverse("case_side", args=[task.application.number])).content.decode()

    assert "通用意见" in page
    assert "仅限专利资助" not in page


def test_wordings_are_kept_on_a_page_of_ones_own(client):
    officer = official()
    client.force_login(officer)
    url = reverse("opinions")

    assert client.post(url, {"text": "", "act": "pass"}).status_code == 422
    assert client.post(url, {"text": "情况属实", "act": "pass"}).status_code == 302
    assert "情况属实" in client.get(url).content.decode()
    client.post(reverse("opinion_delete", args=[OpinionTemplate.objects.get().pk]))
    assert not OpinionTemplate.objects.exists()


def test_the_database_holds_that_a_wording_belongs_to_a_person_or_a_bureau():
    with pytest.raises(IntegrityError, match="opinion_of_person_or_bureau"), transaction.atomic():
        OpinionTemplate.objects.create(act="pass", text="同意", made_by=official(), made_at=AT)
