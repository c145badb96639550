from datetime import date

import pytest
from django.urls import reverse

from accounts.models import Notification, Role
from accounts.tests.factories import official
from applications.models import Application
from applications.workflow import NotAllowed, Status
from disbursements import actions
from disbursements.tests.factories import MADE_AT, TODAY, maker, remit, shared

pytestmark = pytest.mark.django_db
REASON = "属地未按时上缴应承担的资金"


def status_of(determination) -> str:
    return Application.objects.get(pk=determination.application_id).status


def test_a_case_whose_share_was_remitted_late_is_closed_and_the_enterprise_told():
    determination = shared(remit_by=date(2026, 3, 31))
    remit(determination)

    actions.cease_payment(determination, maker("henan"), REASON, MADE_AT)

    assert status_of(determination) == Status.REJECTED
    told = Notification.objects.filter(user=determination.application.created_by, title__contains="不再拨付")
    assert REASON in told.get().body


def test_a_case_whose_share_never_came_is_closed_after_the_deadline():
    determination = shared(remit_by=date(2026, 3, 31))

    actions.cease_payment(determination, maker("henan"), REASON, MADE_AT)

    assert status_of(determination) == Status.REJECTED


def test_on_the_day_of_the_deadline_it_is_not_closed():
    determination = shared(remit_by=TODAY)

    with pytest.raises(NotAllowed):
        actions.cease_payment(determination, maker("henan"), REASON, MADE_AT)


def test_a_case_remitted_in_time_is_not_closed():
    determination = shared()
    remit(determination)

    with pytest.raises(NotAllowed):
        actions.cease_payment(determination, maker("henan"), REASON, MADE_AT)


def test_no_case_is_closed_without_a_reason():
    with pytest.raises(NotAllowed, match="理由"):
        actions.cease_payment(shared(remit_by=date(2026, 3, 31)), maker("henan"), " ", MADE_AT)


@pytest.mark.parametrize(
    ("role", "region"),
    [(Role.PAYMENT_CHECKER, "henan"), (Role.PAYMENT_MAKER, "anyang"), (Role.PAYMENT_MAKER, "linzhou")],
)
def test_only_the_paying_bureaus_maker_closes_it(role, region):
    determination = shared(remit_by=date(2026, 3, 31))

    with pytest.raises(NotAllowed):
        actions.cease_payment(determination, official(role, "finance", region), REASON, MADE_AT)


@pytest.mark.parametrize(("remit_by", "offered"), [(date(2026, 3, 31), 1), (date(2099, 1, 1), 0)])
def test_the_desk_offers_it_for_late_cases_only(client, remit_by, offered):
    shared(remit_by=remit_by)
    client.force_login(maker("henan"))

    page = client.get(reverse("payment_desk")).content.decode()

    assert page.count("理由（将告知企业）") == offered


def test_it_is_closed_from_the_desk(client):
    determination = shared(remit_by=date(2026, 3, 31))
    client.force_login(maker("henan"))

    client.post(reverse("payment_cease", args=[determination.application.number]), {"reason": REASON})

    assert status_of(determination) == Status.REJECTED
