"""The calendar table as each process counts by it: read once, read again when its version stamp has changed."""

import logging
import time
from datetime import date
from typing import NamedTuple

import chinese_calendar
import holidays
from chinese_calendar import constants
from django.conf import settings
from django.db import DatabaseError

from policies.models import CalendarChange, CalendarYear, SpecialDay
from policies.working_days import Calendar, holiday_name, use_calendar

logger = logging.getLogger(__name__)
_seen = {"stamp": -1, "asked_at": float("-inf")}


def table() -> Calendar:
    """Return the calendar as the table has it now."""
    years = frozenset(CalendarYear.objects.values_list("year", flat=True))
    rows = [row for row in SpecialDay.objects.all() if row.day.year in years]
    return Calendar(years, {row.day: row.is_working for row in rows}, {row.day: row.name for row in rows})


def stamp() -> int:
    """Return the version of the table: the id of its newest change, 0 before the first."""
    newest = CalendarChange.objects.order_by("-pk").values_list("pk", flat=True).first()
    return newest or 0


def refresh() -> None:
    """Let this process count by the table as it stands; reads it only when the version stamp is another."""
    found = stamp()
    if found != _seen["stamp"]:
        use_calendar(table())
        _seen["stamp"] = found


def refresh_now_and_then() -> None:
    """Look for a change at most every few seconds (settings); an unreachable database leaves the calendar as it was."""
    now, every = time.monotonic(), settings.CALENDAR_LOOK_SECONDS
    if every is None or now - _seen["asked_at"] < every:
        return
    _seen["asked_at"] = now
    try:
        refresh()
    except DatabaseError:
        logger.warning("the working-day calendar could not be read; counting goes on by the one read before")


def forget() -> None:
    """Count by the library again and read the table at the next look; for tests."""
    use_calendar(None)
    _seen.update(stamp=-1, asked_at=float("-inf"))


class Difference(NamedTuple):
    """A day on which the table and the two libraries do not agree; True means worked, None not known."""

    day: date
    table: bool
    chinesecalendar: bool | None
    holidays: bool | None
    settled: CalendarChange | None


def differences(year: int) -> list[Difference]:
    """Return the days of an announced year where table, chinesecalendar and holidays differ, for a person to settle.

    A difference is settled once somebody has registered or confirmed the day.
    """
    special = dict(SpecialDay.objects.filter(day__year=year).values_list("day", "is_working"))
    settled = {change.day: change for change in CalendarChange.objects.filter(year=year).order_by("pk") if change.day}
    second = holidays.country_holidays("CN", years=year)
    found = []
    for day in days_of(year):
        ours = special.get(day, day.weekday() < 5)
        others = (library_says(day), bool(second.is_working_day(day)))
        if any(other is not None and other != ours for other in others):
            found.append(Difference(day, ours, *others, settled.get(day)))
    return found


def days_of(year: int) -> list[date]:
    """Return every day of the year."""
    first = date(year, 1, 1).toordinal()
    return [date.fromordinal(first + step) for step in range((date(year + 1, 1, 1).toordinal()) - first)]


def library_says(day: date) -> bool | None:
    """Tell whether chinesecalendar takes the day for worked, None where it does not know the year."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None


def library_days(year: int) -> list[tuple[date, bool, str]]:
    """Return (day, worked, name) of the special days that chinesecalendar knows of the year; empty for an unknown one."""
    named = [(day, False, name) for day, name in constants.holidays.items()]
    named += [(day, True, name) for day, name in constants.workdays.items()]
    rows = [(day, worked, holiday_name(name)) for day, worked, name in named if day.year == year]
    return sorted((day, worked, f"{name}调休上班" if worked else name) for day, worked, name in rows)
