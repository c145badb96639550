"""Ten thousand generated histories, recomputed by a slow oracle that knows nothing of the clock's code."""

import random
from datetime import date, timedelta

import holidays

from reviews.counting import Limit, Pause, Run

SEED, HISTORIES = 20261121, 10_000
FIRST, SPAN = date(2024, 1, 1), 1000
OFFICIAL = holidays.country_holidays("CN", years=range(2023, 2028))
SATURDAY = 5


def oracle_works(day: date) -> bool:
    """Monday to Friday unless a holiday; a weekend only where the notice of the State Council has it worked (调休)."""
    return day in OFFICIAL.weekend_workdays if day.weekday() >= SATURDAY else day not in OFFICIAL


WORKS = {FIRST + timedelta(days=step): oracle_works(FIRST + timedelta(days=step)) for step in range(SPAN + 200)}


def oracle(run: Run, today: date) -> tuple[int, date | None, int]:
    """Walk from the event day by day, with a tally in hand: (used up to today, last day in time, days late)."""
    used, due, late, tally, day = 0, None, 0, 0, run.from_on
    resting = {each.from_on + timedelta(days=step) for each in run.pauses
               for step in range(1, ((each.to_on or date(2027, 6, 1)) - each.from_on).days + 1)}  # fmt: skip
    endless = any(each.to_on is None for each in run.pauses)
    while day < today or (due is None and not (endless and day > today + timedelta(days=400))):
        day += timedelta(days=1)
        if day in resting or (run.limit.unit == "working" and not WORKS[day]):
            continue
        tally += 1
        used += day <= today
        late += due is not None and due < day <= today
        if tally == run.limit.count:
            due = day
            while run.limit.unit == "calendar" and not WORKS[due]:
                due += timedelta(days=1)
    return used, due, late


def history(chance: random.Random) -> tuple[Run, date]:
    """A clock with up to four corrections, some over holidays, some overlapping, one perhaps still open, and a day to look at it."""
    start = FIRST + timedelta(days=chance.randrange(SPAN - 260))
    pauses, day = [], start
    for _ in range(chance.randrange(5)):
        begin = day + timedelta(days=chance.randrange(0, 12))
        end = begin + timedelta(days=chance.randrange(0, 16))
        pauses.append(Pause(begin, end, "企业补正"))
        day = end - timedelta(days=chance.randrange(0, 4)) if end - begin > timedelta(days=4) else end
    if chance.random() < 0.15:
        pauses.append(Pause(day + timedelta(days=chance.randrange(6)), None, "企业补正"))
    limit = Limit(chance.randrange(1, 31), chance.choice(["working", "working", "calendar"]))
    return Run(start, limit, tuple(pauses)), start + timedelta(days=chance.randrange(0, 75))


def test_no_clock_of_ten_thousand_histories_differs_from_counting_by_hand():
    chance = random.Random(SEED)
    wrong = []
    for number in range(HISTORIES):
        run, today = history(chance)
        ours = (run.used(today), run.due_on(), run.late(today))
        if ours != oracle(run, today):
            wrong.append((number, run, today, ours))

    assert wrong == []


def test_the_generated_histories_meet_what_makes_counting_hard():
    chance = random.Random(SEED)
    found = [history(chance) for _ in range(HISTORIES)]
    over_holiday = sum(
        any(pause.to_on and pause.from_on < date(2025, 10, 4) < pause.to_on for pause in run.pauses) for run, _ in found
    )

    assert over_holiday > 50
    assert sum(any(pause.to_on is None for pause in run.pauses) for run, _ in found) > 1000
    assert sum(run.limit.unit == "calendar" for run, _ in found) > 2000
    assert sum(run.late(today) > 0 for run, today in found[:2000]) > 200
