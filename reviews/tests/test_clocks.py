from datetime import date, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from policies.engine.model import Days, Stage
from reviews.clocks import clock_of
from reviews.counting import Limit, Pause, Run
from reviews.explaining import explained
from reviews.stages import due_on, limit_of

OPENED = datetime(2026, 9, 21, 10, tzinfo=ZoneInfo("Asia/Shanghai"))  # a Monday
TEN = Limit(10)


def task(due: date | None, **fields) -> SimpleNamespace:
    clock = {"counted_from": None, "limit_days": None, "limit_unit": "working", "limit_basis": "", "used_before": 0}
    return SimpleNamespace(opened_at=OPENED, due_on=due, **{**clock, **fields})


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
    assert limit_of(stage(Days(30, "calendar")), case(10)).basis == "document"
    assert limit_of(stage(None), case(2)).basis == "promise"


def test_calendar_days_that_end_on_a_holiday_end_on_the_next_working_day():
    assert due_on(stage(Days(10, "calendar")), case(None), date(2026, 9, 21)) == date(2026, 10, 8)


def test_without_a_limit_there_is_no_clock():
    assert due_on(stage(None), case(None), date(2026, 3, 2)) is None
    assert clock_of(task(None), date(2026, 3, 2)) is None


def test_the_days_with_the_enterprise_do_not_count():
    run = Run(date(2026, 3, 2), Limit(4), (Pause(date(2026, 3, 3), date(2026, 3, 5), "企业补正"),))

    assert run.due_on() == date(2026, 3, 10)
    assert [run.used(date(2026, 3, day)) for day in (3, 4, 5, 6)] == [1, 1, 1, 2]


def test_a_clock_that_is_paused_has_no_due_day_yet():
    assert Run(date(2026, 3, 2), TEN, (Pause(date(2026, 3, 3), None, "企业补正"),)).due_on() is None


def test_a_pause_after_the_limit_was_reached_takes_nothing_back():
    run = Run(date(2026, 3, 2), Limit(2), (Pause(date(2026, 3, 6), date(2026, 3, 12), "企业补正"),))

    assert run.due_on() == date(2026, 3, 4)
    assert run.late(date(2026, 3, 13)) == 3  # 5, 6 and 13 March; the week of the correction does not count


def test_two_pauses_of_the_same_days_count_once():
    week = (Pause(date(2026, 3, 3), date(2026, 3, 5), "甲"), Pause(date(2026, 3, 4), date(2026, 3, 6), "乙"))

    assert Run(date(2026, 3, 2), Limit(2), week).due_on() == date(2026, 3, 9)


def test_what_was_used_before_an_interruption_counts_on_an_open_task():
    again = task(date(2026, 10, 9), limit_days=10, limit_basis="promise", used_before=2, counted_from=OPENED.date())

    assert clock_of(again, date(2026, 9, 23)).used == 4


def test_on_the_days_off_after_the_last_day_the_clock_is_late_already():
    clock = clock_of(task(date(2026, 9, 30)), date(2026, 10, 3))

    assert (clock.label, clock.state, clock.late) == ("已超时", "late", 0)


def test_a_late_clock_counts_on():
    assert "已用 11 个" in clock_of(task(date(2026, 10, 12)), date(2026, 10, 13)).explanation


def test_the_clock_explains_itself_line_by_line():
    paused = Pause(date(2026, 9, 22), date(2026, 9, 24), "企业补正")
    run = Run(OPENED.date(), Limit(10, "working", "promise"), (paused,))

    assert explained(run, "初审", run.due_on(), date(2026, 10, 12)) == [
        "2026-09-21 初审开始，次日起算，部门承诺 10 个工作日",
        "2026-09-22 至 2026-09-24 企业补正，不计 2 个工作日",
        "2026-09-25 至 2026-09-27 中秋节，不计",
        "2026-10-01 至 2026-10-07 国庆节，不计",
        "2026-10-10 国庆节调休上班，计入",
        "其间双休日 1 天，不计",
        "截至 2026-10-12 为第 8 天，共 10 个工作日，应于 2026-10-14 前（含当日）办结",
    ]


def test_a_due_day_in_a_year_not_announced_says_so():
    run = Run(date(2034, 12, 25), Limit(20))

    assert "暂按周末推算" in explained(run, "初审", run.due_on(), date(2034, 12, 28))[-1]
