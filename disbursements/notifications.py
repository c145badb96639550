"""Who is told what about batches and payments."""

from datetime import date
from typing import Any

from django.urls import reverse

from accounts.models import Event, Role
from accounts.notifications import notify
from accounts.roles import people_with
from accounts.templatetags.money import yuan
from applications.notifications import tell_enterprise, tell_next
from applications.workflow import Status
from disbursements.models import Payment, PaymentBatch
from disbursements.shares import remit_first_shares
from reviews.models import Determination


def tell_checkers(batch: PaymentBatch, today: date) -> None:
    """Tell the bureau's checkers, the maker aside, that a batch waits for them."""
    checkers = people_with([Role.PAYMENT_CHECKER], today, [batch.bureau], batch.round.policy.code)
    others = [person for person in checkers if person.pk != batch.made_by_id]
    url = reverse("batch_detail", args=[batch.number])
    todo: dict[str, Any] = {"event": Event.BATCH, "needs_action": True, "key": batch.todo_key}
    notify(others, f"拨付批次 {batch.number} 待复核", str(batch.round), url, **todo)


def tell_maker(batch: PaymentBatch, reason: str) -> None:
    """Tell the maker that the batch came back, and why."""
    url = reverse("batch_detail", args=[batch.number])
    todo: dict[str, Any] = {"event": Event.BATCH, "needs_action": True, "key": batch.todo_key}
    notify([batch.made_by], f"拨付批次 {batch.number} 被退回", f"退回原因：{reason}", url, **todo)


def tell_paid(payment: Payment, today: date) -> None:
    """Tell the enterprise that the money was paid, and to which account."""
    text = f"{yuan(payment.amount_yuan)} 元已拨付至尾号 {payment.bank_account[-4:]} 的账户，请查收。"
    tell_enterprise(payment.application, today, f"办件 {payment.application.number} 已拨付", text, event=Event.PAID)


def tell_failed(payment: Payment, today: date) -> None:
    """Tell the enterprise that the transfer failed, why, and what to do."""
    text = f"银行退回原因：{payment.failure_reason}。请核对并更正收款账户，更正后将重新拨付。"
    title = f"办件 {payment.application.number} 拨付失败，请更正收款账户"
    tell_enterprise(payment.application, today, title, text, event=Event.PAYMENT_FAILED, needs_action=True)


def tell_payers(determination: Determination, today: date) -> None:
    """Tell the paying bureau's makers that a case is payable now: every share to be remitted first arrived in time."""
    application = determination.application
    arrived = application.remittances.filter(voided_at__isnull=True, is_late=False).values_list("level", flat=True)
    awaited = {share.level for share in remit_first_shares(determination)} - set(arrived)
    if not awaited and application.status == Status.AWAITING_DISBURSEMENT:
        tell_next(application, "disbursement", today, "属地资金已上缴，待拨付")
