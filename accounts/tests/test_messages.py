"""How messages go out, how to-dos are cleared, and in whose words they are told."""

from datetime import date

import pytest
from celery.exceptions import Retry
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django_celery_outbox.models import CeleryOutbox

from accounts import tasks
from accounts.messaging import choose_messages, send_again
from accounts.models import Delivery, Event, Group, Notification, Wording
from accounts.notifications import clear_todos, notify
from accounts.queues import todos_of
from accounts.tasks import deliver, send_digest
from accounts.tests import factories

pytestmark = pytest.mark.django_db
State = Delivery.State


def told(event: str = Event.CORRECTION, **chosen) -> Delivery:
    """Return the delivery of a message to somebody who chose how to be told of the group 我要办的事."""
    user = factories.person("chen", phone="13800000000")
    choose_messages(user, {Group.WORK: (chosen.get("mail", "now"), chosen.get("sms", False))})
    return notify([user], "请补正", "缺审计报告", "/applications/1/", event=event)[0].deliveries.get()


def queued() -> list[list[int]]:
    return [task.args for task in CeleryOutbox.objects.filter(task_name="accounts.tasks.deliver")]


def test_a_message_is_mailed_once():
    delivery = told()

    deliver(delivery.pk)
    deliver(delivery.pk)

    delivery.refresh_from_db()
    assert [sent.subject for sent in mail.outbox] == ["【惠企】请补正"]
    assert (delivery.state, delivery.attempts) == (State.SENT, 1)


def test_a_messages_mail_stands_or_falls_with_the_transaction():
    with transaction.atomic():
        notify([factories.person("first")], "不会发出")
        transaction.set_rollback(True)

    message = notify([factories.person("second")], "会发出")[0]

    assert queued() == [[message.deliveries.get().pk]]


def test_a_failed_mail_is_written_down_and_tried_again(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", 1, False
    delivery = told()

    with pytest.raises((Retry, tasks.NotDelivered)):
        deliver(delivery.pk)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == (State.QUEUED, 1)
    assert "refused" in delivery.error


def test_a_mail_that_was_given_up_can_be_sent_again():
    delivery = told()
    tasks.note_failure(delivery.pk, "邮件服务器拒收", is_final=True)
    CeleryOutbox.objects.all().delete()

    assert send_again(Delivery.objects.all()) == 1
    assert queued() == [[delivery.pk]]


def test_an_sms_goes_only_to_who_asked_for_it(settings, tmp_path):
    settings.EMAIL_FILE_PATH = tmp_path
    delivery = told(mail="none", sms=True)

    deliver(delivery.pk)

    assert [file.read_text() for file in tmp_path.glob("sms-*.txt")] == ["13800000000\n【惠企】请补正\n"]
    assert delivery.notification.deliveries.count() == 1


def test_a_digest_brings_what_waits_in_one_mail_and_nothing_twice():
    first = told(mail="digest")
    user = first.notification.user
    notify([user], "再补正", "缺合同", event=Event.CORRECTION)

    send_digest(user.pk)
    send_digest(user.pk)

    assert [sent.subject for sent in mail.outbox] == ["【惠企】今日消息 2 条"]
    assert "缺审计报告" in mail.outbox[0].body
    assert "缺合同" in mail.outbox[0].body


def test_another_group_of_messages_is_told_as_before():
    assert told(Event.PAID, mail="none").channel == Delivery.Channel.MAIL


def test_a_todo_is_cleared_by_the_act_for_everybody():
    people = [factories.person("first"), factories.person("second")]
    notify(people, "待办：初审", needs_action=True, key="task-1")
    notify(people, "待办：审定", needs_action=True, key="task-2")

    clear_todos("task-1", timezone.now())

    assert [[todo.key for todo in todos_of(person)] for person in people] == [["task-2"], ["task-2"]]


def test_a_second_todo_on_the_same_matter_replaces_the_first():
    user = factories.person()
    notify([user], "待办：初审", needs_action=True, key="task-1", due_on=date(2026, 3, 2))
    notify([user], "待办：初审（转办）", needs_action=True, key="task-1")

    assert [todo.title for todo in todos_of(user)] == ["待办：初审（转办）"]


def test_the_database_holds_one_open_todo_for_each_matter():
    user = factories.person()
    Notification.objects.create(user=user, title="待办", needs_action=True, key="task-1")

    with pytest.raises(IntegrityError, match="notification_one_todo_per_matter"):
        Notification.objects.create(user=user, title="待办", needs_action=True, key="task-1")


@pytest.mark.parametrize(
    "fields, rule",
    [
        ({"state": "sent"}, "delivery_sent_with_time"),
        ({"state": "failed"}, "delivery_failed_with_reason"),
        ({"channel": "mail"}, "delivery_once_per_channel"),
    ],
)
def test_the_record_of_deliveries_is_whole(fields: dict, rule: str):
    message = told().notification

    with pytest.raises(IntegrityError, match=rule):
        Delivery.objects.create(**{"notification": message, "channel": "sms", "address": "13800000000", **fields})


def wording(policy_code: str, title: str, body: str = "{原文}") -> Wording:
    return Wording.objects.create(
        event=Event.CORRECTION, policy_code=policy_code, title=title, body=body,
        changed_by=factories.person(), changed_at=timezone.now(),
    )  # fmt: skip


def test_a_policys_own_template_comes_before_the_general_one():
    wording("", "通用：{标题}")
    wording("patent-grant", "专利：{企业}", "{原文}咨询电话 0396-12345。{时限}")
    user = factories.person()
    words = {"企业": "甲公司"}

    own = notify([user], "请补正", "缺合同。", event=Event.CORRECTION, policy_code="patent-grant", words=words)[0]
    general = notify([user], "请补正", "缺合同。", event=Event.CORRECTION, policy_code="rd-expense")[0]

    assert (own.title, own.body) == ("专利：甲公司", "缺合同。咨询电话 0396-12345。")
    assert general.title == "通用：请补正"


def test_a_template_names_only_words_that_messages_know():
    from accounts.forms.messages import WordingForm

    form = WordingForm({"title": "{企业}", "body": "{金额}"})

    assert not form.is_valid()
    assert "没有这个占位词：金额" in form.errors["body"][0]


def test_a_person_chooses_how_to_be_told(client):
    user = factories.person(phone="13800000000")
    client.force_login(user)
    posted = {f"{group}-mail": "digest" for group in Group} | {"money-sms": "on"}

    response = client.post(reverse("message_preferences"), posted)

    assert response.url == reverse("message_preferences")
    chosen = {each.group: (each.mail, each.sms) for each in user.message_preferences.all()}
    assert chosen == {group: ("digest", group == Group.MONEY) for group in Group}


def test_the_todo_page_shows_what_waits_and_only_that(client):
    user = factories.person()
    client.force_login(user)
    notify([user], "已读即可")
    notify([user], "待办：初审 甲公司", needs_action=True, key="task-1", due_on=date(2026, 3, 2))

    page = client.get(reverse("notifications"), {"show": "todo"}).content.decode()

    assert "待办：初审 甲公司" in page
    assert "已读即可" not in page


def test_a_wrong_choice_is_refused(client):
    user = factories.person()
    client.force_login(user)

    response = client.post(reverse("message_preferences"), {"work-mail": "pigeon"})

    assert response.status_code == 200
    assert not user.message_preferences.exists()


def test_a_word_that_is_unknown_is_refused_with_those_that_are_known():
    from accounts.forms.messages import known_words

    with pytest.raises(ValidationError, match="可用的有"):
        known_words("{不存在}")
