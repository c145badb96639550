import pytest

from accounts.models import Notification, Role
from accounts.tests.factories import bureau, official
from applications.models import Application
from applications.workflow import NotAllowed
from disbursements import actions
from disbursements.models import Payment, PaymentBatch
from disbursements.queues import batches_of, batches_to_check, maker_desk, payable_cases
from disbursements.tests.factories import (
    HOUR,
    MADE_AT,
    TODAY,
    batch,
    checker,
    line,
    maker,
    payable,
    released,
    submitted,
)
from policies.tests.factories import RD_EXPENSE

pytestmark = pytest.mark.django_db
State = PaymentBatch.State


def test_the_maker_of_the_paying_bureau_sees_the_case_with_its_determination():
    case, user = payable(), maker()

    assert [item.application for item in payable_cases(user, TODAY)] == [case]
    [row] = maker_desk(user, TODAY).payable
    assert (row.case_count, row.total_yuan) == (1, case.approved_yuan)


@pytest.mark.parametrize("line, region_slug", [("finance", "anyang"), ("market", "zhumadian"), ("finance", "yicheng")])
def test_a_maker_elsewhere_sees_nothing(line, region_slug):
    payable()

    assert not payable_cases(official(Role.PAYMENT_MAKER, line, region_slug), TODAY).exists()


def test_a_maker_of_another_policy_sees_nothing():
    payable()

    assert not payable_cases(maker(policy_code=RD_EXPENSE), TODAY).exists()


def test_a_batch_copies_amount_and_account_from_the_determination_and_the_case():
    case = payable()

    built = batch(case)

    payment = built.payments.get()
    assert built.number == "BF-2026-0001"
    assert payment.amount_yuan == case.determinations.get().approved_yuan
    assert (payment.account_name, payment.bank_account) == (case.account_name, case.bank_account)


def test_a_case_in_a_batch_is_payable_no_more():
    case, user = payable(), maker()
    batch(case, by=user)

    assert not payable_cases(user, TODAY).exists()
    with pytest.raises(NotAllowed, match="此件已由他人办理"):
        batch(case)
    assert Payment.objects.count() == 1


def test_a_case_removed_from_a_batch_may_be_paid_in_another():
    case, user = payable(), maker()
    built = batch(case, payable(), by=user)

    actions.remove_line(built.payments.get(application=case), user, MADE_AT)

    again = batch(case)
    assert again.payments.get().idempotency_key.endswith("-2")


def test_a_cancelled_batch_gives_its_cases_back():
    case, user = payable(), maker()

    cancelled = actions.cancel_batch(batch(case, by=user), user, MADE_AT)

    assert cancelled.state == State.CANCELLED
    assert [item.application for item in payable_cases(user, TODAY)] == [case]


def test_a_batch_goes_to_the_bureaus_other_people_for_a_check():
    user, other = maker(), checker()

    waiting = submitted(by=user)

    assert list(batches_to_check(other, TODAY)) == [waiting]
    assert not batches_to_check(checker("anyang"), TODAY).exists()
    assert Notification.objects.filter(user=other, title=f"拨付批次 {waiting.number} 待复核").exists()


def test_an_empty_batch_is_not_submitted():
    user = maker()
    built = batch(by=user)
    actions.remove_line(line(built), user, MADE_AT)

    with pytest.raises(NotAllowed, match="批次中没有办件"):
        actions.submit_batch(built, user, MADE_AT)


def test_the_checker_releases_and_every_line_goes_to_the_bank():
    out = released()

    assert out.state == State.RELEASED
    assert set(out.payments.values_list("state", flat=True)) == {Payment.State.RELEASED}
    assert out.released_by != out.made_by


def test_the_checker_returns_with_a_reason_that_the_maker_reads():
    user = maker()
    waiting = submitted(by=user)

    actions.return_batch(waiting, checker(), "第 1 笔户名与营业执照不一致", MADE_AT)

    waiting.refresh_from_db()
    assert waiting.state == State.DRAFT
    assert "户名" in Notification.objects.get(user=user, title__endswith="被退回").body
    assert waiting.events.get(action="return").reason == "第 1 笔户名与营业执照不一致"


def test_a_batch_is_not_returned_without_a_reason():
    with pytest.raises(NotAllowed, match="请写明退回原因"):
        actions.return_batch(submitted(), checker(), " ", MADE_AT)


def test_the_maker_never_releases_the_own_batch():
    user = maker()
    waiting = submitted(by=user)
    user.roles.update(valid_to=TODAY)
    later = MADE_AT + 48 * HOUR
    user.roles.create(role=Role.PAYMENT_CHECKER, bureau=bureau("finance", "zhumadian"), valid_from=later.date())

    with pytest.raises(NotAllowed, match="编制人不得复核自己编制的批次"):
        actions.release_batch(waiting, user, later)
    assert not batches_to_check(user, later.date()).exists()


def test_two_checkers_releasing_one_batch_only_one_wins():
    out = released()

    with pytest.raises(NotAllowed, match="该批次已由他人办理"):
        actions.release_batch(out, checker(), MADE_AT)
    assert out.events.filter(action="release").count() == 1


def test_an_account_that_is_not_whole_is_not_paid():
    case = payable()
    type(case).objects.filter(pk=case.pk).update(bank_account="")

    with pytest.raises(NotAllowed, match="收款账户不完整"):
        batch(case)


@pytest.mark.parametrize("role", [Role.PAYMENT_CHECKER, Role.CHIEF, Role.SUPERVISOR, Role.PUBLICITY_OFFICER])
def test_another_role_does_not_make_a_batch(role):
    case, stranger, built = payable(), official(role, "finance", "zhumadian"), batch()

    for act in (
        lambda: batch(case, by=stranger),
        lambda: actions.submit_batch(built, stranger, MADE_AT),
        lambda: actions.cancel_batch(built, stranger, MADE_AT),
        lambda: actions.remove_line(line(built), stranger, MADE_AT),
    ):
        with pytest.raises(NotAllowed, match="您的角色不能办理这一步"):
            act()


@pytest.mark.parametrize("role", [Role.PAYMENT_MAKER, Role.CHIEF, Role.SUPERVISOR])
def test_another_role_neither_releases_nor_returns(role):
    waiting, stranger = submitted(), official(role, "finance", "zhumadian")

    with pytest.raises(NotAllowed, match="您的角色不能办理这一步"):
        actions.release_batch(waiting, stranger, MADE_AT)
    with pytest.raises(NotAllowed, match="您的角色不能办理这一步"):
        actions.return_batch(waiting, stranger, "理由", MADE_AT)


def test_a_supervisor_reads_the_batches_of_the_own_region_only():
    built = batch()

    assert list(batches_of(official(Role.SUPERVISOR, "supervision", "zhumadian"), TODAY)) == [built]
    assert list(batches_of(official(Role.SUPERVISOR, "supervision", "henan"), TODAY)) == [built]
    assert not batches_of(official(Role.SUPERVISOR, "supervision", "anyang"), TODAY).exists()


def test_an_account_that_no_bank_takes_is_told_and_nothing_is_batched():
    case = payable()
    Application.objects.filter(pk=case.pk).update(bank_account="12345")

    with pytest.raises(NotAllowed, match="收款账户不完整"):
        batch(case)
