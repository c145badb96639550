"""A visitor has the policies checked: answers, skips, goes back, changes an answer, and arrives at the claim."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from accounts.tests.factories import region
from policies.tests.factories import PATENT_GRANT, RD_EXPENSE, policy_version
from portal.tests.browser.cast import open_round
from portal.tests.browser.inspection import problems_of, should_read_well
from portal.tests.browser.pages import follow, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TITLE = "新授权国内发明专利资助"
ANSWERS = {
    "由谁来申报？": "企业",
    "注册在哪里？": "驿城区",
    "专利类型": "发明专利",
    "新授权发明专利件数": "3",
    "授权公告日": "2021-03-01",
}


@pytest.fixture
def patient(visitor) -> Page:
    """A visitor at the check-up of two policies, one of them open."""
    region("yicheng"), region("linzhou")
    policy_version(RD_EXPENSE)
    open_round(PATENT_GRANT)
    page = visitor()
    page.goto("/")
    page.get_by_role("banner").get_by_role("link", name="政策体检").click()
    return page


def question(page: Page) -> str:
    return (page.locator("#question").text_content() or "").strip()


def reply(page: Page, answer: str) -> None:
    """Answer the question that is shown, and wait for the next one."""
    before, form = question(page), page.locator("#checkup form").first
    if form.locator("select").count():
        form.locator("select").select_option(label=answer)
    elif form.get_by_role("radio").count():
        form.get_by_label(answer, exact=True).check()
    else:
        form.locator("#answer-answer").fill(answer)
    press(form, "下一题")
    expect(page.locator("#question")).not_to_have_text(before)


def go_through(page: Page) -> list[str]:
    """Answer every question there is, with what a favoured enterprise would say."""
    asked = []
    while page.locator("#checkup form button[name=next]").count():
        asked.append(question(page))
        harmful = re.search("纠纷|非正常|已享受|禁|虚假|处罚|失信", asked[-1])
        reply(page, ANSWERS.get(asked[-1]) or default_answer(page, "否" if harmful else "是"))
    return asked


def default_answer(page: Page, yes_or_no: str) -> str:
    form = page.locator("#checkup form").first
    radios = form.locator(".form-check-label").all_text_contents()
    if form.locator("select").count():
        return form.locator("option").nth(1).text_content() or ""
    if radios:
        return yes_or_no if yes_or_no in radios else radios[0]
    return "2021-03-01" if form.locator("input[type=date]").count() else "1"


def test_a_visitor_learns_what_is_due_and_goes_on_to_the_claim(patient):
    reply(patient, "企业")
    reply(patient, "驿城区")
    expect(patient.locator(".checkup-list")).to_contain_text("另有 1 项政策")

    asked = go_through(patient)

    assert len(asked) == len(set(asked))
    expect(patient.locator("#question")).to_have_text("已经问完")
    expect(patient.locator(".checkup-sum")).to_contain_text("可享 1")
    expect(patient.locator(".checkup-sum .figure")).to_have_text("3 万元")
    assert not Session.objects.exists()
    patient.get_by_role("article").get_by_role("link", name=re.compile(f"^申报.*{TITLE}")).click()
    expect(patient.get_by_role("heading", level=1)).to_have_text(TITLE)


def test_answers_are_skipped_changed_and_forgotten(patient):
    reply(patient, "企业")
    press(patient, "不清楚，跳过")
    expect(patient.locator(".answers")).to_contain_text("不清楚")

    follow(patient, "上一题")
    expect(patient.locator("#question")).to_have_text("注册在哪里？")
    reply(patient, "林州市")
    expect(patient.locator(".answers")).to_contain_text("林州市")
    press(patient, "下一题")
    expect(patient.get_by_role("alert")).to_contain_text("请先作答")

    press(patient, "重新开始")
    expect(patient.locator("#question")).to_have_text("由谁来申报？")


def test_every_step_reads_well_on_a_desk_and_on_a_telephone(patient, axe_script):
    should_read_well(patient, axe_script, ["/checkup/", "/checkup/result/"])
    patient.goto("/checkup/")
    for answer in ("企业", "驿城区"):
        reply(patient, answer)
        assert problems_of(patient, axe_script) == []
    go_through(patient)
    patient.locator("summary", has_text="查看和修改").click()
    assert problems_of(patient, axe_script) == []
    should_read_well(patient, axe_script, ["/checkup/result/", "/policies/?kind=reward"])


def test_without_script_every_step_works_by_itself(new_page, live_server, patient):
    page = new_page(base_url=live_server.url, java_script_enabled=False)
    page.goto("/checkup/")
    page.get_by_label("企业", exact=True).check()
    press(page, "下一题")
    expect(page.locator("#question")).to_have_text("注册在哪里？")
    follow(page, "上一题")
    expect(page.get_by_label("企业", exact=True)).to_be_checked()
