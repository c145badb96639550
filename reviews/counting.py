"""Counting a time limit (办理时限) day by day: from the day after an event, without holidays, without the days paused."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from policies.working_days import is_working_day, next_working_day

DAY = timedelta(days=1)
UNIT_WORDS = {"working": "个工作日", "calendar": "天"}


@dataclass(frozen=True)
class Limit:
    """A time limit: how many days of which unit, and whether the document sets it or the bureau promises it."""

    count: int
    unit: str = "working"
    basis: str = "document"
    clause: str = ""

    @property
    def words(self) -> str:
        """Return the limit in words: 10 个工作日."""
        return f"{self.count} {UNIT_WORDS[self.unit]}"


@dataclass(frozen=True)
class Pause:
    """A time that does not count: the days after `from_on` up to `to_on`, which is included; None while it lasts."""

    from_on: date
    to_on: date | None
    reason: str

    def covers(self, day: date) -> bool:
        """Tell whether the day falls into the pause."""
        return day > self.from_on and (self.to_on is None or day <= self.to_on)


@dataclass(frozen=True)
class Run:
    """One run of a clock: the day of the event from which it counts, its limit and its pauses."""

    from_on: date
    limit: Limit | None
    pauses: tuple[Pause, ...] = ()

    @property
    def unit(self) -> str:
        """Return the unit that the run counts in; working days without a limit."""
        return self.limit.unit if self.limit else "working"

    def counts(self, day: date) -> bool:
        """Tell whether the day after the event counts."""
        for pause in self.pauses:
            if pause.covers(day):
                return False
        return self.unit == "calendar" or is_working_day(day)

    def days(self) -> Iterator[date]:
        """Give the days that count, from the day after the event on (民法典第二百零一条); ends at a pause that lasts."""
        day, ends_on = self.from_on, self.last_day
        while ends_on is None or day < ends_on:
            day += DAY
            if self.counts(day):
                yield day

    @property
    def last_day(self) -> date | None:
        """Return the day on which a pause begins that still lasts; None while the clock runs."""
        return min((pause.from_on for pause in self.pauses if pause.to_on is None), default=None)

    def used(self, until: date) -> int:
        """Return how many days were used up to `until`, which is included."""
        first = self.from_on.toordinal()
        return sum(self.counts(date.fromordinal(number)) for number in range(first + 1, until.toordinal() + 1))

    def due_on(self) -> date | None:
        """Return the last day in time; None without a limit, or while a pause lasts before the limit is reached.

        Calendar days that end on a day off end on the next working day (民法典第二百零三条).
        """
        if self.limit is None:
            return None
        for number, day in enumerate(self.days(), start=1):
            if number == self.limit.count:
                return next_working_day(day) if self.unit == "calendar" else day
        return None

    def late(self, today: date) -> int:
        """Return how many counted days lie after the last day in time, 0 where it is not over."""
        due = self.due_on()
        return self.used(today) - self.used(due) if due and today > due else 0
