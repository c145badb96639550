"""The words of a policy's messages, and who may change them."""

import pytest
from django.urls import reverse

from accounts.models import Event, Role, Wording
from accounts.tests.factories import official
from policies.tests.factories import RD_EXPENSE, policy_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    policy_version(RD_EXPENSE)
    user = official(Role.POLICY_EDITOR, "science", "anyang")
    client.force_login(user)
    return user


def store(client, **fields):
    posted = {"title": "请补正：{企业}", "body": "{原文}", **fields}
    return client.post(reverse("policy_wording", args=[RD_EXPENSE, Event.CORRECTION]), posted)


def test_an_editor_words_a_message_of_the_policy_anew(client, editor):
    store(client)

    stored = Wording.objects.get()
    assert (stored.event, stored.policy_code, stored.title) == (Event.CORRECTION, RD_EXPENSE, "请补正：{企业}")
    assert stored.changed_by == editor
    assert "请补正：{企业}" in client.get(reverse("policy_wordings", args=[RD_EXPENSE])).content.decode()


def test_an_unknown_word_is_refused_and_what_was_typed_stays(client, editor):
    page = store(client, title="请补正：{金额}").content.decode()

    assert "没有这个占位词：金额" in page
    assert "请补正：{金额}" in page
    assert not Wording.objects.exists()


def test_the_general_words_are_restored(client, editor):
    store(client)

    store(client, restore="1")

    assert not Wording.objects.exists()


def test_the_messages_of_another_bureaus_policy_are_not_there(client):
    policy_version(RD_EXPENSE)
    client.force_login(official(Role.POLICY_EDITOR, "market", "zhumadian"))

    assert store(client).status_code == 404
    assert not Wording.objects.exists()
