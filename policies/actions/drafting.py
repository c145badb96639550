"""Drafting the next version of a policy (编制政策版本): start, save, submit, return, discard; none of it changes a released one."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import Event, Role, User
from accounts.notifications import clear_todos, notify
from policies.actions.releasing import content_digest
from policies.draft_queues import editable_policies, owner_people
from policies.engine import Pack, PackError
from policies.golden_cases import trials
from policies.models import DraftEdit, Policy, PolicyDraft, PolicyVersion
from policies.packs import parse_pack, takes_claims
from policies.refusals import Overtaken

State = PolicyDraft.State
EDITOR, RELEASER = (Role.POLICY_EDITOR,), (Role.POLICY_RELEASER,)
NOT_OWNER = "您的部门不负责这项政策"


def check_role(policy: Policy, user: User, roles: Iterable[str], at: datetime) -> None:
    """Raise ValidationError unless the person holds any of `roles` in a bureau that answers for the policy."""
    if not editable_policies(user, timezone.localdate(at), roles).filter(pk=policy.pk).exists():
        raise ValidationError(NOT_OWNER)


@transaction.atomic
def start_draft(version: PolicyVersion, user: User, at: datetime) -> PolicyDraft:
    """Start a draft (起草) from a version, or return the live one of the policy."""
    check_role(version.policy, user, EDITOR, at)
    if version.policy.versions.filter(number__gt=version.number).exists():
        raise ValidationError("只能从最新版本起草：旧版本上的修改会撤销后来的修改")
    live = version.policy.drafts.filter(state__in=[State.EDITING, State.SUBMITTED])
    if found := live.first():
        return found
    try:
        with transaction.atomic():
            return PolicyDraft.objects.create(
                policy=version.policy, base=version, pack_yaml=version.pack_yaml, started_by=user, started_at=at
            )
    except IntegrityError:  # a colleague was faster
        return live.get()


def lock(draft: PolicyDraft) -> PolicyDraft:
    """Make everybody else wait who would change the draft, and return it as it is stored."""
    return (
        PolicyDraft.objects.select_for_update(of=("self",), no_key=True)
        .select_related("policy__region", "base")
        .get(pk=draft.pk)
    )


def check_seen(draft: PolicyDraft, revision: int | None) -> None:
    """Raise ValidationError where the draft was changed after the page was read; call it inside the act's transaction."""
    if lock(draft).revision != revision:
        raise ValidationError("您打开页面之后草案改过，请重新查看后再办理")


@transaction.atomic
def save_draft(draft: PolicyDraft, text: str, revision: int, part: str, user: User, at: datetime) -> PolicyDraft:
    """Save a text as the next revision (保存草案), also one that does not load yet: its problems are shown beside it.

    Raises Overtaken where somebody saved after revision `revision` was read, ValidationError where it is not being edited.
    """
    check_role(draft.policy, user, EDITOR, at)
    stored = lock(draft)
    if stored.state != State.EDITING:
        raise ValidationError("草案已送审或已结束，不能再修改")
    if stored.revision != revision:
        raise Overtaken(stored.edits.select_related("by").first())
    text = text.replace("\r\n", "\n")
    if text == stored.pack_yaml:
        return stored
    stored.pack_yaml, stored.revision = text, stored.revision + 1
    stored.save(update_fields=["pack_yaml", "revision"])
    DraftEdit.objects.create(draft=stored, revision=stored.revision, part=part, by=user, at=at)
    return stored


def loaded(draft: PolicyDraft) -> Pack:
    """Return the draft's compiled pack; raises PackError with its problems, another policy or region included."""
    pack = parse_pack(draft.pack_yaml, draft.origin)
    place = draft.policy.region.slug
    for key, fixed, said in (("code", draft.policy.code, pack.code), ("region", place, pack.region)):
        if said != fixed:
            raise PackError([f"{draft.origin} {key}: the draft of {fixed} cannot become {said}"])
    return pack


