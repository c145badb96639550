"""What the officials of review and publicity do, click by click."""

import re
from collections.abc import Mapping

from playwright.sync_api import Locator, Page, expect

from portal.tests.browser.pages import act_on_message, field, fill_in, follow, go_to, press, should_say


def open_case(page: Page, enterprise: str) -> None:
    """Open the case from the queue."""
    go_to(page, "审核待办")
    follow(page.get_by_role("main"), enterprise)
    expect(page.get_by_role("heading", level=1)).to_contain_text(enterprise)


def act(page: Page, name: str) -> Locator:
    """The form of one act in the decision column, unfolded."""
    column = page.get_by_role("complementary", name="办理")
    folded = column.locator("details").filter(
        has=page.get_by_role("button", name=name, exact=True, include_hidden=True)
    )
    if folded.get_attribute("open") is None:
        folded.locator("> summary").click()
    return folded


def tick_all(form: Locator) -> None:
    """Tick every item of the checklist."""
    for box in form.get_by_role("checkbox").all():
        box.check()


def decide(page: Page, name: str, answers: Mapping[str, str] | None = None) -> None:
    """On the case page: tick the checklist, do the act; the next case opens, and the queue has one case less."""
    should_not_wait(page, decide_stage(page, name, answers))


def decide_stage(page: Page, name: str, answers: Mapping[str, str] | None = None) -> str:
    """As `decide`, where the next stage may be the same officer's; return the enterprise."""
    enterprise = page.get_by_role("heading", level=1).inner_text().split()[0]
    form = act(page, name)
    tick_all(form)
    fill_in(form, answers or {})
    press(form, name)
    should_say(page, f"已办：{enterprise} {name}")
    return enterprise


def should_not_wait(page: Page, enterprise: str) -> None:
    """The enterprise's case is not in the queue."""
    go_to(page, "审核待办")
    expect(page.get_by_role("main").get_by_role("link", name=enterprise, exact=True)).to_have_count(0)


def pass_stage(page: Page, enterprise: str) -> None:
    act_on_message(page, enterprise)
    decide(page, "通过", {"意见": "材料齐全，情况属实"})


def pass_in_vain(page: Page, enterprise: str) -> None:
    """Try to pass without the checklist, and read what is asked."""
    open_case(page, enterprise)
    press(act(page, "通过"), "通过")
    expect(page.get_by_role("alert")).to_contain_text("请逐项核对并勾选")


def recommend(page: Page, enterprise: str, amount_yuan: str) -> None:
    """Recommend exactly what was computed; the form has it already."""
    open_case(page, enterprise)
    expect(field(act(page, "拟同意，报会签"), "拟核定金额（元）")).to_have_value(amount_yuan)
    decide(page, "拟同意，报会签")


def countersign(page: Page, enterprise: str) -> None:
    act_on_message(page, enterprise)
    decide(page, "会签通过", {"意见": "同意"})


def view_picture(page: Page, name: str) -> None:
    """Look at an uploaded picture beside the rule that it proves, without leaving the case."""
    page.get_by_role("tab", name="条件与材料").click()
    follow(page.get_by_role("tabpanel", name="条件与材料"), name)
    expect(page.get_by_role("region", name="材料查看").get_by_role("img", name=name)).to_be_visible()


def see_every_tab(page: Page, words: Mapping[str, str]) -> None:
    """Read one thing on each tab of the case page."""
    for tab, text in words.items():
        page.get_by_role("tab", name=tab).click()
        expect(page.get_by_role("tabpanel", name=tab)).to_contain_text(text)


def publish_notice(page: Page, enterprise: str, title: str) -> str:
    """Draft a notice over the case, preview it, publish it; return its number."""
    act_on_message(page, enterprise)
    page.get_by_role("row").filter(has_text=title).get_by_role("link", name="拟公示稿").click()
    field(page, f"公示 {enterprise}").check()
    fill_in(page.get_by_role("main"), {"受理异议的渠道": "受理部门：安阳市科学技术局，电话：0372-1234567"})
    press(page, "生成公示稿并预览")
    should_say(page, "以下与公众看到的完全一致")
    expect(page.get_by_role("table").filter(has_text=enterprise)).to_be_visible()
    press(page, "发布公示")
    return re.search(r"GS-\d{4}-\d{4}", page.get_by_role("main").inner_text())[0]  # type: ignore[index]


def read_notice(page: Page, number: str, enterprise: str) -> None:
    """Read a notice as anybody may, without signing in."""
    page.goto("/")
    page.get_by_role("navigation", name="主导航").get_by_role("link", name="公示").click()
    follow(page.get_by_role("main"), number)
    expect(page.get_by_role("row").filter(has_text=enterprise)).to_be_visible()


def settle_and_recommend(page: Page, enterprise: str, reading: str, amount_yuan: str) -> None:
    """Where the text does not decide: adopt a reading, say why, and recommend what follows from it."""
    open_case(page, enterprise)
    form = act(page, "拟同意，报会签")
    form.get_by_role("radio", name=reading).check()
    decide(page, "拟同意，报会签", {"裁定理由": "以正文为准", "拟核定金额（元）": amount_yuan})
