"""What keeps a claim honest: the principal's certification, a double claim held and compared, the second look at random."""

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Role
from accounts.tests.factories import bureau, enterprise, grant, official, person
from applications.tests.factories import complete, draft, filed
from policies.models import ApplicationRound
from policies.tests.factories import FULL_PRODUCTION, PATENT_GRANT, RD_EXPENSE
from portal.tests.browser import officials
from portal.tests.browser.cast import deciders, open_round
from portal.tests.browser.enterprise import timeline
from portal.tests.browser.pages import act_on_message, field, fill_in, follow, go_to, press, should_say
from reviews.models import ReviewTask, SecondLookDraw
from reviews.tests.factories import advance_to, approved

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PATENT = {"patent_count": 1, "patent_numbers": ["ZL201910001234.5"]}


def test_the_principal_sends_a_claim_back_once_and_then_certifies_it(inspected, inspector):
    own = enterprise("linzhou")
    head = person(name="孙负责")
    grant(head, Role.PRINCIPAL, enterprise=own)
    claim = draft(FULL_PRODUCTION, enterprise=own, round=open_round(FULL_PRODUCTION, needs_certification=True))
    complete(claim, claim.created_by)
    clerk, principal = inspected(claim.created_by), inspected(head)

    hand_in(clerk, claim.number)
    act_on_message(principal, "请确认申报")
    inspector.look(principal)
    principal.get_by_text("退回经办人修改", exact=True).click()
    fill_in(principal.get_by_role("main"), {"退回理由": "工人数请再核对"})
    press(principal, "退回修改")
    act_on_message(clerk, "退回修改")
    should_say(clerk, "工人数请再核对")
    hand_in(clerk, claim.number)
    act_on_message(principal, "请确认申报")
    field(principal, "我已核对本页全部内容，确认属实，并作出上述承诺").check()
    press(principal, "确认并提交")

    expect(timeline(principal)).to_contain_text("孙负责")
    clerk.goto(f"/applications/{claim.number}/")
    should_say(clerk, "审核中")
    inspector.look(clerk)


def hand_in(clerk: Page, number: str) -> None:
    """Read the claim once more and pass it on to the principal."""
    clerk.goto(f"/applications/{number}/submit/")
    press(clerk, "提交负责人确认")
    should_say(clerk, "待负责人确认")


def test_a_patent_claimed_twice_is_compared_and_explained_before_anybody_recommends_it(inspected, inspector):
    city = deciders("market", "zhumadian")
    first = filed(PATENT_GRANT, enterprise=enterprise("xiping", name="西平先报有限公司"), facts=PATENT)
    second = filed(PATENT_GRANT, enterprise=enterprise("yicheng", name="驿城后报有限公司"), facts=PATENT)
    for case in (first, second):
        advance_to(case, ReviewTask.Kind.FINAL_REVIEW)
    officer, chief = inspected(city.reviewer), inspected(city.chief)

    officials.open_case(officer, "驿城后报有限公司")
    form = officials.act(officer, "拟同意，报会签")
    officials.tick_all(form)
    press(form, "拟同意，报会签")
    expect(officer.get_by_role("alert")).to_contain_text("暂缓办理")
    inspector.found.clear()  # the browser itself reports a refused form (422) on its console

    act_on_message(chief, "暂缓办理，请处理疑点：驿城后报有限公司")
    compare(chief, first.number)
    inspector.look(chief)
    fill_in(chief.get_by_role("main"), {"理由": "两家为共有权利人，先报的一件已核减"})
    chief.get_by_role("radio", name="已说明，排除疑点").check()
    press(chief, "记录处理结果")
    officials.recommend(officer, "驿城后报有限公司", "10000.00")


def compare(chief: Page, other: str) -> None:
    """Open the hold from the case, and read both cases side by side with what is equal in them."""
    flags = chief.get_by_role("region", name="疑点", exact=True)
    expect(flags).to_contain_text("暂缓")
    flags.get_by_role("listitem").filter(has_text="暂缓").get_by_role("link").first.click()
    sheet = chief.get_by_role("table").filter(has_text="两件并列")
    expect(sheet.get_by_role("row").filter(has_text="ZL201910001234.5")).to_contain_text("相同")
    expect(sheet).to_contain_text(other)


def test_a_determined_case_is_drawn_for_a_second_look_and_looked_at_by_whom_the_seed_names(inspected, inspector):
    round, city = open_round(RD_EXPENSE), deciders("science", "anyang")
    ApplicationRound.objects.filter(pk=round.pk).update(second_look_pct=50)
    cases = [approved(RD_EXPENSE, enterprise=enterprise("linzhou"), round=round) for _ in range(2)]
    fresh = official(Role.PRELIMINARY_REVIEWER, "science", "linzhou", name="复看员沈")
    chief, looker = inspected(city.chief), inspected(fresh)

    go_to(chief, "双随机抽查")
    press(chief, "随机抽取并选派")
    draw = SecondLookDraw.objects.get(bureau=bureau("science", "anyang"))
    should_say(chief, draw.seed)
    look = draw.looks.get()
    assert look.application in cases
    inspector.look(chief)

    looker = looker if look.reviewer == fresh else inspected(look.reviewer)
    act_on_message(looker, "复看")
    follow(looker, "办理回看")
    should_say(looker, "按当时的事实、版本和口径重新测算，结果一致")
    inspector.look(looker)
    looker.go_back()
    disagree(looker)
    inspector.look(looker)
    act_on_message(chief, "复看不同意原结论")
    fill_in(chief.get_by_role("main"), {"内容": "已请原经办补充归集说明，结论维持"})
    press(chief, "保存处理情况")
    should_say(chief, "结论维持")


def disagree(looker: Page) -> None:
    """Come to another conclusion than the officers did, and say why."""
    form = looker.locator("form").filter(has=looker.get_by_role("button", name="提交复看结论"))
    form.get_by_role("radio", name="不同意").check()
    fill_in(form, {"理由": "研发费用归集口径存疑"})
    press(form, "提交复看结论")
    should_say(looker, "研发费用归集口径存疑")
