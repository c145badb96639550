"""What follows an answer: reconsideration (复核) once, the objector's consent, or the end of the time for asking."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from applications.workflow import SYSTEM, NotAllowed
from publicity.actions.line_holding import locked, release
from publicity.models import Objection
from publicity.objection_clocks import ANSWER_DAYS, starting
from publicity.objection_flow import OBJECTOR, Act, State
from publicity.objection_messages import tell_office


@transaction.atomic
def ask_reconsideration(objection: Objection, at: datetime, reason: str) -> Objection:
    """Ask for reconsideration of an answer (申请复核), once; another person finds, with a clock of its own.

    Raises NotAllowed after the last day, where it was asked before, or where another objection to the line was upheld.
    """
    found, today = locked(objection), timezone.localdate(at)
    if not reason.strip():
        raise NotAllowed("请写明申请复核的理由")
    if found.state != State.ANSWERED or found.settles_on is None or today > found.settles_on:
        raise NotAllowed("复核申请期限已过，或者已经申请过复核")
    changes = {"instance": 2, "finder": None, "settles_on": None, **starting(ANSWER_DAYS, today)}
    found.move(Act.ASK_RECONSIDERATION, role=OBJECTOR, at=at, text=reason.strip(), **changes)
    tell_office(found, today, f"异议 {found.number} 申请复核，请指定复核人")
    return found


@transaction.atomic
def agree(objection: Objection, at: datetime) -> Objection:
    """Settle an answered objection because the objector consents to the answer (认可答复)."""
    return _settle(locked(objection), Act.AGREE, OBJECTOR, at)


def settle_due(at: datetime) -> int:
    """Settle the answered objections for which nobody asked for reconsideration in time; return how many.

    May run twice, or side by side.
    """
    done = 0
    over = Objection.objects.filter(state=State.ANSWERED, settles_on__lt=timezone.localdate(at))
    for objection in over.order_by("pk"):
        try:
            with transaction.atomic():
                _settle(locked(objection), Act.LAPSE, SYSTEM, at)
        except NotAllowed:
            continue
        done += 1
    return done


def _settle(objection: Objection, act: Act, role: str, at: datetime) -> Objection:
    objection.move(act, role=role, at=at, settled_at=at)
    release(objection.line, at)
    return objection
