"""What has to be there before a stage can be passed, by the kind of its task."""

from policies.engine.model import Stage
from reviews.actions.taking import unchecked
from reviews.models import ReviewTask
from reviews.panels import before_passing_panel
from reviews.site_checks import before_passing_check


def before_passing(task: ReviewTask, stage: Stage, checked: tuple[str, ...]) -> list[str]:
    """Return one sentence for each thing that is still missing before the task can be passed."""
    if task.kind == ReviewTask.Kind.SITE_CHECK:
        return before_passing_check(task)
    gaps = before_passing_panel(task) if task.kind == ReviewTask.Kind.EXPERT_REVIEW else []
    return [*gaps, *unchecked(stage, checked)]
