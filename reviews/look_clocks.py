"""The clock of a second look (复看期限), and who is told when it passes a threshold, once."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Event, Role
from accounts.notifications import notify
from accounts.roles import people_with
from reviews.clocks import Clock, clock_since
from reviews.counting import Limit
from reviews.models import LookWarning, SecondLook
from reviews.warnings import passed

Kind = LookWarning.Kind


def look_clock(look: SecondLook, today: date) -> Clock | None:
    """Return the clock of a look not done yet; None where the round set no days for it."""
    if look.done_at or look.due_on is None or look.counted_from is None or look.limit_days is None:
        return None
    return clock_since(look.counted_from, Limit(look.limit_days, basis="promise"), look.due_on, today)


@transaction.atomic
def watch_looks(at: datetime) -> list[LookWarning]:
    """Write a warning for each threshold passed since the last look, and tell of the newest; may run twice."""
    today, fresh = timezone.localdate(at), []
    waiting = SecondLook.objects.select_for_update(of=("self",), no_key=True).filter(
        done_at__isnull=True, due_on__isnull=False
    )
    rows = waiting.select_related("draw__bureau", "draw__round__policy", "application__enterprise", "reviewer")
    for look in rows.prefetch_related("warnings"):
        known = {each.kind for each in look.warnings.all() if each.due_on == look.due_on}
        clock = look_clock(look, today)
        reached = [str(kind) for kind in passed(clock, look.limit_days or 0)] if clock else []
        new = [kind for kind in reached if kind in Kind.values and kind not in known]
        if new and look.due_on:
            fresh += [LookWarning(look=look, kind=kind, due_on=look.due_on, at=at) for kind in new]
            _tell(look, new[-1], today)
    return LookWarning.objects.bulk_create(fresh)


def _tell(look: SecondLook, kind: str, today: date) -> None:
    people = [look.reviewer] if look.reviewer else []
    if kind == Kind.LATE or not people:
        people += people_with([Role.CHIEF], today, [look.draw.bureau], look.draw.round.policy.code)
    title, body = f"{Kind(kind).label}：{look.application.enterprise}", f"应于 {look.due_on:%Y-%m-%d} 前复看。"
    notify(people, title, body, reverse("second_look", args=[look.pk]), event=Event.CLOCK)
