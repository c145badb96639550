"""Sampling a site check (实地抽查): the draw, which spares the cases that it did not draw, and a check ordered with a reason."""

import secrets
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from applications.workflow import NotAllowed
from policies.models import ApplicationRound
from reviews.actions.reviewing import go_on
from reviews.actions.taking import take
from reviews.models import ReviewTask, SiteDraw
from reviews.queues import review_queue
from reviews.second_looks import drawn_cases
from reviews.site_draws import is_undrawn, own_waiting


@transaction.atomic
def draw_checks(task: ReviewTask, user: User, at: datetime, seed: str = "") -> SiteDraw:
    """Draw the round's share of all the cases that wait for this check; those not drawn pass the stage at once.

    Raises NotAllowed out of turn, or where the draw has decided already.
    """
    task, application = take(task, user, at)
    round = ApplicationRound.objects.select_for_update(of=("self",), no_key=True).get(pk=application.round_id)
    if not is_undrawn(task, application) or round.site_check_pct is None:
        raise NotAllowed("本环节没有待抽取的办件")
    tasks = {
        each.application.number: each for each in own_waiting(task, user, review_queue(user, timezone.localdate(at)))
    }
    draw = _keep(task, user, at, sorted(tasks), round.site_check_pct, seed)
    said = f"实地抽查未抽中（{len(draw.pool)} 件按 {draw.share_pct}% 抽取，种子 {draw.seed}），不作现场核查"
    for number in sorted(set(tasks).difference(drawn_cases(draw.seed, draw.pool, draw.share_pct))):
        spared, case = take(tasks[number], user, at)
        go_on(spared, case, user, at, said)
    return draw


@transaction.atomic
def direct_check(task: ReviewTask, user: User, at: datetime, reason: str) -> SiteDraw:
    """Have a case checked without drawing (定向核查), with a reason. Raises ValidationError without one, NotAllowed out of turn."""
    if not reason.strip():
        raise ValidationError({"reason": "请写明定向核查的理由"})
    task, application = take(task, user, at)
    if not is_undrawn(task, application):
        raise NotAllowed("此件已定是否核查")
    return _keep(task, user, at, [application.number], 100, "", reason.strip())


def _keep(
    task: ReviewTask, user: User, at: datetime, pool: list[str], share_pct: int, seed: str, reason: str = ""
) -> SiteDraw:
    return SiteDraw.objects.create(
        round_id=task.application.round_id,
        bureau=task.bureau,
        stage=task.stage,
        seed=seed or secrets.token_hex(16),
        pool=pool,
        share_pct=share_pct,
        reason=reason,
        drawn_by=user,
        drawn_at=at,
    )
