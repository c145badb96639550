"""What a determined case comes to once nothing stands in its way: its title, its agreement, or its payment."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Max
from django.utils import timezone

from accounts.models import Event
from applications.models import Application
from applications.notifications import tell_enterprise, tell_next
from applications.stages import bureau_of_stage, stage_of_kind
from applications.workflow import Action, Status
from policies.engine.functions import add_months
from policies.engine.model import Pack
from reviews.letters.issuing import issue
from reviews.models import Determination, Letter, Title
from reviews.notifications import tell_treasury

TITLE_LOCK = 62_2026  # any number that no other advisory lock of the portal uses


def after_publicity(pack: Pack) -> Action:
    """Return how a case goes on when its publicity period is over."""
    if not pack.amount_lines:
        return Action.CLOSE_FOR_RECOGNITION
    return Action.CLOSE_PUBLICITY if stage_of_kind(pack, "agreement") is None else Action.CLOSE_FOR_AGREEMENT


def go_on(application: Application, determination: Determination, at: datetime) -> None:
    """Write the title of a case now recognised, or tell who acts next on one that is paid. Call it with the move."""
    today = timezone.localdate(at)
    if application.status == Status.RECOGNISED:
        title = grant_title(application, determination, at)
        tell_title(title, at)
        told = f"认定为{title.name}，编号 {title.number}，有效期{title.term}。"
        tell_enterprise(application, today, f"已认定：{application.policy}", told, event=Event.APPROVED)
    elif application.status == Status.AWAITING_AGREEMENT:
        tell_next(application, "agreement", today, "待签任务书")
    else:
        tell_treasury(application, determination, today)


def grant_title(application: Application, determination: Determination, at: datetime) -> Title:
    """Write the title that the case was determined to have, with its number and term."""
    recognition = application.version.pack.recognition
    if recognition is None:
        raise ValueError(f"{application.version} grants no title")
    with connection.cursor() as cursor:  # numbers without a gap or a double
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TITLE_LOCK])
    starts, serial = timezone.localdate(at), Title.objects.aggregate(last=Max("serial"))["last"] or 0
    return Title.objects.create(
        application=application,
        determination=determination,
        name=determination.title,
        serial=serial + 1,
        number=f"RD-{starts:%Y}-{serial + 1:05d}",
        valid_from=starts,
        valid_to=last_day(starts, recognition.years) if recognition.years else None,
        granted_at=at,
    )


def tell_title(title: Title, at: datetime) -> Letter:
    """Issue the letter of a title (认定通知书) for the bureau that determined it, in the name of who countersigned."""
    application, signed_by = title.application, title.determination.countersigned_by
    bureau = bureau_of_stage(application, "final_review")
    if bureau is None:
        raise ValueError(f"{application.version} has no bureau that determines")
    words: dict[str, Any] = {"title": title.name, "title_number": title.number, "term": title.term}
    return issue(Letter.Kind.RECOGNISED, application, bureau, signed_by, at, **words)


def last_day(starts: date, years: int) -> date:
    """Return the last day of a term of so many years from `starts`, inclusive."""
    return add_months(starts, Decimal(years * 12)) - timedelta(days=1)
