"""An expert review: the draw, an expert's refusal and its replacement, the sealed scores and their opening."""

import secrets
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Event, Role, User
from accounts.notifications import clear_todos, notify
from accounts.roles import has_role
from applications.workflow import NotAllowed, Status
from reviews.actions.taking import take
from reviews.models import Panel, PanelSeat, ReviewTask, ScoreSheet
from reviews.panels import average, candidates, next_drawn, panel_of
from reviews.recusals import recused

State = PanelSeat.State
SMALLEST = 3


class Draw(NamedTuple):
    """How many experts, what they score, and from how many points the case passes (None: no line)."""

    size: int
    items: list[dict[str, str]]
    pass_score: Decimal | None = None


@transaction.atomic
def draw_panel(task: ReviewTask, user: User, at: datetime, draw: Draw, seed: str = "") -> Panel:
    """Draw the panel (抽取专家) at random by a seed that is kept with the list drawn from.

    Raises ValidationError where the pool is too small, NotAllowed out of turn or a second time.
    """
    task, _ = take(task, user, at)
    if panel_of(task):
        raise NotAllowed("评审组已抽取")
    panel = Panel(
        task=task,
        seed=seed or secrets.token_hex(16),
        pool=candidates(task, timezone.localdate(at)),
        drawn_by=user,
        drawn_at=at,
        **draw._asdict(),
    )
    panel.full_clean(exclude=["pool"])
    panel.save()
    fill(panel, at)
    if panel.seats.count() < panel.size:
        raise ValidationError({"size": f"可抽取的专家只有 {panel.seats.count()} 人（须回避和同单位的除外）"})
    return panel


@transaction.atomic
def replenish(task: ReviewTask, user: User, at: datetime) -> Panel:
    """Draw again from the pool as it is now where a refusal left a seat empty (补抽). Raises NotAllowed where none is."""
    task, _ = take(task, user, at)
    panel = Panel.objects.select_for_update(no_key=True).filter(task=task, opened_at__isnull=True).first()
    if panel is None or _active(panel).count() >= panel.size:
        raise NotAllowed("评审组没有空缺")
    known = {each["id"] for each in panel.pool}
    panel.pool += [each for each in candidates(task, timezone.localdate(at)) if each["id"] not in known]
    panel.save()
    if not fill(panel, at):
        raise NotAllowed("专家库中没有可补抽的专家，请先增补专家")
    return panel


@transaction.atomic
def decline_seat(seat: PanelSeat, user: User, at: datetime, reason: str) -> None:
    """Decline (谢绝或回避) with a reason; the seed draws the next one at once. Raises NotAllowed after scoring."""
    if not reason.strip():
        raise ValidationError({"reason": "请写明谢绝或回避的理由"})
    panel, seat = _own_seat(seat, user, at)
    seat.state, seat.reason = State.DECLINED, reason.strip()
    seat.save()
    clear_todos(f"seat-{seat.pk}", at)
    if not fill(panel, at):
        url = reverse("panel", args=[panel.task.application.number])
        notify(
            [panel.drawn_by],
            "评审专家谢绝，专家库中没有可替补的人员",
            reason,
            url,
            event=Event.TASK_CHANGED,
            needs_action=True,
        )


@transaction.atomic
def submit_sheet(seat: PanelSeat, user: User, at: datetime, points: dict[str, Decimal], opinion: str) -> ScoreSheet:
    """Submit one's score (提交评分), once; the last one opens the result for everybody.

    Raises ValidationError for points beyond an item's maximum or no opinion, NotAllowed for anybody else or twice.
    """
    panel, seat = _own_seat(seat, user, at)
    if recused(user, panel.task.application):
        raise NotAllowed("您与该企业有利害关系，请回避")
    errors: dict[str, str] = {}
    for item in panel.items:
        given = points.get(item["key"])
        if given is None or not 0 <= given <= Decimal(item["max"]):
            errors[item["key"]] = f"{item['label']}：请填写 0 至 {item['max']} 之间的分数"
    if not opinion.strip():
        errors["opinion"] = "请填写评审意见"
    if errors:
        raise ValidationError(errors)
    kept = {item["key"]: f"{points[item['key']]:f}" for item in panel.items}
    total = sum((Decimal(each) for each in kept.values()), Decimal(0))
    sheet = ScoreSheet.objects.create(seat=seat, points=kept, total=total, opinion=opinion.strip(), submitted_at=at)
    seat.state = State.SCORED
    seat.save()
    clear_todos(f"seat-{seat.pk}", at)
    _open_when_complete(panel, at)
    return sheet


def _open_when_complete(panel: Panel, at: datetime) -> None:
    sheets = ScoreSheet.objects.filter(seat__panel=panel)
    if sheets.count() < panel.size:
        return
    panel.opened_at = at
    panel.score = average([sheet.total for sheet in sheets], panel.drop_from)
    panel.save()
    url = reverse("panel", args=[panel.task.application.number])
    notify([panel.drawn_by], "专家评分已收齐，结果已启封", f"平均分 {panel.score} 分。", url, event=Event.TASK_CHANGED)


def _own_seat(seat: PanelSeat, user: User, at: datetime) -> tuple[Panel, PanelSeat]:
    """Lock the panel for one of its experts whose score is still awaited; raise NotAllowed for anybody else."""
    panel = Panel.objects.select_for_update(no_key=True).get(pk=seat.panel_id)
    seat = PanelSeat.objects.select_for_update(no_key=True).get(pk=seat.pk)
    task = ReviewTask.objects.select_related("application__enterprise", "bureau").get(pk=panel.task_id)
    panel.task = task
    if seat.expert_id != user.pk or not has_role(user, [Role.EXPERT], timezone.localdate(at)):
        raise NotAllowed("您的角色不能办理这一步")
    if seat.state != State.INVITED:
        raise NotAllowed("您已提交评审或已谢绝，不能再改")
    if task.state != ReviewTask.State.OPEN or task.application.status != Status.IN_REVIEW:
        raise NotAllowed("评审已结束")
    return panel, seat


def _active(panel: Panel) -> Any:
    return panel.seats.exclude(state=State.DECLINED)


def fill(panel: Panel, at: datetime) -> bool:
    """Draw until every seat is taken; tell each new member. Return whether the panel is whole."""
    while _active(panel).count() < panel.size:
        seated = list(panel.seats.values_list("expert_id", flat=True))
        active = list(_active(panel).values_list("expert_id", flat=True))
        number = next_drawn(panel.seed, panel.pool, seated, active)
        if number is None:
            return False
        expert = User.objects.get(pk=number)
        seat = PanelSeat.objects.create(panel=panel, expert=expert, place=len(seated) + 1, invited_at=at)
        url = reverse("expert_seat", args=[seat.pk])
        todo: dict[str, Any] = {"needs_action": True, "key": f"seat-{seat.pk}"}
        notify([expert], "请您评审", "您被随机抽取为评审专家。", url, event=Event.TASK_OPEN, **todo)
    return True
