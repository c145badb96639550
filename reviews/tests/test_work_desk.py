"""The work desk: what each tab holds, what the filters leave, how an officer goes from case to case."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from applications.models import Application
from applications.tests.factories import FILED_AT, PATENT_GRANT, filed
from reviews import actions
from reviews.actions import Item, Leave
from reviews.models import DeskView, ReviewTask
from reviews.tabs import TABS, counts
from reviews.tests.factories import assigned, colleague, officer_for, open_tasks, pass_it

pytestmark = pytest.mark.django_db
AT = FILED_AT + timedelta(hours=1)
DESK = "review_queue"


@pytest.fixture(autouse=True)
def at_ten(monkeypatch):
    cache.clear()
    monkeypatch.setattr(timezone, "now", lambda: AT)


def task_of() -> ReviewTask:
    return open_tasks(filed(PATENT_GRANT))[0]


def rows(key: str, user) -> list[ReviewTask]:
    return list(TABS[key].rows(user, AT))


def text_of(client, **query) -> str:
    return client.get(reverse(DESK), query).content.decode()


def test_a_claimed_task_leaves_the_bureaus_tab_for_the_holders():
    task = task_of()
    li, wang = colleague(task), colleague(task)

    actions.claim(task, li, AT)

    assert (rows("mine", li), rows("bureau", li)) == ([task], [])
    assert (rows("mine", wang), rows("bureau", wang)) == ([], [])


def test_a_lease_that_ran_out_is_back_in_the_bureaus_tab():
    task = task_of()
    li = colleague(task)
    actions.claim(task, li, AT - timedelta(minutes=31))

    assert (rows("mine", li), rows("bureau", li)) == ([], [task])


def test_what_was_assigned_to_the_absent_is_on_the_substitutes_desk_marked_so(client):
    task = task_of()
    li, wang = colleague(task, "李建军"), colleague(task, "王秀英")
    assigned(task, li)
    actions.record_absence(Leave(li.roles.get(), wang, AT.date(), AT.date()), li, AT)
    client.force_login(wang)

    assert rows("mine", wang) == [task]
    assert "代李建军" in text_of(client)


def test_a_case_that_was_passed_on_waits_for_others():
    task = task_of()
    li = colleague(task)

    pass_it(task, li, AT)

    assert [each.application_id for each in rows("waiting", li)] == [task.application_id]
    assert rows("waiting", colleague(task)) == []


def test_a_returned_case_is_with_the_enterprise():
    task = task_of()
    li = colleague(task)
    item = Item("account", "account", "收款账户", "户名不符")

    actions.return_for_correction(task, li, AT, "请补正", [item])

    assert rows("returned", colleague(task)) == [task]


def test_the_chief_sees_every_open_task_of_the_bureau_to_assign_it():
    task = task_of()
    chief = colleague(task, "负责人", Role.CHIEF)

    assert rows("all", chief) == [task]
    assert counts(chief, AT)["all"] == 1
    assert "all" not in counts(colleague(task), AT)


def test_each_tab_counts_what_it_holds():
    late, due = task_of(), task_of()
    li = officer_for(late)
    ReviewTask.objects.filter(pk=late.pk).update(due_on=AT.date() - timedelta(days=1))
    actions.claim(due, li, AT)

    assert counts(li, AT) == {"mine": 1, "bureau": 1, "waiting": 0, "returned": 0, "overdue": 1}


@pytest.mark.parametrize(
    "query, is_shown",
    [
        ({"amount_from": "1", "amount_to": "1"}, True),
        ({"amount_from": "1.01"}, False),
        ({"amount_to": "0.99"}, False),
        ({"due": "late"}, False),
        ({"due": "today"}, True),
        ({"due": "3"}, True),
        ({"due": "none"}, False),
        ({"policy": PATENT_GRANT}, True),
        ({"q": "没有的企业"}, False),
        ({"county": "0"}, True),  # not a choice: told beside the field, nothing left out
        ({"amount_from": "abc"}, True),
    ],
)
def test_the_filters_leave_what_they_say(client, query, is_shown):
    task = task_of()
    Application.objects.filter(pk=task.application_id).update(estimated_yuan=Decimal(10_000))
    ReviewTask.objects.filter(pk=task.pk).update(due_on=AT.date())
    client.force_login(officer_for(task))

    assert (task.application.number in text_of(client, tab="bureau", **query)) == is_shown


def test_equal_rows_keep_their_order_from_page_to_page(client, monkeypatch):
    tasks = [task_of() for _ in range(3)]
    ReviewTask.objects.update(due_on=None, opened_at=AT)
    monkeypatch.setattr("reviews.views.desk.PAGE", 1)
    client.force_login(officer_for(tasks[0]))

    shown = [text_of(client, tab="bureau", sort="policy", page=page) for page in (1, 2, 3)]

    assert [task.application.number in page for task, page in zip(tasks, shown, strict=True)] == [True] * 3


def test_after_the_act_the_next_case_of_the_same_queue_opens(client):
    first, second = task_of(), task_of()
    client.force_login(officer_for(first))
    way = "?from=tab%3Dbureau"
    url = reverse("case_act", args=[first.application.number, "reject"]) + way

    response = client.post(url, {"reject-reason": "不符合条件"})

    assert response.url == reverse("case_detail", args=[second.application.number]) + way
    page = client.get(response.url).content.decode()
    assert "已办：" in page
    assert "第 1 / 1 件" in page


def test_the_case_page_names_its_neighbours(client):
    tasks = [task_of() for _ in range(3)]
    client.force_login(officer_for(tasks[0]))
    numbers = [task.application.number for task in tasks]

    page = client.get(reverse("case_detail", args=[numbers[1]]) + "?from=tab%3Dbureau").content.decode()

    assert "第 2 / 3 件" in page
    for number in (numbers[0], numbers[2]):
        assert f'{reverse("case_detail", args=[number])}?from=tab%3Dbureau"' in page


def test_a_case_in_anothers_hand_offers_no_act_and_says_whose(client):
    task = task_of()
    actions.claim(task, colleague(task, "李建军"), AT)
    client.force_login(colleague(task))

    page = client.get(reverse("case_detail", args=[task.application.number])).content.decode()

    assert "此件由李建军办理中" in page
    assert 'data-acts="pass"' not in page


def test_beginning_an_act_claims_the_case_and_others_see_who_is_here(client):
    task = task_of()
    li, wang = colleague(task, "李建军"), colleague(task, "王秀英")
    here = reverse("case_here", args=[task.application.number])
    client.force_login(li)

    client.post(here)
    assert rows("bureau", li) == [task]  # reading is not claiming
    client.post(here, {"begun": "1"})

    assert rows("mine", li) == [task]
    client.force_login(wang)
    assert "李建军也打开着此件" in client.post(here).content.decode()


def test_a_saved_view_opens_by_itself_and_is_shared_in_the_bureau(client):
    task = task_of()
    li, wang = colleague(task, "李建军"), colleague(task, "王秀英")
    client.force_login(li)
    typed = {
        "query": "tab=overdue&due=late",
        "view-name": "超时的",
        "view-bureau": task.bureau_id,
        "view-is_default": "on",
    }

    client.post(reverse("desk_view_save"), typed)

    assert client.get(reverse(DESK)).url == reverse(DESK) + "?tab=overdue&due=late"
    client.force_login(wang)
    assert "李建军共享" in text_of(client)
    assert client.post(reverse("desk_view_delete", args=[DeskView.objects.get().pk])).status_code == 404


def test_a_view_without_a_name_is_refused_beside_the_field(client):
    client.force_login(officer_for(task_of()))

    response = client.post(reverse("desk_view_save"), {"query": "due=late", "view-name": ""})

    assert response.status_code == 422
    assert "请填写视图名称" in response.content.decode()


def test_a_claim_from_the_desk_lasts_the_day(client):
    task = task_of()
    client.force_login(officer_for(task))

    client.post(reverse("task_claim", args=[task.pk]), {"back": "tab=bureau"})

    task.refresh_from_db()
    assert timezone.localtime(task.held_until) == timezone.localtime(AT).replace(hour=0, minute=0) + timedelta(days=1)


def test_the_desk_asks_at_most_twelve_times_with_every_filter_and_a_saved_view(client, django_assert_max_num_queries):
    tasks = [task_of() for _ in range(3)]
    user = officer_for(tasks[0])
    actions.claim(tasks[0], user, AT)
    DeskView.objects.create(owner=user, name="本周", query="tab=bureau&due=7")
    client.force_login(user)
    filters = {"tab": "bureau", "q": "企业", "due": "7", "flags": "no", "amount_from": "0", "sort": "-amount"}

    with django_assert_max_num_queries(12):
        assert client.get(reverse(DESK), filters).status_code == 200
