"""What goes wrong on the way: corrections, refusals, objections, a bank that sends money back, two officers at once."""

import pytest
from playwright.sync_api import Page, expect

from applications.tests.factories import filed
from disbursements.tests.factories import payable
from policies.tests.factories import PATENT_GRANT, RD_EXPENSE
from portal.tests.browser import enterprise, finance, officials
from portal.tests.browser.cast import deciders, payers, reviewer
from portal.tests.browser.pages import act_on_message, field, fill_in, follow, press, should_say
from portal.tests.browser.papers import pdf
from reviews.models import ReviewTask
from reviews.tests.factories import advance_to

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PROOF = "发明专利证书（未取得证书的交授权通知书）"


def test_a_correction_opens_only_what_it_names_and_the_review_goes_on(at_work):
    case, county = filed(PATENT_GRANT), reviewer("market", "yicheng")
    name, officer, clerk = case.enterprise.name, at_work(county), at_work(case.created_by)

    officials.open_case(officer, name)
    send_back(officer)
    act_on_message(clerk, "请补正")
    follow(clerk, "请按补正告知逐项补正")
    press(clerk, "提交补正")
    should_say(clerk, "尚未补正：发明专利号")
    correct(clerk, "发明专利号", "ZL202010001111.2")
    press(clerk, "提交补正")
    expect(enterprise.timeline(clerk)).to_contain_text("提交补正")

    officials.open_case(officer, name)
    officials.see_every_tab(officer, {"申报事项": "ZL202010001111.2", "条件与材料": "清晰扫描件.pdf"})
    officials.pass_stage(officer, name)


def send_back(officer: Page) -> None:
    """Return the case for one fact and one material, each with what is wrong."""
    form = officials.act(officer, "退回补正")
    press(form, "退回补正")
    expect(officer.get_by_role("alert")).to_contain_text("请填写退回原因")
    form = officials.act(officer, "退回补正")
    form.get_by_text("填报项（").click()
    items = {"退回原因": "两处须补正", "发明专利号": "与证书不一致", PROOF: "扫描件看不清"}
    fill_in(form, items)
    press(form, "退回补正")


def correct(clerk: Page, fact: str, value: str) -> None:
    """Correct the one fact and the one material that are open, and find everything else closed."""
    follow(clerk, "修改这一项")
    expect(field(clerk, "新授权发明专利件数")).to_be_hidden()
    expect(clerk.get_by_role("group", name="收款账户")).to_have_count(0)
    fill_in(clerk.locator("#claim"), {fact: value})
    press(clerk, "保存，返回补正事项")
    follow(clerk, "重新上传")
    expect(clerk.get_by_role("button", name="上传")).to_have_count(1)
    enterprise.upload(clerk, {PROOF: pdf("清晰扫描件")})
    follow(clerk, "返回补正事项")
    expect(clerk.get_by_role("main").get_by_text("已补正")).to_have_count(2)


def test_the_enterprise_reads_why_its_claim_was_rejected(at_work):
    case, county = filed(PATENT_GRANT), reviewer("market", "yicheng")
    officer, clerk = at_work(county), at_work(case.created_by)

    officials.open_case(officer, case.enterprise.name)
    officials.decide(officer, "不予通过", {"理由": "专利已于授权前转让给外地企业"})

    act_on_message(clerk, "未通过")
    should_say(clerk, "未通过")
    expect(enterprise.timeline(clerk)).to_contain_text("专利已于授权前转让给外地企业")


def test_what_the_text_leaves_open_is_settled_by_a_person_who_says_why(at_work):
    city = deciders("science", "anyang")
    repeat = {"first_time_recipient": False, "in_rd_statistics_scope": False, "rd_expense_wan": 1500}
    case = filed(RD_EXPENSE, facts={**repeat, "max_subsidised_rd_last3y_wan": 1000, "max_rd_all_prior_years_wan": 1200})
    advance_to(case, ReviewTask.Kind.FINAL_REVIEW)
    reviewer_page, chief = at_work(city.reviewer), at_work(city.chief)

    officials.settle_and_recommend(reviewer_page, case.enterprise.name, "（正文）", "1000000.00")
    officials.countersign(chief, case.enterprise.name)

    follow(chief, "办件查询")
    follow(chief, case.number)
    officials.see_every_tab(chief, {"测算": "以正文为准", "流转": "拟核定 1,000,000.00 元"})


def test_a_transfer_that_failed_is_paid_to_the_corrected_account(at_work):
    case, treasury = payable(PATENT_GRANT), payers("zhumadian")
    name, maker, checker = case.enterprise.name, at_work(treasury.maker), at_work(treasury.checker)

    failed = finance.build_batch(maker, name)
    finance.release(checker, failed)
    finance.fail(maker, failed, name, "户名与账号不符")
    clerk = at_work(case.created_by)
    act_on_message(clerk, "拨付失败")
    follow(clerk, "请更正收款账户")
    fill_in(clerk.get_by_role("main"), {"收款账号": "4100 2222 3333 4444"})
    press(clerk, "确认")
    act_on_message(maker, "账户已更正")
    retried = finance.build_batch(maker, name)
    finance.release(checker, retried)
    assert any("4100222233334444" in line for line in finance.bank_lines(maker, retried))
    finance.confirm(maker, retried, name)

    enterprise.should_be_paid(clerk, case.number, "1.00", "10000 元")
    expect(enterprise.timeline(clerk)).to_contain_text("更正为尾号 4444")


def test_the_officer_who_comes_second_is_told_that_a_colleague_decided(at_work):
    case = filed(PATENT_GRANT)
    first, second = (at_work(reviewer("market", "yicheng", name=name)) for name in ("钱一", "钱二"))
    for officer in (first, second):
        officials.open_case(officer, case.enterprise.name)

    officials.decide(first, "通过")
    officials.tick_all(officials.act(second, "通过"))
    press(officials.act(second, "通过"), "通过")

    expect(second.get_by_role("alert")).to_contain_text("此件已由他人办理")
    assert case.history.filter(action="pass_stage").count() == 1
