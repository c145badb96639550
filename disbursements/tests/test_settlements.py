"""What the levels owe each other of what a fund paid."""

from io import BytesIO

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from disbursements import actions
from disbursements.settlements import settlement_lines, sums_by_region
from disbursements.tests.factories import HOUR, MADE_AT, TODAY, batch, checker, fund, maker, remit, shared
from policies.tests.factories import FULL_PRODUCTION

pytestmark = pytest.mark.django_db
AT = MADE_AT + 5 * HOUR


def paid():
    """A full-load case that the province paid after the locality remitted its half."""
    determination, by = shared(), maker("henan")
    remit(determination, on=TODAY)
    out = actions.submit_batch(batch(determination.application, by=by, at=AT), by, AT)
    actions.release_batch(out, checker("henan"), AT)
    return actions.confirm_payment(out.payments.select_related("batch").get(), by, AT)


def test_a_share_that_was_remitted_leaves_nothing_to_settle():
    payment = paid()

    [line] = settlement_lines(fund(FULL_PRODUCTION))

    assert (line.region.slug, line.share_yuan) == ("linzhou", payment.amount_yuan / 2)
    assert (line.remitted_yuan, line.due_yuan) == (payment.amount_yuan / 2, 0)
    assert sums_by_region([line])[0].cases == 1


def test_the_settlement_is_shown_and_given_as_excel(client, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)
    payment = paid()
    client.force_login(payment.batch.made_by)
    page = reverse("fund_settlement", args=[fund(FULL_PRODUCTION).pk])

    assert "林州市" in client.get(page).content.decode()
    rows = (
        CalamineWorkbook.from_filelike(BytesIO(client.get(f"{page}?excel=1").content)).get_sheet_by_index(0).to_python()
    )

    assert rows[2][2] == payment.application.number
    assert rows[3][7] == float(payment.amount_yuan / 2)


def test_a_returned_transfer_is_not_settled():
    payment = paid()
    actions.return_payment(payment, maker("henan"), "账户已销户", AT + HOUR)

    assert settlement_lines(fund(FULL_PRODUCTION)) == []
