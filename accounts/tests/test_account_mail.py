"""Mails about an account go out as every other mail does: queued, on record, tried again, without keeping their link."""

import pytest
from celery.exceptions import Retry
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse
from django_celery_outbox.models import CeleryOutbox

from accounts import tasks
from accounts.models import Delivery
from accounts.tasks import deliver
from accounts.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(client) -> Delivery:
    """The record of a mail that somebody asked for who forgot the password."""
    factories.person("chen")
    client.post(reverse("account_reset_password"), {"email": "chen@example.com"})
    return Delivery.objects.get()


def test_the_mail_is_queued_with_a_record_and_sent_once(asked):
    assert (asked.state, asked.notification, asked.subject) == ("queued", None, "设置新密码")
    assert [task.args for task in CeleryOutbox.objects.all()] == [[asked.pk]]
    assert mail.outbox == []

    deliver(asked.pk)
    deliver(asked.pk)

    assert [(sent.subject, sent.to) for sent in mail.outbox] == [("【惠企】设置新密码", ["chen@example.com"])]


def test_what_was_sent_leaves_no_link_behind(asked):
    assert "/accounts/password/reset/key/" in asked.body

    deliver(asked.pk)

    asked.refresh_from_db()
    assert (asked.state, asked.body) == ("sent", "")


def test_a_mail_server_that_is_away_is_tried_again_with_the_same_words(asked, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", 1, False

    with pytest.raises((Retry, tasks.NotDelivered)):
        deliver(asked.pk)

    asked.refresh_from_db()
    assert (asked.state, asked.attempts, bool(asked.body)) == ("queued", 1, True)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"subject": ""}, "delivery_of_message_or_own_words"),
        ({"state": "sent", "sent_at": "2026-03-02T09:00:00+08:00"}, "delivery_sent_keeps_no_body"),
    ],
)
def test_the_database_keeps_the_rules_of_a_mail_of_its_own(asked, change, rule):
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        Delivery.objects.filter(pk=asked.pk).update(**change)
