"""A policy changes: drafted by one official, released by another; and a point of its text is settled for all later cases."""

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Role
from accounts.tests.factories import clerk as new_clerk
from accounts.tests.factories import enterprise as new_enterprise
from accounts.tests.factories import official
from applications.facts import decide
from applications.models import Application
from applications.tests.factories import filed
from policies.tests.factories import RD_EXPENSE as CODE
from portal.tests.browser import enterprise, officials
from portal.tests.browser.cast import deciders, open_round
from portal.tests.browser.claims import RD_EXPENSE, RD_EXPENSE_ANSWERS
from portal.tests.browser.pages import field, fill_in, follow, go_to, press, should_say
from reviews.models import ReviewTask
from reviews.tests.factories import advance_to

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PLAIN = {"other_fiscal_support_same_matter": False}
NAME = "林州市太行数控有限公司"


def test_a_changed_threshold_is_drafted_replayed_and_released_and_judges_the_next_application(at_work):
    open_round(CODE)
    old = filed(CODE, facts={**PLAIN, "rd_expense_wan": 55})
    editor = at_work(official(Role.POLICY_EDITOR, "science", "anyang", name="编制员沈"))
    releaser = at_work(official(Role.POLICY_RELEASER, "science", "anyang", name="发布员贾"))

    start_draft(editor)
    change_threshold(editor)
    correct_golden_case(editor)
    see_difference(editor)
    replay(editor, old)
    submit(editor)
    release(releaser)
    move_round(releaser)

    clerk = at_work(new_clerk(new_enterprise("linzhou", name=NAME)))
    enterprise.start(clerk, "研发", RD_EXPENSE)
    fill_in(clerk.locator("#claim"), RD_EXPENSE_ANSWERS | {"上年度研发费用": "55"})
    expect(enterprise.estimate(clerk)).to_contain_text("未达到 60 万元（含）")
    assert Application.objects.get(pk=old.pk).version.number == 1
    assert decide(Application.objects.get(pk=old.pk)).outcome == "eligible"


def start_draft(page: Page) -> None:
    go_to(page, "政策编制")
    follow(page.get_by_role("main"), "第 1 版")
    should_say(page, "条款与规则对照")
    press(page, "以此版起草新版本")
    should_say(page, "与原版本相同，还没有修改")


def part(page: Page, name: str) -> None:
    """Open one part of the draft."""
    follow(page.get_by_role("navigation", name="草案各部分"), name)


def change_threshold(page: Page) -> None:
    part(page, "数值")
    threshold = page.get_by_label(re.compile("上年度研发费用不低于（含）"))
    expect(threshold).to_have_value("50")
    threshold.fill("60")
    press(page, "保存")
    should_say(page, "以下文字仍写着原来的数值")
    part(page, "文字")
    page.locator("summary").filter(has_text="申报条件").click()
    page.get_by_label(re.compile("条件“上年度研发投入在50万元（含）以上”：说明")).fill(
        "上年度研发投入在60万元（含）以上。"
    )
    press(page, "保存")
    should_say(page, "已保存")


def correct_golden_case(page: Page) -> None:
    """The golden cases at the old edge fail; take over what follows, and say why."""
    part(page, "概览")
    page.get_by_role("main").get_by_role("link", name=re.compile(r"\d+ 个样例中 \d+ 个与应得结果不符")).click()
    for case in page.locator("details").filter(has_text="未通过").all():
        case.get_by_label("以草案的测算结果为应得结果").check()
        case.get_by_label(re.compile("计算说明")).fill("门槛为60万元（含），50万元不足60万元。")
    press(page, "保存")
    should_say(page, "已保存")
    expect(page.get_by_text("未通过")).to_have_count(0)


def see_difference(page: Page) -> None:
    part(page, "修改对照")
    row = page.get_by_role("row").filter(has_text="上年度研发费用不低于（含）")
    expect(row).to_contain_text("50 万元")
    expect(row).to_contain_text("60 万元")
    page.get_by_text("逐行对照（YAML）").click()
    expect(page.locator("pre .line-added").filter(has_text="60").first).to_be_visible()


def replay(page: Page, old: Application) -> None:
    part(page, "重新测算")
    press(page, "开始测算")
    row = page.get_by_role("row").filter(has_text=old.enterprise.name)
    expect(row).to_contain_text("不再符合")
    expect(row).to_contain_text("27,500.00")
    should_say(page, "-2.75 万元")


def submit(page: Page) -> None:
    part(page, "概览")
    fill_in(page.get_by_role("main"), {"修改理由": "市政府决定提高门槛"})
    press(page.get_by_role("main"), "送审")
    should_say(page, "草案已送审")


def release(page: Page) -> None:
    """A second person reads the change and releases it, with a reason."""
    go_to(page, "政策编制")
    follow(page.get_by_role("main"), RD_EXPENSE)
    should_say(page, "样例全部通过")
    press(page.get_by_role("main"), "发布")
    should_say(page, "请填写理由")
    field(page.get_by_role("main").locator("details").filter(has_text="发布").first, "理由").fill("局务会研究同意")
    press(page.get_by_role("main"), "发布")
    should_say(page, "新版本已发布")


def move_round(page: Page) -> None:
    follow(page.get_by_role("main"), "第 2 版")
    page.get_by_text("批次改用此版本").click()
    fill_in(page.get_by_role("complementary", name="依据"), {"理由": "自本批次起执行新门槛"})
    press(page, "改用第 2 版")
    should_say(page, "已改用第 2 版")


def test_a_ruling_made_on_one_case_is_followed_and_cited_by_the_next(at_work, visitor, celery_worker_process):
    open_round(CODE)
    city = deciders("science", "anyang")
    below = {**PLAIN, "is_above_scale_industrial": False, "rd_expense_wan": 1000}
    first = filed(CODE, facts=below)
    advance_to(first, ReviewTask.Kind.FINAL_REVIEW)
    chief = at_work(city.chief)

    settle(chief, first)
    celery_worker_process()

    following = filed(CODE, facts=below)
    advance_to(following, ReviewTask.Kind.FINAL_REVIEW)
    reviewer = at_work(city.reviewer)
    officials.open_case(reviewer, following.enterprise.name)
    officials.see_every_tab(reviewer, {"测算": "不限规模以上企业"})
    officials.recommend(reviewer, following.enterprise.name, "500000.00")
    clerk = at_work(following.created_by)
    clerk.goto(f"/applications/{following.number}/")
    should_say(clerk, "导语只说支持方向，不是申报条件")
    public = visitor()
    public.goto(f"/policies/{CODE}/rulings/")
    should_say(public, "不限规模以上企业")


def settle(page: Page, case: Application) -> None:
    """Settle the open point on the case's page; without a reason it is refused."""
    go_to(page, "办件查询")
    follow(page.get_by_role("main"), case.number)
    column = page.get_by_role("complementary", name="办理")
    column.get_by_role("radio", name="不限规模以上企业：本件 500,000.00 元").check()
    press(column, "作出裁定")
    expect(column.get_by_role("alert")).to_contain_text("请填写裁定理由")
    fill_in(column, {"裁定理由": "导语只说支持方向，不是申报条件"})
    press(column, "作出裁定")
    should_say(page, "已作出，本件和此后同类申报按此办理")
    page.get_by_role("tab", name="测算").click()
    expect(page.get_by_role("tabpanel", name="测算")).to_contain_text("按裁定 CD")
