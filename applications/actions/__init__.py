"""What an enterprise does with an application, one function an act."""

from applications.actions.certifying import certify, decline, hand_in, shown_token, take_back
from applications.actions.copying import copy_earlier
from applications.actions.correcting import answer_item, correct_account, is_answered, resubmit
from applications.actions.drafts import (
    ACCOUNT,
    CLERK,
    Page,
    SavedElsewhere,
    estimate_again,
    next_number,
    save_account,
    save_facts,
    save_form,
    start_application,
)
from applications.actions.filing import check_clerk, gaps_before_filing, gaps_of_the_scan, lock, submit, withdraw
from applications.actions.gaps import file_gap, promise_materials, write_event
from applications.actions.library import add_to_library, keep_in_library, retire_from_library
from applications.actions.materials import add_document, file_document, remove_document, use_library_document
from applications.actions.messaging import read_messages, write_message
from applications.actions.papers import add_scan, make_paper
from applications.actions.scanning import scan_waiting
from applications.actions.uploading import (
    OutOfStep,
    finish_upload,
    forget_old_uploads,
    give_up_upload,
    receive_part,
    start_upload,
)

__all__ = [
    "ACCOUNT",
    "CLERK",
    "OutOfStep",
    "Page",
    "SavedElsewhere",
    "add_document",
    "add_scan",
    "add_to_library",
    "answer_item",
    "certify",
    "check_clerk",
    "copy_earlier",
    "correct_account",
    "decline",
    "estimate_again",
    "file_document",
    "file_gap",
    "finish_upload",
    "forget_old_uploads",
    "gaps_before_filing",
    "gaps_of_the_scan",
    "give_up_upload",
    "hand_in",
    "is_answered",
    "keep_in_library",
    "lock",
    "make_paper",
    "next_number",
    "promise_materials",
    "read_messages",
    "receive_part",
    "remove_document",
    "resubmit",
    "retire_from_library",
    "save_account",
    "save_facts",
    "save_form",
    "scan_waiting",
    "shown_token",
    "start_application",
    "start_upload",
    "submit",
    "take_back",
    "use_library_document",
    "withdraw",
    "write_event",
    "write_message",
]
