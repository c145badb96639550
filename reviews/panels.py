"""The expert panel of a case: who may be drawn, in which order a seed draws them, and what the scores come to."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from accounts.models import Role, User
from accounts.roles import people_with
from applications.models import Application
from reviews.draws import draw_order
from reviews.models import Expert, Panel, PanelSeat, ReviewTask, ScoreSheet
from reviews.recusals import recused

KIND = ReviewTask.Kind.EXPERT_REVIEW
State = PanelSeat.State


def panel_task(application: Application) -> ReviewTask | None:
    """Return the newest expert review of the case that was not cancelled, None where there is none."""
    tasks = application.tasks.filter(kind=KIND).exclude(state=ReviewTask.State.CANCELLED)
    return tasks.select_related("bureau").order_by("-opened_at", "-pk").first()


def panel_of(task: ReviewTask) -> Panel | None:
    """Return the panel of the task, None before one was drawn."""
    return Panel.objects.filter(task=task).select_related("drawn_by").first()


def candidates(task: ReviewTask, today: date) -> list[dict[str, Any]]:
    """Return the bureau's pool by number, each with why the expert is left out of this case (empty: may be drawn)."""
    application = task.application
    people = people_with([Role.EXPERT], today, [task.bureau], application.round.policy.code)
    profiles = {each.user_id: each for each in Expert.objects.filter(user__in=people)}
    found = []
    for user in sorted(people, key=lambda user: user.pk):
        profile = profiles.get(user.pk)
        entry = {"id": user.pk, "name": str(user), "employer": profile.employer if profile else ""}
        found.append({**entry, "excluded": why_excluded(user, profile, application)})
    return found


def why_excluded(user: User, profile: Expert | None, application: Application) -> str:
    """Return why an expert may not judge the case, empty where nothing stands against it."""
    if profile is None:
        return "未登记工作单位和专业领域"
    if profile.employer == application.enterprise.name:
        return "在申报企业工作"
    return "与申报企业有利害关系" if recused(user, application) else ""


def next_drawn(seed: str, pool: Sequence[dict[str, Any]], seated: Iterable[int], active: Iterable[int]) -> int | None:
    """Return whom the seed draws next: not drawn before, no conflict, no employer of a sitting member; None for nobody."""
    by_id = {each["id"]: each for each in pool}
    taken, sitting = set(seated), {by_id[each]["employer"] for each in active if each in by_id}
    for number in draw_order(seed, by_id):
        entry = by_id[number]
        if number not in taken and not entry["excluded"] and entry["employer"] not in sitting:
            return number
    return None


def average(totals: Sequence[Decimal], drop_from: int) -> Decimal:
    """Return the mean to two decimals, without the highest and the lowest from `drop_from` scores on."""
    counted = sorted(totals)[1:-1] if len(totals) >= max(drop_from, 3) else list(totals)
    return (sum(counted, Decimal(0)) / len(counted)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def opened_sheets(panel: Panel | None) -> list[ScoreSheet]:
    """Return every expert's sheet once all are in; before that nothing, whoever asks (启封前不可见)."""
    if panel is None or panel.opened_at is None:
        return []
    return list(ScoreSheet.objects.filter(seat__panel=panel).select_related("seat__expert").order_by("seat__place"))


def score_items(task: ReviewTask) -> list[dict[str, str]]:
    """Return what is scored: the pack's score sheet, else what the round's last panel scored; empty where neither is."""
    pack = task.application.version.pack
    if pack.score:
        return [{"key": each.key, "label": each.label, "max": f"{each.maximum:f}"} for each in pack.score.items]
    rounds = Panel.objects.filter(task__application__round=task.application.round_id)
    last = rounds.order_by("-drawn_at").first()
    return last.items if last else []


def before_passing_panel(task: ReviewTask) -> list[str]:
    """Return what is missing before an expert review can be passed."""
    panel = panel_of(task)
    if panel is None:
        return ["尚未抽取评审专家"]
    if panel.opened_at is None or panel.score is None:
        return ["专家评分尚未收齐，结果未启封"]
    if panel.pass_score is not None and panel.score < panel.pass_score:
        return [f"平均分 {panel.score} 分，未达到合格线 {panel.pass_score} 分，不能通过"]
    return []
