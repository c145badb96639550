"""A clerk with another job and a poor line: a table from Excel, two windows, an upload that broke off, a kept document."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from accounts.tests.factories import clerk as new_clerk
from accounts.tests.factories import enterprise as new_enterprise
from portal.tests.browser import enterprise
from portal.tests.browser.cast import open_round
from portal.tests.browser.pages import field, follow, paste, press, should_say
from portal.tests.browser.papers import pdf

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CODE, TITLE = "zhumadian-patent-annual-fee", "授权发明专利年费资助"
FORM, KEPT = "驻马店市专利资助申请表", "申请主体资格材料"


def test_what_was_begun_is_finished_whatever_comes_between(at_work, inspector, tmp_path):
    open_round(CODE)
    page = at_work(new_clerk(new_enterprise("xiping", name="西平县鼎力机械有限公司")))
    enterprise.start(page, "年费", TITLE)

    paste_from_excel(page)
    inspector.look(page)
    go_on_in_a_second_window(page)
    upload_over_a_broken_line(page, scan_on_disk(tmp_path))
    keep_and_use_again(page)


def paste_from_excel(page: Page) -> None:
    """The block fills the table; its total stands below, and the wrong cell is named where it is."""
    sheet = page.locator(".sheet")
    paste(sheet.get_by_label("年费缴纳明细 第 1 行 专利年度（第几年）"), "1\t900\n2\t1,200.50\n三\t600\n")
    expect(sheet.get_by_role("row", name="合计")).to_contain_text("2,700.5")
    field(page, "专利类型").focus()
    field(page, "专利类型").select_option(label="发明专利")
    wrong = sheet.get_by_label("年费缴纳明细 第 3 行 专利年度（第几年）")
    expect(wrong).to_have_attribute("aria-invalid", "true")
    wrong.fill("3")
    wrong.press("ArrowUp")
    expect(sheet.get_by_label("年费缴纳明细 第 2 行 专利年度（第几年）")).to_be_focused()
    expect(wrong).not_to_have_attribute("aria-invalid", "true")
    expect(enterprise.estimate(page)).not_to_contain_text("没有保存")


def go_on_in_a_second_window(page: Page) -> None:
    """The older window is told, overwrites nothing, and loads what the newer one saved."""
    newer = page.context.new_page()
    newer.goto(page.url)
    field(newer, "有官费缴费发票").select_option(label="是")
    expect(enterprise.estimate(newer)).not_to_contain_text("填写：有官费缴费发票")
    newer.close()

    field(page, "存在专利纠纷").select_option(label="否")
    expect(page.get_by_role("alert").filter(has_text="此申报已在另一窗口更新")).to_be_visible()
    follow(page, "载入最新内容")
    expect(field(page, "有官费缴费发票")).to_have_value("yes")
    press(page, "恢复这些内容")
    expect(field(page, "存在专利纠纷")).to_have_value("no")
    press(page, "保存，下一步：材料")
    expect(page.get_by_role("heading", level=1)).to_have_text("申报材料")


def scan_on_disk(directory: Path) -> Path:
    """A scan of four pieces: the same file when it is chosen again."""
    paper = pdf("申请表")["buffer"]
    path = directory / "申请表.pdf"
    path.write_bytes(paper[:9] + b"% " + b"scan" * 200_000 + b"\n" + paper[9:])
    return path


def upload_over_a_broken_line(page: Page, scan: Path) -> None:
    """After the first piece the line is gone, then the page; the file goes on from there."""
    sent: list[str] = []

    def break_off(route: Route) -> None:
        if route.request.method == "PATCH":
            sent.append(route.request.headers["upload-offset"])
        if route.request.method == "PATCH" and len(sent) == 1:
            route.continue_()
        else:
            route.abort()

    page.route("**/uploads/**", break_off)
    choose(page, FORM, scan)
    expect(enterprise.material(page, FORM)).to_contain_text("网络中断")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(enterprise.material(page, FORM)).to_contain_text("“申请表.pdf”上次传到 32%")

    page.unroute("**/uploads/**")
    with page.expect_request(lambda request: request.method == "PATCH") as went_on:
        choose(page, FORM, scan)
    assert went_on.value.headers["upload-offset"] == str(256 * 1024)
    expect(enterprise.material(page, FORM).get_by_role("link", name="申请表.pdf")).to_be_visible()


def choose(page: Page, title: str, file: Path) -> None:
    enterprise.material(page, title).get_by_label(f"选择“{title}”的文件", exact=True).set_input_files(file)


def keep_and_use_again(page: Page) -> None:
    """The file is kept in the library, and filed under another material in one click."""
    section = enterprise.material(page, FORM)
    section.get_by_label("把 申请表.pdf 收入材料库").click()
    section.get_by_label("类别").select_option(label="其他")
    press(section, "收入")
    should_say(page, "已收入材料库")

    other = enterprise.material(page, KEPT)
    other.get_by_text("从材料库选用（1 份）").click()
    press(other, "选用 申请表.pdf")
    expect(enterprise.material(page, KEPT)).to_contain_text("取自材料库（其他")
    page.goto("/library/")
    expect(page.get_by_role("table")).to_contain_text("长期有效")
