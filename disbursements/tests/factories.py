"""Payments as the finance bureau leaves them: a payable case, a batch at each of its states, a remitted share."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from accounts.models import Role, User
from accounts.tests.factories import bureau, enterprise, official
from applications.models import Application
from applications.tests.factories import SHANGHAI
from disbursements import actions
from disbursements.actions.remittances import Voucher
from disbursements.models import Payment, PaymentBatch, ShareRemittance
from disbursements.shares import remit_first_shares
from policies.models import ApplicationRound
from policies.tests.factories import FULL_PRODUCTION, PATENT_GRANT
from reviews.models import Determination
from reviews.tests.factories import approved

MADE_AT = datetime(2026, 4, 1, 9, 0, tzinfo=SHANGHAI)
TODAY = MADE_AT.date()
HOUR = timedelta(hours=1)
PLACE = {PATENT_GRANT: "zhumadian", FULL_PRODUCTION: "henan"}


def maker(region_slug: str = "zhumadian", **fields) -> User:
    return official(Role.PAYMENT_MAKER, "finance", region_slug, **fields)


def checker(region_slug: str = "zhumadian", **fields) -> User:
    return official(Role.PAYMENT_CHECKER, "finance", region_slug, **fields)


def payable(code: str = PATENT_GRANT, **fields) -> Application:
    """A case awaiting disbursement with a whole account: the patent grant has no publicity and no local share."""
    case = approved(code, **fields)
    assert case.account_name
    assert case.bank_account
    return case


def batch(*cases: Application, by: User | None = None, at: datetime = MADE_AT) -> PaymentBatch:
    cases = cases or (payable(),)
    place = PLACE[cases[0].round.policy.code]
    return actions.build_batch(
        cases[0].round, bureau("finance", place), [case.pk for case in cases], by or maker(place), at
    )


def submitted(*cases: Application, by: User | None = None) -> PaymentBatch:
    by = by or maker()
    return actions.submit_batch(batch(*cases, by=by), by, MADE_AT + HOUR)


def released(*cases: Application, by: User | None = None) -> PaymentBatch:
    return actions.release_batch(submitted(*cases, by=by), checker(), MADE_AT + 2 * HOUR)


def line(of: PaymentBatch | None = None) -> Payment:
    return (of or released()).payments.select_related("batch")[0]


def shared(remit_by: date | None = date(2026, 4, 22), **fields) -> Determination:
    """The determination of a full-load case: the locality remits half before the province pays."""
    case = approved(FULL_PRODUCTION, enterprise=enterprise("linzhou"), **fields)
    ApplicationRound.objects.filter(pk=case.round_id).update(remit_by=remit_by)
    return case.determinations.get()


def remit(
    determination: Determination, *, on: date = TODAY, by: User | None = None, amount: Decimal | None = None
) -> ShareRemittance:
    [share] = remit_first_shares(determination)
    voucher = Voucher("2026-0401", on, share.amount_yuan if amount is None else amount)
    at = datetime(on.year, on.month, on.day, 10, 0, tzinfo=SHANGHAI)
    return actions.record_remittance(determination, share.level, voucher, by or maker("linzhou"), max(at, MADE_AT))
