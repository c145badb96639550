"""The demo's cases in the later stages: site checks, agreements, titles."""

from datetime import timedelta
from decimal import Decimal

from accounts.models import Role
from applications.models import Application
from applications.stages import bureau_of_stage
from portal.demo.experts import draw_five
from portal.demo.later_claims import PROJECT, TITLE
from portal.demo.notices import correct_one, extend_one, schedule_one
from portal.demo.people import user_of
from portal.demo.site_checks import appoint_check, photo
from portal.demo.world import Kind, World
from publicity.actions import close_due_notices, draft_notice, publish
from publicity.actions.notices import NoticeTerms
from publicity.models import Notice
from reviews.actions import agreements, panels

GOALS = [
    {"due_on": "2027-06-30", "goal": "完成关键部件样机并通过厂内试验", "proof": "试验报告"},
    {"due_on": "2028-06-30", "goal": "形成小批量生产能力", "proof": "第三方检测报告、销售合同"},
]


def build_later(world: World) -> None:
    """Make the cases of the project and of the title, at every step that other policies do not have."""
    for code in (PROJECT, TITLE):
        world.filed(code, 3)
        world.advanced(code, 6, Kind.SITE_CHECK)
        appointed = world.advanced(code, 7, Kind.SITE_CHECK)
        task = world.open_tasks(appointed)[0]
        appoint_check(task, world.official(task), world.tick(), hours=24 * 10)
        world.advanced(code, 9, Kind.FINAL_REVIEW)
    drawn = world.advanced(PROJECT, 5, Kind.EXPERT_REVIEW)
    task = world.open_tasks(drawn)[0]
    panel = draw_five(task, world.official(task), world.tick())
    first = panel.seats.select_related("expert")[0]
    given = {"item-1": Decimal(30), "item-2": Decimal(26), "item-3": Decimal(22)}
    panels.submit_sheet(first, first.expert, world.tick(), given, "同意。")
    shown = [world.advanced(TITLE, 3)]
    extend_one(world, published(world, shown))
    published(world, [world.advanced(TITLE, 24)])
    published(world, [world.advanced(PROJECT, 24) for _ in range(3)])
    correct_one(world, PROJECT)
    schedule_one(world, PROJECT)
    close_due_notices(world.now)
    sign_some(world)


def published(world: World, cases: list[Application]) -> Notice:
    """Publish determined cases of one round."""
    bureau = bureau_of_stage(cases[0], "publicity")
    if bureau is None:
        raise ValueError(f"{cases[0]} has no publicity stage")
    officer = user_of(Role.PUBLICITY_OFFICER, bureau)
    listed = "拟认定" if cases[0].title else "拟支持"
    channel = "书面或实名电话向本局反映（演示）"
    terms = NoticeTerms(f"关于{cases[0].policy.title}{listed}名单的公示", 5, "working", channel)
    notice = draft_notice(cases[0].round, bureau, [case.pk for case in cases], terms, officer, world.tick())
    return publish(notice, officer, world.tick())


def sign_some(world: World) -> None:
    """Of the cases that wait for their agreement, leave one untouched, issue one, and let one be signed."""
    waiting = list(Application.objects.filter(round=world.rounds[PROJECT], status="awaiting_agreement").order_by("pk"))
    at = world.now - timedelta(hours=5)
    bureau = bureau_of_stage(waiting[0], "agreement")
    officer = user_of(Role.FINAL_REVIEWER, bureau)
    terms = agreements.Terms("关键技术攻关项目", GOALS, "经费分两批拨付，第二批在第一个节点目标完成后拨付。")
    for case in waiting[1:]:
        agreements.issue_agreement(case, officer, at, terms)
    signed = waiting[2]
    agreements.upload_signed(signed, signed.created_by, at + timedelta(hours=1), photo(signed.number))
    agreements.confirm_signed(signed, officer, at + timedelta(hours=2), at.date())
