"""The finding on an objection and its remedy: the line goes on, or is struck; the answer goes out as a letter."""

from datetime import date, datetime
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from applications.workflow import NotAllowed
from policies.working_days import add_working_days
from publicity.actions.line_holding import locked, release, strike
from publicity.actions.objection_letters import issue_answer
from publicity.independence import Candidate, candidate_of
from publicity.models import Objection, ObjectionFinding, Objector
from publicity.objection_clocks import RECONSIDER_DAYS
from publicity.objection_flow import Act, Outcome, Remedy
from publicity.objection_messages import tell_dismissed, tell_upheld, turn_over


class Finding(NamedTuple):
    """What the finder says: the remedy, the facts found, the answer to the objector, the reason for the enterprise."""

    remedy: str
    facts: str
    answer: str
    reason: str = ""


def check_names_nobody(objection: Objection, field: str, text: str) -> None:
    """Raise ValidationError where a text that the enterprise will read names the objector."""
    objector = Objector.objects.filter(objection=objection).first()
    known = [objector.name, objector.contact] if objector else []
    if any(len(word) > 1 and word in text for word in known):
        raise ValidationError({field: "这段文字会给企业看到，不能出现提出人的姓名或联系方式，请改写"})


@transaction.atomic
def conclude(objection: Objection, finding: Finding, by: User, at: datetime) -> Objection:
    """Conclude the investigation or the reconsideration with a finding, its remedy and the written answer (核查结论).

    Dismissed, the objector may ask for reconsideration once, until then the line waits; upheld, the line is struck and its
    case goes where the remedy says. Raises ValidationError for what was typed, NotAllowed for anybody but the finder.
    """
    found, today = locked(objection), timezone.localdate(at)
    if found.finder_id != by.pk:
        raise NotAllowed("这件异议已改由他人核查")
    person = candidate_of(found, by, today)
    check_finding(found, finding)
    if finding.remedy == Remedy.MAINTAIN:
        return _dismiss(found, finding, person, at)
    return _uphold(found, finding, person, at)


def check_finding(objection: Objection, finding: Finding) -> None:
    """Raise ValidationError where a part of the finding is missing, or the reason for the enterprise names the objector."""
    missing = {
        name: "请填写" for name in ("facts", "answer") if not getattr(finding, name).strip()
    }  # fmt: skip
    if finding.remedy != Remedy.MAINTAIN and not finding.reason.strip():
        missing["reason"] = "异议成立的，须写明告知企业的理由"
    if missing:
        raise ValidationError(missing)
    check_names_nobody(objection, "reason", finding.reason)


def _record(
    objection: Objection, finding: Finding, person: Candidate, at: datetime, act: Act, until: date | None
) -> None:
    """Write the finding, its letter and the step that it makes."""
    remedy, answer = finding.remedy, finding.answer.strip()
    ObjectionFinding.objects.create(
        objection=objection, instance=objection.instance, remedy=remedy, facts=finding.facts.strip(), answer=answer,
        reason=finding.reason.strip(), found_by=person.user, bureau=person.bureau, found_at=at,
    )  # fmt: skip
    letter = issue_answer(objection, person.bureau, person.user, at, answer, remedy, until)
    dismissed = remedy == Remedy.MAINTAIN
    changes = {
        "outcome": Outcome.DISMISSED if dismissed else Outcome.UPHELD,
        "settles_on": until,
        "due_on": None,
        "settled_at": None if until else at,
    }
    objection.move(
        act, by=person.user, role=person.role, at=at, bureau=person.bureau, text=answer, letter=letter, **changes
    )
    turn_over(objection, at)


def _dismiss(objection: Objection, finding: Finding, person: Candidate, at: datetime) -> Objection:
    today = timezone.localdate(at)
    is_last = objection.instance == 2
    until = None if is_last else add_working_days(today, RECONSIDER_DAYS)
    _record(objection, finding, person, at, Act.DISMISS_FINALLY if is_last else Act.DISMISS, until)
    tell_dismissed(objection, today)
    release(objection.line, at)
    return objection


def _uphold(objection: Objection, finding: Finding, person: Candidate, at: datetime) -> Objection:
    """Strike the line and answer every other objection to it with the same finding."""
    line, joined = objection.line, []
    for other in line.objections.select_for_update(no_key=True).holding().exclude(pk=objection.pk).order_by("pk"):
        other.line = line
        joined.append(other)
    _record(objection, finding, person, at, Act.UPHOLD, None)
    for other in joined:
        _join(other, finding, person, at)
    strike(
        line,
        finding.remedy,
        by=person.user,
        role=person.role,
        bureau=person.bureau,
        reason=finding.reason.strip(),
        at=at,
    )
    tell_upheld(objection, finding.remedy, timezone.localdate(at))
    return objection


def _join(other: Objection, finding: Finding, person: Candidate, at: datetime) -> None:
    """Answer another objection to the struck line; one that the same person dismissed before keeps its own finding."""
    text = finding.answer.strip()
    letter = issue_answer(other, person.bureau, person.user, at, text, finding.remedy, None)
    other.statements.filter(given_at__isnull=True, lapsed_at__isnull=True).update(lapsed_at=at)
    changes = {"outcome": Outcome.UPHELD, "settles_on": None, "due_on": None, "settled_at": at}
    other.move(
        Act.JOIN, by=person.user, role=person.role, at=at, bureau=person.bureau, text=text, letter=letter, **changes
    )
    turn_over(other, at)
