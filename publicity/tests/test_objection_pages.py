"""The pages of objections: the public ones, the officials', the enterprise's."""

from datetime import datetime

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import Role
from accounts.tests.factories import official
from applications.models import Application, Scan
from applications.tests.factories import SHANGHAI, scan_of
from publicity.models import IdentityReading, Objection, ObjectionFile
from publicity.objection_flow import State
from publicity.tests.factories import (
    answered,
    asked,
    finder,
    investigated,
    objection,
    publicity_officer,
    published_notice,
)

pytestmark = pytest.mark.django_db
INSIDE = datetime(2026, 9, 28, 10, 0, tzinfo=SHANGHAI)
OPEN = {"name": "李四", "contact": "0372-1234567", "content": "该企业的研发费用与统计报表不一致，请核查"}


@pytest.fixture(autouse=True)
def _in_window(monkeypatch):
    """The pages read the clock; here it stands inside the window of the factories' notices."""
    cache.clear()
    monkeypatch.setattr("django.utils.timezone.now", lambda: INSIDE)


def new_url() -> str:
    return reverse("objection_new", args=[published_notice().number, 1])


def paper(name: str = "证据.pdf", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or scan_of("证据"))


def text(response) -> str:
    return response.content.decode()


def test_an_objection_is_filed_without_an_account_and_answered_by_query_code(client):
    answer = client.post(new_url(), {**OPEN, "evidence": [paper()]}, follow=True)

    filed = Objection.objects.get()
    assert filed.receipt in text(answer)
    assert "二维码" in text(answer)
    assert OPEN["name"] not in text(answer)
    assert filed.files.get().name == "证据.pdf"
    found = client.get(reverse("objection_find"), {"receipt": filed.receipt.lower()})
    assert found.url == reverse("objection_receipt", args=[filed.receipt])


def test_an_objection_may_be_anonymous(client):
    client.post(new_url(), {"content": OPEN["content"]})

    assert not hasattr(Objection.objects.get(), "objector")


@pytest.mark.parametrize(
    "field, value, message",
    [
        ("contact", "无", "请填写有效的电话或邮箱"),
        ("content", "太短了", "异议内容不少于 10 个字"),
        ("content", " " * 20, "这个字段是必填项"),
        ("website", "http://spam", "提交未被接受"),
        ("evidence", [paper(content=b"MZ" * 50)], "证据.pdf：文件内容不是可接受的格式"),
        ("evidence", [paper(f"{n}.pdf") for n in range(4)], "最多上传 3 份"),
    ],
)
def test_what_cannot_be_taken_is_said_beside_the_field_and_nothing_typed_is_lost(client, field, value, message):
    answer = client.post(new_url(), {**OPEN, field: value})

    assert message in text(answer)
    assert OPEN["name"] in text(answer)
    assert not Objection.objects.exists()


def test_one_address_files_five_objections_an_hour(client):
    url = new_url()

    for _ in range(5):
        client.post(url, OPEN)
    refused = client.post(url, OPEN)

    assert "提交过于频繁" in text(refused)
    assert Objection.objects.count() == 5


def test_behind_the_proxy_each_visitor_is_counted_alone(client, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    url = new_url()

    for visitor in range(6):
        client.post(url, OPEN, headers={"x-forwarded-for": f"198.51.100.1, 203.0.113.{visitor}"})

    assert Objection.objects.count() == 6


def test_after_the_window_the_form_is_closed(client, monkeypatch):
    url = new_url()
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 10, 10, 8, 0, tzinfo=SHANGHAI))

    answer = client.post(url, OPEN, follow=True)

    assert "公示期已满" in text(answer)
    assert not Objection.objects.exists()


def test_the_officer_accepts_and_sees_who_may_find_and_who_may_not(client):
    officer, independent = publicity_officer(name="公示员"), finder(name="核查员")
    filed = objection(published_notice(by=officer), at=INSIDE)
    client.force_login(officer)

    answer = client.post(reverse("objection_act", args=[filed.pk, "accept"]), {"remark": ""}, follow=True)
    assert "不能：拟定或发布了这份公示" in text(answer)
    client.post(reverse("objection_assign", args=[filed.pk]), {"finder": independent.pk})

    filed.refresh_from_db()
    assert (filed.state, filed.finder) == (State.INVESTIGATING, independent)


def test_a_refused_form_keeps_what_was_typed(client):
    filed = investigated(objection(at=INSIDE), at=INSIDE)
    client.force_login(filed.finder)
    typed = {"remedy": "amount", "facts": "调阅了账目", "answer": "异议成立", "reason": ""}

    answer = client.post(reverse("objection_act", args=[filed.pk, "conclude"]), typed)

    assert answer.status_code == 422
    assert "异议成立的，须写明告知企业的理由" in text(answer)
    assert "调阅了账目" in text(answer)


