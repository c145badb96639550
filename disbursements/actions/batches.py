from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts.bank_accounts import is_account_number
from accounts.models import Bureau, Role, User
from accounts.notifications import clear_todos
from applications.models import Application
from applications.workflow import NotAllowed
from disbursements import ledger
from disbursements.actions.roles import check_role
from disbursements.models import Account, BatchEvent, CaseBalance, Fund, Payment, PaymentBatch
from disbursements.notifications import tell_checkers, tell_maker
from disbursements.queues import amount_of, fit_determinations, payable_cases
from policies.models import ApplicationRound
from reviews.models import Determination
from reviews.recusals import check_free

NUMBER_LOCK = 20_260_102  # any number that no other advisory lock of the portal uses
State = PaymentBatch.State
Event = BatchEvent.Action


@transaction.atomic
def build_batch(
    round: ApplicationRound, bureau: Bureau, case_ids: Iterable[int], by: User, at: datetime
) -> PaymentBatch:
    """Build a batch (编制拨付批次) of payable cases of one round, copying amount and account of each.

    Raises NotAllowed for another bureau's maker, without a case, with an account that is not whole, or where a case
    is no longer payable: another maker was faster.
    """
    ids = set(case_ids)
    check_role(by, Role.PAYMENT_MAKER, bureau, round, at)
    if not ids:
        raise NotAllowed("请至少选择一件办件")
    lock_cases(ids)
    payable = payable_cases(by, timezone.localdate(at), bureau).filter(application__round=round)
    found = list(payable.filter(application__in=ids))
    if {item.application_id for item in found} != ids:
        raise NotAllowed
    fund = fund_holding(found)
    number = next_number(at)
    batch = PaymentBatch.objects.create(number=number, round=round, bureau=bureau, fund=fund, made_by=by, made_at=at)
    lines = Payment.objects.bulk_create(payment_of(batch, item) for item in found)
    ledger.commit(fund, lines, by, at)
    write_event(batch, Event.BUILD, by, at)
    return batch


def fund_holding(determinations: Iterable[Determination]) -> Fund:
    """Return the one fund that has reserved all the amounts. Raises NotAllowed where they are of several."""
    wanted = {each.application_id: amount_of(each) for each in determinations}
    reserved = CaseBalance.objects.filter(application__in=wanted, account=Account.RESERVED).select_related("fund")
    whole = [row for row in reserved if row.balance_yuan >= wanted[row.application_id]]
    funds = {row.fund for row in whole}
    if {row.application_id for row in whole} != set(wanted):
        raise NotAllowed
    if len(funds) != 1:
        raise NotAllowed("所选办件分属不同专项资金，请按资金分别编制批次")
    return funds.pop()


def lock_cases(ids: Iterable[int]) -> None:
    """Lock cases in one order, so that two makers or checkers wait for each other instead of both acting."""
    list(Application.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values_list("pk"))


def payment_of(batch: PaymentBatch, determination: Any) -> Payment:
    """Return the payment of a determination; its key tells which attempt it is, so that none is made twice."""
    application = determination.application
    whole = application.account_name and application.bank_name and is_account_number(application.bank_account)
    if not whole:
        raise NotAllowed(f"{application.enterprise} 的收款账户不完整，请企业补全后再编入批次")
    attempt = Payment.objects.filter(application=application).count() + 1
    return Payment(
        batch=batch,
        application=application,
        determination=determination,
        amount_yuan=amount_of(determination),
        allocation_line_id=determination.line_id,
        account_name=application.account_name,
        bank_name=application.bank_name,
        bank_account=application.bank_account,
        idempotency_key=f"{application.number}-{determination.pk}-{attempt}",
    )


def next_number(at: datetime) -> str:
    """Return the next batch number (批次号) of the year; the lock keeps two makers from the same one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [NUMBER_LOCK])
    prefix = f"BF-{timezone.localdate(at).year}-"
    return f"{prefix}{PaymentBatch.objects.filter(number__startswith=prefix).count() + 1:04d}"


def locked_batch(batch: PaymentBatch, *states: str) -> PaymentBatch:
    """Return the batch, locked, where it is in one of `states`; raise NotAllowed where it moved on meanwhile."""
    found = PaymentBatch.objects.select_for_update(of=("self",), no_key=True).select_related(
        "bureau", "fund", "round__policy", "made_by"
    )
    locked = found.filter(pk=batch.pk, state__in=states).first()
    if locked is None:
        raise NotAllowed("该批次已由他人办理")
    return locked


def fund_of(batch: PaymentBatch) -> Fund:
    """Return the fund of a batch. Raises NotAllowed for one from before there were funds."""
    if batch.fund is None:
        raise NotAllowed("该批次编制时尚未登记专项资金，请作废后重新编制")
    return batch.fund


def write_event(batch: PaymentBatch, action: str, by: User, at: datetime, reason: str = "") -> None:
    """Write one act into the batch's history (批次流水)."""
    BatchEvent.objects.create(batch=batch, action=action, actor=by, at=at, reason=reason)


@transaction.atomic
def remove_line(payment: Payment, by: User, at: datetime) -> None:
    """Take a case out of a batch that is still being made (移出); it may be paid in another."""
    batch = locked_batch(payment.batch, State.DRAFT)
    check_role(by, Role.PAYMENT_MAKER, batch.bureau, batch.round, at)
    line = batch.payments.filter(pk=payment.pk, state=Payment.State.PENDING).select_related("application__enterprise")
    for found in line.select_for_update(of=("self",), no_key=True):
        found.state = Payment.State.REMOVED
        found.save(update_fields=["state"])
        ledger.uncommit(fund_of(batch), [found], by, at)
        write_event(batch, Event.REMOVE, by, at, f"{found.application.number} {found.application.enterprise}"[:200])
        return
    raise NotAllowed


