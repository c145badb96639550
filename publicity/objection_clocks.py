"""The clock of an objection (异议办理时限): for acceptance, investigation and reconsideration, paused for the enterprise."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.utils import timezone

from publicity.models import Objection
from publicity.objection_flow import Act, State
from reviews.clocks import Clock, clock_from
from reviews.counting import Limit, Pause, Run
from reviews.explaining import explained

ACCEPT_DAYS, ANSWER_DAYS, STATEMENT_DAYS, RECONSIDER_DAYS = 3, 10, 5, 5  # working days, as promised on the public page
ENDS_PAUSE = (Act.STATE, Act.LAPSE_STATEMENT)
RUNNING = (State.FILED, State.INVESTIGATING, State.WITH_ENTERPRISE)


def starting(days: int, today: date) -> dict[str, Any]:
    """Return the fields of a clock of so many working days that starts on `today`."""
    due = Run(today, Limit(days, basis="promise")).due_on()
    return {"counted_from": today, "limit_days": days, "due_on": due}


def pauses_of(objection: Objection) -> tuple[Pause, ...]:
    """Return the times in which the enterprise was asked for its statement, of the present instance."""
    found: list[Pause] = []
    since: date | None = None
    for step in sorted(objection.steps.all(), key=lambda each: (each.at, each.pk)):
        on = timezone.localdate(step.at)
        if step.instance != objection.instance:
            continue
        if step.act == Act.ASK_STATEMENT:
            since = on
        elif step.act in ENDS_PAUSE and since is not None:
            found.append(Pause(since, on, "企业说明"))
            since = None
    return (*found, Pause(since, None, "企业说明")) if since else tuple(found)


def run_of(objection: Objection) -> Run:
    """Return the run of the objection's clock by its history."""
    return Run(objection.counted_from, Limit(objection.limit_days, basis="promise"), pauses_of(objection))


def due_after_pause(objection: Objection, today: date) -> date | None:
    """Return the last day in time where the pause that still lasts ends on `today`."""
    pauses = tuple(replace(pause, to_on=pause.to_on or today) for pause in pauses_of(objection))
    return replace(run_of(objection), pauses=pauses).due_on()


def clock_of(objection: Objection, today: date) -> Clock | None:
    """Return the clock of an objection, explained line by line; None once it is answered."""
    if objection.state not in RUNNING:
        return None
    run = run_of(objection)
    limit, used = run.limit or Limit(objection.limit_days), run.used(today)
    lines = explained(run, title_of(objection), objection.due_on, today)
    if objection.state == State.WITH_ENTERPRISE:
        percent = min(used * 100 // limit.count, 100)
        return Clock(
            f"计时暂停，已用 {used} 个工作日", "paused", percent, "；".join(lines), tuple(lines), used, limit.count
        )
    late = run.late(today) if objection.due_on and today > objection.due_on else None
    return clock_from(limit, used, late, "；".join(lines), lines)


def title_of(objection: Objection) -> str:
    """Return what the clock is of."""
    if objection.state == State.FILED:
        return "异议受理"
    return "异议复核" if objection.instance == 2 else "异议核查答复"
