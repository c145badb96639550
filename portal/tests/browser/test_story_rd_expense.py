"""The R&D subsidy of Anyang: decided by the city, shown to the public, paid when the notice has closed by itself."""

import pytest
from playwright.sync_api import expect

from accounts.models import Delivery, Role
from accounts.tests.factories import clerk as new_clerk
from accounts.tests.factories import enterprise as new_enterprise
from accounts.tests.factories import official
from disbursements.tests.factories import fund
from policies.tests.factories import RD_EXPENSE as CODE
from portal.tests.browser import enterprise, finance, officials
from portal.tests.browser.cast import deciders, open_round, payers, reviewer
from portal.tests.browser.claims import RD_EXPENSE, RD_EXPENSE_ANSWERS, rd_expense_papers
from portal.tests.browser.nights import let_the_period_pass
from portal.tests.browser.pages import act_on_message, message
from portal.tests.browser.papers import programme_called_pdf
from publicity.tasks import close_notices

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAME = "林州市太行数控有限公司"
ACCOUNT = "170602010912345678"


def test_research_expenses_are_claimed_published_and_paid(visitor, at_work, celery_worker_process):
    open_round(CODE)
    fund(CODE)
    county, city, treasury = reviewer("science", "linzhou"), deciders("science", "anyang"), payers("anyang")
    publicist = official(Role.PUBLICITY_OFFICER, "science", "anyang", name="公示员冯")
    clerk = at_work(new_clerk(new_enterprise("linzhou", name=NAME, bank_account=ACCOUNT)))

    number = claim(clerk)
    officials.pass_stage(at_work(county), NAME)
    officials.recommend(at_work(city.reviewer), NAME, "600000.00")
    officials.countersign(at_work(city.chief), NAME)
    notice = officials.publish_notice(at_work(publicist), NAME, RD_EXPENSE)
    read_publicly(visitor(), notice)
    let_the_period_pass(notice)
    close_notices.delay()
    celery_worker_process()
    pay(at_work, treasury)

    expect(message(clerk, "公示期满")).to_be_visible()
    enterprise.should_be_paid(clerk, number, "60.00", "× 5%")
    celery_worker_process()
    assert not Delivery.objects.exclude(state=Delivery.State.SENT).exists()


def claim(clerk) -> str:
    """Fill in, upload and submit; return the case number."""
    enterprise.start(clerk, "研发", RD_EXPENSE)
    number = enterprise.fill_claim(clerk, RD_EXPENSE_ANSWERS, "60.00 万元")
    enterprise.upload_in_vain(clerk, "诚实信用承诺书", programme_called_pdf())
    enterprise.upload(clerk, rd_expense_papers())
    enterprise.commit_and_submit(clerk)
    return number


def read_publicly(page, notice: str) -> None:
    """Anybody reads who gets how much, and nothing of account, person or credit code."""
    officials.read_notice(page, notice, NAME)
    sheet = page.get_by_role("article")

    expect(sheet).to_contain_text("60.00")
    expect(sheet).not_to_contain_text(ACCOUNT)
    expect(page.get_by_role("complementary")).to_contain_text("公示中")


def pay(at_work, treasury) -> None:
    """The maker is told that the case may be paid now; build, release and settle the batch."""
    maker = at_work(treasury.maker)
    act_on_message(maker, "待拨付")
    batch = finance.build_batch(maker, NAME)
    finance.release(at_work(treasury.checker), batch)
    finance.confirm(maker, batch, NAME)
