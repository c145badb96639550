"""Keeping what stood in a filed case before it was changed."""

from datetime import datetime
from typing import Any

from accounts.models import User
from applications.models import Application, CaseChange
from applications.workflow import Status


def record_change(
    application: Application, kind: str, key: str, before: Any, after: Any, user: User, at: datetime
) -> None:
    """Write down that a fact or the account of a filed case becomes another (变更记录); a draft is free to change.

    An empty value counts as none.
    """
    before, after = (None if value in ("", [], {}) else value for value in (before, after))
    if application.status == Status.DRAFT or before == after:
        return
    CaseChange.objects.create(
        application=application, kind=kind, key=key, before=before, after=after, changed_by=user, changed_at=at
    )
