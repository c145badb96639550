"""The check-up of an enterprise that has applied before starts from what it said then."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import clerk, enterprise
from applications.queues import earlier_facts
from applications.tests.factories import draft, filed
from policies.tests.factories import PATENT_GRANT as PATENT

pytestmark = pytest.mark.django_db


def page(client) -> str:
    return client.get(reverse("checkup")).content.decode()


def asked_now(text: str) -> str:
    return text.partition('name="question" value="')[2].partition('"')[0]


def test_the_facts_of_filed_applications_are_known_by_policy():
    own = enterprise("yicheng")
    user = clerk(own)
    filed(PATENT, user=user, enterprise=own)

    ((code, facts),) = earlier_facts(user, timezone.localdate())

    assert (code, "patent_count" in facts) == (PATENT, True)
    assert earlier_facts(clerk(), timezone.localdate()) == []


def test_a_draft_is_not_taken_for_known():
    own = enterprise("yicheng")
    user = clerk(own)
    draft(PATENT, user=user, enterprise=own)

    assert earlier_facts(user, timezone.localdate()) == []


def test_a_signed_in_enterprise_starts_from_what_is_known(client):
    own = enterprise("yicheng")
    case = filed(PATENT, user=clerk(own), enterprise=own)
    client.force_login(case.created_by)

    text = page(client)

    assert "驻马店市" in text
    assert "已知信息" in text
    assert asked_now(text) not in ("scope.applicant", "scope.region", "patent_count")
    assert "发明专利件数" in text


def test_a_stranger_sees_nothing_of_another_enterprise(client):
    own = enterprise("yicheng")
    filed(PATENT, user=clerk(own), enterprise=own)
    client.force_login(clerk())

    assert "发明专利件数</span>" not in page(client)


def test_what_is_known_costs_no_more_than_eight_queries(client):
    own = enterprise("yicheng")
    case = filed(PATENT, user=clerk(own), enterprise=own)
    page(client)
    for signed_in in (False, True):
        if signed_in:
            client.force_login(case.created_by)
        with CaptureQueriesContext(connection) as queries:
            page(client)
        assert len(queries) <= 8, [each["sql"][:90] for each in queries]
