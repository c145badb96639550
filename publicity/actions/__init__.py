"""What a publicity officer, a member of the public and the calendar do with a notice."""

from publicity.actions.closing import close_due_notices, close_notice
from publicity.actions.findings import Finding, conclude
from publicity.actions.notices import discard_draft, draft_notice, publish, verify_notices
from publicity.actions.objections import (
    accept_objection,
    assign_finder,
    file_objection,
    read_identity,
    refuse_objection,
)
from publicity.actions.reconsidering import agree, ask_reconsideration, settle_due
from publicity.actions.statements import ask_statement, give_statement, lapse_statements

__all__ = [
    "Finding",
    "accept_objection",
    "agree",
    "ask_reconsideration",
    "ask_statement",
    "assign_finder",
    "close_due_notices",
    "close_notice",
    "conclude",
    "discard_draft",
    "draft_notice",
    "file_objection",
    "give_statement",
    "lapse_statements",
    "publish",
    "read_identity",
    "refuse_objection",
    "settle_due",
    "verify_notices",
]
