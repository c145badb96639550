"""What officers do on the spot and experts under seal, and how an agreement is signed, click by click."""

import re
from collections.abc import Mapping
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from portal.tests.browser.officials import open_case
from portal.tests.browser.pages import act_on_message, field, fill_in, follow, go_to, press, should_say
from portal.tests.browser.papers import pdf, photograph


def open_site_check(page: Page, enterprise: str) -> None:
    """Open the site check from the case."""
    open_case(page, enterprise)
    follow(page, "打开核查页")


def appoint(page: Page, first: str, second: str, place: str) -> None:
    """Appoint the check for tomorrow at ten, by two officers."""
    tomorrow = timezone.localtime() + timedelta(days=1)
    when = f"{tomorrow:%Y-%m-%d}T10:00"
    main = page.get_by_role("main")
    fill_in(main, {"核查时间": when, "核查地点": place, "核查人员一": first, "核查人员二": second})
    press(main, "约定并通知企业")
    should_say(page, f"{first}、{second}")


def take_picture(page: Page, caption: str) -> None:
    """Upload a photograph of the place with what it shows."""
    field(page, "现场照片").set_input_files(photograph(caption))
    field(page, "照片说明").fill(caption)
    press(page, "上传照片")
    expect(page.get_by_role("img", name=caption)).to_be_visible()


def record_check(page: Page, items: int, representative: str) -> None:
    """Fill in the check form: every item found as declared, the conclusion to pass."""
    form = page.locator("section").filter(has=page.get_by_role("heading", name=re.compile("^核查表")))
    answers = form.get_by_role("radio", name="是", exact=True)
    expect(answers).to_have_count(items)
    for answer in answers.all():
        answer.check()
    form.get_by_role("radio", name="情况属实，建议通过").check()
    fill_in(form, {"核查情况": "研发场地和设备齐全", "企业在场代表": representative})
    press(form, "保存核查表")
    should_say(page, "尚无人签字")


def sign(page: Page) -> None:
    """Sign the check form as one of its two officers."""
    press(page, "我已到场核查，签字确认")
    expect(page.get_by_role("button", name="我已到场核查，签字确认")).to_have_count(0)


def open_panel(page: Page, enterprise: str) -> None:
    """Open the expert review from the case."""
    open_case(page, enterprise)
    follow(page, "打开评审页")


def draw(page: Page, size: int, items: str) -> None:
    """Draw the panel at random; its seed stands beside it."""
    main = page.get_by_role("main")
    fill_in(main, {"专家人数": str(size), "合格线（分）": "60", "评分项": items})
    press(main, "随机抽取并邀请")
    should_say(page, "未启封")
    expect(page.locator("code")).to_have_text(re.compile(r"^[0-9a-f]{32}$"))


def decline(page: Page, enterprise: str, reason: str) -> None:
    """Decline a seat of the panel; somebody else is drawn."""
    act_on_message(page, "请您评审")
    page.get_by_text("谢绝或回避", exact=True).click()
    fill_in(page.get_by_role("main"), {"谢绝或回避的理由": reason})
    press(page, "谢绝，由系统另抽")
    expect(page.get_by_role("row").filter(has_text=enterprise)).not_to_contain_text("待评审")


def score(page: Page, points: Mapping[str, str]) -> None:
    """Score the case by its sheet; the own score is shown at once."""
    act_on_message(page, "请您评审")
    fill_in(page.get_by_role("main"), {**points, "评审意见": "技术路线清楚，同意支持"})
    press(page, "提交评分")
    should_say(page, "不能再改")


def issue_agreement(page: Page, number: str, milestone: str) -> None:
    """Draft the agreement and send it to the enterprise."""
    go_to(page, "任务书")
    follow(page.get_by_role("main"), number)
    fill_in(page.get_by_role("main"), {"节点目标": milestone, "约定事项": "验收后一次拨付"})
    press(page, "发给企业签署")
    should_say(page, f"RW-{number}")


def sign_agreement(page: Page) -> None:
    """Read the agreement and upload its signed copy."""
    act_on_message(page, "请签订任务书")
    follow(page, "请查看并签订任务书")
    expect(page.get_by_role("link", name="下载任务书")).to_be_visible()
    field(page, "签署件扫描件").set_input_files(pdf("任务书签署件"))
    press(page, "上传签署件")
    should_say(page, "等待主管部门确认")


def confirm_signing(page: Page, number: str) -> None:
    """Read that the signed copy is there, look at it and confirm the day; the money may be paid."""
    act_on_message(page, "企业已上传任务书签署件")
    follow(page.get_by_role("main"), number)
    expect(page.get_by_role("link", name="任务书签署件.pdf")).to_be_visible()
    press(page, "确认签订，转拨付")
    should_say(page, "前拨付")
