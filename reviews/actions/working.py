"""What an officer keeps while working: ticked sections (逐项核对) and wordings of common use (常用意见)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import Bureau, Role, User
from accounts.roles import assignments
from applications.workflow import NotAllowed
from policies.models import Policy
from reviews.actions.taking import check_own, locked
from reviews.models import OpinionTemplate, ReviewTask, SectionTick
from reviews.sections import sections


@transaction.atomic
def tick_section(task: ReviewTask, key: str, is_ticked: bool, user: User, at: datetime) -> None:
    """Tick a section or material as looked through (已核对), or take the tick away; saved at once.

    Raises NotAllowed out of turn, and for a section that the case has not.
    """
    task, application = locked(task)
    check_own(task, application, user, at)
    if key not in dict(sections(application)):
        raise NotAllowed("没有这一项")
    if is_ticked:
        SectionTick.objects.get_or_create(task=task, key=key, defaults={"ticked_by": user, "ticked_at": at})
    else:
        SectionTick.objects.filter(task=task, key=key).delete()


def add_opinion(
    user: User, at: datetime, act: str, text: str, policy: Policy | None = None, bureau: Bureau | None = None
) -> OpinionTemplate:
    """Keep a wording (常用意见): the person's own, or the bureau's where `bureau` is given.

    Raises NotAllowed where somebody else than its chief writes for a bureau.
    """
    if bureau is not None and bureau not in chief_of(user, at):
        raise NotAllowed("部门的常用意见由本部门负责人维护")
    return OpinionTemplate.objects.create(
        owner=None if bureau else user, bureau=bureau, act=act, text=text, policy=policy, made_by=user, made_at=at
    )


def delete_opinion(opinion: OpinionTemplate, user: User, at: datetime) -> None:
    """Delete a wording that is one's own, or of the bureau that one heads. Raises NotAllowed for another's."""
    if opinion.owner_id != user.pk and opinion.bureau not in chief_of(user, at):
        raise NotAllowed("部门的常用意见由本部门负责人维护")
    opinion.delete()


def chief_of(user: User, at: datetime) -> list[Bureau]:
    """Return the bureaus that the person heads."""
    held = assignments(user, [Role.CHIEF], timezone.localdate(at))
    return [each.bureau for each in held if each.bureau]
