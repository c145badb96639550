"""How far a case is, for the enterprise (办理进度): whose turn it is, since when, by when, and the steps with their days."""

from datetime import date, datetime
from typing import NamedTuple

from applications.models import Application
from applications.stages import stage_of_kind
from applications.workflow import Action, Status
from policies.engine.model import Pack, Stage
from reviews.clocks import Clock, clock_of
from reviews.models import ReviewTask
from reviews.stages import review_stages

PUBLISHING = (Status.AWAITING_PUBLICITY, Status.IN_PUBLICITY)
PROPOSING = "审定并拟定公示名单"
PAYING = (Status.AWAITING_DISBURSEMENT, Status.PAYMENT_FAILED)
# What follows the review, by kind of stage: the statuses in which it is under way, and the acts that end it.
AFTER_REVIEW = {
    "publicity": (PUBLISHING, (Action.CLOSE_PUBLICITY, Action.CLOSE_FOR_AGREEMENT, Action.CLOSE_FOR_RECOGNITION)),
    "agreement": ((Status.AWAITING_AGREEMENT,), (Action.SIGN_AGREEMENT,)),
    "disbursement": (PAYING, (Action.PAY,)),
}


class Turn(NamedTuple):
    """A bureau that has the case in hand (正在办理), since when and against which time limit."""

    bureau: str
    title: str
    since: datetime
    clock: Clock | None


class Step(NamedTuple):
    """A step of the case's way: `state` is done, now or to_come; `at` is when it was done."""

    title: str
    state: str
    at: datetime | None


def turns(application: Application, today: date) -> list[Turn]:
    """Return who has the case in hand, the longest first; none while it is with the enterprise or decided."""
    tasks = application.tasks.filter(state=ReviewTask.State.OPEN).select_related("bureau")
    held = tasks.order_by("opened_at", "pk") if application.status == Status.IN_REVIEW else ()
    return [Turn(str(task.bureau), task.title, task.opened_at, clock_of(task, today)) for task in held]


def steps(application: Application) -> list[Step]:
    """Return the way of the case from its submission to the payment, as its policy has it.

    Where the document has the final review announce what was published without objection, the review proposes first,
    and its own step follows the publicity.
    """
    acts = {row.action: row.at for row in application.history.all()}
    found = [Step("提交申报", "done" if application.submitted_at else "now", application.submitted_at)]
    pack = application.version.pack
    announcing = announcing_stage(pack)
    found += [
        _review_step(application, stage.key, PROPOSING if stage is announcing else stage.title)
        for stage in review_stages(application)
    ]
    for kind, (statuses, actions) in AFTER_REVIEW.items():
        if stage := stage_of_kind(pack, kind):
            is_now = application.status in statuses
            ended = next((acts[action] for action in actions if action in acts), None)
            done = None if is_now or application.status == Status.IN_REVIEW else ended
            found.append(Step(stage.title, "now" if is_now else "done" if done else "to_come", done))
        if kind == "publicity" and announcing:
            found.append(Step(announcing.title, "done" if done else "to_come", done))
    return found


def announcing_stage(pack: Pack) -> Stage | None:
    """Return the final review that the document puts after the publicity (公示后认定); None where it comes before."""
    kinds = [stage.kind for stage in pack.stages]
    if "publicity" not in kinds or "final_review" not in kinds[kinds.index("publicity") :]:
        return None
    return next(stage for stage in reversed(pack.stages) if stage.kind == "final_review")


def _review_step(application: Application, key: str, title: str) -> Step:
    tasks = [task for task in application.tasks.all() if task.stage == key and task.state != "cancelled"]
    if any(task.state == ReviewTask.State.OPEN for task in tasks):
        return Step(title, "now", None)
    done = [task.decided_at for task in tasks if task.decided_at and task.outcome != ReviewTask.Outcome.RETURNED]
    return Step(title, "done" if done else "to_come", max(done, default=None))
