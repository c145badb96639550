"""Somebody stands in for an absent colleague: for the assigned tasks, within the dates, under the own name."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from accounts.tests.factories import grant, person
from applications.tests.factories import FILED_AT, PATENT_GRANT, filed
from applications.workflow import NotAllowed
from reviews import actions
from reviews.actions import Leave
from reviews.models import Absence, ReviewTask
from reviews.tests.factories import assigned, colleague, open_tasks, pass_it

pytestmark = pytest.mark.django_db
AT = FILED_AT + timedelta(hours=1)
TODAY = AT.date()
HALF_HOUR = timedelta(minutes=30)


@pytest.fixture
def task() -> ReviewTask:
    return open_tasks(filed(PATENT_GRANT))[0]


def leave(task: ReviewTask, user: User, substitute: User, days: int = 5) -> Absence:
    held = user.roles.get(role=task.role)
    return actions.record_absence(Leave(held, substitute, TODAY, TODAY + timedelta(days=days)), user, AT)


def test_the_substitute_acts_for_the_absent_holder_and_the_record_says_so(task):
    li, wang = colleague(task, "李建军"), colleague(task, "王秀英")
    assigned(task, li)
    leave(task, li, wang)

    pass_it(task, wang)

    task.refresh_from_db()
    row = task.application.history.get(action="pass_stage")
    assert (task.decided_by, task.decided_for) == (wang, li)
    assert (row.actor, row.on_behalf_of) == (wang, li)


def test_after_the_last_day_nobody_stands_in(task):
    li, wang = colleague(task, "李建军"), colleague(task, "王秀英")
    assigned(task, li)
    leave(task, li, wang, days=5)

    with pytest.raises(NotAllowed, match="李建军"):
        pass_it(task, wang, AT + timedelta(days=6))


def test_a_cancelled_absence_ends_at_once(task):
    li, wang = colleague(task, "李建军"), colleague(task, "王秀英")
    assigned(task, li)
    actions.cancel_absence(leave(task, li, wang), li, AT)

    with pytest.raises(NotAllowed, match="李建军"):
        pass_it(task, wang)


def test_a_substitute_holds_the_same_role_in_the_same_bureau(task):
    li = colleague(task, "李建军")

    with pytest.raises(ValidationError, match="同一角色"):
        leave(task, li, colleague(task, "经办", Role.FINAL_REVIEWER))


def test_a_substitute_for_all_policies_is_not_somebody_of_one(task):
    li, narrow = colleague(task, "李建军"), person()
    grant(narrow, task.role, bureau=task.bureau, policy_code="another-policy")

    with pytest.raises(ValidationError, match="同一角色"):
        leave(task, li, narrow)


def test_who_is_absent_does_not_stand_in(task):
    li, wang, zhang = (colleague(task, name) for name in ("李建军", "王秀英", "张志强"))
    leave(task, wang, zhang)

    with pytest.raises(ValidationError, match="也请假"):
        leave(task, li, wang)


def test_an_absence_is_recorded_by_the_officer_or_the_administrator(task):
    li, wang = colleague(task, "李建军"), colleague(task, "王秀英")
    wanted = Leave(li.roles.get(), wang, TODAY, TODAY)

    with pytest.raises(NotAllowed, match="本人"):
        actions.record_absence(wanted, wang, AT)
    absence = actions.record_absence(wanted, colleague(task, "管理员", Role.BUREAU_ADMIN), AT)

    assert absence.user == li


def test_an_absence_is_recorded_once(task):
    li, wang = colleague(task, "李建军"), colleague(task, "王秀英")
    leave(task, li, wang)

    with pytest.raises(ValidationError, match="已登记过"):
        leave(task, li, wang)


def test_the_substitute_of_the_own_enterprise_still_recuses(task):
    li, wang = colleague(task, "李建军"), colleague(task, "王秀英")
    assigned(task, li)
    leave(task, li, wang)
    grant(wang, Role.APPLICANT_CLERK, enterprise=task.application.enterprise)

    with pytest.raises(NotAllowed, match="回避"):
        pass_it(task, wang)


@pytest.mark.parametrize(
    "name, fields",
    [
        ("absence_substitute_is_another", {"substitute": "user"}),
        ("absence_in_order", {"ends_on": TODAY - timedelta(days=1)}),
        ("absence_cancelled_by_someone", {"cancelled_at": AT}),
    ],
)
def test_the_database_refuses_an_impossible_absence(task, name, fields):
    li = person()
    fields = {"substitute": li} if "substitute" in fields else fields
    row = {"user": li, "substitute": person(), "bureau": task.bureau, "role": task.role, "starts_on": TODAY,
           "ends_on": TODAY, "recorded_by": li, "recorded_at": AT}  # fmt: skip

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Absence.objects.create(**{**row, **fields})


def test_an_absence_is_recorded_and_cancelled_by_click(client, task, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: AT)
    li, wang = colleague(task, "李建军"), colleague(task, "王秀英")
    client.force_login(li)
    typed = {"held": li.roles.get().pk, "substitute": wang.pk, "starts_on": "2026-03-05", "ends_on": "2026-03-03"}

    assert "不得早于开始日期" in client.post(reverse("absences"), typed).content.decode()
    client.post(reverse("absences"), typed | {"ends_on": "2026-03-06"})

    absence = li.absences.get()
    assert absence.substitute == wang
    client.post(reverse("absence_cancel", args=[absence.pk]))
    absence.refresh_from_db()
    assert absence.cancelled_by == li
