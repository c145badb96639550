"""The calendar table: seeded, cross-checked, changed by few and with a record, and counted by at once."""

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, ProgrammingError, transaction
from django.urls import reverse

from accounts.models import Role, User
from accounts.tests.factories import official
from policies import calendar_table
from policies.actions import calendar as keeping
from policies.actions.calendar import DayEntry
from policies.models import CalendarChange, CalendarYear, SpecialDay
from policies.tests.factories import seed_calendar
from policies.working_days import add_working_days, is_announced, is_working_day, provisional_note, trying

AT = datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
DOCUMENT = "豫政办明电〔2026〕1号"
EXTRA = DayEntry(date(2026, 11, 30), False, "调整放假", DOCUMENT)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _calendar(db) -> None:
    seed_calendar()


@pytest.fixture(autouse=True)
def counting_by_the_table() -> Iterator[None]:
    calendar_table.forget()
    calendar_table.refresh()
    yield
    calendar_table.forget()


@pytest.fixture
def keeper() -> User:
    return official(Role.BUREAU_ADMIN, "science", "anyang")


def test_the_seeded_years_agree_with_both_libraries_day_by_day():
    years = list(CalendarYear.objects.values_list("year", flat=True))

    assert years == [2022, 2023, 2024, 2025, 2026]
    assert [calendar_table.differences(year) for year in years] == [[], [], [], [], []]


def test_a_registered_day_counts_at_once_and_leaves_a_record(keeper, django_capture_on_commit_callbacks):
    assert add_working_days(date(2026, 11, 27), 1) == date(2026, 11, 30)

    with django_capture_on_commit_callbacks(execute=True):
        keeping.set_day(EXTRA, "全省统一安排", keeper, AT)

    assert add_working_days(date(2026, 11, 27), 1) == date(2026, 12, 1)
    change = CalendarChange.objects.get()
    assert (change.act, change.before, change.after) == ("set", "", f"放假　调整放假　{DOCUMENT}")


def test_another_process_notices_the_change_by_its_version_stamp(keeper, django_assert_num_queries):
    keeping.set_day(EXTRA, "全省统一安排", keeper, AT)
    assert is_working_day(EXTRA.day)  # this process has not looked yet

    calendar_table.refresh()

    assert not is_working_day(EXTRA.day)
    with django_assert_num_queries(1):
        calendar_table.refresh()


def test_an_undone_change_is_never_counted_by(keeper):
    with transaction.atomic():
        keeping.set_day(EXTRA, "全省统一安排", keeper, AT)
        transaction.set_rollback(True)

    calendar_table.refresh()

    assert is_working_day(EXTRA.day)


def test_a_difference_with_a_library_is_listed_until_a_person_settles_it(keeper):
    SpecialDay.objects.filter(day=date(2026, 10, 6)).delete()
    [found] = calendar_table.differences(2026)
    assert (found.day, found.table, found.chinesecalendar, found.holidays) == (date(2026, 10, 6), True, False, False)

    keeping.confirm_day(found.day, "以市政府通知为准", keeper, AT)

    assert calendar_table.differences(2026)[0].settled.reason == "以市政府通知为准"
    with pytest.raises(ValidationError, match="没有需要核对"):
        keeping.confirm_day(date(2026, 10, 5), "没有差异", keeper, AT)


def test_next_year_is_provisional_until_it_is_announced(keeper, django_capture_on_commit_callbacks):
    keeping.set_day(DayEntry(date(2027, 2, 8), False, "春节", DOCUMENT), "预先登记", keeper, AT)
    calendar_table.refresh()
    assert not is_announced(2027)
    assert is_working_day(date(2027, 2, 8))
    assert "暂按周末推算" in provisional_note(date(2027, 2, 8))

    with django_capture_on_commit_callbacks(execute=True):
        keeping.announce_year(2027, DOCUMENT, "国务院办公厅已发布", keeper, AT)

    assert is_announced(2027)
    assert not is_working_day(date(2027, 2, 8))
    assert provisional_note(date(2027, 2, 8)) == ""


