"""Objections on the supervision board (效能监督): each one under way with its light."""

from datetime import date
from typing import NamedTuple

from accounts.models import User
from publicity.models import Objection
from publicity.objection_clocks import clock_of
from publicity.objection_queues import watched_objections
from reviews.clocks import Clock

LIGHTS = {"late": "red", "soon": "yellow"}


class Lit(NamedTuple):
    """An objection under way, its clock and its light; one that waits for nobody of the office has no light."""

    objection: Objection
    clock: Clock | None
    light: str


def lit_objections(user: User, today: date) -> list[Lit]:
    """Return the objections that the user watches over, the latest first."""
    found = watched_objections(user, today).filter(due_on__isnull=False).prefetch_related("steps")
    rows = []
    for objection in found.order_by("due_on", "pk"):
        clock = clock_of(objection, today)
        rows.append(Lit(objection, clock, LIGHTS.get(clock.state, "green") if clock else ""))
    return rows


def board_card(user: User, today: date) -> dict[str, object]:
    """Return what the supervision board shows of objections: how many under way, and how many late or nearly so."""
    lights = [row.light for row in lit_objections(user, today)]
    return {
        "title": "公示异议",
        "url_name": "objection_board",
        "red": lights.count("red"),
        "yellow": lights.count("yellow"),
        "all": len(lights),
    }
