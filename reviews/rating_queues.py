"""The questions of who supervises: how were cases rated (好差评), and which bad ratings wait to be called back."""

from datetime import date
from typing import Any

from django.db.models import Avg, Count, F, Q, QuerySet

from accounts.models import Role, User
from accounts.roles import assignments
from applications.stages import within
from applications.workflow import FINAL, Status
from reviews.models import CallBack, Rating
from reviews.models.ratings import Level

RATED = tuple(status for status in FINAL if status != Status.WITHDRAWN)


def ratings_of(user: User, today: date) -> QuerySet[Rating]:
    """Return the ratings of the cases that `user` supervises, the newest first; nobody who handles cases sees them."""
    wanted = Q(pk__in=[])
    for held in assignments(user, [Role.SUPERVISOR], today):
        if held.bureau:
            mine = within(held.bureau.region, "application__region")
            if held.policy_code:
                mine &= Q(application__round__policy__code=held.policy_code)
            wanted |= mine
    found = Rating.objects.filter(wanted).exclude(application__enterprise__roles__user=user)
    return found.select_related("call_back", "application__enterprise", "application__round__policy", "rated_by")


def call_backs(user: User, today: date) -> QuerySet[CallBack]:
    """Return the call-backs (差评回访) of the cases that `user` supervises, the nearest due first."""
    own = ratings_of(user, today).order_by().values("pk")
    shown = ("rating__application__enterprise", "rating__application__round__policy", "rating__rated_by", "closed_by")
    return CallBack.objects.filter(rating__in=own).select_related(*shown).order_by("due_on", "pk")


def rating_summary(user: User, today: date) -> list[dict[str, Any]]:
    """Return a line per region: how many ratings, how many bad, the mean of the overall level, call-backs open and late."""
    rows = ratings_of(user, today).select_related(None).order_by()
    waiting = Q(call_back__isnull=False, call_back__closed_at__isnull=True)
    lines = (
        rows.values(region=F("application__region__name"))
        .annotate(
            count=Count("pk"),
            bad=Count("pk", filter=Q(overall__lte=Level.BAD)),
            mean=Avg("overall"),
            waiting=Count("pk", filter=waiting),
            late=Count("pk", filter=waiting & Q(call_back__due_on__lt=today)),
        )
        .order_by("region")
    )
    return [dict(line) for line in lines]
