import hashlib
import json
from datetime import datetime
from io import BytesIO

import pytest
from django.core.cache import cache
from django.urls import reverse
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from accounts.models import Role
from accounts.tests.factories import official
from applications.tests.factories import SHANGHAI
from publicity.models import Notice
from publicity.tests.factories import TERMS, awaiting, draft_notice, publicity_officer, published_notice

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clean_cache():
    cache.clear()


@pytest.fixture
def in_window(monkeypatch):
    """The public pages read the clock; here it stands inside the window of the factories' notices."""
    inside = datetime(2026, 9, 28, 10, 0, tzinfo=SHANGHAI)
    monkeypatch.setattr("django.utils.timezone.now", lambda: inside)
    return inside


def test_anybody_reads_lists_and_verifies_a_notice(client, in_window):
    notice = published_notice()

    listed = client.get(reverse("notice_list"))
    shown = client.get(reverse("notice_detail", args=[notice.number]))
    verified = client.get(reverse("notice_verify", args=[notice.number]))

    assert notice.title in listed.content.decode()
    for text in (notice.number, notice.digest, "2026-10-09", notice.rows[0][1], "合计", "<svg"):
        assert text in shown.content.decode()
    assert "核验一致" in verified.content.decode()


def test_nobody_reads_a_draft_publicly(client):
    draft = draft_notice()

    assert TERMS.title not in client.get(reverse("notice_list")).content.decode()
    assert client.get(reverse("notice_draft", args=[draft.pk])).status_code == 302


def test_the_page_says_so_where_the_next_years_calendar_is_not_announced(client):
    published_notice(at=datetime(2035, 3, 1, 9, 0, tzinfo=SHANGHAI), by=publicity_officer())

    shown = client.get(reverse("notice_detail", args=[Notice.objects.get().number]))

    assert "该年度节假日安排尚未公布，暂按周末推算" in shown.content.decode()


def test_the_json_is_what_the_digest_is_of(client):
    notice = published_notice()

    content = client.get(reverse("notice_json", args=[notice.number])).content

    assert hashlib.sha256(content).hexdigest() == notice.digest
    assert json.loads(content)["rows"] == notice.rows


def test_the_excel_lists_the_rows_and_the_total_as_numbers(client):
    notice = published_notice()

    content = client.get(reverse("notice_excel", args=[notice.number])).content

    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert rows[3] == [column["title"] for column in notice.columns]
    assert rows[4][1] == notice.rows[0][1]
    assert rows[5][0] == "合计"
    assert rows[4][-1] == rows[5][-1] == float(notice.rows[0][-1])


def test_the_pdf_carries_title_number_and_digest(client):
    notice = published_notice()

    content = client.get(reverse("notice_pdf", args=[notice.number])).content

    text = PdfReader(BytesIO(content)).pages[0].extract_text().replace("\n", "").replace(" ", "")
    assert content.startswith(b"%PDF")
    assert str(notice.number) in text
    assert notice.digest[:32] in text
    assert notice.digest_sm3[:32] in text


def test_the_officer_drafts_previews_and_publishes(client, in_window):
    case, officer = awaiting(), publicity_officer()
    client.force_login(officer)
    new = client.get(reverse("notice_new", args=[case.round_id, officer.roles.get().bureau_id]))
    assert "文件没有规定公示期天数" in new.content.decode()

    fields = {**new.context["form"].initial, "channel": "电话 0372-1234567", "cases": [case.pk]}
    draft = client.post(reverse("notice_new", args=[case.round_id, officer.roles.get().bureau_id]), fields, follow=True)
    assert case.enterprise.name in draft.content.decode()
    done = client.post(reverse("notice_publish", args=[Notice.objects.get().pk]), follow=True)

    assert "GS-2026-0001" in done.content.decode()
    assert Notice.objects.get().state == Notice.State.PUBLISHED


def test_fewer_days_than_five_are_refused(client, in_window):
    case, officer = awaiting(), publicity_officer()
    client.force_login(officer)
    url = reverse("notice_new", args=[case.round_id, officer.roles.get().bureau_id])

    answer = client.post(url, {"title": "公示", "days": 4, "channel": "电话", "cases": [case.pk]})

    assert answer.status_code == 200
    assert not Notice.objects.exists()


def test_a_race_is_told_as_a_sentence(client, in_window):
    officer = publicity_officer()
    draft = draft_notice(by=officer)
    client.force_login(officer)
    client.post(reverse("notice_publish", args=[draft.pk]))

    assert client.post(reverse("notice_publish", args=[draft.pk])).status_code == 404


@pytest.mark.parametrize("role", [Role.FINAL_REVIEWER, Role.PAYMENT_MAKER, Role.SUPERVISOR])
def test_another_role_gets_403_and_a_stranger_404(client, role, in_window):
    draft = draft_notice()
    client.force_login(official(role, "science", "anyang"))
    assert client.get(reverse("publicity_desk")).status_code == 403
    assert client.post(reverse("notice_publish", args=[draft.pk])).status_code == 403

    client.force_login(publicity_officer("zhumadian"))
    assert client.get(reverse("notice_draft", args=[draft.pk])).status_code == 404
    assert client.post(reverse("notice_publish", args=[draft.pk])).status_code == 404


def test_whoever_comes_too_late_to_draft_reads_a_sentence_and_a_stranger_gets_404(client, in_window):
    case, officer = awaiting(), publicity_officer()
    draft_notice(case)
    url = reverse("notice_new", args=[case.round_id, officer.roles.get().bureau_id])

    client.force_login(officer)
    assert "可能已由他人办理" in client.get(url, follow=True).content.decode()
    client.force_login(publicity_officer("zhumadian"))
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("name", ["notice_publish", "notice_discard"])
def test_reading_never_writes(client, name, in_window):
    officer = publicity_officer()
    draft = draft_notice(by=officer)
    client.force_login(officer)

    assert client.get(reverse(name, args=[draft.pk])).status_code == 405
