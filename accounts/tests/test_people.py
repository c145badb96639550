"""The bureau's administrator: accounts and roles of the own bureau's people, nobody else's."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.actions import Grant, deactivate_official, end_role, grant_role
from accounts.models import ENTERPRISE_ROLES, Role, RoleAssignment, User
from accounts.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau():
    return factories.bureau("industry", "linzhou")


@pytest.fixture
def administrator(client):
    user = factories.official(Role.BUREAU_ADMIN, "industry", "linzhou", name="陈科长")
    client.force_login(user)
    return user


@pytest.fixture(autouse=True)
def known_policies(monkeypatch):
    monkeypatch.setattr("accounts.forms.officials.policy_choices", lambda: [("a-b-1", "甲"), ("kept", "乙")])


def granting(bureau, **fields) -> dict:
    today = timezone.localdate()
    return {"bureau": bureau.pk, "role": Role.PRELIMINARY_REVIEWER, "valid_from": today, **fields}


def newcomer(bureau, **fields) -> dict:
    person = {"name": "小王", "phone": "13800000003", "email": "wang@example.com", "username": "xiaowang"}
    return granting(bureau, **person, **fields)


def test_a_new_official_gets_a_password_that_is_shown_once(client, administrator, bureau):
    response = client.post(reverse("person_create"), newcomer(bureau))

    password = response.context["password"]
    assert password in response.content.decode()
    assert "no-store" in response.headers["Cache-Control"]
    assert User.objects.get(username="xiaowang").check_password(password)
    assert password not in client.get(reverse("people")).content.decode()


def test_a_grant_says_who_granted_it_and_for_how_long(client, administrator, bureau):
    today = timezone.localdate()

    client.post(reverse("person_create"), newcomer(bureau, valid_to=today + timedelta(days=30), policy_code="a-b-1"))

    held = RoleAssignment.objects.get(user__username="xiaowang")
    assert (held.granted_by, held.bureau, held.policy_code) == (administrator, bureau, "a-b-1")
    assert held.valid_to == today + timedelta(days=30)


def test_a_user_name_taken_is_told_beside_its_field_and_nothing_is_lost(client, administrator, bureau):
    factories.person("xiaowang")

    response = client.post(reverse("person_create"), newcomer(bureau))

    assert response.context["form"].errors["username"] == ["该用户名已被使用，请换一个"]
    assert "小王" in response.content.decode()


@pytest.mark.parametrize(
    "held, asked",
    [
        (Role.FINAL_REVIEWER, Role.CHIEF),
        (Role.CHIEF, Role.FINAL_REVIEWER),
        (Role.POLICY_EDITOR, Role.POLICY_RELEASER),
    ],
)
def test_incompatible_roles_are_refused_beside_the_field(client, administrator, bureau, held, asked):
    person = factories.official(held, "industry", "linzhou")

    response = client.post(reverse("person", args=[person.pk]), granting(bureau, role=asked, policy_code="kept"))

    assert "岗位不相容" in response.context["form"].errors["role"][0]
    assert "kept" in response.content.decode()
    assert person.roles.count() == 1


@pytest.mark.parametrize("asked", [Role.PAYMENT_MAKER, "no-such-role"])
def test_a_role_that_the_bureau_does_not_have_is_refused(client, administrator, bureau, asked):
    person = factories.official(Role.PRELIMINARY_REVIEWER, "industry", "linzhou")

    response = client.post(reverse("person", args=[person.pk]), granting(bureau, role=asked))

    assert "role" in response.context["form"].errors


def test_maker_and_checker_of_one_treasury_are_two_people():
    person, admin = factories.official(Role.PAYMENT_MAKER, "finance", "linzhou"), factories.person()
    treasury = person.roles.get().bureau

    with pytest.raises(ValidationError, match="岗位不相容"):
        grant_role(person, treasury, Grant(Role.PAYMENT_CHECKER, timezone.localdate(), None, ""), admin, timezone.now())


def test_a_role_is_limited_to_a_policy_that_exists(client, administrator, bureau):
    person = factories.official(Role.PRELIMINARY_REVIEWER, "industry", "linzhou")

    response = client.post(
        reverse("person", args=[person.pk]), granting(bureau, role=Role.CHIEF, policy_code="no-such")
    )

    assert "policy_code" in response.context["form"].errors


def test_incompatible_roles_may_follow_each_other(client, administrator, bureau):
    person = factories.official(Role.FINAL_REVIEWER, "industry", "linzhou")
    end_role(person.roles.get(), administrator, timezone.now())

    client.post(reverse("person", args=[person.pk]), granting(bureau, role=Role.CHIEF))

    assert person.roles.filter(role=Role.CHIEF).exists()


@pytest.mark.parametrize(
    "field, value, message",
    [
        ("valid_from", date(2020, 1, 1), "生效日期不得早于今天"),
        ("valid_to", date(2020, 1, 1), "失效日期不得早于生效日期"),
        ("role", Role.PRELIMINARY_REVIEWER, "该用户已有此角色"),
    ],
)
def test_a_wrong_grant_is_told_beside_its_field(client, administrator, bureau, field, value, message):
    person = factories.official(Role.PRELIMINARY_REVIEWER, "industry", "linzhou")

    response = client.post(reverse("person", args=[person.pk]), granting(bureau, **{field: value}))

    assert message in response.context["form"].errors[field]


@pytest.mark.parametrize("role", [Role.ENTERPRISE_ADMIN, Role.APPLICANT_CLERK, Role.SUPERVISOR])
def test_a_bureau_grants_neither_enterprise_roles_nor_supervision(client, administrator, bureau, role):
    person = factories.official(Role.PRELIMINARY_REVIEWER, "industry", "linzhou")

    response = client.post(reverse("person", args=[person.pk]), granting(bureau, role=role))

    assert "role" in response.context["form"].errors
    with pytest.raises(ValidationError, match="该部门不设此角色"):
        grant_role(person, bureau, Grant(role, timezone.localdate()), administrator, timezone.now())


def test_a_supervising_bureau_only_supervises(administrator):
    supervision = factories.bureau("supervision", "linzhou")
    person = factories.person()
    today, now = timezone.localdate(), timezone.now()

    grant_role(person, supervision, Grant(Role.SUPERVISOR, today), administrator, now)

    with pytest.raises(ValidationError, match="该部门不设此角色"):
        grant_role(person, supervision, Grant(Role.CHIEF, today), administrator, now)


def test_nobody_grants_to_themselves(client, administrator, bureau):
    response = client.post(reverse("person", args=[administrator.pk]), granting(bureau, role=Role.CHIEF))

    assert "不能给本人授权，请由其他管理员办理" in response.context["form"].errors["role"]


@pytest.mark.parametrize("line, region_slug", [("finance", "linzhou"), ("industry", "tangyin"), ("industry", "anyang")])
def test_people_of_another_bureau_are_not_found(client, administrator, bureau, line, region_slug):
    stranger = factories.official(Role.CHIEF, line, region_slug)

    urls = [reverse("person", args=[stranger.pk]), reverse("person_activity", args=[stranger.pk])]
    urls.append(reverse("role_end", args=[stranger.roles.get().pk]))

    assert [client.post(url, granting(bureau)).status_code for url in urls] == [404, 404, 404]
    assert stranger.username not in client.get(reverse("people")).content.decode()


def test_a_role_is_not_granted_in_another_bureau(client, administrator):
    person = factories.official(Role.PRELIMINARY_REVIEWER, "industry", "linzhou")

    response = client.post(reverse("person", args=[person.pk]), granting(factories.bureau("finance", "anyang")))

    assert "bureau" in response.context["form"].errors


def test_a_deactivated_person_cannot_sign_in_and_has_no_role(client, administrator):
    person = factories.official(Role.CHIEF, "industry", "linzhou")

    client.post(reverse("person_activity", args=[person.pk]))

    assert not client.login(username=person.username, password=factories.PASSWORD)
    assert person.roles.get().ended_by == administrator


def test_a_person_let_in_again_has_no_role_until_one_is_granted(client, administrator):
    person = factories.official(Role.CHIEF, "industry", "linzhou", is_active=False)
    end_role(person.roles.get(), administrator, timezone.now())

    client.post(reverse("person_activity", args=[person.pk]))

    person.refresh_from_db()
    assert person.is_active
    assert not RoleAssignment.objects.in_force(timezone.localdate()).filter(user=person).exists()


def test_a_person_with_roles_elsewhere_is_not_deactivated(administrator):
    person = factories.official(Role.CHIEF, "industry", "linzhou")
    factories.grant(person, Role.PRELIMINARY_REVIEWER, bureau=factories.bureau("finance", "anyang"))

    with pytest.raises(ValidationError, match="在其他部门还有角色"):
        deactivate_official(person, administrator, timezone.now())


def test_nobody_deactivates_their_own_account(administrator):
    with pytest.raises(ValidationError, match="不能停用本人的账号"):
        deactivate_official(administrator, administrator, timezone.now())


def test_the_last_administrator_of_a_bureau_stays(administrator):
    with pytest.raises(ValidationError, match="至少保留一名管理员"):
        end_role(administrator.roles.get(), administrator, timezone.now())


def test_a_role_is_ended_once(administrator):
    held = factories.official(Role.CHIEF, "industry", "linzhou").roles.get()
    end_role(held, administrator, timezone.now())

    with pytest.raises(ValidationError, match="此角色已由他人收回"):
        end_role(held, administrator, timezone.now())


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.BUREAU_ADMIN, *ENTERPRISE_ROLES)])
def test_other_officials_have_no_business_here(client, role):
    client.force_login(factories.official(role, "industry", "linzhou"))

    assert client.get(reverse("people")).status_code == 403
    assert client.post(reverse("person_create")).status_code == 403


def test_the_list_costs_the_same_for_five_and_for_fifty(client, administrator, django_assert_max_num_queries):
    for _ in range(50):
        factories.official(Role.PRELIMINARY_REVIEWER, "industry", "linzhou")

    with django_assert_max_num_queries(12):
        client.get(reverse("people"))
