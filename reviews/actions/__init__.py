"""What officials do with a case, one function an act. Each locks the case, checks the role and the task, then moves it."""

from reviews.actions.absences import Leave, cancel_absence, record_absence
from reviews.actions.accepting import accept, accept_with_gaps, refuse_acceptance
from reviews.actions.correcting import (
    Item,
    SecondNotice,
    approve_second_notice,
    ask_second_notice,
    is_told,
    refuse_second_notice,
    return_for_correction,
)
from reviews.actions.desk_views import save_view
from reviews.actions.determining import Recommendation, countersign, is_overtaken, recommend, send_back, title_of
from reviews.actions.flags import settle_flag
from reviews.actions.holding import assign, claim, prolong, release
from reviews.actions.messaging import answer_message
from reviews.actions.owing import confirm_gap, escalate_gap, forfeit_gap, return_gap
from reviews.actions.recusing import declare_recusal
from reviews.actions.reviewing import pass_stage, reject
from reviews.actions.taking import Outcome
from reviews.actions.working import add_opinion, delete_opinion, tick_section

__all__ = [
    "Item",
    "Leave",
    "Outcome",
    "Recommendation",
    "SecondNotice",
    "accept",
    "accept_with_gaps",
    "add_opinion",
    "answer_message",
    "approve_second_notice",
    "ask_second_notice",
    "assign",
    "cancel_absence",
    "claim",
    "confirm_gap",
    "countersign",
    "declare_recusal",
    "delete_opinion",
    "escalate_gap",
    "forfeit_gap",
    "is_overtaken",
    "is_told",
    "pass_stage",
    "prolong",
    "recommend",
    "record_absence",
    "refuse_acceptance",
    "refuse_second_notice",
    "reject",
    "release",
    "return_for_correction",
    "return_gap",
    "save_view",
    "send_back",
    "settle_flag",
    "tick_section",
    "title_of",
]
