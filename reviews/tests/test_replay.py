"""A past decision is opened again as it was seen: what is changed later does not change it."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from accounts.models import Role
from accounts.tests.factories import official
from applications.actions import answer_item, resubmit, save_facts
from applications.tests.factories import FILED_AT, PATENT_GRANT, filed
from reviews import actions
from reviews.actions import Item
from reviews.models import DecisionRecord
from reviews.recording import recomputes
from reviews.tests.factories import HOUR, act_once, officer_for, open_tasks

pytestmark = pytest.mark.django_db
AT = FILED_AT + HOUR


def corrected():
    """A case returned for a fact that was then changed, and the record of the return."""
    application = filed(code=PATENT_GRANT)
    task, clerk = open_tasks(application)[0], application.created_by
    fact = application.fact_rows.get(name="patent_count")
    asked = Item("fact", fact.name, "发明专利", "请核对件数")
    actions.return_for_correction(task, officer_for(task), AT, "件数有误", [asked])
    save_facts(application, {fact.name: "7"}, clerk, AT + HOUR)
    answer_item(application, application.corrections.get().items.get(), "已更正")
    resubmit(application, clerk, AT + HOUR)
    task.refresh_from_db()
    return application, fact, task.record


def test_a_record_keeps_the_facts_as_they_were():
    application, fact, record = corrected()

    kept = next(each for each in record.facts if each["name"] == fact.name)
    assert kept["value"] == fact.value
    assert application.fact_rows.get(name=fact.name).value == "7"


def test_what_was_kept_gives_the_same_result_again():
    _, fact, record = corrected()
    assert recomputes(record)

    next(each for each in record.facts if each["name"] == fact.name)["value"] = "7"

    assert not recomputes(record)


def test_every_decided_task_has_a_record():
    application = filed()

    for task in open_tasks(application):
        act_once(task, AT)

    assert DecisionRecord.objects.filter(task__application=application).count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_record_is_never_changed():
    _, _, record = corrected()

    with pytest.raises(DatabaseError), transaction.atomic():
        DecisionRecord.objects.update(facts=[])
    record.refresh_from_db()
    assert record.is_intact()


def test_a_changed_copy_is_found_out():
    _, _, record = corrected()

    record.facts[0]["text"] = "改过"

    assert not record.is_intact()


def test_the_page_shows_the_decision_as_it_was_seen(client):
    application, _, record = corrected()
    client.force_login(record.task.decided_by)

    page = client.get(reverse("case_replay", args=[application.number, record.task_id])).content.decode()

    assert "重新测算，结果一致" in page
    assert "件数有误" in page


def test_somebody_elses_case_cannot_be_looked_back_on(client):
    application, _, record = corrected()
    client.force_login(official(Role.PRELIMINARY_REVIEWER, "science", "anyang"))

    response = client.get(reverse("case_replay", args=[application.number, record.task_id]))

    assert response.status_code == 404
