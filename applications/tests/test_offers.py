"""The policy page tells a clerk what stands there for the enterprise before anything is clicked."""

import pytest
from django.urls import reverse

from accounts.models import Enterprise, Region, Role
from accounts.tests.factories import clerk, enterprise, grant
from applications import actions
from applications.offers import offers
from applications.tests.factories import FILED_AT, FULL_PRODUCTION, PATENT_GRANT, RD_EXPENSE, draft, filed
from policies.tests.factories import application_round

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def during_the_round(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: FILED_AT)


def page(client, user, code=FULL_PRODUCTION):
    client.force_login(user)
    return client.get(reverse("policy_detail", args=[code])).text


def test_a_draft_is_continued_not_started_again(client):
    started = draft()

    shown = page(client, started.created_by)

    assert "继续填报" in shown
    assert reverse("application_form", args=[started.number]) in shown
    assert "开始申报" not in shown


def test_a_filed_claim_is_looked_at_and_one_withdrawn_leaves_the_way_open(client):
    case = filed()
    before = page(client, case.created_by)

    actions.withdraw(case, case.created_by, FILED_AT, "重报")

    assert "查看办理进度" in before
    assert "开始申报" in page(client, case.created_by)


def test_an_enterprise_outside_the_region_reads_so_before_it_clicks(client):
    application_round(RD_EXPENSE)

    shown = page(client, clerk(enterprise("yicheng")), RD_EXPENSE)

    assert "该政策适用于" in shown
    assert "开始申报" not in shown


def test_an_enterprise_of_a_city_is_sent_to_name_its_county():
    round = application_round(PATENT_GRANT)
    of = enterprise("yicheng")
    user = clerk(of)
    Enterprise.objects.filter(pk=of.pk).update(region=Region.objects.get(slug="zhumadian"))

    [offer] = offers(user, FILED_AT.date(), [round])

    assert "改为企业所在的县（区）" in offer.hindrance


def test_a_clerk_of_two_enterprises_starts_for_the_one_that_is_named(client):
    round, user = application_round(FULL_PRODUCTION), clerk(enterprise("linzhou"))
    second = enterprise("linzhou")
    grant(user, Role.APPLICANT_CLERK, enterprise=second)

    shown = page(client, user)
    client.post(reverse("application_start", args=[round.pk]), {"enterprise": second.pk})

    assert shown.count("开始申报") == 2
    assert next(each.application for each in offers(user, FILED_AT.date(), [round]) if each.enterprise == second)
