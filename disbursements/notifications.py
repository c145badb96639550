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
from disbursements.models import Appropriation, Fund, Payment, PaymentBatch
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


def tell_appropriation(appropriation: Appropriation, today: date) -> None:
    """Tell the fund's checkers, the maker aside, that an appropriation waits for them."""
    checkers = people_with([Role.PAYMENT_CHECKER], today, [appropriation.fund.bureau])
    others = [person for person in checkers if person.pk != appropriation.made_by_id]
    todo: dict[str, Any] = {"event": Event.BATCH, "needs_action": True, "key": f"appropriation-{appropriation.pk}"}
    words = (
        f"{appropriation.get_kind_display()} {yuan(appropriation.amount_yuan)} 元（{appropriation.document_number}）"
    )
    notify(others, f"{appropriation.fund}待复核", words, fund_url(appropriation.fund), **todo)


def tell_refused_appropriation(appropriation: Appropriation) -> None:
    """Tell the maker that an appropriation came back, and why."""
    words = f"退回原因：{appropriation.refusal_reason}"
    title = f"{appropriation.document_number} 的预算登记被退回"
    notify([appropriation.made_by], title, words, fund_url(appropriation.fund), event=Event.BATCH)


def fund_url(fund: Fund) -> str:
    """Return the address of a fund's page."""
    return reverse("fund_detail", args=[fund.pk])
