"""Replaying a policy's past cases under a draft (重新测算): at once for few, by a task with progress for many."""

from datetime import datetime
from itertools import islice

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from policies.actions.drafting import check_role, loaded
from policies.draft_queues import PACK_ROLES
from policies.engine import PackError
from policies.models import PolicyDraft, PolicyReplay, ReplayLine
from policies.ports import past_cases
from policies.replaying import line

AT_ONCE = 200
CHUNK = 200


@transaction.atomic
def prepare_replay(draft: PolicyDraft, user: User, at: datetime) -> PolicyReplay:
    """Return a replay of the past cases under the draft's present revision, not yet run.

    Raises ValidationError where the draft does not load.
    """
    check_role(draft.policy, user, PACK_ROLES, at)
    try:
        loaded(draft)
    except PackError as error:
        raise ValidationError("政策包有错误，不能载入，请先更正") from error
    return PolicyReplay.objects.create(
        draft=draft, revision=draft.revision, started_by=user, started_at=at, total=past_cases().count(draft.policy_id)
    )


def run_replay(replay: PolicyReplay) -> None:
    """Work through the past cases, telling the progress; may run twice: it then begins again."""
    draft = PolicyDraft.objects.select_related("policy").get(pk=replay.draft_id)
    replay.lines.all().delete()
    if draft.revision != replay.revision:
        finish(replay, "草案已有新的修订，请重新测算")
        return
    pack, replay.done = loaded(draft), 0
    versions = {version.pk: version for version in draft.policy.versions.defer("pack_yaml")}
    cases = past_cases().cases(draft.policy_id)
    while chunk := list(islice(cases, CHUNK)):
        lines = [line(case, versions[case.version_id].pack, pack) for case in chunk]
        for each in lines:
            each.replay = replay
        ReplayLine.objects.bulk_create(lines)
        replay.done += len(lines)
        replay.save(update_fields=["done"])
    finish(replay)


def finish(replay: PolicyReplay, trouble: str = "") -> None:
    """Mark the replay as over."""
    replay.finished_at, replay.trouble, replay.total = timezone.now(), trouble, max(replay.total, replay.done)
    replay.save(update_fields=["finished_at", "trouble", "total"])
