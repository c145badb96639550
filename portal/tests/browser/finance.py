"""What the finance bureaus do, click by click."""

import csv
import re
from datetime import date
from pathlib import Path

from playwright.sync_api import Locator, Page

from portal.tests.browser.pages import act_on_message, fill_in, follow, go_to, press, should_say


def row_of(page: Page, enterprise: str) -> Locator:
    return page.get_by_role("main").get_by_role("row").filter(has_text=enterprise)


def remit(page: Page, enterprise: str, amount_yuan: str) -> None:
    """Read that the share is due, and record the voucher by which the locality remitted it."""
    act_on_message(page, "待上缴属地资金")
    row_of(page, enterprise).get_by_role("link", name="登记").click()
    voucher = {"缴款单日期": date.today().isoformat(), "缴款单号": "JK-2026-001", "上缴金额（元）": amount_yuan}
    fill_in(page.get_by_role("main"), voucher)
    press(page.get_by_role("main"), "登记")
    should_say(page, "属地资金上缴已登记")


def build_batch(page: Page, enterprise: str) -> str:
    """Build a batch with the case and submit it to the checker; return its number."""
    go_to(page, "资金拨付")
    page.get_by_role("link", name=re.compile("^编制拨付批次")).first.click()
    page.get_by_label(f"编入 {enterprise}").check()
    press(page, "生成批次")
    should_say(page, "已编制拨付批次")
    press(page, "提交复核")
    should_say(page, "已提交复核")
    return page.url.rstrip("/").split("/")[-1]


def open_batch(page: Page, number: str) -> None:
    go_to(page, "资金拨付")
    follow(page.get_by_role("main"), number)


def release(page: Page, number: str) -> None:
    open_batch(page, number)
    press(page, "复核放行")
    should_say(page, "已放行")


def bank_lines(page: Page, number: str) -> list[list[str]]:
    """Download the bank file of a released batch and read it as the bank would."""
    open_batch(page, number)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="下载银行文件").first.click()
    text = Path(waiting.value.path()).read_text(encoding="gb18030")
    return list(csv.reader(text.splitlines()))


def confirm(page: Page, number: str, enterprise: str) -> None:
    open_batch(page, number)
    press(page, f"{enterprise} 拨付成功")
    should_say(page, "已登记为拨付成功")


def fail(page: Page, number: str, enterprise: str, reason: str) -> None:
    open_batch(page, number)
    page.get_by_label(f"{enterprise} 失败原因").fill(reason)
    press(page, f"{enterprise} 拨付失败")
    should_say(page, "已登记为拨付失败")
