from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from accounts.models import Bureau, Role, User
from accounts.notifications import clear_todos
from applications.models import Application
from applications.stages import share_region
from applications.workflow import NotAllowed
from disbursements import ledger
from disbursements.actions.roles import check_role
from disbursements.models import Payment, ShareRemittance
from disbursements.notifications import tell_payers
from disbursements.queues import BEFORE_PAYMENT, LIVE
from disbursements.shares import share_of
from publicity.queues import latest_determinations
from reviews.models import Determination
from reviews.notifications import remittance_key


class Voucher(NamedTuple):
    """The payment voucher (缴款单) of a remittance."""

    number: str
    remitted_on: date
    amount_yuan: Decimal


@transaction.atomic
def record_remittance(
    determination: Determination, level: str, voucher: Voucher, by: User, at: datetime
) -> ShareRemittance:
    """Record that the local finance bureau remitted its share (登记属地资金上缴).

    One later than the round's `remit_by` is recorded as late: the case is not paid then. Raises NotAllowed for
    another amount than the share, a date to come, another bureau's maker, or a share recorded already.
    """
    application = Application.objects.select_for_update(no_key=True).get(pk=determination.application_id)
    latest = latest_determinations([application.pk]).filter(pk=determination.pk).first()
    share = share_of(determination, level)
    if latest is None or share is None or application.status not in BEFORE_PAYMENT:
        raise NotAllowed
    bureau = finance_bureau(application, level)
    check_role(by, Role.PAYMENT_MAKER, bureau, application.round, at)
    if voucher.amount_yuan != share.amount_yuan:
        raise NotAllowed(f"上缴金额应为 {share.amount_yuan} 元")
    if voucher.remitted_on > timezone.localdate(at):
        raise NotAllowed("缴款单日期不能晚于今天")
    if application.remittances.filter(level=level, voided_at__isnull=True).exists():
        raise NotAllowed("该办件的属地资金上缴已登记")
    remit_by = application.round.remit_by
    recorded = ShareRemittance.objects.create(
        application=application,
        determination=determination,
        bureau=bureau,
        level=level,
        amount_yuan=share.amount_yuan,
        remitted_on=voucher.remitted_on,
        voucher_number=voucher.number,
        is_late=remit_by is not None and voucher.remitted_on > remit_by,
        recorded_by=by,
        recorded_at=at,
    )
    if not recorded.is_late:
        ledger.remit(application, bureau.region, recorded.amount_yuan, by, at)
    clear_todos(remittance_key(application), at)
    tell_payers(determination, timezone.localdate(at))
    return recorded


def finance_bureau(application: Application, level: str) -> Bureau:
    """Return the finance bureau that remits a share. Raises NotAllowed where the region has none."""
    region = share_region(application, level)
    bureau = Bureau.objects.filter(region=region, line=Bureau.Line.FINANCE).first()
    if bureau is None:
        raise NotAllowed(f"{region or application.region}没有财政部门，请联系管理员")
    return bureau


@transaction.atomic
def void_remittance(remittance: ShareRemittance, by: User, reason: str, at: datetime) -> ShareRemittance:
    """Void a remittance that was recorded wrongly (作废登记); it may then be recorded anew.

    Raises NotAllowed without a reason, or once a payment of the case is under way.
    """
    Application.objects.select_for_update(no_key=True).get(pk=remittance.application_id)
    found = ShareRemittance.objects.select_related("bureau", "application__round__policy")
    stored = found.get(pk=remittance.pk)
    check_role(by, Role.PAYMENT_MAKER, stored.bureau, stored.application.round, at)
    if stored.voided_at:
        raise NotAllowed
    if not reason.strip():
        raise NotAllowed("请写明作废原因")
    if Payment.objects.filter(application=stored.application_id, state__in=LIVE).exists():
        raise NotAllowed("该办件已编入拨付批次，不能作废上缴登记")
    stored.voided_by, stored.voided_at, stored.void_reason = by, at, reason.strip()
    stored.save(update_fields=["voided_by", "voided_at", "void_reason"])
    if not stored.is_late:
        ledger.remit(stored.application, stored.bureau.region, -stored.amount_yuan, by, at)
    return stored