@transaction.atomic
def submit_batch(batch: PaymentBatch, by: User, at: datetime) -> PaymentBatch:
    """Submit a batch to the checker (提交复核). Raises NotAllowed for an empty one or an unfit line."""
    draft = locked_batch(batch, State.DRAFT)
    check_role(by, Role.PAYMENT_MAKER, draft.bureau, draft.round, at)
    check_lines(draft)
    draft.state, draft.submitted_at = State.SUBMITTED, at
    draft.save(update_fields=["state", "submitted_at"])
    write_event(draft, Event.SUBMIT, by, at)
    clear_todos(draft.todo_key, at)
    tell_checkers(draft, timezone.localdate(at))
    return draft


def check_lines(batch: PaymentBatch) -> list[Payment]:
    """Return the pending lines, their cases locked, where each still pays exactly its determination in force.

    Raises NotAllowed for an empty batch, or names the first line that no longer does.
    """
    lines = list(batch.payments.filter(state=Payment.State.PENDING).select_related("application__enterprise"))
    if not lines:
        raise NotAllowed("批次中没有办件")
    lock_cases(line.application_id for line in lines)
    fit = {item.pk: amount_of(item) for item in fit_determinations([line.application_id for line in lines])}
    for line in lines:
        if fit.get(line.determination_id) != line.amount_yuan:
            raise NotAllowed(f"{line.application.enterprise}（{line.application.number}）已不符合拨付条件，请移出批次")
    return lines


@transaction.atomic
def return_batch(batch: PaymentBatch, by: User, reason: str, at: datetime) -> PaymentBatch:
    """Return a submitted batch to its maker (退回编制) with a reason. Raises NotAllowed without one."""
    submitted = locked_batch(batch, State.SUBMITTED)
    check_role(by, Role.PAYMENT_CHECKER, submitted.bureau, submitted.round, at)
    if not reason.strip():
        raise NotAllowed("请写明退回原因")
    submitted.state, submitted.first_checked_by = State.DRAFT, None
    submitted.save(update_fields=["state", "first_checked_by"])
    write_event(submitted, Event.RETURN, by, at, reason.strip())
    clear_todos(submitted.todo_key, at)
    tell_maker(submitted, reason.strip())
    return submitted


@transaction.atomic
def release_batch(batch: PaymentBatch, by: User, at: datetime) -> PaymentBatch:
    """Release a batch to the bank (复核放行); the checker is never its maker, and every line is checked again.

    A batch above its fund's threshold takes two checkers: the first one's check is recorded, the second releases it.
    """
    submitted = locked_batch(batch, State.SUBMITTED)
    check_role(by, Role.PAYMENT_CHECKER, submitted.bureau, submitted.round, at)
    if by == submitted.made_by:
        raise NotAllowed("编制人不得复核自己编制的批次")
    lines = check_lines(submitted)
    check_free(by, *(line.application for line in lines))
    if fund_of(submitted).needs_second_check(sum(line.amount_yuan for line in lines)):
        if submitted.first_checked_by is None:
            return _check_first(submitted, by, at)
        if by == submitted.first_checked_by:
            raise NotAllowed("金额超过须两人复核的标准，请由另一位复核人放行")
    Payment.objects.filter(pk__in=[line.pk for line in lines]).update(state=Payment.State.RELEASED)
    submitted.state, submitted.released_by, submitted.released_at = State.RELEASED, by, at
    submitted.save(update_fields=["state", "released_by", "released_at"])
    write_event(submitted, Event.RELEASE, by, at)
    clear_todos(submitted.todo_key, at)
    return submitted


def _check_first(batch: PaymentBatch, by: User, at: datetime) -> PaymentBatch:
    batch.first_checked_by = by
    batch.save(update_fields=["first_checked_by"])
    write_event(batch, Event.CHECK, by, at)
    return batch


@transaction.atomic
def send_batch(batch: PaymentBatch, by: User, at: datetime) -> PaymentBatch:
    """Record that the bank file was handed to the bank (登记送银行). Raises NotAllowed unless released and not yet sent."""
    released = locked_batch(batch, State.RELEASED)
    check_role(by, Role.PAYMENT_MAKER, released.bureau, released.round, at)
    if released.sent_at:
        raise NotAllowed("该批次已登记送银行")
    released.sent_at = at
    released.save(update_fields=["sent_at"])
    write_event(released, Event.SEND, by, at)
    return released


@transaction.atomic
def cancel_batch(batch: PaymentBatch, by: User, at: datetime) -> PaymentBatch:
    """Cancel a batch that is still being made (作废批次); its cases may be paid in another."""
    draft = locked_batch(batch, State.DRAFT)
    check_role(by, Role.PAYMENT_MAKER, draft.bureau, draft.round, at)
    left = list(draft.payments.filter(state=Payment.State.PENDING).select_related("application"))
    draft.payments.filter(state=Payment.State.PENDING).update(state=Payment.State.REMOVED)
    ledger.uncommit(fund_of(draft), left, by, at)
    draft.state = State.CANCELLED
    draft.save(update_fields=["state"])
    write_event(draft, Event.CANCEL, by, at)
    clear_todos(draft.todo_key, at)
    return draft
