"""What an enterprise does, click by click."""

import re
from collections.abc import Mapping

from playwright.sync_api import FilePayload, Locator, Page, expect

from accounts.tests.factories import PASSWORD
from portal.tests.browser.pages import Answer, field, fill_in, follow, go_to, press, should_say

REFUSED = "文件内容不是可接受的格式"


def find_policy(page: Page, word: str, title: str) -> None:
    """Search the public library by a word and open the guide of the policy found."""
    page.goto("/")
    page.get_by_role("searchbox", name="搜索政策").fill(word)
    page.keyboard.press("Enter")
    follow(page.get_by_role("main"), title)
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def register(page: Page, uscc: str, name: str, region: str) -> None:
    """Register the enterprise from the guide, and say which account is to be paid."""
    follow(page.get_by_role("main"), "企业注册")
    form = page.get_by_role("main")
    fill_in(form, {"统一社会信用代码": uscc, "企业名称": name, "所属区划": region})
    fill_in(form, {"姓名": "赵经办", "手机号": "13837200000", "邮箱": "clerk@example.com"})
    fill_in(form, {"用户名": "clerk-of-enterprise", "密码": PASSWORD, "再输一次密码": PASSWORD})
    press(form, "注册")
    should_say(page, "企业注册成功")
    add_account(page, name)


def add_account(page: Page, name: str) -> None:
    """Say in the profile which account is to be paid."""
    go_to(page, "企业档案")
    follow(page.get_by_role("main"), "收款账户")
    form = page.get_by_role("main")
    fill_in(form, {"户名": name, "开户银行（全称）": "中国建设银行林州支行", "账号": "4100 1234 5678 9012"})
    press(form, "登记")


def start(page: Page, word: str, title: str) -> None:
    find_policy(page, word, title)
    press(page.get_by_role("main"), "开始申报")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def estimate(page: Page) -> Locator:
    """The live panel beside form and materials."""
    return page.get_by_role("complementary", name="测算")


def fill_claim(page: Page, answers: Mapping[str, Answer], amount: str) -> str:
    """Fill in the claim until the panel has saved it and shows the amount; return the case number."""
    fill_in(page.locator("#claim"), answers)
    expect(estimate(page)).to_contain_text(amount)
    expect(estimate(page)).to_contain_text(re.compile(r"已保存 \d\d:\d\d:\d\d"))
    press(page, "保存，下一步：材料")
    expect(page.get_by_role("heading", level=1)).to_have_text("申报材料")
    return page.url.rstrip("/").split("/")[-2]


def material(page: Page, title: str) -> Locator:
    """The panel of one material."""
    return page.locator("section").filter(has=page.get_by_label(f"选择“{title}”的文件", exact=True))


def send(page: Page, title: str, file: FilePayload) -> None:
    """Choose a file; it is sent at once."""
    material(page, title).get_by_label(f"选择“{title}”的文件", exact=True).set_input_files(file)


def upload(page: Page, files: Mapping[str, FilePayload]) -> None:
    """Upload one file for each material."""
    for title, file in files.items():
        send(page, title, file)
        expect(material(page, title).get_by_role("link", name=file["name"])).to_be_visible()


def upload_in_vain(page: Page, title: str, file: FilePayload) -> None:
    """Upload a file that is refused, and read why beside the material."""
    send(page, title, file)
    expect(material(page, title).get_by_role("alert")).to_contain_text(REFUSED)
    expect(material(page, title).get_by_role("link", name=file["name"])).to_have_count(0)


def commit_and_submit(page: Page) -> None:
    """Read the commitment, make it, and submit."""
    expect(estimate(page)).to_contain_text("必填项和必交材料已齐")
    follow(page, "下一步：核对、承诺、提交")
    field(page, "我已阅读并作出上述承诺").check()
    press(page, "提交申报")
    expect(timeline(page)).to_contain_text("提交申报")


def timeline(page: Page) -> Locator:
    """The history of the case as the enterprise reads it."""
    return page.locator("section").filter(has=page.get_by_role("heading", name="办理经过")).get_by_role("list")


def look_at(page: Page, number: str) -> None:
    """Open the case from the list of own claims."""
    page.goto("/applications/")
    follow(page.get_by_role("main"), number)


def should_be_paid(page: Page, number: str, amount_wan: str, derivation: str) -> None:
    """The enterprise reads that the money was paid, how much, and how the amount came about."""
    look_at(page, number)
    should_say(page, "已拨付到账")
    expect(page.get_by_role("main")).to_contain_text(f"核定金额 {amount_wan} 万元")
    expect(page.get_by_role("table").filter(has_text="测算过程")).to_contain_text(derivation)
