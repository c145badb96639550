"""Which agreements (任务书) wait, what they say on paper, and by when the money is due once one is signed."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from accounts import canonical
from accounts.models import Role, RoleAssignment, User
from accounts.roles import assignments
from applications.models import Application, ApplicationQuerySet
from applications.stages import cases_of_stage, stage_of_kind
from applications.workflow import Status
from policies.working_days import add_working_days
from reviews.clocks import Clock, clock_since
from reviews.counting import Limit
from reviews.models import Agreement
from reviews.papers import Block, Paper

PAYING = (Status.AWAITING_DISBURSEMENT, Status.PAYMENT_FAILED)


def agreement_cases(user: User, today: date) -> ApplicationQuerySet:
    """Return the cases whose agreement is the officer's bureau's to sign, or was, those that wait first."""
    return cases_at(assignments(user, [Role.FINAL_REVIEWER], today))


def cases_at(held: Iterable[RoleAssignment]) -> ApplicationQuerySet:
    """Return the cases with an agreement stage at the assignments' bureaus and policies."""
    found = Application.objects.filter(status__in=[Status.AWAITING_AGREEMENT]) | Application.objects.filter(
        agreement__isnull=False
    )
    return cases_of_stage(found.distinct(), "agreement", held).for_list().order_by("status", "status_since", "pk")


def pay_by(application: Application) -> date | None:
    """Return the last day for the payment, counted from the signing of the agreement; None where nothing sets one."""
    agreement = Agreement.objects.filter(application=application, signed_on__isnull=False).first()
    return pay_by_of(application, agreement.signed_on) if agreement else None


def pay_by_of(application: Application, signed_on: date | None) -> date | None:
    """Return the last day for the payment of a case whose agreement was signed on a day; None where nothing sets one."""
    stage = stage_of_kind(application.version.pack, "disbursement")
    if signed_on is None or stage is None or stage.days is None:
        return None
    if stage.days.unit == "calendar":
        return signed_on + timedelta(days=stage.days.count)
    return add_working_days(signed_on, stage.days.count)


def payment_clock(application: Application, signed_on: date | None, today: date) -> Clock | None:
    """Return the clock of the payment (拨付时限) of a case that waits for it, with the clause; None where nothing sets one."""
    due, stage = pay_by_of(application, signed_on), stage_of_kind(application.version.pack, "disbursement")
    if due is None or signed_on is None or stage is None or stage.days is None or application.status not in PAYING:
        return None
    limit = Limit(stage.days.count, stage.days.unit, clause=stage.clause)
    clock = clock_since(signed_on, limit, due, today)
    return replace(clock, explanation=f"自任务书签订之日起算（{stage.clause}）；{clock.explanation}")


def digest_of(agreement: Agreement) -> str:
    """Return SHA-256 over what the agreement says, the signed copy included."""
    names = ("application_id", "determination_id", "number", "project", "milestones", "terms", "sha256")
    content = {name: getattr(agreement, name) for name in names}
    content["signed_on"] = str(agreement.signed_on or "")
    return canonical.digest_of(content)


def agreement_paper(agreement: Agreement, bureau: str) -> Paper:
    """Return the agreement as it is printed, signed and scanned."""
    application, pack = agreement.application, agreement.application.version.pack
    stage = stage_of_kind(pack, "agreement")
    enterprise = application.enterprise
    facts = [
        ("甲方（主管部门）", bureau),
        ("乙方（承担单位）", f"{enterprise.name}（{enterprise.uscc}）"),
        ("项目名称", agreement.project),
        ("支持政策", f"{pack.title}　{stage.clause if stage else ''}"),
        ("办件编号", application.number),
        ("核定支持金额", f"{agreement.determination.approved_yuan:,.2f} 元"),
    ]
    rows = [[each["due_on"], each["goal"], each["proof"]] for each in agreement.milestones]
    blocks = [
        Block("一、节点目标", "", ["完成时间", "目标", "验收依据"], [2, 4, 3], rows),
        Block("二、约定事项", agreement.terms or "无"),
        Block("三、共同责任", f"{pack.commitment}\n{pack.aftercare}".strip()),
    ]
    lines = ["甲方（盖章）：________________　　负责人：____________　　日期：______年____月____日"]
    lines.append("乙方（盖章）：________________　　法定代表人：__________　　日期：______年____月____日")
    return Paper("项目任务书", agreement.number, facts, blocks, lines)
