"""Demo cases around acceptance and correction: one accepted with a gap, one waiting for leave to tell a second time."""

from datetime import timedelta

from django.utils import timezone

from applications import actions as applicant
from applications.forms.gaps import COMMITMENT
from applications.models import Application
from portal.demo.claims import FULL_PRODUCTION, RD_EXPENSE
from portal.demo.world import World
from reviews import actions as reviewer
from reviews.stages import stage_of

TOLERATED = "business_license"


def accepted_with_gap(world: World) -> Application:
    """Make a case that was accepted with a material still owed (容缺受理) and goes on through its review."""
    round = world.rounds[FULL_PRODUCTION]
    round.tolerable_materials, round.gap_days = [TOLERATED], 30
    round.save(update_fields=["tolerable_materials", "gap_days"])
    application = world.draft(FULL_PRODUCTION, 3)
    world.add_papers(application)
    application.documents.filter(material=TOLERATED).delete()
    user, promised_on = application.created_by, timezone.localdate(world.now) + timedelta(days=20)
    applicant.promise_materials(application, {TOLERATED: promised_on}, COMMITMENT, user, world.tick())
    applicant.submit(application, user, world.tick())
    task, [gap] = world.open_tasks(application)[0], application.gaps.all()
    checklist = stage_of(application, task.stage).checklist
    said = "营业执照正在换发，其余材料齐全"
    reviewer.accept_with_gaps(task, world.official(task), world.tick(), {gap.pk: promised_on}, said, checklist)
    return application


def second_notice_asked(world: World) -> Application:
    """Make a case that was corrected once and whose reviewer asks the chief for leave to tell a second time."""
    application = world.filed(RD_EXPENSE, 6)
    item = reviewer.Item(
        "fact", "rd_expense_wan", "研发费用", "与统计年报不一致，请按年报核对", "按年报合计数填写，保留两位小数"
    )
    task = world.open_tasks(application)[0]
    reviewer.return_for_correction(task, world.official(task), world.tick(), "研发费用与年报不一致", [item], 5)
    application.refresh_from_db()
    lower = {"rd_expense_wan": "410"}
    applicant.save_facts(application, lower, application.created_by, world.tick())
    world.resubmit(application)
    material = application.version.pack.materials[0]
    again = reviewer.Item("material", material.key, material.title, "改动后的数据与此件不一致，请重新上传")
    why = "企业补正时改动了研发费用，原材料不再对应，首次告知时尚无此情形"
    asked = reviewer.SecondNotice(why, "材料须与改动后的数据一致", [again], 5)
    task = world.open_tasks(application)[0]
    reviewer.ask_second_notice(task, world.official(task), world.tick(), asked)
    return application


def newly_filed(world: World, code: str) -> Application:
    """Make the newest case of a policy: each of the three tells another story of its first days."""
    if code == FULL_PRODUCTION:
        return accepted_with_gap(world)
    return second_notice_asked(world) if code == RD_EXPENSE else world.filed(code, 2)
