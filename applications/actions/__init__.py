"""What an enterprise does with an application, one function an act."""

from applications.actions.certifying import certify, decline, hand_in, shown_token, take_back
from applications.actions.correcting import answer_item, correct_account, is_answered, resubmit
from applications.actions.drafts import (
    ACCOUNT,
    CLERK,
    Page,
    SavedElsewhere,
    estimate_again,
    is_county_bound,
    next_number,
    save_account,
    save_facts,
    save_form,
    start_application,
)
from applications.actions.filing import check_clerk, gaps_before_filing, gaps_of_the_scan, lock, submit, withdraw
from applications.actions.gaps import file_gap, promise_materials, write_event
from applications.actions.materials import add_document, remove_document
from applications.actions.papers import add_scan, make_paper

__all__ = [
    "ACCOUNT",
    "CLERK",
    "Page",
    "SavedElsewhere",
    "add_document",
    "add_scan",
    "answer_item",
    "certify",
    "check_clerk",
    "correct_account",
    "decline",
    "estimate_again",
    "file_gap",
    "gaps_before_filing",
    "gaps_of_the_scan",
    "hand_in",
    "is_answered",
    "is_county_bound",
    "lock",
    "make_paper",
    "next_number",
    "promise_materials",
    "remove_document",
    "resubmit",
    "save_account",
    "save_facts",
    "save_form",
    "shown_token",
    "start_application",
    "submit",
    "take_back",
    "withdraw",
    "write_event",
]
