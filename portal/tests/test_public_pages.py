import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from accounts.tests.factories import clerk, official, person, uscc
from applications.tests.factories import RD_EXPENSE, draft, filed
from portal import health
from portal.context import RAIL, rail_of
from reviews.tests.factories import approved

pytestmark = pytest.mark.django_db


def test_the_process_and_its_services_answer(client):
    assert client.get(reverse("healthz")).json() == {"status": "ok"}
    assert client.get(reverse("readyz")).json() == {"status": "ok", "failed": []}


def test_a_service_that_does_not_answer_is_named(client, monkeypatch):
    monkeypatch.setitem(health.CHECKS, "broker", lambda: False)

    response = client.get(reverse("readyz"))

    assert (response.status_code, response.json()["failed"]) == (503, ["broker"])


def test_an_empty_portal_says_what_there_is_to_do(client):
    page = client.get(reverse("home")).content.decode()

    assert "目前没有开放申报的批次" in page
    assert "暂无公示" in page


def look_up(client, number: str, uscc: str) -> str:
    return client.get(reverse("progress"), {"number": number, "uscc": uscc}).content.decode()


def test_progress_is_told_to_who_knows_number_and_code(client):
    case = filed()

    page = look_up(client, f" {case.number.lower()} ", case.enterprise.uscc.lower())

    assert case.round.policy.title in page
    assert "提交申报" in page


@pytest.mark.parametrize("which", ["number", "uscc", "draft"])
def test_progress_is_not_told_to_anybody_else(client, which):
    case, other = (draft() if which == "draft" else filed()), filed()
    number = other.number if which == "number" else case.number
    uscc = other.enterprise.uscc if which == "uscc" else case.enterprise.uscc

    page = look_up(client, number, uscc)

    assert "没有找到与编号和信用代码都相符的办件" in page


def test_progress_shows_neither_people_nor_reasons(client):
    case = approved()

    page = look_up(client, case.number, case.enterprise.uscc)

    assert str(case.determinations.get().recommended_by) not in page
    assert "拟核定" not in page


def test_the_desk_of_a_person_without_a_role_says_how_to_get_one(client):
    client.force_login(person())

    assert "您的账户目前没有角色" in client.get(reverse("desk")).content.decode()


def test_a_visitor_is_asked_to_sign_in_before_the_desk(client):
    assert client.get(reverse("desk")).url.startswith(reverse("account_login"))


def test_the_desk_counts_what_waits_for_each_role(client):
    approved(RD_EXPENSE)
    client.force_login(official(Role.PUBLICITY_OFFICER, "science", "anyang"))

    cards = client.get(reverse("desk")).context["cards"]

    assert [(card.title, card.number) for card in cards] == [("待公示办件", 1), ("待办异议", 0)]


def test_the_enterprise_finds_its_own_turn_first(client):
    application = draft()
    client.force_login(application.created_by)

    context = client.get(reverse("desk")).context

    assert list(context["own_turn"]) == [application]
    assert not context["their_turn"]


def test_no_role_has_more_than_seven_entries_in_its_rail():
    for role in Role:
        assert len([entry for entry in RAIL if role in entry.roles]) <= 7
    assert all(entry["url"] for entry in rail_of({role.value for role in Role}, "/"))


@pytest.mark.parametrize("path", ["/nothing/", "/applications/HQ1/"])
def test_what_does_not_exist_is_said_in_chinese(client, path):
    client.force_login(clerk())

    response = client.get(path)

    assert response.status_code == 404
    assert "没有找到" in response.content.decode()


def test_a_wrong_role_is_told_so(client):
    client.force_login(clerk())

    response = client.get(reverse("review_queue"))

    assert response.status_code == 403
    assert "您没有办理此事项的角色" in response.content.decode()


@pytest.mark.parametrize("path", ["/policies/?q=%00", "/notices/%00/", "/cases/?status=%00", "/invitations/%00/"])
def test_a_nul_character_is_refused_with_a_sentence(client, path):
    response = client.get(path)

    assert response.status_code == 400
    assert "无法保存的字符" in response.content.decode()


def test_a_posted_nul_character_is_refused_too(client):
    application = draft()
    client.force_login(application.created_by)

    page = reverse("application_form", args=[application.number])
    response = client.post(page, "main_products=%00", content_type="application/x-www-form-urlencoded")

    assert response.status_code == 400


def test_a_form_of_an_earlier_session_is_refused_in_chinese():
    response = Client(enforce_csrf_checks=True).post("/checkup/restart/")

    assert response.status_code == 403
    assert "页面已过期" in response.content.decode()


def test_the_progress_page_answers_one_address_thirty_times_an_hour(client, monkeypatch):
    monkeypatch.setattr("portal.views.LOOKUPS_PER_HOUR", 2)
    asked = {"number": "HQ20260000001", "uscc": uscc(1)}

    answers = [client.get(reverse("progress"), asked, REMOTE_ADDR="10.9.8.7") for _ in range(3)]

    assert [each.status_code for each in answers] == [200, 200, 429]
    assert "查询过于频繁" in answers[2].content.decode()
