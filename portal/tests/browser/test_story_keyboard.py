"""A county officer clears a mixed queue of real-looking cases without touching the mouse."""

import re
from collections import Counter

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.tests.factories import PASSWORD
from policies.tests.factories import RD_EXPENSE, policy_version
from portal.demo.busy import build_busy
from portal.tests.browser.pages import should_say
from reviews.models import ReviewTask

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
POLICIES = ("ay-jiebang-project-funding", "ay-tech-contract-reward", "ay-makerspace-reward", "ay-incubator-reward",
            "ay-innovation-title-reward", RD_EXPENSE)  # fmt: skip
CASES, TAKEN, ABSENT, AT_ONCE = 14, 4, 3, 3  # a colleague has taken four, and three of a colleague on leave are ours


def test_a_mixed_queue_is_cleared_by_keyboard(at_work, celery_worker_process):
    for code in POLICIES:
        policy_version(code)
    assert len(build_busy(timezone.now(), CASES)) == CASES
    officer = User.objects.get(username="tangyin.science.review")
    officer.set_password(PASSWORD)
    officer.save()
    page = at_work(officer)

    page.goto("/review/")
    to_the_bureaus(page)
    should_see_the_keys(page)
    pass_at_once(page, AT_ONCE)
    to_the_bureaus(page)
    acts = [give_back, refuse, *[approve] * (CASES - TAKEN - AT_ONCE - 2)]
    while acts:
        page.keyboard.press("Enter")
        for left in range(number_of_cases(page), 0, -1):
            expect(page.get_by_text(f"第 1 / {left} 件")).to_be_visible()
            page.wait_for_load_state("networkidle")  # the side panel arrives after the page
            acts.pop(0)(page)
            should_say(page, "已办：")
        if acts:
            assert len(acts) == ABSENT
            to_my_own(page)

    should_say(page, "您手上没有办件")
    decided = ReviewTask.objects.filter(decided_by=officer).values_list("outcome", flat=True)
    assert Counter(decided) == {"passed": CASES - TAKEN - 2, "returned": 1, "rejected": 1}


def number_of_cases(page: Page) -> int:
    """How many cases the open one is among."""
    place = page.get_by_text(re.compile(r"^第 1 / \d+ 件$"))
    return int(place.inner_text().split()[3])


def to_the_bureaus(page: Page) -> None:
    """Go to what nobody has taken yet; the first row has the keyboard."""
    page.wait_for_load_state()
    page.keyboard.press("2")
    expect(page).to_have_url(re.compile(r"tab=bureau$"))
    expect(page.get_by_role("row").nth(1).get_by_role("link").first).to_be_focused()


def to_my_own(page: Page) -> None:
    """Go to what was taken before; the first row has the keyboard."""
    page.wait_for_load_state()
    page.keyboard.press("1")
    expect(page).to_have_url(re.compile(r"tab=mine$"))
    expect(page.get_by_role("row").nth(1).get_by_role("link").first).to_be_focused()


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
    """Go to the decision column and pass the case."""
    page.keyboard.press("a")
    tick_and_write(page)


def tick_and_write(page: Page) -> None:
    """From the first box on, tick every one; write the opinion, submit."""
    while focused(page)["type"] == "checkbox":
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
    page.keyboard.type("情况属实，n p j k 只是字")
    page.keyboard.press("Control+Enter")


def refuse(page: Page) -> None:
    """Open the rejection, write why, submit."""
    page.keyboard.press("d")
    page.keyboard.type("不属于支持范围")
    page.keyboard.press("Control+Enter")


def pass_at_once(page: Page, count: int) -> None:
    """Select the first rows, tick their checklists once, look at the dry run, do it, and go back to the desk."""
    for _ in range(count):
        page.keyboard.press("x")
        page.keyboard.press("j")
    should_say(page, f"已选 {count} 件")
    page.keyboard.press("b")
    page.keyboard.press("Enter")
    should_say(page, "填写一次，用于所选各件")
    tick_and_write(page)
    should_say(page, f"可办 {count} 件")
    page.keyboard.press("Enter")
    should_say(page, f"已办 {count} 件")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("审核待办")


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
