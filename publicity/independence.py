"""Who may find on an objection (核查人): nobody who made or published the notice, acted on the case, or found before."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from accounts.models import Bureau, Role, RoleAssignment, User
from applications.models import StatusHistory
from applications.workflow import Action, NotAllowed
from publicity.models import Objection
from publicity.objection_flow import FINDERS
from reviews.models import Determination
from reviews.recusals import recused

# What an objection led to is no part of the review that is objected to.
AFTER_OBJECTION = (Action.UPHOLD_OBJECTION, Action.REMOVE_FROM_NOTICE)


class Candidate(NamedTuple):
    """One person who might find, in which role and bureau, and why not; `why_not` is empty where the person may."""

    user: User
    bureau: Bureau
    role: str
    why_not: str

    @property
    def role_label(self) -> str:
        """Return the role in words."""
        return str(Role(self.role).label)


def involved(objection: Objection) -> dict[int, str]:
    """Return, by user, what keeps each of the case's officers from finding on the objection."""
    line = objection.line
    found: dict[int, str] = {}
    acted = StatusHistory.objects.filter(application=line.application_id, actor__isnull=False)
    for user_id in acted.exclude(action__in=AFTER_OBJECTION).values_list("actor", flat=True).distinct():
        found[user_id] = "办理过本件"
    for row in Determination.objects.filter(application=line.application_id).values(
        "recommended_by", "countersigned_by"
    ):
        found |= {row["recommended_by"]: "本件的审定经办", row["countersigned_by"]: "本件的会签人"}
    found |= {
        user_id: "拟定或发布了这份公示"
        for user_id in (line.notice.made_by_id, line.notice.published_by_id)
        if user_id is not None
    }
    return found | dict.fromkeys(objection.findings.values_list("found_by", flat=True), "原核查人")


def bureaus_of_instance(objection: Objection) -> list[tuple[Bureau, tuple[str, ...]]]:
    """Return the bureaus whose people may find, with their roles: the notice's own, and the one above in the same line.

    A reconsideration (复核) is for the chief of the own bureau or for the bureau above.
    """
    own = objection.line.notice.bureau
    above = Bureau.objects.filter(region=own.region.parent_id, line=own.line).select_related("region")
    roles = FINDERS if objection.instance == 1 else (Role.CHIEF,)
    return [(own, roles), *((each, FINDERS) for each in above)]


def holders(objection: Objection, today: date) -> Iterable[RoleAssignment]:
    """Give the roles in force by which somebody might find on the objection, each person once."""
    code, seen = objection.line.notice.round.policy.code, set()
    for bureau, roles in bureaus_of_instance(objection):
        held = RoleAssignment.objects.in_force(today).filter(bureau=bureau, role__in=roles, user__is_active=True)
        for each in held.filter(policy_code__in=("", code)).select_related("user", "bureau").order_by("user__name"):
            if each.user_id not in seen:
                seen.add(each.user_id)
                yield each


def candidates(objection: Objection, today: date) -> list[Candidate]:
    """Return everybody of those bureaus, whoever may find first, the others with the reason why not."""
    against = involved(objection)
    found = []
    for held in holders(objection, today):
        why_not = against.get(held.user_id, "")
        if not why_not and recused(held.user, objection.line.application):
            why_not = "与该企业有关联或已声明回避"
        if held.bureau:
            found.append(Candidate(held.user, held.bureau, held.role, why_not))
    return sorted(found, key=lambda each: bool(each.why_not))


def candidate_of(objection: Objection, user: User, today: date) -> Candidate:
    """Return the person as the finder of the objection; raise NotAllowed, with the reason, where that may not be."""
    found = next((each for each in candidates(objection, today) if each.user == user), None)
    if found is None:
        raise NotAllowed("该人员没有核查这件异议的权限")
    if found.why_not:
        raise NotAllowed(f"{user}{found.why_not}，不能核查这件异议，请指定其他人员")
    return found
