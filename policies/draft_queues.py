"""Which policies, drafts and rulings an official of a bureau may edit, release or settle."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, F, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from accounts.models import Bureau, Role, User
from accounts.roles import assignments, people_with
from policies.models import Policy, PolicyDraft, PolicyReplay, PolicyVersion, ReplayLine, RoundMove, Ruling

PACK_ROLES = (Role.POLICY_EDITOR, Role.POLICY_RELEASER)
LIVE = (PolicyDraft.State.EDITING, PolicyDraft.State.SUBMITTED)


def editable_policies(user: User, today: date, roles: Iterable[str] = PACK_ROLES) -> QuerySet[Policy]:
    """Return the policies for which the user's bureau answers (主责政策), for holders of any of `roles`.

    A bureau answers for the policies of its own region that its line decides on.
    """
    wanted = Q(pk__in=[])
    for held in assignments(user, roles, today):
        if held.bureau:
            mine = Q(region=held.bureau.region_id, owner_lines__contains=[held.bureau.line], is_information=False)
            wanted |= mine & Q(code=held.policy_code) if held.policy_code else mine
    return Policy.objects.filter(wanted).defer("search_text", "search_grams").select_related("region")


def desk_policies(user: User, today: date) -> QuerySet[Policy]:
    """Return the policies of the editor's or releaser's desk, each with its versions in `latest`, the newest first."""
    versions = PolicyVersion.objects.defer("pack_yaml").order_by("-number")
    rows = editable_policies(user, today).order_by("region__order", "title")
    return rows.prefetch_related(Prefetch("versions", versions, "latest"))


def versions_of(policy: Policy) -> QuerySet[PolicyVersion]:
    """Return every version of a policy, the newest first, with who drafted and released it and the rounds that use it."""
    versions = policy.versions.defer("pack_yaml").order_by("-number").prefetch_related("rounds")
    return versions.select_related("release__drafted_by", "release__released_by")


def moves_to(version: PolicyVersion) -> QuerySet[RoundMove]:
    """Return the rounds that were moved to a version (改用本版本的批次), the latest first."""
    moves = RoundMove.objects.filter(to_version=version).select_related("round", "from_version", "moved_by")
    return moves.defer("from_version__pack_yaml")


def visible_drafts(user: User, today: date) -> QuerySet[PolicyDraft]:
    """Return the drafts of the user's policies, ended ones included."""
    own = editable_policies(user, today).values("pk")
    return PolicyDraft.objects.filter(policy__in=own).select_related(
        "policy__region", "base", "started_by", "submitted_by"
    )


def live_drafts(user: User, today: date) -> QuerySet[PolicyDraft]:
    """Return the drafts of the user's policies that are on their way (编制中、待发布), the latest first."""
    own = editable_policies(user, today).values("pk")
    rows = PolicyDraft.objects.filter(policy__in=own, state__in=LIVE).defer("pack_yaml")
    return rows.select_related("policy", "started_by", "submitted_by").order_by("-started_at")


def drafts_to_release(user: User, today: date) -> QuerySet[PolicyDraft]:
    """Return the submitted drafts that wait for this releaser (待发布), longest wait first."""
    own = editable_policies(user, today, (Role.POLICY_RELEASER,)).values("pk")
    waiting = PolicyDraft.objects.filter(policy__in=own, state=PolicyDraft.State.SUBMITTED).defer("pack_yaml")
    return waiting.exclude(submitted_by=user).select_related("policy", "submitted_by").order_by("submitted_at")


def drafts_in_work(user: User, today: date) -> QuerySet[PolicyDraft]:
    """Return the drafts that the user's bureau is editing (编制中)."""
    own = editable_policies(user, today, (Role.POLICY_EDITOR,)).values("pk")
    editing = PolicyDraft.objects.filter(policy__in=own, state=PolicyDraft.State.EDITING).defer("pack_yaml")
    return editing.select_related("policy", "started_by").order_by("-started_at")


def owner_bureaus(policy: Policy) -> QuerySet[Bureau]:
    """Return the bureaus that answer for a policy (主责部门)."""
    return Bureau.objects.filter(region=policy.region_id, line__in=policy.owner_lines)


def owner_people(policy: Policy, roles: Iterable[str], today: date) -> list[User]:
    """Return who holds any of `roles` in a bureau that answers for the policy."""
    return people_with(roles, today, owner_bureaus(policy), policy.code)


def ruling_bureau(policy: Policy, user: User, today: date) -> Bureau | None:
    """Return the bureau in whose name the user may rule on the policy's open points; None where there is none."""
    for held in assignments(user, [Role.CHIEF], today):
        bureau = held.bureau
        if (
            bureau
            and bureau.region_id == policy.region_id
            and bureau.line in policy.owner_lines
            and held.policy_code in ("", policy.code)
        ):
            return bureau
    return None


def rulings_of(policy: Policy) -> QuerySet[Ruling]:
    """Return every ruling of a policy (裁定), those in force first, then the newest."""
    rows = Ruling.objects.filter(policy=policy).select_related("bureau", "made_by", "withdrawn_by")
    return rows.order_by(F("withdrawn_at").desc(nulls_first=True), "-made_at")


def settled_readings(policy: Policy, today: date) -> list[Ruling]:
    """Return the rulings in force on `today` (施行中的裁定)."""
    return list(Ruling.objects.in_force(today).filter(policy=policy).order_by("made_at"))


@dataclass(frozen=True)
class Summary:
    """What a replay comes to: (kind, word, cases, change in 元) of each kind, and the sum of the change."""

    rows: list[tuple[str, str, int, Decimal]]
    change_yuan: Decimal
    cases: int


def replay_summary(replay: PolicyReplay) -> Summary:
    """Return who gains, who loses and the sum of the change; cases that a person has to look at change nothing."""
    change = Coalesce(F("new_yuan"), Decimal(0)) - Coalesce(F("old_yuan"), Decimal(0))
    rows = replay.lines.order_by().values_list("kind").annotate(cases=Count("pk"), change=Sum(change))
    found = {kind: (cases, change) for kind, cases, change in rows}
    kinds = [(kind.value, str(kind.label), *found.get(kind.value, (0, Decimal(0)))) for kind in ReplayLine.Kind]
    told = [
        (kind, word, cases, Decimal(0) if kind == ReplayLine.Kind.OPEN else change)
        for kind, word, cases, change in kinds
    ]
    return Summary(told, sum((change for *_, change in told), Decimal(0)), sum(cases for _, _, cases, _ in told))
