"""The grant for new invention patents of Zhumadian: no publicity, from the chief straight to the payment."""

import pytest
from playwright.sync_api import expect

from accounts.models import Delivery
from accounts.tests.factories import clerk as new_clerk
from accounts.tests.factories import enterprise as new_enterprise
from disbursements.tests.factories import fund
from policies.tests.factories import PATENT_GRANT as CODE
from portal.tests.browser import enterprise, finance, officials
from portal.tests.browser.cast import deciders, open_round, payers, reviewer
from portal.tests.browser.claims import PATENT_GRANT, PATENT_GRANT_ANSWERS, patent_grant_papers
from portal.tests.browser.pages import act_on_message, message
from portal.tests.browser.papers import programme_called_pdf

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAME = "西平县鼎力机械有限公司"


def test_two_patents_are_claimed_decided_and_paid_without_publicity(at_work, celery_worker_process):
    open_round(CODE)
    fund(CODE)
    county, city, treasury = reviewer("market", "xiping"), deciders("market", "zhumadian"), payers("zhumadian")
    clerk = at_work(new_clerk(new_enterprise("xiping", name=NAME)))

    number = claim(clerk)
    officials.pass_stage(at_work(county), NAME)
    officials.recommend(at_work(city.reviewer), NAME, "20000.00")
    officials.countersign(at_work(city.chief), NAME)
    expect(message(clerk, "审定通过")).to_contain_text("20,000.00 元")
    maker = at_work(treasury.maker)
    act_on_message(maker, "待拨付")
    batch = finance.build_batch(maker, NAME)
    finance.release(at_work(treasury.checker), batch)
    finance.confirm(maker, batch, NAME)

    enterprise.should_be_paid(clerk, number, "2.00", "2 件 × 10000 元")
    expect(enterprise.timeline(clerk)).not_to_contain_text("公示")
    celery_worker_process()
    assert not Delivery.objects.exclude(state=Delivery.State.SENT).exists()


def claim(clerk) -> str:
    """Fill in, upload and submit; return the case number."""
    enterprise.start(clerk, "专利", PATENT_GRANT)
    number = enterprise.fill_claim(clerk, PATENT_GRANT_ANSWERS, "2.00 万元")
    enterprise.upload_in_vain(clerk, "申请主体资格材料", programme_called_pdf())
    enterprise.upload(clerk, patent_grant_papers())
    enterprise.commit_and_submit(clerk)
    return number
