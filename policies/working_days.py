"""Working days (工作日) by the State Council's yearly holiday notice, make-up days (调休) included.

The days come from the calendar table (see `policies.calendar_table`) once a process has read it, else from the library.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import chinese_calendar

# Holidays on the same days every year (全国年节及纪念日放假办法); the lunar ones of a year not announced are unknown here.
FIXED_HOLIDAYS = {(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)}
NOT_ANNOUNCED = "该年度节假日安排尚未公布，暂按周末推算"


@dataclass(frozen=True)
class Calendar:
    """The working-day calendar as a person keeps it: the announced years, and every day that is not as its weekday says."""

    years: frozenset[int]
    special: Mapping[date, bool]
    names: Mapping[date, str]

    def knows(self, year: int) -> bool:
        """Tell whether the table answers for the year; the years before its first are the library's."""
        return bool(self.years) and year >= min(self.years)


_read: dict[str, Calendar] = {}
_tried: ContextVar[Calendar | None] = ContextVar("tried_calendar", default=None)


def use_calendar(calendar: Calendar | None) -> None:
    """Count by `calendar` in this process from now on; by the library with None."""
    _read.clear()
    if calendar is not None:
        _read["now"] = calendar


@contextmanager
def trying(calendar: Calendar) -> Iterator[None]:
    """Count by another calendar inside the block, to tell what a change would do."""
    token = _tried.set(calendar)
    try:
        yield
    finally:
        _tried.reset(token)


def _calendar_for(year: int) -> Calendar | None:
    calendar = _tried.get() or _read.get("now")
    return calendar if calendar and calendar.knows(year) else None


def is_announced(year: int) -> bool:
    """Tell whether the holiday arrangement of `year` is known; if not, its days are counted Monday to Friday for now."""
    if calendar := _calendar_for(year):
        return year in calendar.years
    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


def is_working_day(day: date) -> bool:
    """Tell whether `day` is a working day; in a year not yet announced, whether it is Monday to Friday and no fixed holiday."""
    if calendar := _calendar_for(day.year):
        if day.year in calendar.years:
            return calendar.special.get(day, day.weekday() < 5)
        return _is_working_by_weekday(day)
    return _is_working_by_library(day)


@lru_cache(maxsize=20_000)
def _is_working_by_library(day: date) -> bool:
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return _is_working_by_weekday(day)


def _is_working_by_weekday(day: date) -> bool:
    return day.weekday() < 5 and (day.month, day.day) not in FIXED_HOLIDAYS


def day_name(day: date) -> str:
    """Return what makes the day special (国庆节、国庆节调休上班); empty for a plain weekday or weekend."""
    if (calendar := _calendar_for(day.year)) and day.year in calendar.years:
        return calendar.names.get(day, "")
    if not is_announced(day.year):
        return "法定节日" if (day.month, day.day) in FIXED_HOLIDAYS else ""
    _, name = chinese_calendar.get_holiday_detail(day)
    if not name:
        return ""
    chinese = holiday_name(name)
    return f"{chinese}调休上班" if chinese_calendar.is_workday(day) else chinese


def holiday_name(english: str) -> str:
    """Return the Chinese name of one of the library's holidays, as the notices spell it: 中秋节."""
    name: str = chinese_calendar.Holiday(english).chinese
    return name if name.endswith(("节", "元旦", "纪念日")) else f"{name}节"


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
