from datetime import date

import pytest

from policies.working_days import (
    add_working_days,
    is_announced,
    is_working_day,
    next_working_day,
    provisional_note,
    working_days_between,
)


@pytest.mark.parametrize(
    ("day", "expected", "why"),
    [
        (date(2026, 1, 1), False, "元旦"),
        (date(2026, 1, 4), True, "元旦调休上班的星期日"),
        (date(2026, 2, 14), True, "春节调休上班的星期六"),
        (date(2026, 2, 16), False, "除夕，星期一"),
        (date(2026, 2, 28), True, "春节调休上班的星期六"),
        (date(2026, 5, 9), True, "劳动节调休上班的星期六"),
        (date(2026, 9, 20), True, "国庆节调休上班的星期日"),
        (date(2026, 10, 7), False, "国庆节假期，星期三"),
        (date(2026, 10, 10), True, "国庆节调休上班的星期六"),
        (date(2026, 11, 21), False, "普通星期六"),
        (date(2026, 11, 23), True, "普通星期一"),
    ],
)
def test_make_up_days_of_2026_count_and_holidays_do_not(day, expected, why):
    assert is_working_day(day) is expected, why


@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [
        (date(2026, 11, 20), 0, date(2026, 11, 20)),
        (date(2026, 11, 20), 1, date(2026, 11, 23)),
        (date(2026, 11, 20), 5, date(2026, 11, 27)),
        (date(2026, 9, 30), 1, date(2026, 10, 8)),  # the National Day holiday lies between
        (date(2026, 9, 30), 3, date(2026, 10, 10)),  # a Saturday that is worked
        (date(2026, 2, 13), 1, date(2026, 2, 14)),  # the Saturday before the Spring Festival
        (date(2026, 2, 14), 1, date(2026, 2, 24)),
    ],
)
def test_the_first_day_is_not_counted(day, n, expected):
    assert add_working_days(day, n) == expected


def test_counting_back_is_refused():
    with pytest.raises(ValueError, match="to come"):
        add_working_days(date(2026, 11, 20), -1)


def test_working_days_between_is_the_inverse_of_adding():
    start = date(2026, 9, 28)

    assert working_days_between(start, add_working_days(start, 7)) == 7
    assert working_days_between(start, start) == 0
    assert working_days_between(date(2026, 10, 10), date(2026, 9, 30)) == -3


def test_a_period_that_ends_on_a_holiday_ends_on_the_next_working_day():
    assert next_working_day(date(2026, 10, 3)) == date(2026, 10, 8)
    assert next_working_day(date(2026, 10, 8)) == date(2026, 10, 8)


def test_a_year_not_announced_is_counted_by_weekends_and_said_so():
    assert is_announced(2026)
    assert not is_announced(2035)
    assert is_working_day(date(2035, 1, 2))  # a Tuesday; perhaps a day off once 2035 is announced
    assert not is_working_day(date(2035, 1, 6))
    assert provisional_note(date(2026, 12, 31)) == ""
    assert provisional_note(date(2026, 12, 31), date(2035, 1, 2)) == "该年度节假日安排尚未公布，暂按周末推算"


@pytest.mark.parametrize("day", [date(2099, 1, 1), date(2099, 5, 1), date(2099, 10, 1)])
def test_the_fixed_holidays_are_off_in_every_year(day):
    assert not is_working_day(day)
