"""Last year's claim is copied as far as it still holds: no year's figures, no documents, nothing over what is filled in."""

import pytest
from django.urls import reverse

from accounts.tests.factories import enterprise
from applications import actions
from applications.tests.factories import FILED_AT, FULL_PRODUCTION, draft, filed
from applications.workflow import NotAllowed
from policies.tests.factories import application_round

pytestmark = pytest.mark.django_db


def next_year(earlier):
    """A draft of the next round, without what the profile already filled in."""
    again = draft(
        enterprise=earlier.enterprise, user=earlier.created_by, round=application_round(FULL_PRODUCTION, name="次年")
    )
    again.fact_rows.all().delete()
    return again


def test_what_holds_is_copied_and_the_page_names_what_is_to_be_filled_in_anew(client):
    earlier = filed()
    again = next_year(earlier)
    client.force_login(earlier.created_by)
    url = reverse("application_copy", args=[again.number])

    done = client.post(url, {"earlier": earlier.number}, follow=True).content.decode()

    facts = {row.name: row.value for row in again.fact_rows.all()}
    assert facts["main_products"] == earlier.fact_rows.get(name="main_products").value
    assert "output_value_2021_wan" not in facts
    assert not again.documents.exists()
    assert "已从" in done
    assert "年度数据，须按本次填写" in done


def test_nothing_that_is_filled_in_is_overwritten():
    earlier = filed()
    again = next_year(earlier)
    actions.save_facts(again, {"main_products": "新产品"}, again.created_by, FILED_AT)

    actions.copy_earlier(again, earlier, again.created_by, FILED_AT)

    assert again.fact_rows.get(name="main_products").value == "新产品"


def test_another_enterprises_claim_is_not_copied():
    own, foreign = draft(), filed(enterprise=enterprise())

    with pytest.raises(NotAllowed, match="本企业"):
        actions.copy_earlier(own, foreign, own.created_by, FILED_AT)
