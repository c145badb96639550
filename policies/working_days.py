"""Working days (工作日) by the State Council's yearly holiday notice, make-up days (调休) included."""

from datetime import date, timedelta

import chinese_calendar

# Holidays on the same days every year (全国年节及纪念日放假办法); the lunar ones of a year not announced are unknown here.
FIXED_HOLIDAYS = {(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)}
NOT_ANNOUNCED = "该年度节假日安排尚未公布，暂按周末推算"


def is_announced(year: int) -> bool:
    """Tell whether the holiday arrangement of `year` is known; if not, its days are counted Monday to Friday for now."""
    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


def is_working_day(day: date) -> bool:
    """Tell whether `day` is a working day; in a year not yet announced, whether it is Monday to Friday and no fixed holiday."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5 and (day.month, day.day) not in FIXED_HOLIDAYS


def add_working_days(day: date, n: int) -> date:
    """Return the `n`-th working day after `day`; `day` itself is not counted (民法典第二百零一条)."""
    if n < 0:
        raise ValueError("n is the number of working days to come")
    while n > 0:
        day += timedelta(days=1)
        n -= is_working_day(day)
    return day


def next_working_day(day: date) -> date:
    """Return `day`, or the first working day after it where `day` is none (民法典第二百零三条)."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def working_days_between(a: date, b: date) -> int:
    """Return how many working days lie after `a` and up to `b`, `b` included; negative where `b` is before `a`."""
    if b < a:
        return -working_days_between(b, a)
    return sum(is_working_day(a + timedelta(days=step)) for step in range(1, (b - a).days + 1))


def provisional_note(*days: date) -> str:
    """Return the sentence to show beside dates of a year not yet announced; empty where all are known."""
    return "" if all(is_announced(day.year) for day in days) else NOT_ANNOUNCED
