"""The access matrix's calendar day and supervision notice."""

from datetime import date, datetime
from typing import Any

from accounts.models import User
from accounts.tests.factories import bureau
from reviews.actions import supervising


def calendar_objects() -> dict[str, dict[str, Any]]:
    """A day of the seeded working-day calendar, and the year that is not announced."""
    day = {"year": 2026, "day": date(2026, 10, 6)}
    return {
        "calendar_year": {"year": 2026},
        "calendar_day_new": {"year": 2026},
        **dict.fromkeys(("calendar_day", "calendar_remove", "calendar_confirm"), day),
        "calendar_announce": {"year": 2027},
    }


def supervision_objects(supervisor: User, case_number: str, at: datetime) -> dict[str, dict[str, Any]]:
    """A notice on the city's science bureau, and a case of a county's that may be urged."""
    watched, county = bureau("science", "anyang"), bureau("industry", "linzhou")
    made = supervising.issue(watched, None, supervisor, at, "请说明积压原因", date(2026, 10, 16))
    return {
        "supervision_notice": {"number": made.number},
        "supervision_new": {"bureau_id": county.pk},
        "supervision_new_on_case": {"bureau_id": county.pk, "number": case_number},
    }
