"""Objections of the demo world: one waits to be accepted, one for the enterprise's statement, one was answered."""

from datetime import timedelta

from accounts.models import Role, User
from applications.documents import check_file
from portal.demo.people import user_of
from portal.demo.site_checks import photo
from portal.demo.world import World
from publicity import actions
from publicity.models import Notice, NoticeLine, Objection


def object_to(notice: Notice, world: World) -> None:
    """File objections to the first and the last line of an open notice and bring them on their way."""
    first, last = notice.lines.order_by("position").first(), notice.lines.order_by("position").last()
    if first is None or last is None:
        return
    officer, finder = (user_of(role, notice.bureau) for role in (Role.PUBLICITY_OFFICER, Role.PRELIMINARY_REVIEWER))
    at = world.now - timedelta(days=2)
    evidence = [("现场照片.jpg", check_file(photo("objection"), ("jpg",)))]
    asked = actions.file_objection(
        last, "张某", "13803720000", "该企业研发费用归集口径与年报不一致，请复核。", at, evidence
    )
    asked = investigated(asked, officer, finder, world)
    question = "请说明研发费用辅助账与年报披露数的差异，并提供对账表。"
    actions.ask_statement(asked, finder, at + timedelta(hours=4), question)
    answer_one(first, officer, finder, world)
    filed_at = world.now - timedelta(hours=5)
    actions.file_objection(first, "", "", "名单中的企业近期已停产，是否仍符合申报条件，请核实。", filed_at)


def investigated(filed: Objection, officer: User, finder: User, world: World) -> Objection:
    """Accept an objection and name its finder, an hour after each other."""
    actions.accept_objection(filed, officer, filed.filed_at + timedelta(hours=1))
    return actions.assign_finder(filed, finder, officer, filed.filed_at + timedelta(hours=2))


def answer_one(line: NoticeLine, officer: User, finder: User, world: World) -> None:
    """File an objection and answer it: it does not hold."""
    at = world.now - timedelta(days=2)
    filed = actions.file_objection(line, "李女士", "13903720001", "该企业的项目是否已在其他部门领取过补助？", at)
    found = investigated(filed, officer, finder, world)
    finding = actions.Finding(
        "maintain",
        "调阅市、县两级近三年补助台账，并与企业核对，未见同一事项的其他补助。",
        "经核查，该企业未就同一事项领取其他财政补助，申报情况属实，维持公示内容。感谢您的监督。",
    )
    actions.conclude(found, finding, finder, at + timedelta(hours=6))
