"""What officials do with a case, one function an act. Each locks the case, checks the role and the task, then moves it."""

from reviews.actions.absences import Leave, cancel_absence, record_absence
from reviews.actions.determining import Recommendation, countersign, is_overtaken, recommend, send_back
from reviews.actions.holding import assign, claim, prolong, release
from reviews.actions.reviewing import Item, pass_stage, reject, return_for_correction
from reviews.actions.taking import Outcome

__all__ = [
    "Item",
    "Leave",
    "Outcome",
    "Recommendation",
    "assign",
    "cancel_absence",
    "claim",
    "countersign",
    "is_overtaken",
    "pass_stage",
    "prolong",
    "recommend",
    "record_absence",
    "reject",
    "release",
    "return_for_correction",
    "send_back",
]
