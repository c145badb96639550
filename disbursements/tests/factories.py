"""Payments as the finance bureau leaves them: a payable case, a batch at each of its states, a remitted share."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from accounts.models import Role, User
from accounts.tests.factories import bureau, enterprise, official
from applications.models import Application
from applications.tests.factories import SHANGHAI
from disbursements import actions
from disbursements.actions.funds import FundTerms, Grant
from disbursements.actions.remittances import Voucher
from disbursements.models import Appropriation, Fund, Payment, PaymentBatch, ShareRemittance
from disbursements.shares import remit_first_shares
from policies.models import ApplicationRound
from policies.tests.factories import FULL_PRODUCTION, PATENT_GRANT, RD_EXPENSE, policy_version
from reviews.models import Determination
from reviews.tests.factories import approved

MADE_AT = datetime(2026, 4, 1, 9, 0, tzinfo=SHANGHAI)
TODAY = MADE_AT.date()
HOUR = timedelta(hours=1)
PLACE = {PATENT_GRANT: "zhumadian", FULL_PRODUCTION: "henan", RD_EXPENSE: "anyang"}


def maker(region_slug: str = "zhumadian", **fields) -> User:
    return official(Role.PAYMENT_MAKER, "finance", region_slug, **fields)


def checker(region_slug: str = "zhumadian", **fields) -> User:
    return official(Role.PAYMENT_CHECKER, "finance", region_slug, **fields)


def fund(
    code: str = PATENT_GRANT, place: str = "", amount: Decimal | None = Decimal(900_000_000), year: int = 2026, **fields
) -> Fund:
    """The fund that pays a policy, made with an appropriation where there is none; None makes it without."""
    place = place or PLACE[code]
    found = Fund.objects.filter(covers__policy__code=code, region__slug=place, year=year).first()
    return found or new_fund(code, place, amount, year, **fields)


def new_fund(code: str, place: str, amount: Decimal | None, year: int, **fields) -> Fund:
    """A fund of a policy, its appropriation confirmed by another person."""
    by, policy = maker(place), policy_version(code).policy
    terms = FundTerms(**{"name": f"{policy.title}资金"[:80], "year": year, "policies": [policy], **fields})
    made = actions.register_fund(bureau("finance", place), terms, by, MADE_AT)
    if amount:
        appropriate(made, amount, by=by)
    return made


def appropriate(
    to: Fund, amount: Decimal, kind: str = "appropriation", by: User | None = None, **fields
) -> Appropriation:
    """An appropriation of a fund in force."""
    number = f"财预〔{to.year}〕{to.appropriations.count() + 1}号"
    granted = Grant(**{"kind": kind, "amount_yuan": amount, "document_number": number,
                       "document_on": date(2026, 1, 5), "reason": "年中调整", **fields})  # fmt: skip
    by = by or maker(to.region.slug)
    proposed = actions.propose_appropriation(to, granted, by, MADE_AT)
    return actions.confirm_appropriation(proposed, checker(to.region.slug), MADE_AT)


def payable(code: str = PATENT_GRANT, **fields) -> Application:
    """A case awaiting disbursement with a whole account: the patent grant has no publicity and no local share."""
    fund(code)
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
    fund(FULL_PRODUCTION)
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
