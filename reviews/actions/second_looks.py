"""The second look (双随机抽查): the draw, the reviewer's outcome, the chief's note. The case itself is not touched."""

import secrets
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Bureau, Event, Role, User
from accounts.notifications import clear_todos, notify
from accounts.roles import assignments, people_with
from applications.models import Application
from applications.workflow import NotAllowed
from policies.models import ApplicationRound
from policies.working_days import add_working_days
from reviews.draws import draw_order
from reviews.models import SecondLook, SecondLookDraw
from reviews.recusals import check_free
from reviews.second_looks import drawn_cases, free_lookers, fresh_pool

Outcome = SecondLook.Outcome


@transaction.atomic
def draw_looks(round: ApplicationRound, bureau: Bureau, user: User, at: datetime, seed: str = "") -> SecondLookDraw:
    """Draw the share of the round's cases that the bureau determined since its last draw, and a reviewer for each.

    Raises NotAllowed for anybody but a chief of the bureau, without a share, or where no case is new.
    """
    round = (
        ApplicationRound.objects.select_for_update(of=("self",), no_key=True).select_related("policy").get(pk=round.pk)
    )
    check_chief(user, round, bureau, at)
    if not round.second_look_pct:
        raise NotAllowed("本批次没有设定抽查比例")
    pool = fresh_pool(round, bureau)
    if not pool:
        raise NotAllowed("上次抽取之后没有新核定的办件")
    seed = seed or secrets.token_hex(16)
    share = round.second_look_pct
    draw = SecondLookDraw.objects.create(
        round=round, bureau=bureau, seed=seed, pool=pool, share_pct=share, drawn_by=user, drawn_at=at
    )
    for place, number in enumerate(drawn_cases(seed, pool, share), 1):
        _assign(draw, place, Application.objects.for_list().get(number=number), user, at)
    return draw


def check_chief(user: User, round: ApplicationRound, bureau: Bureau, at: datetime) -> None:
    """Raise NotAllowed where the user is no chief (审定负责人) of the bureau for the round's policy."""
    held = assignments(user, [Role.CHIEF], timezone.localdate(at))
    if not any(each.bureau_id == bureau.pk and each.policy_code in ("", round.policy.code) for each in held):
        raise NotAllowed("只有核定部门的审定负责人可以办理")


def _assign(draw: SecondLookDraw, place: int, application: Application, user: User, at: datetime) -> None:
    free = {each.pk: each for each in free_lookers(application, user, timezone.localdate(at))}
    order = draw_order(f"{draw.seed}:{application.number}", free)
    look = SecondLook.objects.create(
        draw=draw,
        application=application,
        place=place,
        candidates=[{"id": pk, "name": str(each)} for pk, each in free.items()],
        reviewer=free[order[0]] if order else None,
        **deadline(draw.round, timezone.localdate(at)),
    )
    ask_reviewer(look)


def deadline(round: ApplicationRound, today: date) -> dict[str, Any]:
    """Return the clock of a look that is given out today, as its fields; nothing where the round sets no days."""
    days = round.second_look_days
    return {"counted_from": today, "limit_days": days, "due_on": add_working_days(today, days)} if days else {}


def ask_reviewer(look: SecondLook) -> None:
    """Tell the reviewer of a look that it waits."""
    if look.reviewer:
        title = f"请复看已核定的办件：{look.application.enterprise}"
        _tell(look, [look.reviewer], title, "双随机抽查抽中此件并选派您复看，请独立给出结论。", look.due_on)


@transaction.atomic
def finish_look(look: SecondLook, user: User, at: datetime, outcome: str, reason: str) -> None:
    """Agree or disagree (同意/不同意原结论); a disagreement becomes the chief's to-do.

    Raises ValidationError for a disagreement without a reason, NotAllowed for anybody but the reviewer, or when done.
    """
    look = locked_look(look)
    if look.reviewer_id != user.pk or look.done_at:
        raise NotAllowed
    check_free(user, look.application)
    look.outcome, look.reason, look.done_at = outcome, reason.strip(), at
    look.full_clean(exclude=["candidates"])
    look.save()
    clear_todos(look.todo_key, at)
    if outcome == Outcome.DISAGREE:
        chiefs = people_with([Role.CHIEF], timezone.localdate(at), [look.draw.bureau], look.draw.round.policy.code)
        _tell(look, chiefs, f"复看不同意原结论：{look.application.enterprise}", look.reason)


@transaction.atomic
def note_look(look: SecondLook, user: User, at: datetime, text: str) -> None:
    """Note what was done about a disagreement (处理情况). Raises NotAllowed for anybody but the chief, or a second time."""
    look = locked_look(look)
    check_chief(user, look.draw.round, look.draw.bureau, at)
    if look.outcome != Outcome.DISAGREE or look.noted_at:
        raise NotAllowed
    look.note, look.noted_by, look.noted_at = text.strip(), user, at
    look.full_clean(exclude=["candidates"])
    look.save()
    clear_todos(look.todo_key, at)


def locked_look(look: SecondLook) -> SecondLook:
    """Lock the look and return it as it is stored now."""
    rows = SecondLook.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("draw__bureau", "draw__round__policy", "application__enterprise").get(pk=look.pk)


def _tell(look: SecondLook, people: list[User], title: str, text: str, due_on: date | None = None) -> None:
    notify(
        people,
        title,
        text,
        reverse("second_look", args=[look.pk]),
        event=Event.SUPERVISION,
        needs_action=True,
        key=look.todo_key,
        due_on=due_on,
        policy_code=look.draw.round.policy.code,
    )
