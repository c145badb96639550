from datetime import datetime

from django.utils import timezone

from accounts.models import Bureau, Role, User
from accounts.roles import assignments
from applications.workflow import NotAllowed
from policies.models import ApplicationRound


def check_role(by: User, role: Role, bureau: Bureau, round: ApplicationRound, at: datetime) -> None:
    """Raise NotAllowed unless the person holds the role in the bureau for the round's policy."""
    held = assignments(by, [role], timezone.localdate(at))
    policies = ("", round.policy.code)
    if not any(each.bureau_id == bureau.pk and each.policy_code in policies for each in held):
        raise NotAllowed("您的角色不能办理这一步")
