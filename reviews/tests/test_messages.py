"""Enterprise and officials write to each other on a case: append-only, with read state, never on a draft or a closed case."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, ProgrammingError, transaction
from django.urls import reverse

from accounts.models import Notification, Role
from accounts.tests.factories import clerk, enterprise, official
from applications import actions
from applications.messages import unread_by
from applications.models import CaseMessage, MessageRead
from applications.tests.factories import FILED_AT, draft, filed
from applications.workflow import NotAllowed
from reviews.actions import answer_message

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def reviewer(line: str = "industry", role: str = Role.PRELIMINARY_REVIEWER):
    return official(role, line, "linzhou")


def asked(application, text: str = "请问还需要什么", **fields) -> CaseMessage:
    return actions.write_message(application, application.created_by, FILED_AT + HOUR, text, **fields)


def page_of(application, name: str = "case_messages") -> str:
    return reverse(name, args=[application.number])


def test_every_bureau_of_a_joint_stage_is_told_of_the_enterprises_message_and_reads_it(client):
    officers = [reviewer("industry"), reviewer("finance")]
    application = filed()
    asked(application, "发票原件何时核对")

    for officer in officers:
        client.force_login(officer)
        assert Notification.objects.filter(user=officer, title__startswith="企业留言").exists()
        assert "发票原件何时核对" in client.get(page_of(application)).content.decode()


def test_who_may_not_read_the_case_reads_no_message(client):
    application = filed()
    asked(application)
    for stranger, name in ((official(Role.PRELIMINARY_REVIEWER, "industry", "tangyin"), "case_messages"),
                           (clerk(enterprise()), "application_messages")):  # fmt: skip
        client.force_login(stranger)
        assert client.get(page_of(application, name)).status_code == 404


def test_an_answer_is_told_to_the_enterprise_and_its_reading_to_the_officer(client):
    application, officer = filed(), reviewer()
    message = answer_message(application, officer, FILED_AT + HOUR, "请带原件到窗口核对")

    actions.read_messages(application, application.created_by, FILED_AT + 2 * HOUR, official=False)
    client.force_login(officer)

    assert Notification.objects.filter(user=application.created_by, title__startswith="部门留言").exists()
    assert message.bureau.line == "industry"
    assert f"已读：{application.created_by} 03-02 11:30" in client.get(page_of(application)).content.decode()


def test_looking_at_messages_writes_nothing_and_each_reader_reads_for_themselves(client):
    first, second = reviewer(), reviewer()
    application = filed()
    asked(application)
    client.force_login(first)

    client.get(page_of(application))
    assert not MessageRead.objects.exists()
    client.post(page_of(application, "case_messages_read"))
    client.post(page_of(application, "case_messages_read"))

    assert not unread_by(first, official=True).exists()
    assert unread_by(second, official=True).count() == 1


def test_unread_messages_are_counted_on_list_and_desk(client):
    officer, application = reviewer(), filed()
    asked(application)
    answer_message(application, officer, FILED_AT + HOUR, "已收到")

    client.force_login(officer)
    assert application.number in client.get(reverse("message_list")).content.decode()
    assert "未读留言" in client.get(reverse("desk")).content.decode()
    client.force_login(application.created_by)
    assert "留言 1" in client.get(reverse("application_list")).content.decode()


@pytest.mark.parametrize("act", ["draft", "withdrawn"])
def test_no_message_is_written_before_filing_or_after_closing(act):
    application = draft() if act == "draft" else filed()
    if act == "withdrawn":
        actions.withdraw(application, application.created_by, FILED_AT, "重报")

    with pytest.raises(NotAllowed, match=r"提交后可以留言|已办结"):
        asked(application)


def test_a_supervisor_reads_and_does_not_write():
    application = filed()

    with pytest.raises(NotAllowed, match="您的角色"):
        answer_message(application, official(Role.SUPERVISOR, "supervision", "anyang"), FILED_AT, "请抓紧")


def test_an_attachment_is_checked_like_any_document():
    application = filed()
    with pytest.raises(ValidationError, match="不是可接受的格式"):
        asked(application, upload=SimpleUploadedFile("a.pdf", b"MZ program"))

    png = bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
        "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
    )
    one, two = (asked(application, upload=SimpleUploadedFile("窗口截图.png", png)) for _ in range(2))

    assert one.document == two.document


def test_what_was_refused_stays_in_the_form_with_its_reason(client):
    application = filed()
    client.force_login(application.created_by)

    refused = client.post(
        page_of(application, "application_messages"),
        {"text": "见附件", "file": SimpleUploadedFile("a.pdf", b"MZ program")},
    )

    assert refused.status_code == 422
    assert all(words in refused.content.decode() for words in ("见附件", "不是可接受的格式"))
    assert not CaseMessage.objects.exists()


def test_messages_and_readings_are_evidence():
    application, officer = filed(), reviewer()
    message = asked(application)
    actions.read_messages(application, officer, FILED_AT, official=True)

    with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
        CaseMessage.objects.filter(pk=message.pk).update(text="改")
    with pytest.raises(IntegrityError, match="message_read_once"), transaction.atomic():
        MessageRead.objects.create(message=message, reader=officer, at=FILED_AT)
    with pytest.raises(IntegrityError, match="message_says_something"), transaction.atomic():
        CaseMessage.objects.create(application=application, author=officer, text="", at=FILED_AT)


def test_the_count_of_own_notices_in_the_header_is_not_that_of_the_cases_messages(client):
    application = filed()
    answer_message(application, reviewer(), FILED_AT + HOUR, "请带原件到窗口核对")
    person = application.created_by
    notices = person.notifications.filter(read_at__isnull=True).count()
    actions.read_messages(application, person, FILED_AT + 2 * HOUR, official=False)

    client.force_login(person)
    for name in ("application_detail", "application_messages"):
        page = client.get(page_of(application, name)).content.decode()
        assert f'消息 <span class="badge text-bg-danger">{notices}<' in page


def test_the_case_page_reports_presence_only_of_those_who_review(client):
    application, officer = filed(), reviewer()
    here = reverse("case_here", args=[application.number])

    for person, told in ((officer, True), (official(Role.SUPERVISOR, "supervision", "anyang"), False)):
        client.force_login(person)
        answer = client.get(reverse("case_detail", args=[application.number]))
        assert answer.status_code == 200
        assert (here in answer.content.decode()) is told
