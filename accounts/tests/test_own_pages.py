"""Signing in, messages and the large type."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from accounts.models import Delivery, Notification
from accounts.notifications import notify
from accounts.tasks import deliver
from accounts.tests import factories

pytestmark = pytest.mark.django_db
ENGLISH = re.compile(r">[^<]*\b(Sign|Password|Forgot|Email|Log|Please|account)\b[^<]*<", re.IGNORECASE)


@pytest.fixture(autouse=True)
def _no_attempts_yet():
    cache.clear()


def sign_in(client, password: str):
    return client.post(reverse("account_login"), {"login": "chen", "password": password})


def test_a_person_signs_in_by_user_name(client):
    factories.person("chen")

    assert sign_in(client, factories.PASSWORD).url == reverse("desk")


def test_the_sign_in_page_carries_the_portals_name(client):
    assert client.get(reverse("account_login")).content.decode().count("主办单位：（由部署单位填写）") == 1


def test_guessing_is_stopped_after_five_attempts(client):
    factories.person("chen")
    for _ in range(5):
        sign_in(client, "wrong-password")

    response = sign_in(client, factories.PASSWORD)

    assert response.status_code == 200
    assert "登录失败次数过多" in response.content.decode()


def test_a_forgotten_password_is_set_anew_through_the_mailed_link(client):
    factories.person("chen")
    client.post(reverse("account_reset_password"), {"email": "chen@example.com"})
    deliver(Delivery.objects.get(address="chen@example.com").pk)
    link = re.search(r"http://testserver(\S+)", mail.outbox[0].body).group(1)

    form = client.get(link, follow=True)
    answer = {"password1": "quite-Another-77", "password2": "quite-Another-77"}
    client.post(form.request["PATH_INFO"], answer)

    assert "用户名 chen" in mail.outbox[0].body
    assert client.login(username="chen", password="quite-Another-77")


def test_an_unknown_address_is_answered_alike(client):
    response = client.post(reverse("account_reset_password"), {"email": "nobody@example.com"})

    assert response.url == reverse("account_reset_password_done")


@pytest.mark.parametrize(
    "name",
    [
        "account_login",
        "account_signup",
        "account_inactive",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key_done",
    ],
)
def test_the_pages_of_a_visitor_are_in_chinese(client, name):
    page = client.get(reverse(name)).content.decode()

    assert 'lang="zh-CN"' in page
    assert not ENGLISH.search(page), ENGLISH.search(page)


@pytest.mark.parametrize("name", ["account_change_password", "account_logout", "notifications", "joining"])
def test_the_pages_of_a_person_are_in_chinese(client, name):
    client.force_login(factories.clerk())

    page = client.get(reverse(name)).content.decode()

    assert not ENGLISH.search(page), ENGLISH.search(page)


@pytest.mark.parametrize(
    "path", ["/accounts/email/", "/accounts/login/code/", "/accounts/confirm-email/", "/accounts/reauthenticate/"]
)
def test_what_the_portal_does_not_offer_is_not_there(client, path):
    assert client.get(path).status_code == 404


def test_unread_messages_come_first(client):
    user = factories.person()
    client.force_login(user)
    notify([user], "旧的未读")
    Notification.objects.create(user=user, title="新的已读", read_at=timezone.now())

    page = client.get(reverse("notifications")).content.decode()

    assert page.index("旧的未读") < page.index("新的已读")


def test_opening_a_message_marks_it_read_and_leads_on(client):
    user = factories.person()
    client.force_login(user)
    message = notify([user], "请补正", url="/applications/1/")[0]

    response = client.post(reverse("notification_open", args=[message.pk]))

    message.refresh_from_db()
    assert response.url == "/applications/1/"
    assert message.read_at


def test_a_message_says_whether_there_is_something_to_do_or_only_to_read(client):
    user = factories.person()
    client.force_login(user)

    notify([user], "请补正", url="/applications/1/", needs_action=True)
    to_do = client.get(reverse("notifications")).content.decode()
    client.force_login(other := factories.person())
    notify([other], "已拨付", url="/applications/1/")
    to_read = client.get(reverse("notifications")).content.decode()

    assert "去处理<" in to_do
    assert "查看<" in to_read
    assert "去处理<" not in to_read


def test_looking_at_messages_changes_nothing(client):
    user = factories.person()
    client.force_login(user)
    notify([user], "请补正")

    client.get(reverse("notifications"))

    assert client.get(reverse("notifications_read")).status_code == 405
    assert user.notifications.get().read_at is None


def test_all_messages_are_marked_read_and_nobody_elses(client):
    user, other = factories.person(), factories.person()
    notify([user, other], "请补正")
    client.force_login(user)

    client.post(reverse("notifications_read"))

    assert user.notifications.get().read_at
    assert other.notifications.get().read_at is None


def test_somebody_elses_message_is_not_found(client):
    message = notify([factories.person()], "请补正")[0]
    client.force_login(factories.person())

    assert client.post(reverse("notification_open", args=[message.pk])).status_code == 404


@pytest.mark.parametrize(
    "referer, target",
    [
        ("http://testserver/messages/?page=2", "http://testserver/messages/?page=2"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("", "/"),
    ],
)
def test_the_large_type_is_kept_per_person_and_leads_back_on_this_site_only(client, referer, target):
    user = factories.person()
    client.force_login(user)

    response = client.post(reverse("large_type"), headers={"referer": referer})

    user.refresh_from_db()
    assert user.large_type
    assert response.url == target


def test_the_shortcuts_can_be_switched_off_by_each_person(client):
    user = factories.person()
    client.force_login(user)

    client.post(reverse("shortcuts"), headers={"referer": "http://testserver/messages/"})

    user.refresh_from_db()
    assert not user.shortcuts
    assert 'data-shortcuts="off"' in client.get(reverse("notifications")).content.decode()


@pytest.mark.parametrize(
    "name", ["notifications", "people", "colleagues", "enterprise_profile", "joining", "account_change_password"]
)
def test_a_visitor_is_asked_to_sign_in(client, name):
    assert client.get(reverse(name)).url.startswith(reverse("account_login"))
