"""The officials' side of the messages on a case (办件留言)."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from applications.actions.messaging import keep_message, tell_of_message
from applications.models import Application, CaseMessage
from applications.workflow import NotAllowed
from reviews.handlers import own_bureau


@transaction.atomic
def answer_message(application: Application, user: User, at: datetime, text: str, upload: Any = None) -> CaseMessage:
    """Write to the enterprise for the bureau that handles the case (部门留言); a supervisor only reads."""
    bureau = own_bureau(application, user, timezone.localdate(at))
    if bureau is None or application.enterprise.roles.filter(user=user).exists():
        raise NotAllowed("您的角色不能办理这一步")
    message = keep_message(application, user, bureau, at, text, upload)
    tell_of_message(message)
    return message
