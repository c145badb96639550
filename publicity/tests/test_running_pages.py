"""The pages on which an officer extends, corrects and schedules, and on which the public finds and compares."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from accounts.models import Role
from accounts.tests.factories import enterprise, official
from applications.tests.factories import SHANGHAI
from policies.tests.factories import RD_EXPENSE, application_round
from publicity import actions
from publicity.models import Notice, NoticePdf
from publicity.tests.factories import (
    PUBLISHED_AT,
    TERMS,
    awaiting,
    draft_notice,
    publicity_officer,
    published_notice,
)
from publicity.tests.test_corrections import LATER, corrected, correction

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_window(monkeypatch):
    inside = datetime(2026, 9, 28, 10, 0, tzinfo=SHANGHAI)
    monkeypatch.setattr("django.utils.timezone.now", lambda: inside)
    return inside


def text(answer) -> str:
    return answer.content.decode()


def test_the_old_version_says_that_it_was_corrected_and_the_new_one_what_changed(client):
    old = published_notice()
    new = corrected(old, correction(terms=TERMS._replace(title="更正后的标题")))

    before = text(client.get(reverse("notice_detail", args=[old.number])))
    after = text(client.get(reverse("notice_detail", args=[new.number])))

    assert "已被更正" in before
    assert str(new.number) in before
    assert "提出异议</a>" not in before
    assert f"<del>{TERMS.title}</del>" in after
    assert "<ins>更正后的标题</ins>" in after


def test_an_enterprise_is_found_within_and_across_notices(client):
    firms = [enterprise("wenfeng", name=name) for name in ("甲机械有限公司", "乙材料有限公司")]
    notice = published_notice(*[awaiting(enterprise=firm) for firm in firms])

    inside = text(client.get(reverse("notice_detail", args=[notice.number]), {"q": "乙材"}))
    across = text(client.get(reverse("notice_list"), {"enterprise": "乙材"}))

    assert "乙材料有限公司" in inside
    assert "甲机械有限公司" not in inside
    assert f"{notice.number} 第 1 条" in across
    assert "没有名称含这些字" in text(client.get(reverse("notice_list"), {"enterprise": "丙"}))


def test_a_sole_trader_is_found_by_the_masked_name_only(client):
    trader = enterprise("wenfeng", name="文峰区张三丰烩面馆", uscc="92410502MA40000000")
    published_notice(awaiting(enterprise=trader))

    assert "没有名称含这些字" in text(client.get(reverse("notice_list"), {"enterprise": "张三丰"}))


def test_the_officer_extends_on_the_page_and_nothing_typed_is_lost(client):
    officer = publicity_officer()
    notice = published_notice(by=officer)
    client.force_login(officer)
    url = reverse("notice_extend", args=[notice.number])

    refused = text(client.post(url, {"ends_on": "2026-09-30", "reason": "网站检修两日"}))
    done = text(client.post(url, {"ends_on": "2026-10-16", "reason": "网站检修两日"}, follow=True))

    assert "公示期只能延长" in refused
    assert "网站检修两日" in refused
    assert "2026-10-16" in done
    assert "延长公示期" in done
    public = text(client.get(reverse("notice_detail", args=[notice.number])))
    assert "公示期延长至 2026-10-16（含当日），原因：网站检修两日" in public


def test_the_officer_corrects_on_the_page(client):
    officer = publicity_officer()
    notice = published_notice(awaiting(), awaiting(), by=officer)
    client.force_login(officer)
    url = reverse("notice_correct", args=[notice.number])
    given = {"reason": "第2条口径有误", "title": "更正后的标题", "channel": "电话 0372-1234567", "taken_off": "2、9"}

    refused = text(client.post(url, given))
    preview = text(client.post(url, {**given, "taken_off": "2"}, follow=True))

    assert "第 9 条不在公示中" in refused
    assert "第2条口径有误" in refused
    assert "撤下" in preview
    assert "更正后的标题" in preview
    assert Notice.objects.get(version=2).state == Notice.State.DRAFT


def test_the_officer_sets_a_time_and_takes_it_off_again(client, in_window):
    officer = publicity_officer()
    draft = draft_notice(by=officer)
    client.force_login(officer)
    later = (in_window + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")

    page = text(client.post(reverse("notice_schedule", args=[draft.pk]), {"publish_at": later}, follow=True))
    assert "已定于 2026-09-29 10:00 自动发布" in page
    page = text(client.post(reverse("notice_unschedule", args=[draft.pk]), follow=True))

    assert "已取消定时发布" in page
    assert "请填写定时发布的时间" in text(client.post(reverse("notice_schedule", args=[draft.pk]), follow=True))


def test_the_preview_names_totals_doubles_and_what_to_do(client):
    officer, firm = publicity_officer(), enterprise("linzhou", name="双份有限公司")
    published_notice(awaiting(enterprise=firm), by=officer)
    draft = draft_notice(awaiting(enterprise=firm, round=application_round(RD_EXPENSE, name="第二批")), by=officer)
    client.force_login(officer)

    page = text(client.get(reverse("notice_draft", args=[draft.pk])))

    assert "GS-2026-0001 第 1 条已公示同一企业" in page
    assert "按区划小计" in page
    assert "安阳市林州市" in page


def test_a_supervisor_reads_the_course_of_a_notice_and_changes_nothing(client):
    notice = published_notice()
    client.force_login(official(Role.SUPERVISOR, "supervision", "anyang"))

    page = text(client.get(reverse("notice_manage", args=[notice.number])))

    assert "办理流水" in page
    assert "延长公示期</a>" not in page
    assert client.get(reverse("notice_extend", args=[notice.number])).status_code == 403


def test_the_pdf_of_a_long_notice_tells_how_far_it_is(client):
    notice = published_notice()
    NoticePdf.objects.create(notice=notice, ends_on=date(2026, 10, 9), asked_at=PUBLISHED_AT)

    assert "排队中" in text(client.get(reverse("notice_pdf", args=[notice.number])))
    NoticePdf.objects.update(state="failed")
    progress = client.get(reverse("notice_pdf_progress", args=[notice.number]))
    assert progress["HX-Refresh"] == "true"


def test_cases_of_several_rounds_stand_on_one_notice(client):
    first, second = awaiting(), awaiting(round=application_round(RD_EXPENSE, name="第二批"))

    notice = actions.publish(draft_notice(first, second), publicity_officer(), LATER)

    assert [each["name"] for each in notice.rounds] == [first.round.name, "第二批"]
    assert len(notice.rows) == 2
