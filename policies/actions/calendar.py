"""Keeping the working-day calendar (工作日历): every change is reasoned, recorded, and followed by the time limits it moves."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Bureau, Region, Role, User
from accounts.roles import bureaus_of
from policies import calendar_table
from policies.models import CalendarChange, CalendarYear, SpecialDay
from policies.ports import deadlines
from policies.working_days import Calendar

KEEPER_LEVELS = (Region.Level.PROVINCE, Region.Level.CITY)
CALENDAR_LOCK = 62_2027
Act = CalendarChange.Act


class DayEntry(NamedTuple):
    """What is registered of one day: worked or off, its name, the document that says so."""

    day: date
    is_working: bool
    name: str
    document: str


def keeper_bureau(user: User, today: date) -> Bureau | None:
    """Return the province's or city's bureau as whose administrator (部门管理员) the user keeps the calendar, or None."""
    own = bureaus_of(user, [Role.BUREAU_ADMIN], today)
    return next((bureau for bureau in own if bureau.region.level in KEEPER_LEVELS), None)


@transaction.atomic
def set_day(entry: DayEntry, reason: str, user: User, at: datetime) -> CalendarChange:
    """Register a special day, or change it (登记特殊日期). Raises ValidationError with what is wrong, beside its field."""
    _lock()
    row = SpecialDay.objects.filter(day=entry.day).first() or SpecialDay(day=entry.day)
    before = _words(row) if row.pk else ""
    row.is_working, row.name, row.document = entry.is_working, entry.name.strip(), entry.document.strip()
    if before == _words(row):
        raise ValidationError("与现有登记相同，没有需要保存的改动")
    row.full_clean(validate_unique=False)
    count = affected_by(with_days([entry]))
    row.save()
    return _record(Act.SET, entry.day.year, entry.day, (before, _words(row)), reason, user, at, count)


@transaction.atomic
def remove_day(day: date, reason: str, user: User, at: datetime) -> CalendarChange:
    """Take a special day out (删除特殊日期): it counts by its weekday again. Raises ValidationError where there is none."""
    _lock()
    row = SpecialDay.objects.filter(day=day).first()
    if row is None:
        raise ValidationError("这一天没有登记")
    count = affected_by(without_day(day))
    row.delete()
    return _record(Act.REMOVE, day.year, day, (_words(row), ""), reason, user, at, count)


@transaction.atomic
def announce_year(
    year: int, document: str, reason: str, user: User, at: datetime, *, fill: bool = False
) -> CalendarChange:
    """Let a year count by its registered days (公布年度安排); `fill` first takes what chinesecalendar knows of it.

    Raises ValidationError for a year announced before, and for one without a single special day.
    """
    _lock()
    if CalendarYear.objects.filter(year=year).exists():
        raise ValidationError("该年度已经公布，请逐日登记改动")
    if fill:
        _take_from_library(year, document)
    if not SpecialDay.objects.filter(day__year=year).exists():
        raise ValidationError("该年度还没有登记节假日，请先登记")
    row = CalendarYear(year=year, document=document.strip())
    row.full_clean(validate_unique=False)
    row.save()
    count = affected_by(calendar_table.table())
    return _record(Act.ANNOUNCE, year, None, ("暂按周末推算", row.document), reason, user, at, count)


@transaction.atomic
def confirm_day(day: date, reason: str, user: User, at: datetime) -> CalendarChange:
    """Settle a difference with the libraries by keeping the table's entry (核对确认), with the reason."""
    _lock()
    if day not in [each.day for each in calendar_table.differences(day.year)]:
        raise ValidationError("这一天没有需要核对的差异")
    return _record(Act.CONFIRM, day.year, day, ("", "以本表为准"), reason, user, at, 0)


def with_days(entries: Iterable[DayEntry]) -> Calendar:
    """Return the calendar as it would be with these days."""
    now = calendar_table.table()
    new = {each.day: each for each in entries if each.day.year in now.years}
    special = {**now.special, **{day: each.is_working for day, each in new.items()}}
    return replace(now, special=special, names={**now.names, **{day: each.name for day, each in new.items()}})


def without_day(day: date) -> Calendar:
    """Return the calendar as it would be without this special day."""
    now = calendar_table.table()
    return replace(now, special={key: value for key, value in now.special.items() if key != day})


def announced_with(year: int, *, fill: bool) -> Calendar:
    """Return the calendar as it would be with the year announced."""
    now = calendar_table.table()
    special = dict(SpecialDay.objects.filter(day__year=year).values_list("day", "is_working"))
    if fill:
        special = {day: worked for day, worked, _ in calendar_table.library_days(year)} | special
    return replace(now, years=now.years | {year}, special={**now.special, **special})


def affected_by(calendar: Calendar) -> int:
    """Return how many open time limits (在办时限) would move under the calendar."""
    count: int = deadlines().affected(calendar)
    return count


def _take_from_library(year: int, document: str) -> None:
    rows = calendar_table.library_days(year)
    if not rows:
        raise ValidationError("程序库还没有该年度的节假日安排")
    known = set(SpecialDay.objects.filter(day__year=year).values_list("day", flat=True))
    SpecialDay.objects.bulk_create(
        SpecialDay(day=day, is_working=worked, name=name, document=document.strip())
        for day, worked, name in rows
        if day not in known
    )


def _record(
    act: str, year: int, day: date | None, words: tuple[str, str], reason: str, user: User, at: datetime, affected: int
) -> CalendarChange:
    bureau = keeper_bureau(user, timezone.localdate(at))
    if bureau is None:
        raise ValidationError("只有省、市两级部门的部门管理员可以维护工作日历")
    if not reason.strip():
        raise ValidationError({"reason": "请写明理由"})
    before, after = words
    change = CalendarChange.objects.create(
        act=act, year=year, day=day, before=before, after=after, reason=reason.strip(), affected=affected,
        by=user, bureau=bureau, at=at,
    )  # fmt: skip
    transaction.on_commit(calendar_table.refresh)
    if act != Act.CONFIRM:
        deadlines().move_later(change)
    return change


def _words(row: SpecialDay) -> str:
    return f"{'上班' if row.is_working else '放假'}　{row.name}　{row.document}"


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CALENDAR_LOCK])
