from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from policies.working_days import add_working_days, working_days_between
from reviews.models import ReviewTask

SOON = 80


@dataclass
class Clock:
    """How a task stands against its time limit (办理时限), in words and as a bar."""

    label: str
    state: str
    percent: int
    explanation: str


def clock_of(task: ReviewTask, today: date) -> Clock | None:
    """Return the clock of an open task; None where the policy sets no limit. The due day itself is still in time."""
    if task.due_on is None:
        return None
    opened = timezone.localdate(task.opened_at)
    total = max(working_days_between(opened, task.due_on), 1)
    used = working_days_between(opened, today) if today > opened else 0
    explanation = f"自 {opened:%Y-%m-%d} 起 {total} 个工作日，截至 {task.due_on:%Y-%m-%d}，已用 {used} 个"
    if today > task.due_on:
        late = working_days_between(task.due_on, today)
        return Clock(f"已超 {late} 个工作日", "late", 100, explanation)
    percent = used * 100 // total
    return Clock(f"剩 {total - used} 个工作日", "soon" if percent >= SOON else "running", percent, explanation)


def extended(due: date | None, paused_from: date, resumed_on: date) -> date | None:
    """Return the due day moved by the working days that the case was with the enterprise."""
    if due is None:
        return None
    return add_working_days(due, working_days_between(paused_from, resumed_on))
