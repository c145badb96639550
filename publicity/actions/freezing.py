"""How a draft becomes evidence: its number, its place in the city's chain, its window, its rows and its digest."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from accounts.canonical import digests_of
from accounts.chains import Chain, lock_chain
from accounts.models import User
from policies.working_days import add_working_days, next_working_day
from publicity.differences import needs_new_period
from publicity.models import Notice, NoticeLine


def last_day(starts_on: date, days: int, unit: str) -> date:
    """Return the last day of the publicity period (公示期截止日), inclusive; the first day is not counted.

    A period in calendar days that would end on a day off ends on the next working day (民法典第二百零三条).
    """
    if unit == Notice.Unit.CALENDAR:
        return next_working_day(starts_on + timedelta(days=days))
    return add_working_days(starts_on, days)


def freeze(draft: Notice, lines: list[NoticeLine], by: User, at: datetime) -> None:
    """Give the draft its number, window, rows and digest; one lock keeps chains and numbers in line."""
    lock_chain(Chain.NOTICES)
    previous = Notice.objects.filter(chain=draft.chain).exclude(sequence=None).order_by("-sequence").first()
    draft.number = next_number(draft, timezone.localdate(at).year)
    draft.sequence = (previous.sequence or 0) + 1 if previous else 1
    draft.previous_digest = previous.digest if previous else ""
    draft.rows = [line.cells for line in lines]
    draft.total_yuan = sum((line.determination.approved_yuan for line in lines), Decimal(0))
    draft.starts_on, draft.ends_on = window(draft, timezone.localdate(at))
    draft.first_ends_on = draft.ends_on
    draft.published_by, draft.published_at = by, at
    draft.state = Notice.State.PUBLISHED
    draft.publish_at, draft.scheduled_by = None, None
    draft.digest, draft.digest_sm3 = digests_of(draft.content())
    draft.save()


def next_number(draft: Notice, year: int) -> str:
    """Return the number (公示编号): the next of the year, or that of the corrected notice with the version behind it."""
    if draft.replaces:
        first = (draft.replaces.number or "").split("-v")[0]
        return f"{first}-v{draft.version}"
    given = Notice.objects.filter(number__startswith=f"GS-{year}-", version=1)
    return f"GS-{year}-{given.count() + 1:04d}"


def window(draft: Notice, today: date) -> tuple[date, date]:
    """Return the first and the last day: of a new period, or of the one that a correction leaves running."""
    old = draft.replaces
    if old and old.starts_on and old.ends_on and not needs_new_period(draft.changes):
        return old.starts_on, old.ends_on
    return today, last_day(today, draft.days, draft.unit)
