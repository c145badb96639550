"""Who publishes and who pays reads a case's messages and declares recusal from it, as those who review it do."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import Notification, Role, User
from accounts.tests.factories import official
from applications.actions.messaging import keep_message
from applications.tests.factories import FILED_AT, RD_EXPENSE
from applications.workflow import NotAllowed
from publicity.queues import publicity_queue
from reviews.actions.recusing import recuse_later
from reviews.models import Recusal
from reviews.tests.factories import HOUR, approved

pytestmark = pytest.mark.django_db
AT = FILED_AT + 2 * HOUR
TODAY = AT.date()


def later_officers() -> list[User]:
    """Who publishes and who pays the city's awards."""
    return [official(Role.PUBLICITY_OFFICER, "science", "anyang"), official(Role.PAYMENT_MAKER, "finance", "anyang")]


def test_who_publishes_or_pays_reads_the_messages_and_answers_nothing(client, monkeypatch):
    application = approved(RD_EXPENSE)
    keep_message(application, application.created_by, None, AT, "名称请用全称", None)
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)
    url = reverse("case_messages", args=[application.number])

    for officer in later_officers():
        client.force_login(officer)
        page = client.get(url).content.decode()
        assert "名称请用全称" in page
        assert "发送留言" not in page
        assert f'"{reverse("case_detail", args=[application.number])}"' not in page
    client.force_login(official(Role.PUBLICITY_OFFICER, "science", "pingdingshan"))
    assert client.get(url).status_code == 404


def test_who_publishes_or_pays_declares_recusal_per_case(client, monkeypatch):
    application = approved(RD_EXPENSE)
    publisher, payer = later_officers()
    chief = official(Role.CHIEF, "science", "anyang")
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)
    assert application in publicity_queue(publisher, TODAY)

    client.force_login(publisher)
    url = reverse("case_recuse", args=[application.number])
    refused = client.post(url, {"recuse-reason": ""})
    client.post(url, {"recuse-reason": "配偶在该企业任职"})
    recuse_later(application, payer, AT, "近亲属任职")

    assert "请填写理由" in refused.content.decode()
    assert application not in publicity_queue(publisher, TODAY)
    assert Recusal.objects.filter(application=application).count() == 2
    assert Notification.objects.filter(user=chief, title="回避后无人办理").exists()
    with pytest.raises(NotAllowed, match="已回避"):
        recuse_later(application, payer, AT, "再次")


def test_nobody_without_a_later_part_declares_it_that_way():
    application = approved(RD_EXPENSE)

    with pytest.raises(NotAllowed, match="您的角色"):
        recuse_later(application, official(Role.PAYMENT_MAKER, "finance", "pingdingshan"), AT, "近亲属任职")
    with pytest.raises(ValidationError):
        recuse_later(application, later_officers()[0], AT, " ")
