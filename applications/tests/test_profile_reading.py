"""The principal reads the enterprise's profile; the clerk and the administrator keep it."""

import pytest
from django.urls import reverse

from accounts.models import Role
from accounts.tests.factories import enterprise, grant, person
from applications.models import BankAccount, ProfileFact
from applications.tests.factories import filed
from applications.tests.profile_factories import declared

pytestmark = pytest.mark.django_db
PAGES = ("profile", "profile_figures", "profile_titles", "profile_accounts")


@pytest.fixture
def of(client):
    """An enterprise whose principal is at the browser."""
    own = enterprise()
    principal = person(name="孙负责")
    grant(principal, Role.PRINCIPAL, enterprise=own)
    client.force_login(principal)
    return own


@pytest.mark.parametrize("name", PAGES)
def test_the_principal_sees_the_profile_without_a_button_to_change_it(client, of, name):
    declared(of, "revenue_wan", "2025", "8600")

    shown = client.get(reverse(name, args=[of.uscc])).text

    assert "以企业负责人身份查看" in shown
    assert ">保存</button>" not in shown
    assert ">登记</button>" not in shown


def test_what_the_principal_sends_is_refused_and_changes_nothing(client, of):
    bank = {"account_name": "甲", "bank_name": "工行", "number": "1706020109200"}

    refused = [
        client.post(reverse("profile_accounts", args=[of.uscc]), bank).status_code,
        client.post(reverse("profile_figures", args=[of.uscc]), {"revenue_wan:2025": "1"}).status_code,
    ]

    assert refused == [403, 403]
    assert not BankAccount.objects.exists()
    assert not ProfileFact.objects.exists()


def test_a_principal_of_one_enterprise_who_keeps_another_writes_only_there(client, of):
    user, other = of.roles.get().user, enterprise()
    grant(user, Role.APPLICANT_CLERK, enterprise=other)
    bank = {"account_name": "甲", "bank_name": "工行", "number": "1706020109200"}

    answers = [client.post(reverse("profile_accounts", args=[each.uscc]), bank).status_code for each in (of, other)]

    assert answers == [403, 302]


def test_a_closed_case_offers_no_new_paper(client):
    case = filed()
    client.force_login(case.created_by)
    url = reverse("application_paper", args=[case.number])
    before = client.get(url).text

    type(case).objects.filter(pk=case.pk).update(status="withdrawn")
    refused = client.post(reverse("paper_make", args=[case.number]), follow=True).text

    assert "生成申报书</button>" in before
    assert "生成申报书</button>" not in client.get(url).text
    assert "此件已办结，不再生成申报书" in refused
