"""What a publicity officer, a member of the public and the calendar do with a notice."""

from publicity.actions.closing import close_due_notices, close_notice
from publicity.actions.correcting import Correction, draft_correction
from publicity.actions.drafting import discard_draft, draft_notice
from publicity.actions.extending import extend_notice
from publicity.actions.findings import Finding, conclude
from publicity.actions.notices import publish
from publicity.actions.objections import (
    accept_objection,
    assign_finder,
    file_objection,
    read_identity,
    refuse_objection,
)
from publicity.actions.reconsidering import agree, ask_reconsideration, settle_due
from publicity.actions.scheduling import cancel_schedule, publish_scheduled, schedule_notice
from publicity.actions.statements import ask_statement, give_statement, lapse_statements

__all__ = [
    "Correction",
    "Finding",
    "accept_objection",
    "agree",
    "ask_reconsideration",
    "ask_statement",
    "assign_finder",
    "cancel_schedule",
    "close_due_notices",
    "close_notice",
    "conclude",
    "discard_draft",
    "draft_correction",
    "draft_notice",
    "extend_notice",
    "file_objection",
    "give_statement",
    "lapse_statements",
    "publish",
    "publish_scheduled",
    "read_identity",
    "refuse_objection",
    "schedule_notice",
    "settle_due",
]
