"""Two windows on one application: the older one is told, and overwrites nothing unless its reader says so."""

import pytest
from django.test import Client

from applications import actions
from applications.actions import Page
from applications.models import Application
from applications.tests.factories import FILED_AT, draft
from applications.tests.test_pages import url

pytestmark = pytest.mark.django_db
HTMX = {"hx-request": "true"}


@pytest.fixture
def application(client: Client) -> Application:
    """A draft, and its clerk at the browser."""
    started = draft()
    client.force_login(started.created_by)
    return started


def send(client: Client, application: Application, tab: str, version: int, track: str, **more):
    typed = {"tab": tab, "saved_version": str(version), "track": track}
    return client.post(url("application_form", application), typed | more, headers=HTMX if not more else {})


def stored(application: Application) -> str:
    return application.fact_rows.get(name="track").value


def test_the_older_window_is_told_and_saves_nothing(client, application):
    assert send(client, application, "new", 0, "B").headers["X-Saved"] == "yes"

    response = send(client, application, "old", 0, "A")

    assert response.headers["X-Saved"] == "elsewhere"
    assert "此申报已在另一窗口更新" in response.content.decode()
    assert "申报档次" in response.content.decode()
    assert stored(application) == "B"


def test_without_javascript_the_older_page_keeps_what_was_typed(client, application):
    send(client, application, "new", 0, "B")

    response = send(client, application, "old", 0, "A", save="1", company_profile="刚写好的概况")

    assert response.status_code == 409
    assert "刚写好的概况" in response.content.decode()
    assert "载入最新内容" in response.content.decode()
    assert not application.fact_rows.filter(name="company_profile").exists()


def test_who_insists_overwrites_the_version_that_was_shown(client, application):
    send(client, application, "new", 0, "B")

    send(client, application, "old", 0, "A", overwrite="1")

    assert stored(application) == "A"


def test_who_insists_on_a_version_that_is_old_again_is_told_again(client, application):
    send(client, application, "new", 0, "B")
    send(client, application, "new", 1, "AB")

    response = send(client, application, "old", 0, "A", overwrite="1")

    assert response.status_code == 409


def test_a_window_whose_answer_was_lost_on_the_way_goes_on_saving(client, application):
    send(client, application, "one", 0, "B")

    assert send(client, application, "one", 0, "A").headers["X-Saved"] == "yes"
    assert stored(application) == "A"


def test_saving_the_same_content_again_makes_no_new_version(client, application):
    send(client, application, "one", 0, "B")
    send(client, application, "one", 1, "B")

    application.refresh_from_db()
    assert application.saved_version == 1


def test_what_another_act_changes_is_not_overwritten_by_an_open_page(application):
    actions.save_facts(application, {"track": "B"}, application.created_by, FILED_AT)

    with pytest.raises(actions.SavedElsewhere):
        actions.save_form(application, {"track": "A"}, None, Page("old", 0), application.created_by, FILED_AT)


def test_a_new_account_counts_as_new_content(application):
    account = {"account_name": "甲公司", "bank_name": "中国银行林州支行", "bank_account": "41001234"}
    actions.save_account(application, account, application.created_by, FILED_AT)

    assert Application.objects.get(pk=application.pk).saved_version == 1


def test_the_page_says_what_it_could_not_save(client, application):
    response = send(client, application, "one", 0, "B", main_income_q1_2022="abc")

    assert response.status_code == 200
    assert 'name="tab" value="one"' in response.content.decode()
