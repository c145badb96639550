"""The enterprise's administrator: requests, invitations, roles and the enterprise's own data."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.actions import NewPerson, accept_invitation, ask_to_join, decide_join_request, invite
from accounts.models import Invitation, JoinRequest, Notification, Role, RoleAssignment
from accounts.tasks import mail_invitation
from accounts.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def enterprise():
    return factories.enterprise(name="林州测试铸造有限公司")


@pytest.fixture
def administrator(enterprise, client):
    user = factories.enterprise_admin(enterprise, name="赵主任")
    client.force_login(user)
    return user


def newcomer(username: str = "xiaoli") -> NewPerson:
    return NewPerson(username, factories.PASSWORD, "小李", f"{username}@example.com", "13800000002")


def role_of(user, role: str) -> RoleAssignment:
    return RoleAssignment.objects.get(user=user, role=role)


def test_an_accepted_request_makes_a_clerk_and_tells_the_person(client, administrator, enterprise):
    asked = ask_to_join(factories.person("asker"), enterprise)

    client.post(reverse("join_decide", args=[asked.pk]), {"decision": "accept"})

    clerk = role_of(asked.user, Role.APPLICANT_CLERK)
    assert (clerk.enterprise, clerk.granted_by) == (enterprise, administrator)
    assert Notification.objects.filter(user=asked.user, title="您已加入 林州测试铸造有限公司").exists()


def test_a_refused_request_gives_no_role_and_can_be_made_again(client, administrator, enterprise):
    asked = ask_to_join(factories.person("asker"), enterprise)

    client.post(reverse("join_decide", args=[asked.pk]), {"decision": "refuse"})
    client.force_login(asked.user)
    client.post(reverse("join_again"))

    assert not asked.user.roles.exists()
    assert list(asked.user.join_requests.values_list("state", flat=True)) == ["refused", "open"]


def test_a_request_is_decided_once(administrator, enterprise):
    asked = ask_to_join(factories.person("asker"), enterprise)
    decide_join_request(asked, administrator, True, timezone.now())

    with pytest.raises(ValidationError, match="此申请已由他人处理"):
        decide_join_request(asked, administrator, False, timezone.now())


def test_a_request_to_another_enterprise_is_not_found(client, administrator):
    asked = ask_to_join(factories.person("asker"), factories.enterprise())

    response = client.post(reverse("join_decide", args=[asked.pk]), {"decision": "accept"})

    assert response.status_code == 404
    assert JoinRequest.objects.get().state == JoinRequest.State.OPEN


def test_an_invited_person_becomes_a_clerk_through_the_mailed_link(client, administrator, enterprise):
    client.post(reverse("colleague_invite"), {"name": "小李", "email": "xiaoli@example.com", "role": "applicant_clerk"})
    invitation = Invitation.objects.get()
    mail_invitation(invitation.pk)
    mail_invitation(invitation.pk)
    client.logout()
    asked = {"name": "小李", "phone": "13800000002", "email": "xiaoli@example.com", "username": "xiaoli"}
    passwords = {"password": factories.PASSWORD, "password_again": factories.PASSWORD}

    response = client.post(reverse("invitation", args=[invitation.token]), asked | passwords)

    assert response.url == reverse("desk")
    assert RoleAssignment.objects.get(user__username="xiaoli").enterprise == enterprise
    assert len(mail.outbox) == 1
    assert invitation.token in mail.outbox[0].body


def test_an_invitation_works_once(administrator, enterprise):
    invitation = invite(enterprise, administrator, "小李", "xiaoli@example.com", timezone.now())
    accept_invitation(invitation, newcomer(), timezone.now())

    with pytest.raises(ValidationError, match="邀请链接已失效"):
        accept_invitation(invitation, newcomer("second"), timezone.now())


def test_an_invitation_ends_after_seven_days(client, administrator, enterprise):
    invitation = invite(enterprise, administrator, "小李", "x@example.com", timezone.now() - timedelta(days=7))

    response = client.get(reverse("invitation", args=[invitation.token]))

    assert response.status_code == 410
    assert "已过期或已撤回" in response.content.decode()


def test_a_withdrawn_invitation_stops_working(client, administrator, enterprise):
    invitation = invite(enterprise, administrator, "小李", "x@example.com", timezone.now())

    client.post(reverse("invitation_withdraw", args=[invitation.pk]))

    assert client.get(reverse("invitation", args=[invitation.token])).status_code == 410


def test_the_link_of_an_open_invitation_can_be_copied(client, administrator, enterprise):
    invitation = invite(enterprise, administrator, "小李", "x@example.com", timezone.now())

    assert f"http://testserver{invitation.path}" in client.get(reverse("colleagues")).content.decode()


def test_an_ended_role_counts_no_more_and_says_who_ended_it(client, administrator, enterprise):
    clerk = factories.clerk(enterprise)
    held = role_of(clerk, Role.APPLICANT_CLERK)

    client.post(reverse("colleague_end", args=[held.pk]))

    held.refresh_from_db()
    assert held.ended_by == administrator
    assert not RoleAssignment.objects.in_force(timezone.localdate()).filter(user=clerk).exists()


def test_the_last_administrator_stays(client, administrator):
    held = role_of(administrator, Role.ENTERPRISE_ADMIN)

    client.post(reverse("colleague_end", args=[held.pk]))

    assert "至少保留一名管理员，请先设置另一名管理员" in client.get(reverse("colleagues")).content.decode()
    held.refresh_from_db()
    assert held.ended_at is None


def test_an_administrator_may_leave_after_naming_another(client, administrator, enterprise):
    clerk = factories.clerk(enterprise)
    client.post(reverse("colleague_grant", args=[clerk.pk]), {"role": Role.ENTERPRISE_ADMIN})

    client.post(reverse("colleague_end", args=[role_of(administrator, Role.ENTERPRISE_ADMIN).pk]))

    assert role_of(clerk, Role.ENTERPRISE_ADMIN).ended_at is None
    assert client.get(reverse("colleagues")).status_code == 403


@pytest.mark.parametrize("role", [Role.BUREAU_ADMIN, Role.CHIEF, "", "nonsense"])
def test_an_enterprise_grants_no_role_but_its_own(client, administrator, enterprise, role):
    clerk = factories.clerk(enterprise)

    assert client.post(reverse("colleague_grant", args=[clerk.pk]), {"role": role}).status_code == 404
    assert clerk.roles.count() == 1


def test_people_of_another_enterprise_are_not_found(client, administrator):
    stranger = factories.clerk()

    granting = client.post(reverse("colleague_grant", args=[stranger.pk]), {"role": Role.ENTERPRISE_ADMIN})
    ending = client.post(reverse("colleague_end", args=[stranger.roles.get().pk]))

    assert (granting.status_code, ending.status_code) == (404, 404)


@pytest.mark.parametrize("page", ["colleagues", "enterprise_profile"])
def test_a_clerk_and_an_official_have_no_business_here(client, page):
    for user in (factories.clerk(), factories.official(Role.BUREAU_ADMIN)):
        client.force_login(user)
        assert client.get(reverse(page)).status_code == 403


def profile(**fields) -> dict:
    return {
        "region": factories.region("linzhou").pk,
        "contact_name": "李敏",
        **fields,
    }


def test_the_unit_is_changed_within_the_city_only(client, administrator, enterprise):
    client.post(reverse("enterprise_profile"), profile(region=factories.region("tangyin").pk))
    enterprise.refresh_from_db()
    assert enterprise.region.slug == "tangyin"

    response = client.post(reverse("enterprise_profile"), profile(region=factories.region("yicheng").pk))

    assert "region" in response.context["form"].errors


def test_name_and_credit_code_cannot_be_changed(client, administrator, enterprise):
    client.post(reverse("enterprise_profile"), profile(name="别的名字", uscc=factories.uscc()))

    assert type(enterprise).objects.get(pk=enterprise.pk).name == "林州测试铸造有限公司"


def test_an_invited_principal_becomes_a_principal_and_no_clerk(client, administrator, enterprise):
    asked = {"name": "孙总", "email": "sun@example.com", "role": "principal"}

    client.post(reverse("colleague_invite"), asked)
    principal = accept_invitation(Invitation.objects.get(), newcomer(), timezone.now())

    assert [held.role for held in principal.roles.all()] == [Role.PRINCIPAL]
    assert Notification.objects.filter(user=administrator, title__endswith="的企业负责人").exists()


def test_nobody_is_invited_to_be_an_administrator(client, administrator):
    response = client.post(
        reverse("colleague_invite"), {"name": "孙总", "email": "sun@example.com", "role": "enterprise_admin"}
    )

    assert "有效" in response.content.decode()
    assert not Invitation.objects.exists()
