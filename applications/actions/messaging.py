"""Writing and reading messages on a case (办件留言)."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Bureau, Event, User
from accounts.notifications import notify
from applications import documents
from applications.actions.materials import file_beside
from applications.contents import MESSAGE
from applications.messages import unread_by
from applications.models import Application, CaseMessage, Document, MessageRead
from applications.notifications import tell_enterprise, words_of
from applications.ports import review_desk
from applications.queues import roles_in
from applications.workflow import FINAL, UNFILED, NotAllowed

ATTACHED = ("pdf", "jpg", "png", "docx", "xlsx")


@transaction.atomic
def write_message(application: Application, user: User, at: datetime, text: str, upload: Any = None) -> CaseMessage:
    """Write to the officials who handle the case (企业留言). Raises ValidationError for a refused attachment."""
    if not roles_in(application, user, timezone.localdate(at)):
        raise NotAllowed("您的角色不能办理这一步")
    message = keep_message(application, user, None, at, text, upload)
    url = reverse("case_messages", args=[application.number])
    title = f"企业留言：{application.enterprise}（{application.number}）"
    notify(
        review_desk().handlers(application, timezone.localdate(at)),
        title,
        message.text,
        url,
        event=Event.CASE_MESSAGE,
        policy_code=application.round.policy.code,
        words=words_of(application),
    )
    return message


def keep_message(
    application: Application, user: User, bureau: Bureau | None, at: datetime, text: str, upload: Any
) -> CaseMessage:
    """Store a message of either side with its attachment; a case not filed yet or closed takes none."""
    stored = Application.objects.select_for_update(no_key=True).get(pk=application.pk)
    if stored.status in UNFILED:
        raise NotAllowed("申报提交后可以留言")
    if stored.status in FINAL:
        raise NotAllowed("此件已办结，不再留言")
    if not text.strip():
        raise ValidationError({"text": "请填写留言"})
    document = attach(application, user, at, upload) if upload else None
    return CaseMessage.objects.create(
        application=application, author=user, bureau=bureau, text=text.strip(), document=document, at=at
    )


def attach(application: Application, user: User, at: datetime, upload: Any) -> Document:
    """Keep an attachment, checked like any document; the same file is kept once per case."""
    try:
        accepted = documents.check_file(upload, ATTACHED)
    except ValidationError as refusal:
        raise ValidationError({"file": refusal.messages}) from refusal
    documents.store(accepted)
    return file_beside(application, MESSAGE, accepted, documents.clean_name(upload.name), user, at)


def tell_of_message(message: CaseMessage) -> None:
    """Tell the enterprise's people that a bureau wrote."""
    application, today = message.application, timezone.localdate(message.at)
    body = f"{message.bureau}：{message.text}"
    tell_enterprise(application, today, f"部门留言：{application.policy}", body, event=Event.CASE_MESSAGE)


@transaction.atomic
def read_messages(application: Application, user: User, at: datetime, *, official: bool) -> int:
    """Record that the user has read what the other side wrote (已读); return how many messages that were."""
    waiting = unread_by(user, official=official).filter(application=application)
    made = [MessageRead(message=message, reader=user, at=at) for message in waiting]
    MessageRead.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)
