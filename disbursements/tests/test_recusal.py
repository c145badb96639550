"""An official with an interest in an enterprise neither makes nor checks its payment (回避)."""

import pytest

from accounts.actions import register_interest
from accounts.models import RegisteredInterest, Role
from accounts.tests.factories import official
from applications.tests.factories import FILED_AT
from applications.workflow import NotAllowed
from disbursements.actions import build_batch, release_batch, submit_batch
from disbursements.queues import payable_cases
from disbursements.tests.factories import MADE_AT, payable

pytestmark = pytest.mark.django_db


def interest(user, of):
    return register_interest(user, of.uscc, RegisteredInterest.Relation.RELATIVE, "", FILED_AT)


def test_a_payment_maker_with_an_interest_neither_finds_nor_pays_the_case():
    case, maker = payable(), official(Role.PAYMENT_MAKER, "finance", "zhumadian")
    bureau = maker.roles.get().bureau
    assert payable_cases(maker, MADE_AT.date()).exists()
    interest(maker, case.enterprise)

    assert not payable_cases(maker, MADE_AT.date()).exists()
    with pytest.raises(NotAllowed):
        build_batch(case.round, bureau, [case.pk], maker, MADE_AT)


def test_a_checker_with_an_interest_does_not_release_the_batch():
    case, maker = payable(), official(Role.PAYMENT_MAKER, "finance", "zhumadian")
    checker = official(Role.PAYMENT_CHECKER, "finance", "zhumadian")
    made = build_batch(case.round, maker.roles.get().bureau, [case.pk], maker, MADE_AT)
    submit_batch(made, maker, MADE_AT)
    interest(checker, case.enterprise)

    with pytest.raises(NotAllowed, match="回避"):
        release_batch(made, checker, MADE_AT)
