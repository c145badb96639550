"""Taking a review task in hand: locked, open, and the person's own to decide."""

from datetime import datetime

from django.utils import timezone

from accounts.models import User
from accounts.notifications import clear_todos
from accounts.roles import assignments
from applications.models import Application
from applications.workflow import NotAllowed
from policies.engine.model import Stage
from reviews.clocks import used_by
from reviews.models import Absence, ReviewTask
from reviews.recording import keep
from reviews.recusals import check_free

Outcome = ReviewTask.Outcome


def take(task: ReviewTask, user: User, at: datetime) -> tuple[ReviewTask, Application]:
    """Lock case and task for `user`; raise NotAllowed when the task is no longer open or not the user's to decide.

    A substitute acts for the absent holder (代): the case's next history row says so.
    """
    task, application = locked(task)
    check_own(task, application, user, at)
    holder = task.holder_at(at)
    if holder is not None and holder != user:
        if not is_substitute(task, user, at):
            raise NotAllowed(f"此件由{holder}办理中")
        task.decided_for = application.on_behalf_of = holder
    return task, application


def locked(task: ReviewTask) -> tuple[ReviewTask, Application]:
    """Lock the case, then the task; return both as they are stored now."""
    application = Application.objects.select_for_update(of=["self"], no_key=True).for_list().get(pk=task.application_id)
    tasks = ReviewTask.objects.select_related("bureau__region", "holder").select_for_update(of=["self"], no_key=True)
    return tasks.get(pk=task.pk), application


def check_own(task: ReviewTask, application: Application, user: User, at: datetime) -> None:
    """Raise NotAllowed when the task is no longer open, or not for `user` to decide whoever holds it."""
    if task.state != ReviewTask.State.OPEN:
        raise NotAllowed
    held = assignments(user, [task.role], timezone.localdate(at))
    code = application.round.policy.code
    if not any(each.bureau_id == task.bureau_id and each.policy_code in ("", code) for each in held):
        raise NotAllowed("您的角色不能办理这一步")
    same = {"stage": task.stage, "outcome": Outcome.PASSED, "decided_by": user}
    if application.tasks.filter(**same).exclude(bureau=task.bureau).exists():
        raise NotAllowed("您已代表另一部门审核此件，联合审核须由不同人员办理")
    check_free(user, application)


def is_substitute(task: ReviewTask, user: User, at: datetime) -> bool:
    """Tell whether `user` stands in for the absent holder of an assigned task (代理) on that day."""
    standing_in = Absence.objects.in_force(timezone.localdate(at)).filter(
        user=task.holder_id, substitute=user, bureau=task.bureau_id, role=task.role
    )
    return task.is_assigned and standing_in.exists()


def finish(task: ReviewTask, outcome: str, user: User, at: datetime, opinion: str, **more) -> None:
    """Store what was decided on the task, by whom and when; `more` are further fields of it. Nobody holds it any more.

    A request to tell a second correction from this task is void: the reviewer has decided otherwise.
    """
    task.state, task.outcome = ReviewTask.State.DONE, outcome
    task.decided_by, task.decided_at, task.opinion = user, at, opinion
    task.holder = task.held_until = None
    task.used_days = used_by(task, at)
    for name, value in more.items():
        setattr(task, name, value)
    task.save()
    keep(task, task.application, at)
    clear_todos(task.todo_key, at)
    asked = {"correction_request__origin": task, "state": ReviewTask.State.OPEN}
    for request in ReviewTask.objects.filter(**asked):  # one at most
        clear_todos(request.todo_key, at)
        request.state = ReviewTask.State.CANCELLED
        request.save(update_fields=["state"])


def unchecked(stage: Stage, checked: tuple[str, ...]) -> list[str]:
    """Return one sentence for each item of the stage's checklist (核对清单) that was not ticked."""
    return [f"尚未核对：{item}" for item in stage.checklist if item not in checked]
