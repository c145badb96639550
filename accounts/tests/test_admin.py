"""Django's admin: the system administrator's site, and nobody else's."""

import pytest
from django.urls import reverse

from accounts.models import Role, RoleAssignment
from accounts.tests import factories

pytestmark = pytest.mark.django_db
LISTS = [f"admin:accounts_{name}_changelist" for name in ("user", "region", "bureau", "enterprise", "roleassignment")]


@pytest.fixture
def root(client):
    user = factories.person("root", is_staff=True, is_superuser=True)
    client.force_login(user)
    return user


@pytest.mark.parametrize("name", LISTS)
def test_the_system_administrator_sees_every_list(client, root, name):
    factories.enterprise_admin()

    assert client.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", LISTS)
def test_staff_without_being_superuser_sees_nothing(client, name):
    client.force_login(factories.official(Role.BUREAU_ADMIN, is_staff=True))

    assert client.get(reverse(name)).status_code == 403


@pytest.mark.parametrize("role", [Role.BUREAU_ADMIN, Role.CHIEF, Role.SUPERVISOR])
def test_an_official_is_sent_away(client, role):
    client.force_login(factories.official(role))

    assert client.get(reverse("admin:index")).status_code == 302


def test_a_role_granted_here_says_who_granted_it(client, root):
    person = factories.person()
    fields = {"user": person.pk, "role": Role.CHIEF, "bureau": factories.bureau().pk, "valid_from": "2026-01-01"}

    client.post(reverse("admin:accounts_roleassignment_add"), fields)

    assert person.roles.get().granted_by == root


def test_incompatible_roles_are_refused_here_as_well(client, root):
    person = factories.official(Role.FINAL_REVIEWER)
    fields = {"user": person.pk, "role": Role.CHIEF, "bureau": factories.bureau().pk, "valid_from": "2026-01-01"}

    response = client.post(reverse("admin:accounts_roleassignment_add"), fields)

    assert "岗位不相容" in response.content.decode()
    assert person.roles.count() == 1


def test_a_role_is_never_deleted(client, root):
    held = factories.official(Role.CHIEF).roles.get()

    response = client.post(reverse("admin:accounts_roleassignment_delete", args=[held.pk]), {"post": "yes"})

    assert response.status_code == 403
    assert RoleAssignment.objects.filter(pk=held.pk).exists()


def test_a_person_is_added_with_a_name(client, root):
    passwords = {"password1": factories.PASSWORD, "password2": factories.PASSWORD, "usable_password": "true"}
    fields = {"username": "newcomer", "name": "新同事", "phone": "", "email": ""}

    client.post(reverse("admin:accounts_user_add"), fields | passwords)

    assert factories.User.objects.get(username="newcomer").name == "新同事"
