"""What officials do with a case, one function an act. Each locks the case, checks the role and the task, then moves it."""

from reviews.actions.determining import Recommendation, countersign, is_overtaken, recommend, send_back
from reviews.actions.reviewing import Item, pass_stage, reject, return_for_correction
from reviews.actions.taking import Outcome

__all__ = [
    "Item",
    "Outcome",
    "Recommendation",
    "countersign",
    "is_overtaken",
    "pass_stage",
    "recommend",
    "reject",
    "return_for_correction",
    "send_back",
]
