"""Answering a correction notice (补正), and correcting the account after a failed transfer."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from applications import facts
from applications.actions.drafts import ACCOUNT, CLERK
from applications.actions.filing import check_clerk, gaps_before_filing, lock
from applications.corrections import may_change, open_items
from applications.models import Application, CorrectionItem
from applications.notifications import tell_next
from applications.ports import review_desk
from applications.workflow import Action, NotAllowed


def is_answered(item: CorrectionItem) -> bool:
    """Tell whether a correction item was acted on since the notice: changed, replaced, or explained."""
    application, since = item.notice.application, item.notice.issued_at
    if item.answer:
        return True
    if item.kind == ACCOUNT:
        return False
    if item.kind == CorrectionItem.Kind.FACT:
        return application.fact_rows.filter(name=item.key, set_at__gte=since).exists()
    return application.documents.filter(material=item.key, uploaded_at__gte=since, removed_at__isnull=True).exists()


@transaction.atomic
def answer_item(application: Application, item: CorrectionItem, answer: str) -> None:
    """Store the enterprise's explanation of one correction item (补正说明)."""
    lock(application)
    if not may_change(Application.objects.get(pk=application.pk), item.kind, item.key):
        raise NotAllowed("此件当前不能补正")
    item.answer = answer.strip()
    item.save(update_fields=["answer"])


@transaction.atomic
def resubmit(application: Application, user: User, at: datetime) -> None:
    """Submit the correction (提交补正): every item answered, nothing required missing; the review goes on.

    Raises ValidationError with what is still open, NotAllowed when the case is not waiting for a correction.
    """
    check_clerk(application, user, at)
    lock(application)
    items = open_items(application)
    gaps = [f"尚未补正：{item.label}（请修改、重新上传，或填写说明）" for item in items if not is_answered(item)]
    if gaps := gaps + gaps_before_filing(application):
        raise ValidationError(gaps)
    application.move(Action.RESUBMIT, by=user, role=CLERK, at=at, estimated_yuan=facts.decide(application).amount_yuan)
    application.corrections.filter(answered_at__isnull=True).update(answered_at=at)
    review_desk().resume(application, at)


@transaction.atomic
def correct_account(application: Application, account: dict[str, str], user: User, at: datetime) -> None:
    """Correct the account after a failed transfer (更正收款账户); the claim becomes payable again."""
    check_clerk(application, user, at)
    before = application.bank_account
    application.move(
        Action.CORRECT_ACCOUNT,
        by=user,
        role=CLERK,
        at=at,
        reason=f"尾号 {before[-4:]} 更正为尾号 {account['bank_account'][-4:]}",
        **account,
    )
    tell_next(application, "disbursement", timezone.localdate(at), "账户已更正，可重新拨付")
