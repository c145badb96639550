"""Which passes of a case still stand (通过意见的效力): a pass falls when what its criteria use was changed after it."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from applications.changes import Difference
from applications.models import Application
from applications.workflow import SYSTEM, Action
from policies.pack_names import names_reached
from reviews.models import ReviewTask
from reviews.sections import rests_on, touched


def standing_passes(application: Application) -> set[tuple[str, int]]:
    """Return (stage, bureau) of every pass that stands."""
    passed = application.tasks.filter(outcome=ReviewTask.Outcome.PASSED, invalidated_at__isnull=True)
    return set(passed.values_list("stage", "bureau_id"))


def decisive(application: Application, changes: Iterable[Difference]) -> list[Difference]:
    """Return the changes that the policy's criteria or amount go through: facts they name, files that prove a rule."""
    pack = application.version.pack
    reached = names_reached(pack)
    proofs = {material.key for material in pack.materials if material.proves}
    return [each for each in changes if each.key in (proofs if each.kind == "material" else reached)]


def invalidate(application: Application, changes: Iterable[Difference], at: datetime) -> list[ReviewTask]:
    """Let every standing pass fall that rests on something now changed, and write each into the status history.

    A pass rests on the sections and materials that its officer ticked, on the whole case where none was ticked.

    Return the tasks whose pass fell. A pass whose criteria use nothing of what changed stands.
    """
    found = decisive(application, changes)
    if not found:
        return []
    what = "、".join(f"“{each.label}”" for each in found)
    fallen = list(
        application.tasks.filter(outcome=ReviewTask.Outcome.PASSED, invalidated_at__isnull=True).select_related(
            "bureau"
        )
    )
    keys = touched(application.version.pack, found)
    fallen = [task for task in fallen if rests_on(task, keys)]
    for task in fallen:
        fall(task, f"企业补正改动了{what}，{task.bureau}于 {_day(task)} 的通过意见失效，须重新审核", at)
    return fallen


def fall(task: ReviewTask, because: str, at: datetime) -> None:
    """Let one pass fall with a reason, and write it into the status history."""
    task.invalidated_at, task.invalidated_because = at, because
    task.save(update_fields=["invalidated_at", "invalidated_because"])
    task.application.move(Action.INVALIDATE_PASS, by=None, role=SYSTEM, at=at, reason=because, bureau=task.bureau)


def _day(task: ReviewTask) -> str:
    return f"{timezone.localdate(task.decided_at):%Y-%m-%d}"
