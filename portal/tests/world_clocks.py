"""The access matrix's calendar day, supervision notice and second look."""

from datetime import date, datetime
from typing import Any

from accounts.models import Enterprise, User
from accounts.tests.factories import bureau
from applications.tests.factories import FILED_AT
from policies.models import ApplicationRound
from policies.tests.factories import RD_EXPENSE, application_round, seed_calendar
from reviews.actions import supervising
from reviews.actions.second_looks import draw_looks
from reviews.tests.factories import HOUR, approved


def calendar_objects() -> dict[str, dict[str, Any]]:
    """A day of the seeded working-day calendar, and the year that is not announced."""
    seed_calendar()
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


def look_objects(own: Enterprise, clerk: User, chief: User) -> dict[str, dict[str, Any]]:
    """A draw of the city's science bureau over one case."""
    round = application_round(RD_EXPENSE, name="抽查")
    ApplicationRound.objects.filter(pk=round.pk).update(second_look_pct=100)
    approved(RD_EXPENSE, enterprise=own, user=clerk, round=round)
    draw = draw_looks(round, bureau("science", "anyang"), chief, FILED_AT + 2 * HOUR)
    return {
        "look_draw": {"pk": draw.pk},
        **{key: {"pk": draw.looks.get().pk} for key in ("second_look", "look_replace")},
        "draw_protocol": {"kind": "look", "pk": draw.pk},
        "look_draw_new": {"round_id": round.pk, "bureau_id": draw.bureau_id},
    }
