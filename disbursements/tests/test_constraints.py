"""Each rule that the database keeps, broken once."""

import pytest
from django.db import ProgrammingError, transaction
from django.db.models import F
from django.db.utils import IntegrityError

from disbursements import actions
from disbursements.models import BatchEvent, Payment, PaymentBatch, ShareRemittance
from disbursements.tests.factories import MADE_AT, batch, checker, line, maker, payable, released, remit, shared

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "changes, constraint",
    [
        ({"state": "odd"}, "batch_state_known"),
        ({"state": "released"}, "batch_released_by_someone"),
        ({"released_by": F("made_by")}, "batch_maker_is_not_checker"),
    ],
)
def test_a_batch_keeps_its_rules(changes, constraint):
    built = batch()

    with pytest.raises(IntegrityError, match=constraint):
        PaymentBatch.objects.filter(pk=built.pk).update(**changes)


def test_a_settled_batch_has_its_time():
    out = released()

    with pytest.raises(IntegrityError, match="batch_settled_at_known"):
        PaymentBatch.objects.filter(pk=out.pk).update(state="settled")


@pytest.mark.parametrize(
    "changes, constraint",
    [
        ({"state": "odd"}, "payment_state_known"),
        ({"state": "failed"}, "payment_failed_with_reason"),
        ({"state": "paid"}, "payment_settled_by_someone"),
    ],
)
def test_a_payment_keeps_its_rules(changes, constraint):
    payment = line(batch())

    with pytest.raises(IntegrityError, match=constraint):
        Payment.objects.filter(pk=payment.pk).update(**changes)


def copy_of(payment: Payment, **changes) -> Payment:
    fields = {
        field.attname: getattr(payment, field.attname) for field in Payment._meta.fields if field.name not in ("id",)
    }
    return Payment(**{**fields, "idempotency_key": "another", **changes})


def test_a_case_never_has_two_live_payments():
    payment = line(batch())

    with pytest.raises(IntegrityError, match="payment_live_once"):
        copy_of(payment).save()


def test_a_key_is_used_once():
    payment = line(batch())

    with pytest.raises(IntegrityError, match="idempotency_key"):
        copy_of(payment, idempotency_key=payment.idempotency_key, state="removed").save()


@pytest.mark.parametrize(
    "changes, constraint",
    [
        ({"amount_yuan": 0}, "payment_amount_positive"),
        ({"amount_yuan": -1}, "payment_amount_positive"),
        ({"bank_account": "六二二二"}, "payment_account_whole"),
        ({"bank_account": ""}, "payment_account_whole"),
        ({"account_name": ""}, "payment_account_whole"),
    ],
)
def test_a_payment_has_an_amount_and_an_account(changes, constraint):
    payment = line(batch())

    with pytest.raises(IntegrityError, match=constraint):
        copy_of(payment, state="removed", **changes).save()


@pytest.mark.parametrize("changes", [{"amount_yuan": 1}, {"bank_account": "622200001111"}, {"account_name": "他人"}])
def test_a_payment_is_never_rewritten(changes):
    payment = line()

    with pytest.raises(ProgrammingError, match="a payment is not rewritten"):
        Payment.objects.filter(pk=payment.pk).update(**changes)


def test_a_paid_payment_stays_paid():
    payment = actions.confirm_payment(line(), maker(), MADE_AT)

    with pytest.raises(ProgrammingError, match="Cannot update"):
        Payment.objects.filter(pk=payment.pk).update(state="released")


def test_batches_payments_and_their_history_are_never_deleted():
    built = batch()

    for rows in (BatchEvent.objects.all(), Payment.objects.all(), PaymentBatch.objects.filter(pk=built.pk)):
        with pytest.raises(ProgrammingError, match="pgtrigger: Cannot"), transaction.atomic():
            rows._raw_delete(using="default")


def test_the_history_of_a_return_has_its_reason():
    with pytest.raises(IntegrityError, match="batch_return_has_reason"):
        BatchEvent.objects.create(batch=batch(payable()), action="return", actor=checker(), at=MADE_AT)


@pytest.mark.parametrize(
    "changes, constraint",
    [
        ({"amount_yuan": 0}, "remittance_amount_positive"),
        ({"voucher_number": ""}, "remittance_has_voucher"),
        ({"voided_at": MADE_AT}, "remittance_voided_with_reason"),
        ({}, "remittance_once_per_share"),
    ],
)
def test_a_remittance_keeps_its_rules(changes, constraint):
    first = remit(shared())
    level = first.level if constraint == "remittance_once_per_share" else "city"
    fields = {field.attname: getattr(first, field.attname) for field in ShareRemittance._meta.fields[1:]}

    with pytest.raises(IntegrityError, match=constraint):
        ShareRemittance.objects.create(**{**fields, "level": level, **changes})


@pytest.mark.parametrize("changes", [{"amount_yuan": 1}, {"remitted_on": "2026-01-01"}, {"is_late": True}])
def test_a_remittance_is_never_rewritten(changes):
    remitted = remit(shared())

    with pytest.raises(ProgrammingError, match="a recorded remittance does not change"):
        ShareRemittance.objects.filter(pk=remitted.pk).update(**changes)
