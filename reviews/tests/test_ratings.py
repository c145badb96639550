"""Ratings of finished cases: once each, hidden from who handled them; a bad one is called back in time."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from accounts.queues import todos_of
from accounts.tests.factories import clerk, official
from applications.tests.factories import FILED_AT, PATENT_GRANT, filed
from applications.workflow import NotAllowed
from policies.working_days import add_working_days
from reviews import actions
from reviews.actions.rating import Answer, close_call_back, rate
from reviews.models import CallBack, Rating
from reviews.models.ratings import ITEMS
from reviews.rating_queues import call_backs, rating_summary, ratings_of
from reviews.tests.factories import HOUR, officer_for, open_tasks

pytestmark = pytest.mark.django_db
AT = FILED_AT + 2 * HOUR
TODAY = timezone.localdate(AT)
ANSWER = Answer("张经理", "等了三周没有人联系", "true", "已安排专人联系，并调整分办规则")


def finished():
    """A case that was refused: it is over, and its enterprise may say what it thinks."""
    application = filed(code=PATENT_GRANT)
    task = open_tasks(application)[0]
    actions.reject(task, officer_for(task), FILED_AT + HOUR, "不属于支持范围")
    application.refresh_from_db()
    return application


def rated(overall: int = 2) -> Rating:
    application = finished()
    levels = {**dict.fromkeys(ITEMS, 4), "overall": overall}
    return rate(application, application.created_by, AT, levels, "等得太久")


def watcher(region: str = "zhumadian"):
    return official(Role.SUPERVISOR, "supervision", region)


def test_a_case_is_rated_once():
    rating = rated()

    with pytest.raises(NotAllowed, match="每件只评一次"):
        rate(rating.application, rating.rated_by, AT, dict.fromkeys(ITEMS, 5), "")


def test_a_case_under_way_is_not_rated():
    application = filed(code=PATENT_GRANT)

    with pytest.raises(NotAllowed, match="办结后才能评价"):
        rate(application, application.created_by, AT, dict.fromkeys(ITEMS, 5), "")


def test_nobody_rates_another_enterprises_case():
    application = finished()

    with pytest.raises(NotAllowed):
        rate(application, clerk(), AT, dict.fromkeys(ITEMS, 5), "")


@pytest.mark.parametrize("overall, is_called_back", [(3, False), (2, True), (1, True)])
def test_a_bad_rating_is_called_back_within_fifteen_working_days(overall: int, is_called_back: bool):
    supervisor = watcher()

    rating = rated(overall)

    due = [each.due_on for each in CallBack.objects.filter(rating=rating)]
    assert due == ([add_working_days(TODAY, 15)] if is_called_back else [])
    assert len(todos_of(supervisor)) == is_called_back


def test_a_closed_call_back_tells_the_enterprise_and_clears_the_todo():
    supervisor = watcher()
    rating = rated()

    close_call_back(rating.call_back, supervisor, AT, ANSWER)

    assert not todos_of(supervisor).exists()
    assert rating.rated_by.notifications.filter(body__contains="属实，已整改").exists()


def test_a_call_back_is_not_closed_without_what_was_put_right():
    supervisor = watcher()

    with pytest.raises(ValidationError, match="请填写"):
        close_call_back(rated().call_back, supervisor, AT, ANSWER._replace(measure=" "))


def test_a_call_back_is_closed_once_and_only_by_who_supervises():
    supervisor, far = watcher(), watcher("anyang")
    call_back = rated().call_back

    with pytest.raises(NotAllowed):
        close_call_back(call_back, far, AT, ANSWER)
    close_call_back(call_back, supervisor, AT, ANSWER)
    with pytest.raises(NotAllowed):
        close_call_back(call_back, supervisor, AT, ANSWER)


def test_the_database_keeps_no_half_closed_call_back():
    call_back = rated().call_back

    with pytest.raises(IntegrityError, match="call_back_closed_whole"):
        CallBack.objects.filter(pk=call_back.pk).update(closed_at=AT)


def test_a_level_outside_the_five_is_refused():
    with pytest.raises(IntegrityError, match="rating_overall_level"):
        rated(6)


def test_who_handled_the_case_does_not_see_its_rating(client):
    rating = rated()
    handler = rating.application.tasks.first().decided_by
    client.force_login(handler)

    assert not ratings_of(handler, TODAY).exists()
    assert client.get(reverse("rating_list")).status_code == 403
    assert "等得太久" not in client.get(reverse("case_detail", args=[rating.application.number])).content.decode()


def test_the_summary_counts_bad_ratings_and_late_call_backs():
    supervisor = watcher()
    rating = rated()
    late = rating.call_back.due_on + timedelta(days=1)

    [line] = rating_summary(supervisor, late)

    assert (line["count"], line["bad"], line["waiting"], line["late"], line["mean"]) == (1, 1, 1, 1, 2)
    assert rating_summary(supervisor, rating.call_back.due_on)[0]["late"] == 0


def test_an_enterprise_rates_on_the_page_and_reads_what_came_of_it(client):
    supervisor, application = watcher(), finished()
    client.force_login(application.created_by)
    levels = {**dict.fromkeys(ITEMS, "4"), "overall": "1"}

    client.post(reverse("application_rate", args=[application.number]), {**levels, "comment": "没人接电话"})
    client.force_login(supervisor)
    [waiting] = call_backs(supervisor, timezone.localdate())
    client.post(reverse("call_back", args=[waiting.pk]), ANSWER._asdict())
    client.force_login(application.created_by)

    page = client.get(reverse("application_detail", args=[application.number])).content.decode()
    assert "非常不满意" in page
    assert "属实，已整改" in page


def test_an_item_left_out_is_named_and_what_was_typed_stays(client):
    application = finished()
    client.force_login(application.created_by)

    answer = client.post(reverse("application_rate", args=[application.number]), {"overall": "1", "comment": "没人接"})

    page = answer.content.decode()
    assert "办事效率</a>：请选择满意程度" in page
    assert "没人接" in page
    assert not Rating.objects.exists()
