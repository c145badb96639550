"""An officer clears ten mixed cases from the work desk without touching the mouse."""

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Role
from accounts.tests.factories import bureau, enterprise, grant, official
from applications.models import Application
from applications.tests.factories import FULL_PRODUCTION, PATENT_GRANT, filed
from portal.tests.browser.pages import should_say
from reviews.models import ReviewTask

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_ten_mixed_cases_are_cleared_by_keyboard(at_work):
    cases = [filed(PATENT_GRANT) for _ in range(7)]
    cases += [filed(FULL_PRODUCTION, enterprise=enterprise("yicheng")) for _ in range(3)]
    officer = official(Role.PRELIMINARY_REVIEWER, "market", "yicheng", name="潘国强")
    grant(officer, Role.PRELIMINARY_REVIEWER, bureau=bureau("industry", "yicheng"))
    page = at_work(officer)

    page.goto("/review/?tab=bureau")
    should_see_the_keys(page)
    page.keyboard.press("Enter")
    for place in range(len(cases)):
        expect(page.get_by_text(f"第 1 / {len(cases) - place} 件")).to_be_visible()
        page.wait_for_load_state("networkidle")  # the side panel arrives after the page
        give_back(page) if place == 4 else approve(page)
        should_say(page, "已办：")

    should_say(page, "没有待领取的办件")
    decided = ReviewTask.objects.filter(decided_by=officer).values_list("outcome", flat=True)
    assert sorted(decided) == ["passed"] * 9 + ["returned"]
    assert Application.objects.filter(status="returned").count() == 1


def should_see_the_keys(page: Page) -> None:
    """Read the list of keys and put it away; then one row down and up again."""
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("选中这一行")
    page.keyboard.press("Escape")
    first = page.get_by_role("row").nth(1)
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(first.get_by_role("link").first).to_be_focused()
    page.keyboard.press("x")
    should_say(page, "已选 1 件")
    page.keyboard.press("x")


def focused(page: Page) -> dict:
    """What has the keyboard now."""
    return page.evaluate(
        """() => { const each = document.activeElement; return { tag: each.tagName, type: each.type || '',
        name: each.name || '', open: each.parentElement?.open ?? true }; }"""
    )


def approve(page: Page) -> None:
    """Go to the decision column, tick each item of the checklist, write an opinion, submit."""
    page.keyboard.press("a")
    while focused(page)["type"] == "checkbox":
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
    page.keyboard.type("情况属实，n p j k 只是字")
    page.keyboard.press("Control+Enter")


def give_back(page: Page) -> None:
    """Open the return, write why, go on to the account and say what is wrong with it."""
    page.keyboard.press("r")
    page.keyboard.type("账户有误")
    for _ in range(80):
        page.keyboard.press("Tab")
        at = focused(page)
        if at["tag"] == "SUMMARY" and not at["open"]:
            page.keyboard.press("Enter")
        if at["name"].endswith("account-account"):
            break
    page.keyboard.type("户名与企业名称不符")
    page.keyboard.press("Control+Enter")
