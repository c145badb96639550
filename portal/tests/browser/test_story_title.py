"""A title by self-scoring: scored by the enterprise, checked by the province on paper and on the spot, published, recognised."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Role
from accounts.tests.factories import clerk as new_clerk
from accounts.tests.factories import enterprise as new_enterprise
from accounts.tests.factories import official
from portal.tests.browser import enterprise, officials, stages
from portal.tests.browser.cast import deciders, open_round, reviewer
from portal.tests.browser.claims import TITLE, TITLE_ANSWERS, title_papers
from portal.tests.browser.nights import let_the_period_pass
from portal.tests.browser.pages import act_on_message, field, fill_in, should_say
from publicity.actions import close_due_notices

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CODE = "national-srdi-sme"
NAME = "林州市红旗渠轴承有限公司"
AWARDED = "专精特新中小企业"


def test_an_enterprise_scores_itself_and_is_recognised(visitor, inspected, inspector):
    open_round(CODE)
    first, second = (reviewer("industry", "henan", name=name) for name in ("初审员李", "核查员何"))
    province = deciders("industry", "henan")
    publicist = official(Role.PUBLICITY_OFFICER, "industry", "henan", name="公示员冯")
    clerk = inspected(new_clerk(new_enterprise("linzhou", name=NAME)))

    number = claim(clerk, inspector)
    review(inspected(first), inspected(second), inspector)
    recommend(inspected(province.reviewer), inspector)
    officials.countersign(inspected(province.chief), NAME)
    notice = officials.publish_notice(inspected(publicist), NAME, TITLE)
    officials.read_notice(inspector.accompany(visitor()), notice, NAME)
    let_the_period_pass(notice)
    close_due_notices(timezone.now())
    read_the_recognition(clerk, number, inspector)
    check_the_letter(clerk, inspector.accompany(visitor()), inspector)


def claim(clerk: Page, inspector) -> str:
    """Answer until the score is reached, see each item's points, prove them and submit; return the case number."""
    enterprise.start(clerk, "专精特新", TITLE)
    fill_in(clerk.locator("#claim"), {"特色化指标得分": "0"})
    number = enterprise.fill_claim(clerk, TITLE_ANSWERS, "79")
    enterprise.upload(clerk, title_papers())
    inspector.look(clerk)
    enterprise.commit_and_submit(clerk)
    scores = clerk.get_by_role("table").filter(has_text="评分")
    expect(scores.get_by_role("row", name="地方特色指标")).to_contain_text("11")
    expect(scores.get_by_role("row", name="总分")).to_contain_text("79")
    inspector.look(clerk)
    return number


def review(officer: Page, second: Page, inspector) -> None:
    """The province reads the score beside its evidence, and sees the enterprise on the spot by two officers."""
    officials.open_case(officer, NAME)
    officials.view_picture(officer, "质量管理体系证书.png")
    officials.see_every_tab(officer, {"测算": "79"})
    inspector.look(officer)
    officials.decide_stage(officer, "通过", {"意见": "得分与证明一致"})
    stages.open_site_check(officer, NAME)
    stages.appoint(officer, "初审员李", "核查员何", "林州市产业集聚区")
    stages.record_check(officer, 1, "王厂长")
    stages.sign(officer)
    act_on_message(second, "现场核查")
    stages.sign(second)
    officials.open_case(officer, NAME)
    officials.decide(officer, "通过", {"意见": "实地情况属实"})


def recommend(page: Page, inspector) -> None:
    """Recommend the title; there is no amount to settle."""
    officials.open_case(page, NAME)
    form = officials.act(page, "拟同意，报会签")
    expect(form).to_contain_text(AWARDED)
    expect(field(form, "拟核定金额（元）")).to_have_count(0)
    inspector.look(page)
    officials.decide(page, "拟同意，报会签")


def read_the_recognition(clerk: Page, number: str, inspector) -> None:
    """The enterprise reads its title with number and term, and has it in its profile."""
    act_on_message(clerk, "已认定")
    should_say(clerk, "有效期")
    expect(clerk.get_by_role("main")).to_contain_text(re.compile(rf"{AWARDED}\s+RD-\d{{4}}-\d{{5}}"))
    inspector.look(clerk)


def check_the_letter(clerk: Page, reader: Page, inspector) -> None:
    """Anybody who holds the letter finds by its code that it is genuine."""
    path = clerk.get_by_role("link", name="认定通知书").get_attribute("href")
    assert clerk.request.get(path).body().startswith(b"%PDF")
    reader.goto(path.removesuffix("pdf/"))
    should_say(reader, "内容与签发时一致")
    expect(reader.get_by_role("main")).to_contain_text(NAME)
    inspector.look(reader)
