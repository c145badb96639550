"""A change of the calendar under an open publicity window: told to the officers and on the page, the published day stands."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notification, Role
from accounts.tests.factories import official
from policies.actions.calendar import DayEntry, set_day
from policies.calendar_table import forget, refresh
from policies.models import CalendarChange
from policies.tests.factories import seed_calendar
from publicity.models import Notice
from publicity.tests.factories import awaiting, published_notice
from publicity.windows import recount_windows, window_note

pytestmark = pytest.mark.django_db


@pytest.fixture
def notice() -> Notice:
    return published_notice(awaiting())


@pytest.fixture(autouse=True)
def calendar_as_before(db: None) -> Iterator[None]:
    seed_calendar()
    forget()
    refresh()
    yield
    forget()


def change(day: date, is_working: bool, notice: Notice) -> CalendarChange:
    assert notice.published_at
    keeper = official(Role.BUREAU_ADMIN, "big_data", "anyang")
    made = set_day(
        DayEntry(day, is_working, "临时安排", "国办通知"), "上级通知", keeper, notice.published_at + timedelta(hours=1)
    )
    refresh()
    return made


def working_day_of(notice: Notice) -> date:
    """The published last day is a working day of the window."""
    assert notice.ends_on
    return notice.ends_on


def test_a_new_day_off_is_told_to_the_officers_and_on_the_page_and_the_published_day_stands(
    client, monkeypatch, notice
):
    monkeypatch.setattr(timezone, "now", lambda: notice.published_at + timedelta(hours=2))
    day = working_day_of(notice)
    made = change(day, False, notice)

    assert recount_windows(made, timezone.now()) == 1

    notice.refresh_from_db()
    assert notice.ends_on == day
    assert notice.digest_holds()
    assert "由发布部门公告延长" in client.get(reverse("notice_detail", args=[notice.number])).content.decode()
    told = Notification.objects.filter(title=f"工作日历调整影响公示期：{notice.number}")
    assert {each.user for each in told} == {notice.published_by}


def test_a_new_working_day_does_not_make_a_published_window_shorter(notice):
    day = next(
        each for back in range(1, 14)
        if (each := working_day_of(notice) - timedelta(days=back)).weekday() >= 5 and each > notice.starts_on
    )  # fmt: skip
    change(day, True, notice)

    assert "已公布的截止日不提前" in window_note(notice, notice.starts_on)


def test_a_day_elsewhere_moves_no_window(notice):
    made = change(working_day_of(notice) + timedelta(days=20), False, notice)

    assert recount_windows(made, notice.published_at + timedelta(hours=2)) == 0
