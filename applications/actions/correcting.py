"""Answering a correction notice (补正), and correcting the account after a failed transfer."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from applications import facts
from applications.actions.drafts import ACCOUNT, CLERK
from applications.actions.filing import check_clerk, gaps_before_filing, gaps_of_the_scan, lock
from applications.actions.profiles import flow_back, keep_account
from applications.certifications import needs_certification_again
from applications.corrections import may_change, open_items, open_notice
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
    if needs_certification_again(application):
        raise NotAllowed("补正后的内容还没有企业负责人确认，须先提交负责人确认")
    check_correction(application)
    enter_again(application, Action.RESUBMIT, user, CLERK, at)


def check_correction(application: Application) -> None:
    """Raise ValidationError with every item that is not answered and everything that is required and missing."""
    items = open_items(application)
    gaps = [f"尚未补正：{item.label}（请修改、重新上传，或填写说明）" for item in items if not is_answered(item)]
    if gaps := gaps + gaps_before_filing(application) + gaps_of_the_scan(application):
        raise ValidationError(gaps)


def enter_again(application: Application, action: Action, user: User, role: str, at: datetime, **changes: Any) -> None:
    """Give the corrected case back to the officials, and the profile what the correction changed."""
    notice = open_notice(application)
    amount = facts.decide(application).amount_yuan
    application.move(action, by=user, role=role, at=at, estimated_yuan=amount, **changes)
    application.corrections.filter(answered_at__isnull=True).update(answered_at=at)
    if notice:
        flow_back(application, user, at, since=notice.issued_at)
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
    keep_account(application, user, at)
    tell_next(application, "disbursement", timezone.localdate(at), "账户已更正，可重新拨付")
