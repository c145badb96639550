import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import enterprise, grant, person
from portal.demo.library import make_library

pytestmark = pytest.mark.django_db


def test_a_demo_clerk_finds_documents_valid_expiring_and_expired_in_the_library(client):
    firm, clerk = enterprise("linzhou"), person(username="qiye01")
    grant(clerk, "applicant_clerk", enterprise=firm)
    client.force_login(clerk)

    make_library([(firm, clerk)], timezone.now())

    shown = client.get(reverse("library")).content.decode()
    assert [word for word in ("即将到期", "已过期", "长期有效") if word not in shown] == []
    assert "空白" not in shown
