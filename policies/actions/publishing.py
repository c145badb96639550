"""Releasing a draft (发布政策版本) and moving a round to another version: both by an explicit act, both on record."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Event, User
from accounts.notifications import clear_todos, notify
from policies.actions.drafting import RELEASER, check_role, hands_in, lock, ready_pack
from policies.actions.releasing import release
from policies.models import ApplicationRound, PolicyDraft, PolicyRelease, PolicyVersion, RoundMove


@transaction.atomic
def release_draft(draft: PolicyDraft, user: User, at: datetime, reason: str) -> PolicyVersion:
    """Release a submitted draft as the policy's next version; cases under way stay on theirs.

    Raises ValidationError for whoever had a hand in the draft, without a reason, or where it does not load, a golden case
    fails, the contents were released before, or a version was released since the draft was begun.
    """
    check_role(draft.policy, user, RELEASER, at)
    stored = lock(draft)
    if stored.state != PolicyDraft.State.SUBMITTED:
        raise ValidationError("草案不在待发布状态")
    hands = hands_in(stored)
    if user in hands:
        raise ValidationError("您参与了草案的编制，须由另一人发布")
    if not reason.strip():
        raise ValidationError({"reason": "请写明发布理由"})
    if stored.policy.versions.filter(released_at__gt=stored.started_at).exists():
        raise ValidationError("起草之后政策已有新版本，请退回后在新版本上重新编制")
    pack, count = ready_pack(stored)
    released = release(pack, stored.pack_yaml, at, effective_from=stored.effective_from)
    if not released.is_new:
        raise ValidationError(f"内容与第 {released.version.number} 版相同，无需发布")
    drafter = next(each for each in hands if each.pk == stored.submitted_by_id)
    PolicyRelease.objects.create(
        version=released.version, draft=stored, drafted_by=drafter, released_by=user, released_at=at,
        reason=reason.strip(), golden_passed=count,
    )  # fmt: skip
    stored.state = PolicyDraft.State.RELEASED
    stored.save(update_fields=["state"])
    clear_todos(f"draft-{stored.pk}", at)
    title = f"已发布：{stored.policy} 第 {released.version.number} 版"
    notify(hands, title, f"{user}：{reason}", stored.get_absolute_url(), event=Event.POLICY)
    return released.version


@transaction.atomic
def move_round(round: ApplicationRound, version: PolicyVersion, user: User, at: datetime, reason: str) -> RoundMove:
    """Let a round use another version (批次改用版本): applications begun from now on are judged by it.

    Raises ValidationError without a reason, for the version it has, or for one of another policy.
    """
    check_role(round.policy, user, RELEASER, at)
    stored = (
        ApplicationRound.objects.select_for_update(of=("self",), no_key=True).select_related("version").get(pk=round.pk)
    )
    if version.policy_id != stored.policy_id:
        raise ValidationError("该版本不属于此政策")
    if version.pk == stored.version_id:
        raise ValidationError("批次已使用此版本")
    if not reason.strip():
        raise ValidationError({"reason": "请写明理由"})
    move = RoundMove.objects.create(
        round=stored, from_version=stored.version, to_version=version, moved_by=user, moved_at=at, reason=reason.strip()
    )
    stored.version = version
    stored.save(update_fields=["version"])
    return move
