"""A fund, its appropriations, and what a case does to it from the determination to the payment."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import ProgrammingError, connection, transaction
from django.db.utils import IntegrityError

from accounts.models import Role
from accounts.tests.factories import bureau, enterprise, official
from applications.models import Application
from applications.workflow import NotAllowed
from disbursements import actions
from disbursements.actions.funds import FundTerms, Grant
from disbursements.fund_queues import forecasts, short_of_money
from disbursements.ledger import balances_of, post
from disbursements.ledger.posting import Event, Kind
from disbursements.models import (
    Account,
    Appropriation,
    CaseBalance,
    FundBalance,
    FundEntry,
    FundPolicy,
    FundTransaction,
)
from disbursements.queues import payable_cases, payable_rounds
from disbursements.tests.factories import (
    HOUR,
    MADE_AT,
    PATENT_GRANT,
    TODAY,
    appropriate,
    batch,
    checker,
    fund,
    line,
    maker,
    payable,
    released,
    remit,
    shared,
)
from disbursements.tests.ledger_checks import check_funds
from policies.tests.factories import FULL_PRODUCTION
from reviews.tests.factories import approved

pytestmark = pytest.mark.django_db
EMPTY = None


def amount(case: Application) -> Decimal:
    assert case.approved_yuan
    return case.approved_yuan


def held(of, *accounts: str) -> tuple[Decimal, ...]:
    found = balances_of(of)
    return tuple(found[each] for each in accounts)


def test_a_determination_reserves_its_amount():
    case = payable()

    assert held(fund(), "reserved") == (amount(case),)
    check_funds()


def test_a_batch_commits_a_receipt_pays_and_a_failure_stays_reserved():
    first, second = payable(), payable()
    out = released(first, second)
    assert held(fund(), "reserved", "committed") == (0, amount(first) + amount(second))
    paid, failed = out.payments.select_related("batch").order_by("pk")

    actions.confirm_payment(paid, maker(), MADE_AT + 3 * HOUR)
    actions.fail_payment(failed, maker(), "户名不符", MADE_AT + 3 * HOUR)

    assert held(fund(), "reserved", "committed", "paid") == (failed.amount_yuan, 0, paid.amount_yuan)
    check_funds()


def test_a_removed_line_and_a_cancelled_batch_give_their_money_back():
    by = maker()
    built = batch(payable(), payable(), by=by)
    whole = built.payments.all()[0].amount_yuan + built.payments.all()[1].amount_yuan

    actions.remove_line(built.payments.select_related("batch")[0], by, MADE_AT)
    actions.cancel_batch(built, by, MADE_AT)

    assert held(fund(), "reserved", "committed") == (whole, 0)
    check_funds()


def test_without_a_fund_a_case_waits_for_money_and_is_not_payable():
    case = approved(PATENT_GRANT)

    assert not payable_cases(maker(), TODAY).exists()
    [row] = payable_rounds(bureau("finance", "zhumadian"), Application.objects.filter(pk=case.pk).values("pk"))
    assert (row.case_count, row.is_funded) == (1, False)

    fund()  # registered later: the waiting case gets its money

    assert [item.application_id for item in payable_cases(maker(), TODAY)] == [case.pk]


def test_money_that_is_short_reserves_nothing_until_it_suffices_for_all_who_wait():
    lacking = fund(amount=EMPTY)
    first, second = payable(), payable()
    assert held(lacking, "reserved") == (0,)

    appropriate(lacking, amount(first))
    assert {item.application_id for item in short_of_money(lacking)} == {first.pk, second.pk}

    appropriate(lacking, amount(second), "increase")
    assert not short_of_money(lacking).exists()
    assert held(lacking, "available", "reserved") == (0, amount(first) + amount(second))
    check_funds()


def test_a_decrease_takes_no_more_than_is_available():
    case = payable()
    over = balances_of(fund())["available"] + Decimal("0.01")

    with pytest.raises(NotAllowed, match="不足"):
        appropriate(fund(), over, "decrease")

    assert held(fund(), "reserved") == (amount(case),)


def test_an_appropriation_counts_when_another_person_confirmed_it():
    to, by = fund(amount=EMPTY), maker()
    grant = Grant("appropriation", Decimal(100), "驻财预〔2026〕1号", date(2026, 1, 5))
    proposed = actions.propose_appropriation(to, grant, by, MADE_AT)
    assert held(to, "available") == (0,)

    actions.confirm_appropriation(proposed, checker(), MADE_AT)

    assert held(to, "available", "appropriated") == (100, -100)
    with pytest.raises(NotAllowed, match="已由他人办理"):
        actions.confirm_appropriation(proposed, checker(), MADE_AT)


@pytest.mark.parametrize("role, place", [("payment_maker", "zhumadian"), ("payment_checker", "henan")])
def test_another_role_or_bureau_confirms_no_appropriation(role, place):
    to = fund(amount=EMPTY)
    grant = Grant("appropriation", Decimal(100), "驻财预〔2026〕1号", date(2026, 1, 5))
    proposed = actions.propose_appropriation(to, grant, maker(), MADE_AT)

    with pytest.raises(NotAllowed, match="您的角色"):
        actions.confirm_appropriation(proposed, official(Role(role), "finance", place), MADE_AT)


def test_an_appropriation_registered_twice_is_refused():
    to = fund(amount=EMPTY)
    grant = Grant("appropriation", Decimal(100), "驻财预〔2026〕1号", date(2026, 1, 5))
    actions.propose_appropriation(to, grant, maker(), MADE_AT)

    with pytest.raises(ValidationError, match="已经登记"):
        actions.propose_appropriation(to, grant, maker(), MADE_AT)


def test_a_policy_has_one_fund_per_region_and_year():
    first = fund()

    with pytest.raises(ValidationError, match="已有专项资金"):
        actions.register_fund(
            bureau("finance", "zhumadian"), FundTerms("另一项", 2026, first.policies.all()), maker(), MADE_AT
        )


def test_a_local_share_comes_into_the_paying_fund_and_out_of_the_locality():
    local = fund(FULL_PRODUCTION, "linzhou")
    determination = shared()
    paying, half = fund(FULL_PRODUCTION), determination.approved_yuan / 2
    assert held(paying, "reserved") == (half,)
    assert held(local, "reserved") == (half,)

    remitted = remit(determination)
    assert held(paying, "reserved", "received") == (2 * half, -half)
    assert held(local, "reserved", "transferred") == (0, half)

    actions.void_remittance(remitted, maker("linzhou"), "登记有误", MADE_AT + HOUR)
    assert held(paying, "reserved", "received") == (half, 0)
    assert held(local, "reserved", "transferred") == (half, 0)
    check_funds()


def test_a_case_that_is_struck_releases_its_money():
    determination = shared(remit_by=date(2026, 3, 1))
    reserved = held(fund(FULL_PRODUCTION), "reserved")

    actions.cease_payment(determination, maker("henan"), "属地未上缴", MADE_AT)

    assert reserved == (determination.approved_yuan / 2,)
    assert held(fund(FULL_PRODUCTION), "reserved") == (0,)
    check_funds()


def test_an_event_is_posted_once():
    to, event = fund(), Event(Kind.ADJUST, "once", MADE_AT)

    for _ in range(2):
        post(to, event, Account.APPROPRIATED, Account.AVAILABLE, Decimal(5))

    assert FundTransaction.objects.filter(event_key="once").count() == 1


def test_entries_that_do_not_sum_to_zero_are_refused_by_the_database():
    posted = FundTransaction.objects.create(fund=fund(), kind=Kind.ADJUST, event_key="odd", at=MADE_AT)
    FundEntry.objects.create(transaction=posted, account=Account.AVAILABLE, amount_yuan=5)

    with connection.cursor() as cursor, pytest.raises(IntegrityError, match="do not sum to zero"):
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize("of_case", [False, True])
def test_a_balance_below_zero_is_refused_by_the_database(of_case):
    to, case = fund(), payable()
    posted = FundTransaction.objects.create(
        fund=to, kind=Kind.ADJUST, event_key="odd", at=MADE_AT, application=case if of_case else None
    )
    too_much = amount(case) * 2 if of_case else Decimal(10) ** 12
    payable(enterprise=enterprise("xiping"))  # the fund as a whole has enough; the case has not

    with pytest.raises(IntegrityError, match="balance_never_negative"):
        FundEntry.objects.create(transaction=posted, account=Account.RESERVED, amount_yuan=-too_much)


def test_balances_and_the_ledger_are_not_written_by_hand():
    payable()
    for balances in (FundBalance, CaseBalance):
        with pytest.raises(ProgrammingError, match="posted entry alone"), transaction.atomic():
            balances.objects.update(balance_yuan=1)
    for model in (FundEntry, FundTransaction, FundPolicy):
        with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
            model.objects.update(id=1)
    with pytest.raises(ProgrammingError, match="Cannot update"):
        Appropriation.objects.update(refusal_reason="")


def test_the_forecast_takes_what_is_filed_by_what_was_approved_so_far():
    case = payable()
    available = balances_of(fund())["available"]

    [row] = forecasts(fund(), available)

    assert (row.determined, row.determined_yuan) == (1, amount(case))
    assert (row.applied, row.remaining_yuan) == (0, available)
    assert line(released(case)).amount_yuan == amount(case)
