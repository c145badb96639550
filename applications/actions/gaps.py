"""What an enterprise does about materials that it files after acceptance (容缺): promise them, file them."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.notifications import clear_todos
from applications.actions.filing import check_clerk, lock
from applications.actions.materials import add_document
from applications.gaps import latest_day, may_be_promised
from applications.models import Application, GapEvent, MaterialGap
from applications.notifications import owed_key, tell_official_desk
from applications.workflow import FINAL, NotAllowed, Status

State = MaterialGap.State


@transaction.atomic
def promise_materials(
    application: Application, promised: dict[str, date], commitment: str, user: User, at: datetime
) -> None:
    """Promise to file materials after acceptance (申请容缺): `promised` gives the day of each; an earlier promise is replaced.

    Raises ValidationError for a day that is past or later than the round allows, NotAllowed for a material that may not
    be missing, or once the draft was submitted.
    """
    check_clerk(application, user, at)
    lock(application)
    if Application.objects.get(pk=application.pk).status != Status.DRAFT:
        raise NotAllowed("申报已提交，不能再申请容缺")
    today = timezone.localdate(at)
    application.gaps.filter(state=State.PROMISED).delete()
    allowed, last = {each.key: each.title for each in may_be_promised(application)}, latest_day(application, today)
    if set(promised) - set(allowed):
        raise NotAllowed("该材料不在可容缺之列")
    for key, day in promised.items():
        if day <= today or (last and day > last):
            raise ValidationError({key: f"补交日期须在今天之后{f'、{last:%Y-%m-%d} 之前（含）' if last else ''}"})
        MaterialGap.objects.create(
            application=application,
            material=key,
            label=allowed[key],
            commitment=commitment,
            promised_by=user,
            promised_at=at,
            promised_on=day,
        )


@transaction.atomic
def file_gap(gap: MaterialGap, upload: Any, user: User, at: datetime) -> None:
    """File a material that was owed (补交容缺材料); the bureau that accepted the case confirms it.

    Raises ValidationError for a refused file, NotAllowed out of turn.
    """
    application = gap.application
    check_clerk(application, user, at)
    lock(application)
    found = MaterialGap.objects.select_for_update(no_key=True).get(pk=gap.pk)
    if found.state not in (State.WAITING, State.FILED) or application.status in FINAL:
        raise NotAllowed("此项容缺当前不能补交")
    material = next(each for each in application.version.pack.materials if each.key == gap.material)
    add_document(application, material, upload, user, at)
    found.state = State.FILED
    found.save(update_fields=["state"])
    write_event(found, GapEvent.Action.FILE, user, at)
    if not application.gaps.filter(state=State.WAITING).exists():
        clear_todos(owed_key(application), at)
    tell_official_desk(found, timezone.localdate(at))


def write_event(gap: MaterialGap, action: str, by: User, at: datetime, reason: str = "") -> None:
    """Write one act into the history of a gap (容缺流水): who was told to act on it has been heard."""
    clear_todos(gap.todo_key, at)
    GapEvent.objects.create(gap=gap, action=action, actor=by, at=at, reason=reason)
