"""The demo's notices beyond the plain one: a corrected, an extended and a scheduled one."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from accounts.models import Bureau, Role, User
from applications.models import Application
from applications.stages import bureau_of_stage
from policies.working_days import add_working_days
from portal.demo.people import user_of
from portal.demo.world import World
from publicity.actions import Correction, draft_correction, draft_notice, extend_notice, publish, schedule_notice
from publicity.actions.notices import NoticeTerms
from publicity.forms import proposed_terms
from publicity.models import Notice

CHANNEL = "对公示内容有异议的，请在公示期内书面或实名电话反映；地址：安阳市文峰大道；电话：0372-0000000（演示）"


def correct_one(world: World, code: str) -> None:
    """Publish a list with a slip in its title and a case forgotten, and correct both: a new version, a new period."""
    first, second, forgotten = (world.advanced(code, 5) for _ in range(3))
    officer = officer_of(first)
    terms = NoticeTerms(f"关于{first.policy.title}拟支持名单（第二批）的公试", 5, "working", CHANNEL, basis_of(first))
    old = publish(draft(world, [first, second], terms, officer), officer, world.tick())
    right = terms._replace(title=terms.title.replace("公试", "公示"))
    wanted = Correction(right, frozenset(), frozenset([forgotten.pk]), "标题有错字；漏列一家已审定的企业")
    world.at = max(world.at, world.now - timedelta(days=1))
    publish(draft_correction(old, wanted, officer, world.tick()), officer, world.tick())


def extend_one(world: World, notice: Notice) -> None:
    """Extend a running notice by two working days."""
    if notice.ends_on is None or notice.published_by is None:
        raise ValueError(f"{notice} is not published")
    ends_on = add_working_days(notice.ends_on, 2)
    at = world.now - timedelta(hours=3)
    extend_notice(notice, ends_on, "公示网站检修，部分时段无法访问", notice.published_by, at)


def schedule_one(world: World, code: str) -> None:
    """Leave a draft that is published by itself on the next working day at nine."""
    case = world.advanced(code, 2)
    officer = officer_of(case)
    terms = NoticeTerms(f"关于{case.policy.title}拟支持名单（第三批）的公示", 5, "working", CHANNEL, basis_of(case))
    day = add_working_days(timezone.localdate(world.now), 1)
    publish_at = timezone.make_aware(datetime.combine(day, time(9)))
    schedule_notice(draft(world, [case], terms, officer), publish_at, officer, world.now)


def basis_of(case: Application) -> str:
    """Return the document that a new notice of the case's policy names."""
    basis: str = proposed_terms(case.round, stage_bureau(case))["basis"]
    return basis


def stage_bureau(case: Application) -> Bureau:
    """Return the bureau that publishes the case."""
    bureau = bureau_of_stage(case, "publicity")
    if bureau is None:
        raise ValueError(f"{case} has no publicity stage")
    return bureau


def officer_of(case: Application) -> User:
    """Return the demo officer who publishes the case."""
    return user_of(Role.PUBLICITY_OFFICER, stage_bureau(case))


def draft(world: World, cases: list[Application], terms: NoticeTerms, officer: User) -> Notice:
    """Draft a notice over determined cases."""
    return draft_notice(
        cases[0].round, stage_bureau(cases[0]), [case.pk for case in cases], terms, officer, world.tick()
    )
