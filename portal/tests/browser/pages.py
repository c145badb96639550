"""What everybody does on a page: find a field by its label, fill it in, sign in, read messages."""

import re
from collections.abc import Mapping

from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from accounts.tests.factories import PASSWORD

Answer = str | bool | list[str]


def field(scope: Page | Locator, label: str) -> Locator:
    """The control of that label, whether or not the label says that it is required."""
    return scope.get_by_label(re.compile(rf"^\s*{re.escape(label)}\s*(必填|\*)*\s*$"))


def fill_in(scope: Page | Locator, answers: Mapping[str, Answer]) -> None:
    """Answer the questions of a form by their labels, in order, once its tables are made."""
    (scope.page if isinstance(scope, Locator) else scope).wait_for_load_state()
    for label, answer in answers.items():
        table = scope.get_by_role("table", name=label, exact=True)
        if isinstance(answer, list):
            fill_boxes(scope, label, answer)
        elif table.count():
            put_in(table.get_by_role("textbox").first, str(answer))
        else:
            answer_one(field(scope, label), answer)


def put_in(cell: Locator, answer: str) -> None:
    """Type one value into the cell; several lines are pasted from there on."""
    if "\n" in answer.strip():
        paste(cell, f"{answer}\n")
    else:
        cell.fill(answer)


def fill_boxes(scope: Page | Locator, label: str, answers: list[str]) -> None:
    """Fill a row of boxes, one a month for instance, that share one title."""
    boxes = scope.get_by_role("group", name=label).get_by_role("textbox")
    expect(boxes).to_have_count(len(answers))
    for box, answer in zip(boxes.all(), answers, strict=True):
        box.fill(answer)


PASTE = """(cell, text) => { const clipboardData = new DataTransfer(); clipboardData.setData("text/plain", text);
cell.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true })); }"""


def paste(cell: Locator, text: str) -> None:
    """Paste a block, as Excel copies it, into a cell of an editable table."""
    cell.evaluate(PASTE, text)


def answer_one(control: Locator, answer: str | bool) -> None:
    """Choose, tick or type, as the control wants it."""
    kind = control.evaluate("each => each.tagName + ' ' + each.type")
    if kind.startswith("SELECT"):
        words = {True: "是", False: "否"}
        control.select_option(label=words.get(answer, answer) if isinstance(answer, bool) else answer)
    elif kind == "INPUT checkbox":
        control.set_checked(bool(answer))
    else:
        control.fill(str(answer))


def press(scope: Page | Locator, name: str) -> None:
    scope.get_by_role("button", name=name, exact=True).click()


def follow(scope: Page | Locator, name: str) -> None:
    scope.get_by_role("link", name=name, exact=True).first.click()


def sign_in(page: Page, user: User) -> Page:
    """Sign in by name and password, and arrive at the desk."""
    page.goto("/accounts/login/")
    main = page.get_by_role("main")
    fill_in(main, {"用户名": user.username, "密码": PASSWORD})
    press(main, "登录")
    expect(page.get_by_role("heading", level=1)).to_have_text("工作台")
    return page


def go_to(page: Page, entry: str) -> None:
    """Open a page by its entry in the left rail."""
    rail = page.get_by_role("navigation", name="我的工作")
    rail.get_by_role("link", name=re.compile(f"^{entry}")).click()


def message(page: Page, title: str) -> Locator:
    """The message of that title, after opening the messages."""
    page.get_by_role("banner").get_by_role("link", name=re.compile("^消息")).click()
    return page.get_by_role("article").filter(has_text=title).first


def act_on_message(page: Page, title: str) -> None:
    """Read the message, and go where it leads: to the work where it is this person's turn, else to read on."""
    message(page, title).get_by_role("button", name=re.compile("^(去处理|查看)")).click()


def should_say(page: Page, text: str) -> None:
    expect(page.get_by_role("main").get_by_text(text).first).to_be_visible()
