"""The full-load production reward of Henan, from the search box to the enterprise's account."""

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Delivery
from accounts.tests.factories import region, uscc
from disbursements.tests.factories import fund
from policies.tests.factories import FULL_PRODUCTION as CODE
from portal.tests.browser import enterprise, finance, officials
from portal.tests.browser.cast import deciders, open_round, payers, reviewer
from portal.tests.browser.claims import FULL_PRODUCTION, FULL_PRODUCTION_ANSWERS, full_production_papers
from portal.tests.browser.pages import act_on_message, message, should_say
from portal.tests.browser.papers import programme_called_pdf

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAME = "林州市红旗渠铸造有限公司"


def test_a_county_enterprise_registers_claims_and_is_paid(visitor, at_work, celery_worker_process):
    open_round(CODE, review_days=10)
    fund(CODE)
    counties = [reviewer(line, "linzhou") for line in ("industry", "finance")]
    cities = [reviewer(line, "anyang") for line in ("industry", "finance")]
    province, local, treasury = deciders("industry", "henan"), payers("linzhou"), payers("henan")
    clerk = visitor()

    number = claim(clerk)
    city_desks = [at_work(officer) for officer in cities]
    review_jointly([at_work(officer) for officer in counties], city_desks[0])
    for desk in city_desks:
        officials.pass_stage(desk, NAME)
    officials.recommend(at_work(province.reviewer), NAME, "100000.00")
    officials.countersign(at_work(province.chief), NAME)
    finance.remit(at_work(local.maker), NAME, "50000")
    pay(at_work, treasury)

    enterprise.should_be_paid(clerk, number, "10.00", "10万元档定额奖励")
    expect(message(clerk, "已拨付")).to_contain_text("尾号 9012")
    celery_worker_process()
    assert not Delivery.objects.exclude(state=Delivery.State.SENT).exists()


def claim(clerk) -> str:
    """Register, fill in, upload and submit; return the case number."""
    enterprise.find_policy(clerk, "满负荷", FULL_PRODUCTION)
    should_say(clerk, "县（市）工信、财政联合审核")
    enterprise.register(clerk, uscc(), NAME, region("linzhou").name)
    enterprise.start(clerk, "满负荷", FULL_PRODUCTION)
    number = enterprise.fill_claim(clerk, FULL_PRODUCTION_ANSWERS, "10.00 万元")
    enterprise.upload_in_vain(clerk, "营业执照", programme_called_pdf())
    enterprise.upload(clerk, full_production_papers())
    enterprise.commit_and_submit(clerk)
    return number


def review_jointly(desks: list[Page], following: Page) -> None:
    """Both bureaus of the county look at the evidence and pass; only then is it the next desk's turn."""
    industry, treasury = desks
    officials.pass_in_vain(industry, NAME)
    officials.view_picture(industry, "规上企业库截图.png")
    officials.see_every_tab(industry, {"申报事项": "2022-01-28", "测算": "100,000.00", "流转": "提交申报"})
    officials.pass_stage(industry, NAME)
    officials.should_not_wait(following, NAME)
    officials.pass_stage(treasury, NAME)


def pay(at_work, treasury) -> None:
    """Build, release and settle a batch with the one case; the bank's file has the account that was filed."""
    maker = at_work(treasury.maker)
    act_on_message(maker, "属地资金已上缴，待拨付")
    batch = finance.build_batch(maker, NAME)
    finance.release(at_work(treasury.checker), batch)
    lines = finance.bank_lines(maker, batch)
    finance.confirm(maker, batch, NAME)

    assert any("4100123456789012" in line and "100000.00" in line for line in lines)
