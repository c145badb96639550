"""A task in somebody's hand: claimed for half an hour, given back, assigned by the chief."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from accounts.models import Role
from accounts.tests.factories import grant, person
from applications.tests.factories import FILED_AT, PATENT_GRANT, filed
from applications.workflow import NotAllowed
from reviews import actions
from reviews.models import Handover, ReviewTask
from reviews.tests.factories import assigned, colleague, open_tasks, pass_it

pytestmark = pytest.mark.django_db
AT = FILED_AT + timedelta(hours=1)
TODAY = AT.date()
HALF_HOUR = timedelta(minutes=30)


@pytest.fixture
def task() -> ReviewTask:
    return open_tasks(filed(PATENT_GRANT))[0]


def test_a_claimed_task_is_its_holders_for_half_an_hour(task):
    li, wang = colleague(task, "李建军"), colleague(task, "王秀英")

    actions.claim(task, li, AT)

    with pytest.raises(NotAllowed, match="此件由李建军办理中"):
        pass_it(task, wang, AT + HALF_HOUR - timedelta(seconds=1))
    with pytest.raises(NotAllowed, match="此件由李建军办理中"):
        actions.claim(task, wang, AT)


def test_a_lease_that_ran_out_binds_nobody(task):
    actions.claim(task, colleague(task, "李建军"), AT)

    pass_it(task, colleague(task, "王秀英"), AT + HALF_HOUR)

    task.refresh_from_db()
    assert (task.state, task.holder, task.held_until) == ("done", None, None)


def test_an_open_page_prolongs_the_lease_and_nobody_elses(task):
    li, wang = colleague(task, "李建军"), colleague(task, "王秀英")
    actions.claim(task, li, AT)

    actions.prolong(task, wang, AT + timedelta(minutes=20))
    actions.prolong(task, li, AT + timedelta(minutes=20))

    task.refresh_from_db()
    assert (task.holder, task.held_until) == (li, AT + timedelta(minutes=50))


def test_a_lease_that_ran_out_is_not_prolonged(task):
    li = colleague(task, "李建军")
    actions.claim(task, li, AT)

    actions.prolong(task, li, AT + HALF_HOUR)

    task.refresh_from_db()
    assert task.held_until == AT + HALF_HOUR


def test_a_released_task_is_anybodys_again(task):
    li = colleague(task, "李建军")
    actions.claim(task, li, AT)

    actions.release(task, li, AT)

    pass_it(task, colleague(task, "王秀英"))
    assert list(task.handovers.values_list("act", flat=True)) == ["claim", "release"]


def test_only_the_holder_releases(task):
    actions.claim(task, colleague(task, "李建军"), AT)

    with pytest.raises(NotAllowed, match="不在您手上"):
        actions.release(task, colleague(task, "王秀英"), AT)


def test_an_assigned_task_has_no_end_and_is_not_given_back(task):
    li, wang = colleague(task, "李建军"), colleague(task, "王秀英")
    assigned(task, li)

    with pytest.raises(NotAllowed, match="此件由李建军办理中"):
        pass_it(task, wang, AT + timedelta(days=30))
    with pytest.raises(NotAllowed, match="改派"):
        actions.release(task, li, AT)


def test_a_chief_takes_a_claimed_task_over_to_another_with_a_reason(task):
    li, wang = colleague(task, "李建军"), colleague(task, "王秀英")
    actions.claim(task, li, AT)

    assigned(task, wang)

    handed = task.handovers.get(act="assign")
    assert (handed.former, handed.holder, handed.reason) == (li, wang, "熟悉该企业")
    with pytest.raises(NotAllowed, match="王秀英"):
        pass_it(task, li)


def test_a_task_is_not_assigned_without_a_reason_nor_to_a_stranger(task):
    chief, li = colleague(task, "负责人", Role.CHIEF), colleague(task, "李建军")

    with pytest.raises(ValidationError, match="理由"):
        actions.assign(task, chief, li, " ", AT)
    with pytest.raises(ValidationError, match="不能分派给"):
        actions.assign(task, chief, person(name="外人"), "试试", AT)


def test_a_task_is_not_assigned_to_who_must_recuse(task):
    li = colleague(task, "李建军")
    grant(li, Role.APPLICANT_CLERK, enterprise=task.application.enterprise)

    with pytest.raises(ValidationError, match="回避"):
        assigned(task, li)


@pytest.mark.parametrize("role", [Role.PRELIMINARY_REVIEWER, Role.BUREAU_ADMIN])
def test_only_a_chief_assigns(task, role):
    with pytest.raises(NotAllowed, match="负责人"):
        actions.assign(task, colleague(task, "他人", role), colleague(task, "李建军"), "试试", AT)


@pytest.mark.parametrize(
    "name, fields",
    [
        ("task_lease_has_holder", {"held_until": AT}),
        ("task_decided_for_another", {"decided_for": 1}),
    ],
)
def test_the_database_refuses_an_impossible_holding(task, name, fields):
    fields = {"decided_for": colleague(task, "李建军")} if "decided_for" in fields else fields

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        ReviewTask.objects.filter(pk=task.pk).update(**fields)


@pytest.mark.parametrize(
    "name, fields",
    [
        ("handover_assigned_with_reason", {"act": "assign"}),
        ("handover_claimed_for_a_time", {"act": "claim"}),
    ],
)
def test_the_database_refuses_an_incomplete_handover(task, name, fields):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Handover.objects.create(task=task, actor=person(), at=AT, **fields)


def test_handovers_are_never_changed(task):
    actions.claim(task, colleague(task, "李建军"), AT)

    with pytest.raises(DatabaseError), transaction.atomic():
        task.handovers.update(reason="改写")


def test_a_stranger_does_not_claim(task):
    with pytest.raises(NotAllowed, match="您的角色"):
        actions.claim(task, person(), AT)


def test_the_chief_assigns_by_click_and_the_reason_is_asked_for(client, task):
    li, chief = colleague(task, "李建军"), colleague(task, "负责人", Role.CHIEF)
    client.force_login(chief)
    url = reverse("task_assign", args=[task.pk])

    assert "请写明分派的理由" in client.post(url, {"to": li.pk}).content.decode()
    client.post(url, {"to": li.pk, "reason": "熟悉该企业"})

    task.refresh_from_db()
    assert (task.holder, task.is_assigned) == (li, True)
