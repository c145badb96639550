"""A citizen objects without an account; somebody who had no part in the case finds, and the answer is reconsidered once."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Role
from applications.tests.factories import scan_of
from portal.tests.browser import officials
from portal.tests.browser.inspection import should_read_well
from portal.tests.browser.pages import act_on_message, fill_in, follow, press, should_say
from publicity.tests.factories import awaiting, finder, publicity_officer, published_notice

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_objection_is_found_on_by_somebody_else_and_reconsidered_once(visitor, at_work, axe_script):
    case, officer = awaiting(), publicity_officer(name="公示员郑")
    independent, above = finder(name="核查员冯"), finder("henan", Role.CHIEF, name="复核人陈")
    notice = published_notice(case, by=officer, at=timezone.now())
    citizen, office, found = visitor(), at_work(officer), at_work(independent)

    object_with_a_file(citizen, notice.number, case.enterprise.name)
    accept_and_assign(office, "收到异议", "核查员冯")
    act_on_message(found, "请核查异议")
    follow_summary(found, "请企业说明")
    fill_in(found.get_by_role("main"), {"请企业说明的事项": "请说明研发费用与统计年报的差异"})
    press(found, "发给企业")
    enterprise = at_work(case.created_by)
    state(enterprise)
    should_read_well(enterprise, axe_script, [enterprise.url])
    act_on_message(found, "请继续核查")
    conclude(found, "维持公示内容")

    citizen.reload()
    should_say(citizen, "您的异议经核查不成立")
    should_read_well(citizen, axe_script, [citizen.url])
    follow_summary(citizen, "不同意，申请复核")
    fill_in(citizen.get_by_role("main"), {"申请复核的理由": "账目没有核对到位"})
    press(citizen, "申请复核")
    accept_and_assign(office, "申请复核", "复核人陈")
    should_read_well(office, axe_script, [office.url, "/objections/"])
    superior = at_work(above)
    act_on_message(superior, "请复核异议")
    conclude(superior, "重新核定金额", {"告知企业的理由": "部分费用不属于研发支出，重新核定。"})

    citizen.reload()
    should_say(citizen, "您反映的问题成立，该条目已撤下")
    act_on_message(enterprise, "退回审核")
    should_say(enterprise, "审核中")


def object_with_a_file(page: Page, number: str, name: str) -> None:
    officials.read_notice(page, number, name)
    page.get_by_role("row").filter(has_text=name).get_by_role("link", name="提出异议").click()
    main = page.get_by_role("main")
    fill_in(main, {"异议内容": "该企业研发费用与统计年报不一致，请核查。", "姓名或单位名称（选填）": "李四"})
    paper = {"name": "证据.pdf", "mimeType": "application/pdf", "buffer": scan_of("证据")}
    main.get_by_label("附件（选填）").set_input_files(files=[paper])
    press(page, "提交异议")
    should_say(page, "异议已提交")
    should_say(page, "证据.pdf")


def accept_and_assign(page: Page, title: str, name: str) -> None:
    act_on_message(page, title)
    accept = page.get_by_role("button", name="受理，指定核查人")
    if accept.count():
        should_say(page, "证据.pdf")
        accept.click()
    else:
        follow(page, "指定核查人")
    page.get_by_label(name).check()
    press(page, "指定")
    should_say(page, name)


def state(page: Page) -> None:
    act_on_message(page, "请就公示异议作出说明")
    expect(page.get_by_role("main")).not_to_contain_text("李四")
    fill_in(page.get_by_role("main"), {"说明内容": "差异系统计口径不同，已附对账表。"})
    press(page, "提交说明")
    should_say(page, "说明已提交")


def conclude(page: Page, remedy: str, more: dict[str, str] | None = None) -> None:
    page.get_by_label(remedy, exact=True).check()
    words = {"核查情况（内部）": "调阅账目，逐项核对。", "书面答复（给提出人）": "经核查，答复如下。"}
    fill_in(page.get_by_role("main"), {**words, **(more or {})})
    press(page, "提交结论并答复")
    should_say(page, "已答复，答复书已生成")


def follow_summary(page: Page, text: str) -> None:
    page.locator("summary").filter(has_text=text).click()
