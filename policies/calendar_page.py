"""What the page of a calendar year shows: twelve months, the registered days, the differences, the changes."""

import calendar
from datetime import date
from typing import Any, NamedTuple

from policies import calendar_table
from policies.models import CalendarChange, CalendarYear, SpecialDay
from policies.working_days import FIXED_HOLIDAYS

WEEK = "一二三四五六日"
SHOWN_CHANGES = 50


class Cell(NamedTuple):
    """One day of a month: how it counts and why."""

    day: date
    is_working: bool
    name: str


class Month(NamedTuple):
    """One month: its weeks, Monday first, with None outside the month, and its number of working days."""

    number: int
    weeks: list[list[Cell | None]]
    working: int


def years_shown(today: date) -> list[int]:
    """Return the years with a page: those of the table up to next year."""
    first = CalendarYear.objects.order_by("year").values_list("year", flat=True).first() or today.year
    return list(range(min(first, today.year), today.year + 2))


def year_page(year: int) -> dict[str, Any]:
    """Return what the page of `year` shows; a year not announced counts by weekends and fixed holidays for now."""
    announced = CalendarYear.objects.filter(year=year).first()
    rows = list(SpecialDay.objects.filter(day__year=year))
    found = months(year, {row.day: row for row in rows} if announced else None)
    return {
        "year": year,
        "announced": announced,
        "months": found,
        "week": WEEK,
        "working": sum(month.working for month in found),
        "rows": rows,
        "differences": calendar_table.differences(year) if announced else [],
        "library_days": 0 if announced else len(calendar_table.library_days(year)),
        "changes": CalendarChange.objects.filter(year=year).select_related("by", "bureau")[:SHOWN_CHANGES],
    }


def months(year: int, special: dict[date, SpecialDay] | None) -> list[Month]:
    """Return the twelve months by the registered days; None for a year that is not announced."""
    return [_month(year, number, special) for number in range(1, 13)]


def _month(year: int, number: int, special: dict[date, SpecialDay] | None) -> Month:
    weeks = [
        [_cell(day, special) if day.month == number else None for day in week]
        for week in calendar.Calendar().monthdatescalendar(year, number)
    ]
    return Month(number, weeks, sum(cell.is_working for week in weeks for cell in week if cell))


def _cell(day: date, special: dict[date, SpecialDay] | None) -> Cell:
    if special is None:
        fixed = (day.month, day.day) in FIXED_HOLIDAYS
        return Cell(day, day.weekday() < 5 and not fixed, "法定节日" if fixed else "")
    row = special.get(day)
    return Cell(day, row.is_working, row.name) if row else Cell(day, day.weekday() < 5, "")
