"""What a publicity officer, a member of the public and the calendar do with a notice."""

from publicity.actions.closing import close_due_notices, close_notice
from publicity.actions.notices import discard_draft, draft_notice, publish, verify_notices
from publicity.actions.objections import dismiss_objection, file_objection, uphold_objection

__all__ = [
    "close_due_notices",
    "close_notice",
    "discard_draft",
    "dismiss_objection",
    "draft_notice",
    "file_objection",
    "publish",
    "uphold_objection",
    "verify_notices",
]
