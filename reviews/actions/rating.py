"""Rating a finished case, and calling back whoever was not content."""

from datetime import datetime
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Bureau, Event, Role, User
from accounts.notifications import clear_todos, notify
from accounts.roles import people_with
from applications.actions import check_clerk
from applications.models import Application
from applications.notifications import words_of
from applications.workflow import NotAllowed
from policies.working_days import add_working_days
from reviews.models import CallBack, Rating
from reviews.rating_queues import RATED, call_backs

CALL_BACK_DAYS = 15


class Answer(NamedTuple):
    """What came of a call-back."""

    talked_with: str
    said: str
    finding: str
    measure: str


@transaction.atomic
def rate(application: Application, user: User, at: datetime, levels: dict[str, int], comment: str) -> Rating:
    """Rate a finished case (好差评), once; a bad rating opens a call-back due in 15 working days.

    `levels` are 1 to 5 by item. Raises NotAllowed for a case that is not finished or was rated already.
    """
    check_clerk(application, user, at)
    locked = Application.objects.select_for_update(no_key=True).get(pk=application.pk)
    if locked.status not in RATED:
        raise NotAllowed("办件办结后才能评价")
    if Rating.objects.filter(application=application).exists():
        raise NotAllowed("此件已经评价，每件只评一次")
    rating = Rating.objects.create(
        application=application, rated_by=user, rated_at=at, comment=comment.strip(), **levels
    )
    if rating.is_bad:
        open_call_back(rating, at)
    return rating


def open_call_back(rating: Rating, at: datetime) -> CallBack:
    """Open the call-back of a bad rating and tell the supervisors of the case's region and of those above it."""
    today, application = timezone.localdate(at), rating.application
    call_back = CallBack.objects.create(rating=rating, due_on=add_working_days(today, CALL_BACK_DAYS))
    watching = Bureau.objects.filter(region__in=application.region.with_ancestors(), line=Bureau.Line.SUPERVISION)
    policy = application.round.policy
    about: dict[str, Any] = {"policy_code": policy.code, "words": words_of(application)}
    notify(
        people_with([Role.SUPERVISOR], today, watching, policy.code),
        f"差评待回访：{application.enterprise}",
        f"{policy.title}，办件编号 {application.number}，评价“{rating.get_overall_display()}”。",
        reverse("call_back", args=[call_back.pk]),
        event=Event.SUPERVISION,
        needs_action=True,
        key=call_back.todo_key,
        due_on=call_back.due_on,
        **about,
    )
    return call_back


@transaction.atomic
def close_call_back(call_back: CallBack, user: User, at: datetime, answer: Answer) -> CallBack:
    """Close a call-back (办结回访) with who was asked, what was said, found and put right, and tell the enterprise.

    Raises ValidationError where something is missing, NotAllowed for who does not supervise it or where it is closed.
    """
    if missing := [name for name, value in answer._asdict().items() if not value.strip()]:
        raise ValidationError(dict.fromkeys(missing, "请填写"))
    waiting = call_backs(user, timezone.localdate(at)).filter(pk=call_back.pk, closed_at__isnull=True)
    locked = waiting.select_for_update(of=("self",), no_key=True).first()
    if locked is None:
        raise NotAllowed
    for name, value in answer._asdict().items():
        setattr(locked, name, value.strip())
    locked.closed_by, locked.closed_at = user, at
    locked.save()
    clear_todos(locked.todo_key, at)
    application = locked.rating.application
    url = reverse("application_detail", args=[application.number])
    title = f"您的评价已核实：{application.round.policy}"
    notify([locked.rating.rated_by], title, f"{locked.get_finding_display()}。{locked.measure}", url)
    return locked
