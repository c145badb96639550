"""Pages cost the same at 5 rows and at 50: never more than eight queries."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role
from accounts.tests.factories import enterprise, official
from applications.models import Application
from applications.tests.factories import SHANGHAI
from disbursements import actions
from disbursements.actions.funds import fill_waiting
from disbursements.tests.factories import MADE_AT, batch, checker, fund, maker, payable, released
from publicity.tests.factories import awaiting, objection, publicity_officer, published_notice
from reviews import determinations
from reviews.models import Determination

pytestmark = pytest.mark.django_db
BUDGET = 8
FRAME = 5  # session, user, role check, roles of the rail, unread messages: the same on every signed-in page
FEW, MANY = 5, 50
IN_APRIL = datetime(2026, 4, 2, 10, 0, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def _in_april(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: IN_APRIL)


def copies(case: Application, count: int) -> list[Application]:
    """More cases like one, in rounds of their own enterprise, written in bulk: case and determination."""
    determination = case.determinations.get()
    last, found = Determination.objects.latest("sequence"), []
    for number in range(count):
        of = enterprise(case.enterprise.region.slug)
        copy = Application.objects.get(pk=case.pk)
        copy.pk, copy.number, copy.enterprise, copy.account_name = None, f"C{case.pk}-{number}", of, of.name
        copy.save(force_insert=True)
        written = Determination.objects.get(pk=determination.pk)
        written.pk, written.application, written.sequence = None, copy, last.sequence + number + 1
        determinations.seal(written)
        written.save(force_insert=True)
        found.append(copy)
    if case.fund_balances.exists():
        fill_waiting(fund(), None, MADE_AT)
    return found


def cost(client, url: str) -> int:
    client.get(url)  # compiles the pack, fills the session
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


@pytest.mark.parametrize("rows", [FEW, MANY])
def test_publicity_desk_and_draft_form(client, rows):
    case, officer = awaiting(), publicity_officer()
    copies(case, rows - 1)
    client.force_login(officer)
    new = reverse("notice_new", args=[case.round_id, officer.roles.get().bureau_id])

    assert cost(client, reverse("publicity_desk")) <= BUDGET + FRAME
    assert cost(client, new) <= BUDGET + FRAME


@pytest.mark.parametrize("rows", [FEW, MANY])
def test_public_notice_and_its_objections(client, rows):
    case, officer = awaiting(), publicity_officer()
    notice = published_notice(case, *copies(case, rows - 1), by=officer, at=IN_APRIL)
    for position in range(1, rows + 1):
        objection(notice, position=position, at=IN_APRIL)

    assert cost(client, reverse("notice_list")) <= BUDGET
    assert cost(client, reverse("notice_detail", args=[notice.number])) <= BUDGET
    assert cost(client, reverse("notice_verify", args=[notice.number])) <= BUDGET
    client.force_login(officer)
    assert cost(client, reverse("objection_list")) <= BUDGET + FRAME


@pytest.mark.parametrize("rows", [FEW, MANY])
def test_payment_desk_form_and_batch(client, rows):
    case, user = payable(), maker()
    cases = copies(case, rows - 1)
    client.force_login(user)
    new = reverse("batch_new", args=[case.round_id, user.roles.get().bureau_id])

    assert cost(client, reverse("payment_desk")) <= BUDGET + FRAME
    assert cost(client, new) <= BUDGET + FRAME
    assert cost(client, reverse("fund_list")) <= BUDGET + FRAME
    assert cost(client, reverse("fund_detail", args=[fund().pk])) <= 12 + FRAME  # eight tables on one page
    out = actions.submit_batch(batch(case, *cases, by=user), user, MADE_AT)
    actions.release_batch(out, checker(), MADE_AT)
    assert cost(client, reverse("batch_detail", args=[out.number])) <= BUDGET + FRAME
    assert cost(client, reverse("batch_list")) <= BUDGET + FRAME
    assert cost(client, reverse("bank_file", args=[out.number])) <= BUDGET + FRAME


def test_the_checkers_desk(client):
    released()
    client.force_login(official(Role.PAYMENT_CHECKER, "finance", "zhumadian"))

    assert cost(client, reverse("payment_desk")) <= BUDGET + FRAME
