from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import Role
from accounts.tests.factories import enterprise, official
from applications.tests.factories import filed
from disbursements.actions import confirm_payment
from disbursements.tests.factories import MADE_AT, maker, payable, released
from policies.models import Policy
from policies.tests.factories import PATENT_GRANT, application_round
from portal.dashboards.figures import cases_seen, effectiveness, funnel, grouped, percent, total
from publicity.tests.factories import LAST_DAY_AT, objection
from reviews.actions import Item, return_for_correction

pytestmark = pytest.mark.django_db
TODAY = LAST_DAY_AT.date()


def watcher(city: str = "zhumadian"):
    return official(Role.SUPERVISOR, "supervision", city)


def pay(*cases) -> None:
    treasurer = maker()
    for line in released(*cases, by=treasurer).payments.select_related("batch", "application"):
        confirm_payment(line, treasurer, MADE_AT)


def return_one(case) -> None:
    task, fact = case.tasks.get(), case.fact_rows.first().name
    officer = official(Role.PRELIMINARY_REVIEWER, task.bureau.line, task.bureau.region.slug)
    return_for_correction(task, officer, case.submitted_at, "请补正", [Item("fact", fact, fact, "请核对")])


def test_the_funnel_counts_how_far_the_cases_came_and_the_money_that_was_paid():
    pay(payable())
    payable()
    return_one(filed(PATENT_GRANT))

    whole = total(grouped(cases_seen(watcher(), TODAY), "region__name", "region__slug"))

    assert [step["count"] for step in funnel(whole)] == [3, 2, 0, 1]
    assert (whole.approved_yuan, whole.paid_yuan) == (Decimal(20000), Decimal(10000))
    assert whole.correction_pct == Decimal("33.3")


def test_the_objection_rate_is_of_what_was_published():
    objection()

    [row] = grouped(cases_seen(watcher("anyang"), TODAY), "round__policy__title", "round__policy__code")

    assert (row.published, row.objected, row.objection_pct) == (1, 1, Decimal("100.0"))
    assert percent(0, 0) is None


def test_the_sheet_of_a_policy_says_who_received_how_often_and_how_concentrated():
    twice = enterprise("yicheng")
    rounds = [application_round(PATENT_GRANT, name=name) for name in ("第一批", "第二批")]
    for number, each in enumerate(rounds, start=1):
        pay(payable(enterprise=twice, round=each, facts={"patent_numbers": [f"ZL20261000000{number}.1"]}))
    pay(payable())

    sheet = effectiveness(Policy.objects.get(code=PATENT_GRANT), cases_seen(watcher(), TODAY))

    assert sheet is not None
    assert (sheet.receivers, sheet.repeat_receivers, sheet.top_share_pct) == (2, 1, Decimal("100.0"))
    assert (sheet.top[0].name, sheet.top[0].times) == (twice.name, 2)


def test_a_county_officer_sees_the_own_cases_and_another_city_nothing(client):
    case = filed(PATENT_GRANT)
    county, far = official(Role.PRELIMINARY_REVIEWER, "market", "yicheng"), watcher("anyang")

    client.force_login(county)
    assert case.round.policy.title in client.get(reverse("dashboard")).content.decode()
    client.force_login(far)
    assert "还没有提交的申报" in client.get(reverse("dashboard")).content.decode()
    assert client.get(reverse("policy_effectiveness", args=[PATENT_GRANT])).status_code == 404


def test_a_year_without_cases_says_so(client):
    filed(PATENT_GRANT)
    client.force_login(watcher())

    page = client.get(reverse("policy_effectiveness", args=[PATENT_GRANT]), {"year": "2023"})

    assert "这一年没有该政策的申报" in page.content.decode()


def test_the_dashboard_asks_a_few_questions_whatever_it_shows(client, django_assert_max_num_queries):
    for _ in range(3):
        payable()
    client.force_login(watcher())

    with django_assert_max_num_queries(12):
        assert client.get(reverse("dashboard")).status_code == 200
