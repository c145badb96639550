"""Wording the messages of a policy's cases."""

from datetime import datetime

from accounts.models import User, Wording
from policies.models import Policy


def store_wording(policy: Policy, event: str, words: dict[str, str], user: User, at: datetime) -> Wording:
    """Store how the messages of one event are worded for the policy (消息模板): title and body."""
    defaults = {"title": words["title"], "body": words["body"], "changed_by": user, "changed_at": at}
    return Wording.objects.update_or_create(event=event, policy_code=policy.code, defaults=defaults)[0]


def restore_wording(policy: Policy, event: str) -> None:
    """Go back to the general words of the event's messages (恢复通用内容)."""
    Wording.objects.filter(event=event, policy_code=policy.code).delete()
