from datetime import date, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from policies.engine.model import Days, Stage
from reviews.clocks import clock_of, extended
from reviews.stages import due_on

OPENED = datetime(2026, 9, 21, 10, tzinfo=ZoneInfo("Asia/Shanghai"))  # a Monday


def task(due: date | None) -> SimpleNamespace:
    return SimpleNamespace(opened_at=OPENED, due_on=due)


def stage(days: Days | None) -> Stage:
    return Stage("k", "preliminary_review", "初审", "county", ("industry",), days=days)


def case(review_days: int | None) -> SimpleNamespace:
    return SimpleNamespace(round=SimpleNamespace(review_days=review_days))


@pytest.mark.parametrize(
    ("today", "label", "state", "percent"),
    [
        (date(2026, 9, 21), "剩 10 个工作日", "running", 0),
        (date(2026, 9, 22), "剩 9 个工作日", "running", 10),
        (date(2026, 10, 8), "剩 3 个工作日", "running", 70),
        (date(2026, 10, 9), "剩 2 个工作日", "soon", 80),
        (date(2026, 10, 10), "剩 1 个工作日", "soon", 90),
        (date(2026, 10, 12), "剩 0 个工作日", "soon", 100),
        (date(2026, 10, 13), "已超 1 个工作日", "late", 100),
    ],
)
def test_the_clock_counts_working_days_over_two_holidays_and_a_make_up_saturday(today, label, state, percent):
    due = due_on(stage(Days(10)), case(None), OPENED.date())

    clock = clock_of(task(due), today)

    assert due == date(2026, 10, 12)
    assert (clock.label, clock.state, clock.percent) == (label, state, percent)


def test_the_documents_own_days_come_before_the_bureaus_promise():
    assert due_on(stage(Days(30, "calendar")), case(10), date(2026, 3, 2)) == date(2026, 4, 1)
    assert due_on(stage(None), case(2), date(2026, 3, 2)) == date(2026, 3, 4)


def test_without_a_limit_there_is_no_clock():
    assert due_on(stage(None), case(None), date(2026, 3, 2)) is None
    assert clock_of(task(None), date(2026, 3, 2)) is None


def test_the_days_with_the_enterprise_do_not_count():
    assert extended(date(2026, 3, 6), date(2026, 3, 3), date(2026, 3, 5)) == date(2026, 3, 10)
    assert extended(None, date(2026, 3, 3), date(2026, 3, 5)) is None


def test_a_late_clock_counts_on():
    assert "已用 11 个" in clock_of(task(date(2026, 10, 12)), date(2026, 10, 13)).explanation
