from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from accounts.tests.factories import bureau
from policies.tests.factories import RD_EXPENSE, application_round
from publicity import actions
from publicity.documents import notice_pdf
from publicity.forms import NoticeForm, proposed_terms
from publicity.tests.factories import (
    AFTER_AT,
    awaiting,
    objection,
    published_notice,
    settled,
)

pytestmark = pytest.mark.django_db


def terms_form(**fields) -> NoticeForm:
    case = awaiting()
    given = {"title": "公示", "days": 5, "channel": "电话 0372-1234567", "cases": [case.pk], **fields}
    return NoticeForm(given, round=case.round, bureau=bureau("science", "anyang"), case_ids=[case.pk])


def test_a_notice_whose_telephone_is_left_blank_is_refused():
    form = terms_form(channel="受理部门：安阳市科学技术局，电话：（请填写）。")

    assert "请写明受理异议的电话" in form.errors["channel"][0]
    assert terms_form().is_valid()


def test_the_basis_is_the_documents_title_and_number():
    proposed = proposed_terms(application_round(RD_EXPENSE), bureau("science", "anyang"))

    assert proposed["basis"] == "《安阳市科技创新政策实施细则》（安政办〔2021〕62号）"


def test_the_public_page_says_that_an_objection_was_dismissed(client):
    free, objected = awaiting(), awaiting()
    notice = published_notice(free, objected)
    filed = objection(notice, position=notice.lines.get(application=objected).position)
    settled(filed)
    actions.close_due_notices(AFTER_AT)

    page = client.get(reverse("notice_detail", args=[notice.number])).content.decode()

    assert page.count(">无异议<") == page.count(">异议不成立<") == 1


def test_the_pdf_does_not_stretch_the_words_before_the_digest():
    content = notice_pdf(published_notice())

    laid_out = PdfReader(BytesIO(content)).pages[0].extract_text(extraction_mode="layout")

    assert "内容摘要（SHA-256）" in laid_out