def test_a_race_is_told_as_a_sentence(client):
    filed, officer = objection(at=INSIDE), publicity_officer()
    investigated(filed, at=INSIDE)
    client.force_login(officer)

    answer = client.post(reverse("objection_act", args=[filed.pk, "accept"]), {"remark": ""}, follow=True)

    assert "这件异议已由他人办理" in text(answer)


def test_the_name_is_not_on_the_page_but_behind_a_button_that_leaves_a_trace(client):
    filed, officer = objection(at=INSIDE), publicity_officer()
    client.force_login(officer)
    assert "李四" not in text(client.get(reverse("objection_detail", args=[filed.pk])))
    assert client.get(reverse("objection_identity", args=[filed.pk])).status_code == 405

    shown = client.post(reverse("objection_identity", args=[filed.pk]))

    assert "李四" in text(shown)
    assert "no-store" in shown["Cache-Control"]
    assert IdentityReading.objects.get().by == officer


def test_an_attachment_that_is_not_scanned_yet_is_shown_to_no_official(client, settings):
    client.post(new_url(), {**OPEN, "evidence": [paper()]})
    file, officer = ObjectionFile.objects.get(), publicity_officer()
    client.force_login(officer)
    url = reverse("objection_file", args=[file.objection_id, file.pk])
    settings.CLAMD_URL = "tcp://127.0.0.1:1"
    assert client.get(url).status_code == 409

    ObjectionFile.objects.update(virus_scan=Scan.CLEAN, scanned_at=INSIDE)

    assert client.get(url).status_code == 200


def test_the_enterprise_answers_and_reads_nothing_of_who_objected(client):
    filed = investigated(objection(at=INSIDE), at=INSIDE)
    statement = asked(filed, INSIDE)
    clerk = filed.line.application.created_by
    client.force_login(clerk)
    url = reverse("own_statement", args=[statement.pk])

    page = text(client.get(url))
    for secret in ("李四", "13812345678", filed.content, filed.receipt):
        assert secret not in page
    given = client.post(url, {"text": "差异系统计口径不同。", "evidence": [paper("对账表.pdf")]}, follow=True)

    assert "对账表.pdf" in text(given)
    own = statement.files.get()
    assert client.get(reverse("own_statement_file", args=[statement.pk, own.pk])).status_code == 200
    assert client.get(reverse("objection_detail", args=[filed.pk])).status_code == 403


def test_a_file_of_the_objection_is_not_reached_through_the_statement(client):
    client.post(new_url(), {**OPEN, "evidence": [paper()]})
    file = ObjectionFile.objects.get()
    statement = asked(investigated(file.objection, at=INSIDE), INSIDE)
    client.force_login(file.objection.line.application.created_by)

    assert client.get(reverse("own_statement_file", args=[statement.pk, file.pk])).status_code == 404


def test_the_enterprise_does_not_read_the_answer_to_the_objector(client):
    filed = answered(objection(at=INSIDE), at=INSIDE)
    letter, case = filed.steps.last().letter, Application.objects.get(pk=filed.line.application_id)
    client.force_login(case.created_by)

    assert letter.number not in text(client.get(reverse("application_detail", args=[case.number])))
    assert client.get(reverse("letter_file", args=[letter.code])).status_code == 404


def test_the_objector_reads_the_answer_and_asks_for_reconsideration_once(client):
    filed = answered(objection(at=INSIDE), at=INSIDE)
    receipt, again = (reverse(name, args=[filed.receipt]) for name in ("objection_receipt", "objection_reconsider"))
    letter = filed.steps.last().letter
    assert "经核查，答复如下。" in text(client.get(receipt))
    pdf_file = client.get(reverse("objection_letter", args=[filed.receipt, letter.code]))
    assert pdf_file.content.startswith(b"%PDF")
    assert client.post(again, {"reason": " "}).status_code == 422

    assert "已申请复核" in text(client.post(again, {"reason": "账目没有核对到位"}, follow=True))
    assert "已经申请过复核" in text(client.post(again, {"reason": "再来一次"}, follow=True))


def test_the_objector_may_agree_and_the_line_is_free_at_once(client):
    filed = answered(objection(at=INSIDE), at=INSIDE)

    answer = client.post(reverse("objection_agree", args=[filed.receipt]), follow=True)

    assert "已办结" in text(answer)
    filed.line.refresh_from_db()
    assert filed.line.state == "open"


def test_a_letter_of_another_objection_is_not_reached_with_ones_own_code(client):
    mine, other = objection(at=INSIDE), answered(objection(at=INSIDE), at=INSIDE)
    code = other.steps.last().letter.code

    assert client.get(reverse("objection_letter", args=[mine.receipt, code])).status_code == 404


def test_an_objection_to_an_enterprise_of_ones_own_is_not_ones_own_to_read(client):
    filed, chief = objection(at=INSIDE), official(Role.CHIEF, "science", "zhumadian")
    client.force_login(chief)

    assert client.get(reverse("objection_detail", args=[filed.pk])).status_code == 404
