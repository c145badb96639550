from datetime import date
from decimal import Decimal

import pytest

from accounts.models import Notification, Role
from accounts.tests.factories import official
from applications.workflow import NotAllowed
from disbursements import actions
from disbursements.actions.remittances import Voucher
from disbursements.queues import maker_desk, payable_cases, remittances_due
from disbursements.shares import remit_first_shares
from disbursements.tests.factories import MADE_AT, TODAY, batch, maker, remit, shared

pytestmark = pytest.mark.django_db


def test_the_local_finance_bureau_sees_the_share_that_it_remits_first():
    determination = shared()

    assert list(remittances_due(maker("linzhou"), TODAY)) == [determination]


@pytest.mark.parametrize("line, region_slug", [("finance", "tangyin"), ("finance", "anyang"), ("industry", "linzhou")])
def test_another_place_or_line_does_not_see_it(line, region_slug):
    shared()

    assert not remittances_due(official(Role.PAYMENT_MAKER, line, region_slug), TODAY).exists()


def test_no_case_is_payable_before_its_local_share_is_remitted():
    determination, province = shared(), maker("henan")

    assert not payable_cases(province, TODAY).exists()
    assert maker_desk(province, TODAY).blocked == [determination]
    with pytest.raises(NotAllowed):
        batch(determination.application, by=province)


def test_remitted_in_time_the_case_is_payable():
    determination, province = shared(), maker("henan")

    remitted = remit(determination)

    assert remitted.amount_yuan * 2 == determination.approved_yuan
    assert list(payable_cases(province, TODAY)) == [determination]
    assert not maker_desk(province, TODAY).blocked


def titles_for(user) -> list[str]:
    return list(Notification.objects.filter(user=user).values_list("title", flat=True))


def test_the_locality_is_told_first_and_the_province_once_the_share_has_arrived():
    local, province = maker("linzhou"), maker("henan")
    determination = shared()
    number = determination.application.number
    assert (titles_for(local), titles_for(province)) == ([f"办件 {number} 待上缴属地资金"], [])

    remit(determination, by=local)

    assert titles_for(province) == [f"办件 {number} 属地资金已上缴，待拨付"]


def test_the_province_is_not_told_of_a_share_that_came_too_late():
    province = maker("henan")

    remit(shared(), on=date(2026, 4, 23))

    assert titles_for(province) == []


@pytest.mark.parametrize("on, is_late", [(date(2026, 4, 22), False), (date(2026, 4, 23), True)])
def test_the_deadline_day_is_in_time_and_the_next_is_late(on, is_late):
    assert remit(shared(remit_by=date(2026, 4, 22)), on=on).is_late is is_late


def test_a_late_share_is_recorded_but_the_case_is_not_paid():
    determination, province = shared(remit_by=date(2026, 3, 31)), maker("henan")

    remit(determination)

    [blocked] = maker_desk(province, TODAY).blocked
    assert vars(blocked)["is_remitted_late"]
    assert not payable_cases(province, TODAY).exists()


def test_without_a_deadline_no_share_is_late():
    assert remit(shared(remit_by=None)).is_late is False


def test_another_amount_than_the_share_is_refused():
    with pytest.raises(NotAllowed, match="上缴金额应为"):
        remit(shared(), amount=Decimal("1.00"))


def test_a_date_to_come_is_refused():
    determination = shared()
    [share] = remit_first_shares(determination)
    voucher = Voucher("1", date(2026, 4, 2), share.amount_yuan)

    with pytest.raises(NotAllowed, match="不能晚于今天"):
        actions.record_remittance(determination, share.level, voucher, maker("linzhou"), MADE_AT)


def test_a_share_is_recorded_once():
    determination = shared()
    remit(determination)

    with pytest.raises(NotAllowed, match="已登记"):
        remit(determination)


@pytest.mark.parametrize(
    "role, region_slug",
    [(Role.PAYMENT_MAKER, "tangyin"), (Role.PAYMENT_MAKER, "henan"), (Role.PAYMENT_CHECKER, "linzhou")],
)
def test_another_bureau_or_role_does_not_record(role, region_slug):
    with pytest.raises(NotAllowed, match="您的角色不能办理这一步"):
        remit(shared(), by=official(role, "finance", region_slug))


def test_a_voided_record_is_recorded_anew():
    determination, user = shared(), maker("linzhou")

    actions.void_remittance(remit(determination, by=user), user, "缴款单号填错", MADE_AT)

    assert not payable_cases(maker("henan"), TODAY).exists()
    assert remit(determination, by=user).voided_at is None


def test_voiding_needs_a_reason_and_the_right_person():
    determination, user = shared(), maker("linzhou")
    remitted = remit(determination, by=user)

    with pytest.raises(NotAllowed, match="请写明作废原因"):
        actions.void_remittance(remitted, user, "", MADE_AT)
    with pytest.raises(NotAllowed, match="您的角色不能办理这一步"):
        actions.void_remittance(remitted, maker("tangyin"), "填错", MADE_AT)


def test_a_share_of_a_case_under_payment_is_not_voided():
    determination, user = shared(), maker("linzhou")
    remitted = remit(determination, by=user)
    batch(determination.application)

    with pytest.raises(NotAllowed, match="已编入拨付批次"):
        actions.void_remittance(remitted, user, "填错", MADE_AT)
