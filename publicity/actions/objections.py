"""Filing an objection, accepting or refusing it, and saying who finds on it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import Role, User
from accounts.roles import assignments
from applications.documents import Accepted
from applications.workflow import NotAllowed
from policies.working_days import add_working_days
from publicity.actions.drafting import check_officer
from publicity.actions.line_holding import locked, locked_line, set_state
from publicity.actions.objection_files import keep_files
from publicity.actions.objection_letters import issue_refusal
from publicity.independence import candidate_of
from publicity.models import IdentityReading, NoticeLine, Objection, ObjectionStep, Objector
from publicity.objection_clocks import ACCEPT_DAYS, ANSWER_DAYS, RECONSIDER_DAYS, starting
from publicity.objection_flow import ASSIGNERS, OBJECTOR, Act, Outcome, State
from publicity.objection_messages import tell_assigned, tell_filed, tell_office, turn_over
from publicity.objection_queues import knows_objector
from reviews.recusals import check_free

OFFICER = Role.PUBLICITY_OFFICER


@transaction.atomic
def file_objection(
    line: NoticeLine,
    name: str,
    contact: str,
    content: str,
    at: datetime,
    files: Iterable[tuple[str, Accepted]] = (),
) -> Objection:
    """File an objection (提出异议) to one line of an open notice; the line is held until the objection is settled.

    Without name and contact it is anonymous. `files` are (name, what was accepted). Raises NotAllowed after the last day,
    or where the line is no longer on the notice.
    """
    line, today = locked_line(line.pk), timezone.localdate(at)
    if not line.notice.is_open_on(today):
        raise NotAllowed("公示期已满，异议请按公示载明的渠道书面提出")
    if line.state not in (NoticeLine.State.OPEN, NoticeLine.State.HELD):
        raise NotAllowed("该条目已撤下，无需再提异议")
    set_state(line, NoticeLine.State.HELD)
    objection = Objection.objects.create(line=line, content=content, filed_at=at, **starting(ACCEPT_DAYS, today))
    if name or contact:
        Objector.objects.create(objection=objection, name=name, contact=contact)
    ObjectionStep.objects.create(
        objection=objection, act=Act.FILE, target=State.FILED, instance=1, role=OBJECTOR, at=at
    )
    keep_files(objection, files, at)
    tell_filed(objection, today)
    return objection


def officer_of(objection: Objection, by: User, at: datetime) -> Objection:
    """Return the objection, locked, for an officer who publishes for its bureau and need not keep away from its case."""
    found = locked(objection)
    notice = found.line.notice
    check_officer(by, notice.bureau, notice.round, timezone.localdate(at))
    check_free(by, found.line.application)
    return found


@transaction.atomic
def accept_objection(objection: Objection, by: User, at: datetime, remark: str = "") -> Objection:
    """Accept an objection (受理): the time for the answer starts, and somebody else has to be named to find on it."""
    found, today = officer_of(objection, by, at), timezone.localdate(at)
    bureau = found.line.notice.bureau
    found.move(Act.ACCEPT, by=by, role=OFFICER, at=at, bureau=bureau, text=remark, **starting(ANSWER_DAYS, today))
    turn_over(found, at)
    tell_office(found, today, f"异议 {found.number} 已受理，请指定核查人")
    return found


@transaction.atomic
def refuse_objection(objection: Objection, by: User, at: datetime, reason: str) -> Objection:
    """Refuse an objection (不予受理) with a letter that says why; the objector may ask for reconsideration once."""
    if not reason.strip():
        raise NotAllowed("请写明不予受理的理由")
    found = officer_of(objection, by, at)
    until = add_working_days(timezone.localdate(at), RECONSIDER_DAYS)
    letter = issue_refusal(found, by, at, reason.strip(), until)
    changes = {"outcome": Outcome.NOT_ACCEPTED, "settles_on": until, "due_on": None}
    bureau = found.line.notice.bureau
    found.move(Act.REFUSE, by=by, role=OFFICER, at=at, bureau=bureau, text=reason.strip(), letter=letter, **changes)
    turn_over(found, at)
    return found


def assigner_of(objection: Objection, by: User, at: datetime) -> str:
    """Return the role in which the person names a finder; raise NotAllowed for anybody else."""
    notice, today = objection.line.notice, timezone.localdate(at)
    for held in assignments(by, ASSIGNERS, today):
        if held.bureau_id == notice.bureau_id and held.policy_code in ("", notice.round.policy.code):
            return str(held.role)
    raise NotAllowed("您的角色不能办理这一步")


@transaction.atomic
def assign_finder(objection: Objection, finder: User, by: User, at: datetime) -> Objection:
    """Name who finds on an objection (指定核查人), or another one; raises NotAllowed for one of the case's officers."""
    found, today = locked(objection), timezone.localdate(at)
    role = assigner_of(found, by, at)
    check_free(by, found.line.application)
    candidate_of(found, finder, today)
    if found.finder_id == finder.pk:
        raise NotAllowed("已由该人员核查")
    found.move(Act.ASSIGN, by=by, role=role, at=at, bureau=found.line.notice.bureau, text=str(finder), finder=finder)
    turn_over(found, at)
    tell_assigned(found, today)
    return found


@transaction.atomic
def read_identity(objection: Objection, by: User, at: datetime) -> Objector | None:
    """Return who objected, None for an anonymous objection, and write down that it was read (身份查阅).

    Raises NotAllowed for whoever does not handle the objection or supervise its bureau.
    """
    if not knows_objector(objection, by, timezone.localdate(at)):
        raise NotAllowed("只有办理人员和监督员可以查阅提出人")
    objector = Objector.objects.filter(objection=objection).first()
    if objector:
        IdentityReading.objects.create(objection=objection, by=by, at=at)
    return objector
