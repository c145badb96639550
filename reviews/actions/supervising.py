"""Supervision notices (督办): issued by the supervisor, answered by the chief, accepted or asked again. Cases are not touched."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Bureau, Event, Role, User
from accounts.notifications import clear_todos, notify
from accounts.roles import bureaus_of, people_with
from applications.models import Application
from applications.workflow import NotAllowed
from reviews.models import SupervisionNotice, SupervisionStep
from reviews.stages import chief_bureau

State, Act = SupervisionNotice.State, SupervisionStep.Act


def next_number(at: datetime) -> str:
    """Return the next notice's number (督办编号): DB, year and a running number of five digits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('supervision_number')")
        return f"DB{timezone.localtime(at):%Y}{cursor.fetchone()[0]:05d}"


def supervising_bureau(user: User, bureau: Bureau, today: date) -> Bureau | None:
    """Return as whose supervisor (监督员) the user watches over a bureau: that of its region or of one above, or None."""
    above = bureau.region.with_ancestors()
    return next((each for each in bureaus_of(user, [Role.SUPERVISOR], today) if each.region_id in above), None)


def answering_bureau(bureau: Bureau, application: Application | None, today: date) -> Bureau | None:
    """Return whose chief answers for the bureau: its own; for a case else the one that determines; None where there is none."""
    found = chief_bureau(application, bureau, today) if application else bureau
    return found if people_with([Role.CHIEF], today, [found]) else None


@transaction.atomic
def issue(
    bureau: Bureau, application: Application | None, user: User, at: datetime, text: str, due_on: date
) -> SupervisionNotice:
    """Issue a notice on a bureau, or on its part of a case, to be answered by `due_on` inclusive.

    Raises NotAllowed for anybody but a supervisor of the jurisdiction, ValidationError without a reason or with a past
    day, where nobody could answer, and where one on the same matter is not settled.
    """
    today = timezone.localdate(at)
    own = supervising_bureau(user, bureau, today)
    if own is None:
        raise NotAllowed("只有辖区内的监督员可以督办")
    _check(text, due_on, today)
    answering = answering_bureau(bureau, application, today)
    if answering is None:
        raise ValidationError("该部门没有审定负责人，无人可以答复；请先由部门管理员授权")
    notice = SupervisionNotice(
        number=next_number(at), application=application, bureau=bureau, answering=answering, issued_for=own,
        due_on=due_on, issued_at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            notice.save()
    except IntegrityError as error:
        raise ValidationError("此件对该部门已有未办结的督办单") from error
    _step(notice, Act.ISSUE, text, user, own, at, due_on)
    _tell_chiefs(notice, f"督办单 {notice.number} 待答复", text, today)
    return notice


@transaction.atomic
def answer(notice: SupervisionNotice, user: User, at: datetime, text: str) -> None:
    """Answer a notice with what was done (答复). Raises NotAllowed for anybody but the chief, or when it does not wait."""
    today, notice = timezone.localdate(at), _locked(notice, State.OPEN)
    if notice.answering not in bureaus_of(user, [Role.CHIEF], today):
        raise NotAllowed("只有答复部门的审定负责人可以答复")
    _check(text)
    _step(notice, Act.ANSWER, text, user, notice.answering, at)
    _settle(notice, State.ANSWERED, at)
    people = people_with([Role.SUPERVISOR], today, [notice.issued_for])
    _tell(notice, people, f"督办单 {notice.number} 已答复，请审阅", text)


@transaction.atomic
def ask_again(notice: SupervisionNotice, user: User, at: datetime, text: str, due_on: date) -> None:
    """Send an answer back (要求重新答复), to be answered anew by `due_on` inclusive."""
    today, notice = timezone.localdate(at), _locked(notice, State.ANSWERED)
    own = _own(notice, user, today)
    _check(text, due_on, today)
    _step(notice, Act.ASK_AGAIN, text, user, own, at, due_on)
    notice.due_on = due_on
    _settle(notice, State.OPEN, at)
    _tell_chiefs(notice, f"督办单 {notice.number} 须重新答复", text, today)


@transaction.atomic
def accept(notice: SupervisionNotice, user: User, at: datetime, text: str) -> None:
    """Accept an answer (认可办结); the notice is settled."""
    today, notice = timezone.localdate(at), _locked(notice, State.ANSWERED)
    own = _own(notice, user, today)
    _check(text)
    _step(notice, Act.ACCEPT, text, user, own, at)
    _settle(notice, State.ACCEPTED, at)
    people = people_with([Role.CHIEF], today, [notice.answering])
    _tell(notice, people, f"督办单 {notice.number} 已办结", text, needs_action=False)


def _locked(notice: SupervisionNotice, state: str) -> SupervisionNotice:
    found = SupervisionNotice.objects.select_for_update(of=["self"], no_key=True)
    locked = found.select_related("answering", "issued_for", "bureau__region").get(pk=notice.pk)
    if locked.state != state:
        raise NotAllowed("此督办单已由他人办理")
    return locked


def _own(notice: SupervisionNotice, user: User, today: date) -> Bureau:
    if notice.issued_for not in bureaus_of(user, [Role.SUPERVISOR], today):
        raise NotAllowed("只有发出督办的单位可以审阅答复")
    return notice.issued_for


def _check(text: str, due_on: date | None = None, today: date | None = None) -> None:
    if not text.strip():
        raise ValidationError({"text": "请写明内容"})
    if due_on and today and due_on <= today:
        raise ValidationError({"due_on": "答复期限须在今天之后"})


def _step(
    notice: SupervisionNotice, act: str, text: str, user: User, bureau: Bureau, at: datetime, due_on: date | None = None
) -> None:
    SupervisionStep.objects.create(
        notice=notice, act=act, text=text.strip(), due_on=due_on, by=user, bureau=bureau, at=at
    )


def _settle(notice: SupervisionNotice, state: str, at: datetime) -> None:
    notice.state = state
    notice.save(update_fields=["state", "due_on"])
    clear_todos(notice.todo_key, at)


def _tell_chiefs(notice: SupervisionNotice, title: str, text: str, today: date) -> None:
    _tell(notice, people_with([Role.CHIEF], today, [notice.answering]), title, text, due_on=notice.due_on)


def _tell(
    notice: SupervisionNotice, people: list[User], title: str, text: str, *, needs_action: bool = True, **more: Any
) -> None:
    url = reverse("supervision_notice", args=[notice.number])
    key = notice.todo_key if needs_action else ""
    notify(people, title, text, url, event=Event.SUPERVISION, needs_action=needs_action, key=key, **more)
