"""Another person in place of a drawn one who is away or must keep away (递补): for a second look, for an expert's seat."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Event, Role, User
from accounts.notifications import clear_todos, notify
from accounts.roles import people_with
from applications.workflow import NotAllowed
from reviews.actions.panels import fill
from reviews.actions.second_looks import ask_reviewer, check_chief, deadline, locked_look
from reviews.actions.taking import take
from reviews.draws import draw_order
from reviews.models import LookRedraw, Panel, PanelSeat, SecondLook
from reviews.second_looks import free_lookers


@transaction.atomic
def replace_looker(look: SecondLook, user: User, at: datetime, reason: str) -> LookRedraw:
    """Have the next person of the same draw look (复看人递补), with the reason; the clock starts again.

    By the drawn reviewer, who must keep away, or by a chief of the bureau that drew. Where nobody is left, the chiefs
    are told. Raises ValidationError without a reason, NotAllowed for anybody else or when the look is done.
    """
    if not reason.strip():
        raise ValidationError({"reason": "请写明不能复看的理由"})
    look = locked_look(look)
    if look.done_at:
        raise NotAllowed
    former, today = look.reviewer, timezone.localdate(at)
    if former != user:
        check_chief(user, look.draw.round, look.draw.bureau, at)
    clear_todos(look.todo_key, at)
    look.reviewer = _next_looker(look, user, at)
    for name, value in deadline(look.draw.round, today).items():
        setattr(look, name, value)
    look.save()
    made = LookRedraw.objects.create(
        look=look, former=former, reviewer=look.reviewer, reason=reason.strip(), by=user, at=at
    )
    ask_reviewer(look)
    if look.reviewer is None:
        chiefs = people_with([Role.CHIEF], today, [look.draw.bureau], look.draw.round.policy.code)
        url, title = reverse("second_look", args=[look.pk]), f"复看无人可派：{look.application.enterprise}"
        notify(chiefs, title, reason, url, event=Event.SUPERVISION, needs_action=True, key=look.todo_key)
    return made


def _next_looker(look: SecondLook, user: User, at: datetime) -> User | None:
    """Return whom the seed draws next; people free now who were not are added where the list is used up."""
    free = {each.pk: each for each in free_lookers(look.application, look.draw.drawn_by, timezone.localdate(at))}
    tried = set(look.redraws.values_list("former", flat=True)) | {look.reviewer_id, user.pk}
    known = [each["id"] for each in look.candidates]
    if not any(pk in free and pk not in tried for pk in known):
        added = [pk for pk in free if pk not in known and pk not in tried]
        look.candidates = [*look.candidates, *({"id": pk, "name": str(free[pk])} for pk in added)]
        known += added
    order = draw_order(f"{look.draw.seed}:{look.application.number}", known)
    return next((free[pk] for pk in order if pk in free and pk not in tried), None)


@transaction.atomic
def release_seat(seat: PanelSeat, user: User, at: datetime, reason: str) -> None:
    """Release the seat of an expert who is away or must keep away (撤换), with the reason; the seed draws the next at once.

    For the official whose task the expert review is. Raises ValidationError without a reason, NotAllowed out of turn,
    after the expert scored, or once the result is opened.
    """
    if not reason.strip():
        raise ValidationError({"reason": "请写明撤换的理由"})
    task, _ = take(seat.panel.task, user, at)
    panel = Panel.objects.select_for_update(no_key=True).get(pk=seat.panel_id)
    seat = PanelSeat.objects.select_for_update(no_key=True).get(pk=seat.pk)
    panel.task = task
    if seat.state != PanelSeat.State.INVITED or panel.opened_at:
        raise NotAllowed("该专家已评审或已谢绝，不能撤换")
    seat.state, seat.reason, seat.ended_by, seat.ended_at = PanelSeat.State.DECLINED, reason.strip(), user, at
    seat.full_clean(exclude=["panel"])
    seat.save()
    clear_todos(f"seat-{seat.pk}", at)
    fill(panel, at)
