"""Who handles a case: the people whose bureau has it in hand now, or had it last."""

from datetime import date

from accounts.models import Bureau, User
from accounts.roles import assignments, people_with
from applications.models import Application
from reviews.models import ReviewTask
from reviews.queues import REVIEW_ROLES


def handling_bureaus(application: Application) -> list[Bureau]:
    """Return the bureaus with an open task of the case, all of a joint stage; where none is open, those that had one."""
    tasks = application.tasks.select_related("bureau")
    held = tasks.filter(state=ReviewTask.State.OPEN) or tasks
    return list({task.bureau_id: task.bureau for task in held}.values())


def handlers(application: Application, today: date) -> list[User]:
    """Return the officials who handle the case (办件经办人员)."""
    return people_with(REVIEW_ROLES, today, handling_bureaus(application), application.round.policy.code)


def own_bureau(application: Application, user: User, today: date) -> Bureau | None:
    """Return the bureau for which the official handles or handled the case, None for somebody who only reads it."""
    had = {task.bureau_id for task in application.tasks.all()}
    code = application.round.policy.code
    held = (each for each in assignments(user, REVIEW_ROLES, today) if each.policy_code in ("", code))
    return next((each.bureau for each in held if each.bureau_id in had), None)
