"""Taking a review task in hand: locked, open, and the person's own to decide."""

from datetime import datetime

from django.utils import timezone

from accounts.models import User
from accounts.roles import assignments
from applications.models import Application
from applications.workflow import NotAllowed
from policies.engine.model import Stage
from reviews.models import ReviewTask

Outcome = ReviewTask.Outcome


def take(task: ReviewTask, user: User, at: datetime) -> tuple[ReviewTask, Application]:
    """Lock case and task for `user`; raise NotAllowed when the task is no longer open or not the user's to decide."""
    application = Application.objects.select_for_update(of=["self"]).for_list().get(pk=task.application_id)
    task = ReviewTask.objects.select_related("bureau__region").select_for_update(of=["self"]).get(pk=task.pk)
    if task.state != ReviewTask.State.OPEN:
        raise NotAllowed
    held = assignments(user, [task.role], timezone.localdate(at))
    code = application.round.policy.code
    if not any(each.bureau_id == task.bureau_id and each.policy_code in ("", code) for each in held):
        raise NotAllowed("您的角色不能办理这一步")
    same = {"stage": task.stage, "outcome": Outcome.PASSED, "decided_by": user}
    if application.tasks.filter(**same).exclude(bureau=task.bureau).exists():
        raise NotAllowed("您已代表另一部门审核此件，联合审核须由不同人员办理")
    if application.enterprise.roles.filter(user=user).exists():
        raise NotAllowed("您与该企业有关联，应当回避")
    return task, application


def finish(task: ReviewTask, outcome: str, user: User, at: datetime, opinion: str, **more) -> None:
    """Store what was decided on the task, by whom and when; `more` are further fields of it."""
    task.state, task.outcome = ReviewTask.State.DONE, outcome
    task.decided_by, task.decided_at, task.opinion = user, at, opinion
    for name, value in more.items():
        setattr(task, name, value)
    task.save()


def unchecked(stage: Stage, checked: tuple[str, ...]) -> list[str]:
    """Return one sentence for each item of the stage's checklist (核对清单) that was not ticked."""
    return [f"尚未核对：{item}" for item in stage.checklist if item not in checked]
