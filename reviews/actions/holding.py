"""Who has a review task in hand: claimed for a time, given back, or assigned by the chief."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import Role, User
from accounts.roles import assignments, people_with
from applications.workflow import NotAllowed
from reviews.actions.taking import check_own, is_substitute, locked
from reviews.models import Handover, ReviewTask

LEASE = timedelta(minutes=30)
Act = Handover.Act


def end_of_day(at: datetime) -> datetime:
    """Return the midnight after `at`, local time: until then a task claimed from the desk stays with its holder."""
    return timezone.make_aware(datetime.combine(timezone.localdate(at) + timedelta(days=1), time.min))


@transaction.atomic
def claim(task: ReviewTask, user: User, at: datetime, until: datetime | None = None) -> ReviewTask:
    """Take the task in hand (领取) until `until`, LEASE without it; a lease of one's own is only ever prolonged.

    Raises NotAllowed when another holds it, or it is not for `user` to decide.
    """
    task, application = locked(task)
    check_own(task, application, user, at)
    holder, until = task.holder_at(at), until or at + LEASE
    if holder is not None and holder != user and not is_substitute(task, user, at):
        raise NotAllowed(f"此件由{holder}办理中")
    if holder is not None and (holder != user or task.is_assigned):
        return task
    if holder is None:
        _record(task, Act.CLAIM, user, at, holder=user, held_until=until)
    task.holder, task.held_until = user, max(until, task.held_until or until)
    task.save(update_fields=["holder", "held_until"])
    return task


@transaction.atomic
def prolong(task: ReviewTask, user: User, at: datetime) -> ReviewTask:
    """Prolong the user's own lease to LEASE from now while the case is open before them; anything else stays as it is."""
    stored = (
        ReviewTask.objects.select_related("bureau", "holder")
        .select_for_update(of=["self"], no_key=True)
        .get(pk=task.pk)
    )
    until = at + LEASE
    if stored.holder_at(at) == user and stored.held_until is not None and stored.held_until < until:
        stored.held_until = until
        stored.save(update_fields=["held_until"])
    return stored


@transaction.atomic
def release(task: ReviewTask, user: User, at: datetime) -> ReviewTask:
    """Give a claimed task back to the bureau (放回). Raises NotAllowed unless the user claimed it: the chief takes back what was assigned."""
    task, _ = locked(task)
    if task.state != ReviewTask.State.OPEN or task.holder_at(at) != user:
        raise NotAllowed("此件已不在您手上")
    if task.is_assigned:
        raise NotAllowed("此件由负责人分派给您，请由负责人改派")
    _record(task, Act.RELEASE, user, at)
    task.holder = task.held_until = None
    task.save(update_fields=["holder", "held_until"])
    return task


@transaction.atomic
def assign(task: ReviewTask, chief: User, to: User, reason: str, at: datetime) -> ReviewTask:
    """Assign the task to a named person of its bureau (分派), whoever holds it now; it then has no lease end.

    Raises ValidationError without a reason or for a person who may not decide it, NotAllowed for anyone but a chief of
    the bureau.
    """
    task, application = locked(task)
    code = application.round.policy.code
    held = assignments(chief, [Role.CHIEF], timezone.localdate(at))
    if not any(each.bureau_id == task.bureau_id and each.policy_code in ("", code) for each in held):
        raise NotAllowed("只有本部门负责人可以分派")
    if not reason.strip():
        raise ValidationError({"reason": "请写明分派的理由"})
    try:
        check_own(task, application, to, at)
    except NotAllowed as refusal:
        if task.state != ReviewTask.State.OPEN:
            raise
        raise ValidationError({"to": f"不能分派给{to}：{_about(refusal)}"}) from refusal
    _record(task, Act.ASSIGN, chief, at, holder=to, reason=reason)
    task.holder, task.held_until = to, None
    task.save(update_fields=["holder", "held_until"])
    return task


def colleagues(tasks: Iterable[ReviewTask], at: datetime) -> list[User]:
    """Return the people to whom every one of the tasks may be assigned by their role and bureau, by name."""
    today = timezone.localdate(at)
    places = {(task.role, task.bureau, task.application.round.policy.code) for task in tasks}
    found = [set(people_with([role], today, [bureau], code)) for role, bureau, code in places]
    return sorted(set.intersection(*found), key=lambda each: each.name) if found else []


def _about(refusal: NotAllowed) -> str:
    """Return a refusal's words as said about somebody else."""
    return str(refusal).replace("您", "其")


def _record(task: ReviewTask, act: str, actor: User, at: datetime, **more) -> None:
    former = task.holder_at(at)
    Handover.objects.create(task=task, act=act, actor=actor, former=former, at=at, **more)
