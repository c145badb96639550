"""A citizen keeps the files of a notice and asks later, without an account, whether the list was changed."""

import json

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from portal.tests.browser.inspection import problems_of
from portal.tests.browser.pages import press
from publicity.tests.factories import awaiting, published_notice

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def verify(page: Page, name: str, content: bytes) -> None:
    page.goto("/verify/")
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    page.get_by_label("公示文件").set_input_files([file])
    press(page.get_by_role("main"), "核验")


def test_a_citizen_learns_which_line_of_a_kept_list_is_another(visitor, axe_script):
    notice = published_notice(awaiting(), at=timezone.now())
    page = visitor()
    page.goto(f"/notices/{notice.number}/")
    kept = {
        name: page.request.get(f"/notices/{notice.number}/{name}").body() for name in ("notice.xlsx", "notice.json")
    }

    verify(page, "notice.xlsx", kept["notice.xlsx"])
    expect(page.get_by_role("status")).to_contain_text("链上第 1 号公示")

    forged = json.loads(kept["notice.json"])
    forged["rows"][0][1] = "另一家公司"
    verify(page, "notice.json", json.dumps(forged).encode())
    expect(page.get_by_role("alert")).to_contain_text("有 1 处不同")
    expect(page.get_by_role("cell", name="另一家公司")).to_be_visible()
    assert problems_of(page, axe_script) == []

    verify(page, "notice.exe", b"MZ")
    expect(page.get_by_text("文件内容不是 PDF、Excel 或规范 JSON")).to_be_visible()
