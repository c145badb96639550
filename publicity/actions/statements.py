"""The enterprise's statement on an objection (企业说明): asked for by the finder, given once, or lapsed."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import Role, User
from accounts.notifications import clear_todos
from accounts.roles import assignments
from applications.documents import Accepted
from applications.workflow import SYSTEM, NotAllowed
from policies.working_days import add_working_days
from publicity.actions.findings import check_names_nobody
from publicity.actions.line_holding import locked
from publicity.actions.objection_files import keep_files
from publicity.independence import candidate_of
from publicity.models import Objection, ObjectionStatement
from publicity.objection_clocks import STATEMENT_DAYS, due_after_pause
from publicity.objection_flow import Act
from publicity.objection_messages import tell_asked, tell_back, turn_over


@transaction.atomic
def ask_statement(objection: Objection, by: User, at: datetime, substance: str) -> ObjectionStatement:
    """Ask the enterprise to explain the substance of an objection (请企业说明); the clock pauses until it answers.

    Raises ValidationError without words or where they name the objector, NotAllowed for anybody but the finder.
    """
    found, today = locked(objection), timezone.localdate(at)
    if found.finder_id != by.pk:
        raise NotAllowed("这件异议已改由他人核查")
    person = candidate_of(found, by, today)
    if not substance.strip():
        raise ValidationError({"substance": "请写明需要企业说明的事项"})
    check_names_nobody(found, "substance", substance)
    due_on = add_working_days(today, STATEMENT_DAYS)
    text = substance.strip()
    found.move(Act.ASK_STATEMENT, by=by, role=person.role, at=at, bureau=person.bureau, text=text, due_on=None)
    asked = ObjectionStatement.objects.create(objection=found, substance=text, due_on=due_on, asked_by=by, asked_at=at)
    turn_over(found, at)
    tell_asked(asked, today)
    return asked


def _waiting(statement: ObjectionStatement) -> ObjectionStatement:
    """Return the statement with its objection, both locked; raise NotAllowed where it was given or lapsed meanwhile."""
    objection = locked(statement.objection)
    found = ObjectionStatement.objects.select_for_update(of=("self",), no_key=True).get(pk=statement.pk)
    found.objection = objection
    if not found.is_waiting:
        raise NotAllowed("这份说明已提交，或已过期限")
    return found


def _go_on(objection: Objection, act: Act, role: str, at: datetime, by: User | None = None) -> None:
    """Give the objection back to its finder; its clock runs on without the days that the enterprise had."""
    objection.move(act, by=by, role=role, at=at, due_on=due_after_pause(objection, timezone.localdate(at)))
    tell_back(objection, timezone.localdate(at), act)


@transaction.atomic
def give_statement(
    statement: ObjectionStatement, by: User, at: datetime, text: str, files: Iterable[tuple[str, Accepted]] = ()
) -> ObjectionStatement:
    """Give the enterprise's statement (提交说明), once. Raises NotAllowed for anybody but its clerk, or too late."""
    found = _waiting(statement)
    case = found.objection.line.application
    clerks = assignments(by, [Role.APPLICANT_CLERK], timezone.localdate(at))
    if case.enterprise_id not in {held.enterprise_id for held in clerks}:
        raise NotAllowed("您的角色不能办理这一步")
    if not text.strip():
        raise ValidationError({"text": "请写明说明内容"})
    found.text, found.given_by, found.given_at = text.strip(), by, at
    found.save(update_fields=["text", "given_by", "given_at"])
    keep_files(found.objection, files, at, found)
    clear_todos(found.todo_key, at)
    _go_on(found.objection, Act.STATE, Role.APPLICANT_CLERK, at, by)
    return found


def lapse_statements(at: datetime) -> int:
    """Go on without the statements whose day is over; return how many. May run twice, or side by side."""
    today, done = timezone.localdate(at), 0
    late = ObjectionStatement.objects.filter(given_at__isnull=True, lapsed_at__isnull=True, due_on__lt=today)
    for statement in late.select_related("objection").order_by("pk"):
        try:
            _lapse(statement, at)
        except NotAllowed:
            continue
        done += 1
    return done


@transaction.atomic
def _lapse(statement: ObjectionStatement, at: datetime) -> None:
    found = _waiting(statement)
    found.lapsed_at = at
    found.save(update_fields=["lapsed_at"])
    clear_todos(found.todo_key, at)
    _go_on(found.objection, Act.LAPSE_STATEMENT, SYSTEM, at)