def test_a_year_is_announced_once_and_not_empty(keeper):
    with pytest.raises(ValidationError, match="还没有登记"):
        keeping.announce_year(2027, DOCUMENT, "试", keeper, AT)
    with pytest.raises(ValidationError, match="还没有该年度"):
        keeping.announce_year(2027, DOCUMENT, "试", keeper, AT, fill=True)
    with pytest.raises(ValidationError, match="已经公布"):
        keeping.announce_year(2026, DOCUMENT, "试", keeper, AT)


def test_a_day_taken_out_counts_by_its_weekday(keeper):
    change = keeping.remove_day(date(2026, 10, 10), "登记有误", keeper, AT)
    calendar_table.refresh()

    assert not is_working_day(date(2026, 10, 10))  # a Saturday
    assert "国庆节调休上班" in change.before


@pytest.mark.parametrize("place", ["linzhou"])
def test_a_countys_administrator_does_not_keep_the_calendar(place):
    county = official(Role.BUREAU_ADMIN, "industry", place)

    with pytest.raises(ValidationError, match="省、市两级"):
        keeping.set_day(EXTRA, "试", county, AT)


def test_a_change_needs_a_reason(keeper):
    with pytest.raises(ValidationError, match="理由"):
        keeping.set_day(EXTRA, " ", keeper, AT)


def test_a_worked_weekday_and_a_nameless_day_are_refused_by_the_database():
    for fields in ({"is_working": True, "name": "班"}, {"is_working": False, "name": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SpecialDay.objects.create(day=date(2026, 11, 30), document=DOCUMENT, **fields)


@pytest.mark.parametrize("fields", [{"year": 1990, "document": "x"}, {"year": 2030, "document": ""}])
def test_an_implausible_year_is_refused_by_the_database(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarYear.objects.create(**fields)


def test_the_record_of_changes_is_never_edited(keeper):
    keeping.set_day(EXTRA, "全省统一安排", keeper, AT)

    with pytest.raises(ProgrammingError), transaction.atomic():
        CalendarChange.objects.update(reason="另一理由")
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarChange.objects.create(
            act="set", year=2026, reason="无日期", by=keeper, at=AT, bureau=keeper.roles.get().bureau
        )


def test_trying_a_calendar_changes_nothing_outside():
    with trying(keeping.with_days([EXTRA])):
        assert not is_working_day(EXTRA.day)

    assert is_working_day(EXTRA.day)


def test_years_before_the_table_are_the_librarys():
    assert not is_working_day(date(2021, 10, 7))
    assert is_announced(2021)


def test_the_pages_show_preview_and_keep_a_day(keeper, client):
    client.force_login(keeper)
    page = reverse("calendar_day_new", args=[2026])
    typed = {"day": "2026-11-30", "kind": "off", "name": "调整放假", "document": DOCUMENT, "reason": "全省统一安排"}

    preview = client.post(page, typed).content.decode()
    assert "改动不影响在办时限" in preview
    assert not CalendarChange.objects.exists()
    client.post(page, {**typed, "confirm": "1"})

    shown = client.get(reverse("calendar_year", args=[2026])).content.decode()
    assert "调整放假" in shown
    assert "与程序库不一致的日期" in shown
    assert "全省统一安排" in shown


def test_a_wrong_day_is_told_beside_its_field_with_nothing_lost(keeper, client):
    client.force_login(keeper)
    typed = {"day": "2026-11-30", "kind": "worked", "name": "加班", "document": DOCUMENT, "reason": "试"}

    text = client.post(reverse("calendar_day_new", args=[2026]), typed).content.decode()

    assert "平日本来就是工作日" in text
    assert 'value="加班"' in text
    assert "请填写 2026 年的日期" in client.post(
        reverse("calendar_day_new", args=[2026]), {**typed, "day": "2025-11-30"}).content.decode()  # fmt: skip


def test_the_page_of_next_year_says_that_it_is_provisional(client, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)

    assert "尚未公布" in client.get(reverse("calendar_year", args=[2027])).content.decode()
    assert client.get(reverse("calendar_year", args=[2040])).status_code == 404