def ready_pack(draft: PolicyDraft) -> tuple[Pack, int]:
    """Return the draft's pack and how many golden cases it has, all of them passed.

    Raises ValidationError with everything that keeps the draft from being released.
    """
    try:
        pack = loaded(draft)
    except PackError as error:
        raise ValidationError([f"政策包有 {len(error.problems)} 处错误，不能载入"]) from error
    if takes_claims(draft.base.pack) and not takes_claims(pack):
        raise ValidationError(["草案缺少审定、拨付环节或金额测算，申报将无法办理，请补上"])
    if failing := [trial.case.name for trial in trials(pack) if not trial.passed]:
        raise ValidationError([f"样例未通过：{name}" for name in failing])
    if same := draft.policy.versions.filter(digest=content_digest(pack)).first():
        raise ValidationError([f"草案与第 {same.number} 版内容完全相同；恢复原办法的，请写明新的依据文件或有效期"])
    return pack, len(pack.golden)


@transaction.atomic
def submit_draft(draft: PolicyDraft, user: User, at: datetime, effective_from: date, reason: str) -> None:
    """Hand the draft to the releasers (送审) with a date and a reason; from now on nobody edits it.

    Raises ValidationError unless it loads and every golden case passes, or for a day outside the version's life.
    """
    check_role(draft.policy, user, EDITOR, at)
    stored = lock(draft)
    if stored.state != State.EDITING:
        raise ValidationError("草案已送审或已结束")
    pack, _ = ready_pack(stored)
    if effective_from < stored.base.effective_from:
        raise ValidationError({"effective_from": f"不得早于所依据版本的生效日期 {stored.base.effective_from}"})
    if pack.effective_to and pack.effective_to < effective_from:
        raise ValidationError({"effective_from": f"不得晚于失效日期 {pack.effective_to}"})
    stored.state, stored.submitted_by, stored.submitted_at = State.SUBMITTED, user, at
    stored.effective_from, stored.reason, stored.returned_reason = effective_from, reason.strip(), ""
    stored.save()
    clear_todos(f"draft-{stored.pk}", at)
    releasers = owner_people(stored.policy, [Role.POLICY_RELEASER], timezone.localdate(at))
    text = f"{user} 送审，拟自 {effective_from} 起施行。修改理由：{stored.reason}"
    notify(releasers, f"待发布：{stored.policy} 新版本", text, stored.get_absolute_url(), **todo_of(stored))


def todo_of(draft: PolicyDraft) -> dict[str, Any]:
    """Return how a draft that waits for somebody is told as a to-do."""
    return {"event": Event.POLICY, "needs_action": True, "key": f"draft-{draft.pk}"}


@transaction.atomic
def return_draft(draft: PolicyDraft, user: User, at: datetime, reason: str) -> None:
    """Return a submitted draft to its editors (退回修改) with a reason."""
    check_role(draft.policy, user, RELEASER, at)
    stored = lock(draft)
    if stored.state != State.SUBMITTED:
        raise ValidationError("草案不在待发布状态")
    if not reason.strip():
        raise ValidationError({"reason": "请写明退回的理由"})
    stored.state, stored.returned_reason = State.EDITING, reason.strip()
    stored.save(update_fields=["state", "returned_reason"])
    clear_todos(f"draft-{stored.pk}", at)
    title = f"草案退回修改：{stored.policy}"
    notify(hands_in(stored), title, reason, stored.get_absolute_url(), **todo_of(stored))


def hands_in(draft: PolicyDraft) -> list[User]:
    """Return everybody who had a hand in a draft: who started, edited or submitted it."""
    own = Q(pk__in=draft.edits.values("by")) | Q(pk=draft.started_by_id) | Q(pk=draft.submitted_by_id)
    return list(User.objects.filter(own))


@transaction.atomic
def discard_draft(draft: PolicyDraft, user: User, at: datetime) -> None:
    """Give a draft up (撤销草案); it stays readable, and another may be started."""
    check_role(draft.policy, user, EDITOR, at)
    stored = lock(draft)
    if stored.state != State.EDITING:
        raise ValidationError("只有编制中的草案可以撤销")
    stored.state = State.DISCARDED
    stored.save(update_fields=["state"])
    clear_todos(f"draft-{stored.pk}", at)
