"""Recusal (回避): declared or implied, the case leaves the official's queue and acting is refused, in every app alike."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.actions import end_interest, register_interest
from accounts.models import Notification, RegisteredInterest, Role
from accounts.tests.factories import official, uscc
from applications.tests.factories import FILED_AT, PATENT_GRANT, RD_EXPENSE, filed
from applications.workflow import Action, NotAllowed
from reviews import actions
from reviews.models import Recusal
from reviews.queues import review_queue
from reviews.tests.factories import HOUR, colleague, officer_for, open_tasks

pytestmark = pytest.mark.django_db
AT = FILED_AT + HOUR
TODAY = AT.date()


def interest(user, of, at=AT):
    return register_interest(user, of.uscc, RegisteredInterest.Relation.RELATIVE, "", at)


def test_a_declared_recusal_takes_the_case_out_of_the_queue_and_leaves_it_to_the_bureau():
    task = open_tasks(filed())[0]
    officer, other = officer_for(task), colleague(task)

    actions.declare_recusal(task, officer, AT, "近亲属在该企业任职")

    assert task not in review_queue(officer, TODAY)
    assert task in review_queue(other, TODAY)
    with pytest.raises(NotAllowed, match="回避"):
        actions.pass_stage(task, officer, AT)
    assert task.application.history.latest("pk").action == Action.RECUSE
    assert not Notification.objects.filter(title="回避后无人办理").exists()


def test_the_chief_is_told_where_nobody_is_left():
    task = open_tasks(filed(RD_EXPENSE))[0]
    chief = official(Role.CHIEF, "science", "anyang")

    actions.declare_recusal(task, officer_for(task), AT, "利害关系")

    assert Notification.objects.filter(user=chief, title="回避后无人办理").exists()


def test_recusal_is_not_declared_without_a_reason_or_by_a_stranger():
    task = open_tasks(filed())[0]

    with pytest.raises(ValidationError, match="回避理由"):
        actions.declare_recusal(task, officer_for(task), AT, " ")
    with pytest.raises(NotAllowed, match="您的角色"):
        actions.declare_recusal(task, official(Role.SUPERVISOR, "supervision", "anyang"), AT, "利害关系")


def test_a_recusal_is_kept_for_good():
    task = open_tasks(filed())[0]
    actions.declare_recusal(task, officer_for(task), AT, "利害关系")

    with pytest.raises(Exception, match="append_only"), transaction.atomic():
        Recusal.objects.update(reason="别的")


def test_a_registered_interest_empties_the_queue_until_it_is_ended():
    task = open_tasks(filed())[0]
    officer = officer_for(task)
    registered = interest(officer, task.application.enterprise)

    assert task not in review_queue(officer, TODAY)
    with pytest.raises(NotAllowed, match="回避"):
        actions.pass_stage(task, officer, AT)
    end_interest(registered, AT)
    assert task in review_queue(officer, TODAY)


def test_interests_are_registered_and_ended_on_a_page_of_ones_own(client):
    officer = official()
    client.force_login(officer)
    code = uscc()

    assert client.post(reverse("interests"), {"uscc": "123", "relation": "spouse"}).status_code == 422
    assert client.post(reverse("interests"), {"uscc": code, "relation": "spouse"}).status_code == 302
    again = client.post(reverse("interests"), {"uscc": code, "relation": "shares"})
    assert "您已登记" in again.content.decode()
    client.post(reverse("interest_end", args=[officer.interests.get().pk]))
    assert officer.interests.get().ended_at is not None


def test_the_database_holds_one_interest_per_enterprise_and_a_whole_code():
    officer = official()

    for code in ("短", "12345"):
        with pytest.raises(IntegrityError, match="interest_uscc_format"), transaction.atomic():
            RegisteredInterest.objects.create(user=officer, uscc=code, relation="spouse", registered_at=AT)


def test_the_case_page_offers_recusal_and_says_what_is_missing(client):
    task = open_tasks(filed(PATENT_GRANT))[0]
    client.force_login(officer_for(task))
    url = reverse("case_act", args=[task.application.number, "recuse"])

    assert client.post(url, {"recuse-reason": ""}).status_code == 422
    assert client.post(url, {"recuse-reason": "利害关系"}).status_code == 302
