"""Which cases the demo world holds: every state of every policy."""

from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import Bureau, Role, RoleAssignment, User
from applications import actions as applicant
from applications.models import Application
from applications.stages import bureau_of_stage
from disbursements.actions import (
    build_batch,
    confirm_payment,
    fail_payment,
    record_remittance,
    release_batch,
    send_batch,
    submit_batch,
)
from disbursements.actions.remittances import Voucher
from disbursements.queues import payable_cases
from disbursements.shares import remit_first_shares
from policies.working_days import add_working_days
from portal.demo.claimants import correction_to_certify, make_desk
from portal.demo.claims import CLAIMS, PATENT_GRANT, RD_EXPENSE
from portal.demo.doubles import claim_twice
from portal.demo.intake import newly_filed
from portal.demo.later_stories import build_later
from portal.demo.library import make_library
from portal.demo.objections import object_to
from portal.demo.people import user_of
from portal.demo.profiles import make_profiles
from portal.demo.second_looks import draw_some
from portal.demo.world import Kind, World, forget_mail
from publicity.actions import close_due_notices, draft_notice, publish
from publicity.actions.notices import NoticeTerms
from publicity.models import Notice
from reviews import actions as reviewer
from reviews.actions import supervising
from reviews.models import ClockEvent
from reviews.warnings import watch

CHANNEL = "书面或实名电话向本局反映；地址：安阳市文峰大道；电话：0372-0000000（演示）"


def build_world(now: datetime) -> None:
    """Make the demo world as of `now`: each of the three policies with cases in every state it knows."""
    world = World(now)
    for code in CLAIMS:
        early_states(world, code)
        if code == RD_EXPENSE:
            world.advanced(code, 2)
            publish_some(world, code, 20, 3)
            close_due_notices(now)
            object_to(publish_some(world, code, 3, 1), world)
        else:
            for _ in range(3):
                remit(world, world.advanced(code, 12))
            world.advanced(code, 6)
        pay_some(world, code)
    build_later(world)
    draw_some(world)
    make_library(world.people, now)
    make_profiles(world)
    make_desk(world)
    urge_late_cases(now)
    forget_mail()


def urge_late_cases(now: datetime) -> None:
    """Let the clocks be looked at, and the city's supervisor urge the first late case and one whole bureau."""
    watch(now)
    supervisor = User.objects.get(username="anyang.supervision.watch")
    late = ClockEvent.objects.filter(kind=ClockEvent.Kind.LATE, task__bureau__region__parent__slug="anyang")
    if event := late.select_related("task__bureau__region", "task__application").order_by("pk").first():
        due_on = add_working_days(timezone.localdate(now), 5)
        text = "该件已超过办理时限，请说明原因，并尽快办结。"
        supervising.issue(event.task.bureau, event.task.application, supervisor, now, text, due_on)
    bureau = Bureau.objects.get(line=Bureau.Line.SCIENCE, region__slug="anyang")
    text = "近期临近时限的办件较多，请说明原因和安排，确保按期办结。"
    supervising.issue(bureau, None, supervisor, now, text, add_working_days(timezone.localdate(now), 5))


def early_states(world: World, code: str) -> None:
    """Make a draft or a claim that waits for the principal, cases in each stage of the review, a returned, a rejected and a withdrawn one."""
    if world.rounds[code].needs_certification:
        world.handed_in(code, 1)
    else:
        world.draft(code, 1)
    newly_filed(world, code)
    earlier = world.filed(code, 16)
    if code == PATENT_GRANT:
        claim_twice(world, earlier)
    else:
        world.advanced(code, 5, Kind.FINAL_REVIEW)
    world.advanced(code, 8, Kind.COUNTERSIGN)
    returned(world, code)
    if world.rounds[code].needs_certification:
        correction_to_certify(world, returned(world, code))
    rejected = world.filed(code, 9)
    task = world.open_tasks(rejected)[0]
    reviewer.reject(task, world.official(task), world.tick(), "经核实不在支持范围内")
    world.let_reapply(rejected)
    withdrawn = world.filed(code, 11)
    applicant.withdraw(withdrawn, withdrawn.created_by, world.tick(), "资料有误，重新准备后再报")
    world.let_reapply(withdrawn)


def returned(world: World, code: str) -> Application:
    """Make a case that waits for the enterprise's correction."""
    application = world.filed(code, 4)
    task, material = world.open_tasks(application)[0], application.version.pack.materials[0]
    item = reviewer.Item("material", material.key, material.title, "扫描件不清晰，请重新上传彩色扫描件")
    reviewer.return_for_correction(task, world.official(task), world.tick(), "有一份材料看不清", [item])
    return application


def publish_some(world: World, code: str, days_ago: int, number: int) -> Notice:
    """Determine `number` cases and publish them in one notice `days_ago` days before now."""
    cases = [world.advanced(code, days_ago) for _ in range(number)]
    bureau = bureau_of_stage(cases[0], "publicity")
    if bureau is None:
        raise ValueError(f"{code} has no publicity stage")
    officer = user_of(Role.PUBLICITY_OFFICER, bureau)
    terms = NoticeTerms(f"关于{cases[0].policy.title}拟支持名单的公示", 5, "working", CHANNEL, "安政办〔2021〕62号")
    notice = draft_notice(cases[0].round, bureau, [case.pk for case in cases], terms, officer, world.tick())
    return publish(notice, officer, world.tick())


def remit(world: World, application: Application) -> None:
    """Let the local finance bureau remit its share where the policy wants that first."""
    determination = application.determinations.latest("sequence")
    for share in remit_first_shares(determination):
        bureau = application.region.bureaus.get(line="finance")
        maker = RoleAssignment.objects.filter(role=Role.PAYMENT_MAKER, bureau=bureau).first()
        if maker:
            paid_on = timezone.localdate(world.at)
            voucher = Voucher(f"JK{application.number[2:]}", paid_on, share.amount_yuan)
            record_remittance(determination, share.level, voucher, maker.user, world.tick())


def pay_some(world: World, code: str) -> None:
    """Pay one case, fail another, leave the rest payable; of the patents one batch waits for its check."""
    waiting = Application.objects.filter(round=world.rounds[code], status="awaiting_disbursement").order_by("pk")
    bureau = bureau_of_stage(waiting[0], "disbursement")
    if bureau is None:
        raise ValueError(f"{code} has no bureau that pays")
    maker, checker = user_of(Role.PAYMENT_MAKER, bureau), user_of(Role.PAYMENT_CHECKER, bureau)
    at = world.now - timedelta(hours=6)
    batch = build_batch(world.rounds[code], bureau, [case.pk for case in waiting[:2]], maker, at)
    submit_batch(batch, maker, at + timedelta(minutes=5))
    release_batch(batch, checker, at + timedelta(hours=1))
    paid, failed = batch.payments.order_by("pk")
    send_batch(batch, maker, at + timedelta(minutes=90))
    confirm_payment(paid, maker, at + timedelta(hours=2))
    fail_payment(failed, maker, "收款户名与账号不符，银行退回", at + timedelta(hours=2))
    payable = payable_cases(maker, timezone.localdate(world.now), bureau).filter(application__round=world.rounds[code])
    if code == PATENT_GRANT:
        waits = build_batch(world.rounds[code], bureau, [payable[0].application_id], maker, at + timedelta(hours=3))
        submit_batch(waits, maker, at + timedelta(hours=4))
