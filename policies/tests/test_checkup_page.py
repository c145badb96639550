"""The check-up in the browser's eyes: one question at a time, answers that nobody keeps, results that lead on."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import clerk, enterprise, region
from policies.actions import release
from policies.models import ApplicationRound
from policies.packs import parse_pack
from policies.queues import governing, places
from policies.tests import factories

pytestmark = pytest.mark.django_db
PATENT, RD = factories.PATENT_GRANT, factories.RD_EXPENSE


@pytest.fixture(autouse=True)
def _two_policies():
    for code in (PATENT, RD):
        factories.policy_version(code)
    region("linzhou"), region("yicheng")


def page(client, **asked) -> str:
    return client.get(reverse("checkup"), asked).content.decode()


def reply(client, question: str, answer: str = "", **more) -> str:
    sent = {"question": question, "answer": answer, **more}
    return client.post(reverse("checkup_answer"), sent, follow=True).content.decode()


def asked_now(text: str) -> str:
    return text.partition('name="question" value="')[2].partition('"')[0]


def in_zhumadian(client) -> str:
    """Say that it is an enterprise of a district of Zhumadian, and skip the rest of the scope."""
    reply(client, "scope.applicant", "enterprise")
    text = reply(client, "scope.region", "yicheng")
    while asked_now(text).startswith("scope."):
        text = reply(client, asked_now(text), skip="1")
    return text


def test_the_first_question_asks_whom_the_policies_reach(client):
    text = page(client)

    assert asked_now(text) == "scope.applicant"
    assert "可能 2" in text
    assert "还没有。每答一题" in text


def test_an_answer_leads_to_the_next_question_and_is_kept_out_of_the_database(client):
    with CaptureQueriesContext(connection) as queries:
        text = reply(client, "scope.applicant", "enterprise")

    assert asked_now(text) == "scope.region"
    assert not [each["sql"] for each in queries if not each["sql"].startswith("SELECT")]
    assert not Session.objects.exists()
    assert client.cookies["checkup"]["httponly"]
    assert client.cookies["checkup"]["path"] == "/checkup/"


def test_policies_of_another_place_drop_out(client):
    text = in_zhumadian(client)

    assert asked_now(text)
    assert not asked_now(text).startswith("scope.")
    assert "另有 1 项政策与所选地区、主体、行业或规模无关" in text
    assert "只适用于安阳市" in client.get(reverse("checkup_result")).content.decode()


def test_a_skipped_question_is_not_asked_again(client):
    question = asked_now(in_zhumadian(client))

    text = reply(client, question, skip="1")

    assert asked_now(text) != question
    assert "不清楚" in text


def test_nothing_chosen_is_said_beside_the_field(client):
    text = reply(client, "scope.applicant")

    assert "请先作答；不确定时选“不清楚，跳过”" in text
    assert asked_now(text) == "scope.applicant"


@pytest.mark.parametrize("typed, message", [("viel", "请填写数字"), ("-1", "不能小于 0"), ("1" * 30, "数字太大")])
def test_a_figure_that_is_none_is_said_beside_the_field(client, typed, message):
    assert message in reply(client, "patent_count", typed)


def test_figures_may_be_typed_as_people_type_them(client):
    reply(client, "patent_count", "１，２００ ")

    assert "<strong>1200 件</strong>" in page(client)


def test_an_earlier_answer_can_be_looked_at_and_changed(client):
    reply(client, "scope.applicant", "enterprise")
    earlier = page(client, question="scope.applicant")

    assert asked_now(earlier) == "scope.applicant"
    assert "修改已答的问题" in earlier
    assert 'value="enterprise" checked' in " ".join(earlier.split()).replace(' id="answer-answer_0"', "")
    assert "<strong>个人</strong>" in reply(client, "scope.applicant", "individual")


def test_back_leads_to_the_question_before(client):
    reply(client, "scope.applicant", "enterprise")
    text = reply(client, "scope.region", "yicheng")

    assert "?question=scope.region" in text
    assert "?question=scope.applicant" in page(client, question="scope.region")


def test_starting_anew_forgets_everything(client):
    reply(client, "scope.applicant", "enterprise")

    text = client.post(reverse("checkup_restart"), follow=True).content.decode()

    assert asked_now(text) == "scope.applicant"
    assert "已答" not in text


def test_a_policy_that_does_not_concern_one_is_put_aside_and_taken_back(client):
    question = asked_now(in_zhumadian(client))

    aside = reply(client, question, decline="1")
    back = client.post(reverse("checkup_take_back"), {"code": PATENT}, follow=True).content.decode()

    assert "与本单位无关：新授权国内发明专利资助" in aside
    assert asked_now(aside) == ""
    assert asked_now(back) == question


@pytest.mark.parametrize("sent", [{}, {"question": "nosuch"}, {"question": "' or 1"}, {"reason": "x"}])
def test_an_unknown_question_leads_back_to_the_check_up(client, sent):
    response = client.post(reverse("checkup_answer"), sent)

    assert (response.status_code, response.headers["Location"]) == (302, reverse("checkup"))


def test_a_forged_cookie_starts_anew(client):
    client.cookies["checkup"] = "nosuchsession0000000000000000000"

    assert asked_now(page(client)) == "scope.applicant"
    assert asked_now(reply(client, "scope.applicant", "enterprise")) == "scope.region"
    assert client.cookies["checkup"].value != "nosuchsession0000000000000000000"


def test_htmx_gets_only_the_question_and_the_list(client):
    response = client.post(
        reverse("checkup_answer"),
        {"question": "scope.applicant", "answer": "enterprise"},
        headers={"HX-Request": "true"},
    )

    assert response.content.decode().startswith('<div id="checkup"')
    assert asked_now(response.content.decode()) == "scope.region"


def test_an_open_policy_leads_to_its_claim_and_the_result_prints(client):
    today = timezone.localdate()
    factories.application_round(PATENT, opens_on=today, closes_on=today + timedelta(days=9))

    text = client.get(reverse("checkup_result")).content.decode()

    assert f"{reverse('policy_detail', args=[PATENT])}#apply" in text
    assert f"{reverse('policy_detail', args=[RD])}#apply" not in text
    assert "data-print" in text


def test_what_was_said_wins_over_what_is_known(client):
    own = enterprise("yicheng")
    client.force_login(clerk(own))

    reply(client, "scope.region", "linzhou")

    assert "安阳市林州市" in page(client)


def test_the_version_of_the_open_round_governs_else_the_latest_in_force():
    first, today = factories.policy_version(PATENT), timezone.localdate()
    changed = factories.pack_of(PATENT)[0].replace("title: 新授权国内发明专利资助", "title: 国内发明专利资助")
    second = release(parse_pack(changed, "x"), changed, factories.RELEASED_AT).version

    assert second in governing(today).versions
    assert first not in governing(today).versions
    ApplicationRound.objects.create(policy=first.policy, version=first, name="旧版", opens_on=today, closes_on=today)
    assert first in governing(today).versions


def test_packs_are_compiled_once_per_process(django_assert_num_queries):
    today = timezone.localdate()
    packs = governing(today).packs()

    with django_assert_num_queries(2):
        again = governing(today).packs()

    assert [id(pack) for pack in again] == [id(pack) for pack in packs]


def test_a_place_knows_the_units_above_it():
    found = places()

    assert found.above["linzhou"] == ("anyang", "henan")
    assert found.names["linzhou"] == "安阳市林州市"
    assert found.includes("henan", "linzhou")
    assert not found.includes("linzhou", "henan")


def test_the_page_asks_the_database_at_most_eight_times(client, django_assert_max_num_queries):
    page(client)
    client.force_login(clerk(enterprise("yicheng")))

    with django_assert_max_num_queries(8):
        page(client)
