"""What an annex table shows to whom: the rounds, cases and units of the reader's own bureaus."""

from datetime import date

from django.db.models import Q, QuerySet

from accounts.models import Bureau, Region, Role, User
from accounts.roles import assignments
from applications.models import Application
from applications.stages import within
from applications.workflow import REFILED, UNFILED
from disbursements.queues import READERS
from policies.models import ApplicationRound
from publicity.queues import latest_determinations
from reviews.models import Determination

ANNEX_ROLES = (*READERS, Role.PRELIMINARY_REVIEWER, Role.FINAL_REVIEWER, Role.CHIEF)
FILED = ~Q(status__in=[*UNFILED, *REFILED])


def annex_places(user: User, today: date, round: ApplicationRound) -> QuerySet[Region]:
    """Return the current units whose rows the user's annexes of a round list: of the own bureaus, and below them."""
    policy, mine = round.policy, Q(pk__in=[])
    for held in assignments(user, ANNEX_ROLES, today):
        handles = held.bureau and (held.bureau.line == Bureau.Line.SUPERVISION or held.bureau.line in policy.lines)
        if held.bureau and handles and held.policy_code in ("", policy.code):
            mine |= Q(pk__in=held.bureau.region.with_descendants())
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=today)
    return Region.objects.filter(mine, begun, Q(valid_to__isnull=True) | Q(valid_to__gte=today))


def annex_scope(user: User, today: date) -> Q:
    """Return the condition that the user may export a case: own region, a line that handles its policy, own policies.

    A supervising bureau has no line of its own and reads every policy of its region.
    """
    scope = Q(pk__in=[])
    for held in assignments(user, ANNEX_ROLES, today):
        if held.bureau is None:
            continue
        mine = within(held.bureau.region)
        if held.bureau.line != Bureau.Line.SUPERVISION:
            mine &= Q(round__policy__lines__contains=[held.bureau.line])
        if held.policy_code:
            mine &= Q(round__policy__code=held.policy_code)
        scope |= mine
    return scope


def annex_rounds(user: User, today: date) -> list[ApplicationRound]:
    """Return the rounds with filed cases that the user may export and whose policy prints annexes, newest first."""
    filed = Application.objects.filter(annex_scope(user, today), FILED).values("round")
    rounds = (
        ApplicationRound.objects.filter(pk__in=filed).select_related("policy", "version").order_by("-opens_on", "pk")
    )
    return [round for round in rounds.defer("version__pack_yaml") if round.version.pack.exports]


def annex_cases(user: User, today: date, round: ApplicationRound, *, only_determined: bool) -> QuerySet[Application]:
    """Return the filed cases of a round that the user may export, by region and name; or only the determined ones."""
    cases = Application.objects.filter(annex_scope(user, today), FILED, round=round)
    if only_determined:
        cases = cases.filter(approved_yuan__isnull=False)
    loaded = cases.select_related("enterprise", "region__parent__parent", "version").defer("version__pack_yaml")
    return loaded.prefetch_related("remittances", "fact_rows").order_by("region__order", "enterprise__name", "pk")


def determinations_by_case(cases: QuerySet[Application]) -> dict[int, Determination]:
    """Return the determination in force of each case that is past the review."""
    past = cases.filter(approved_yuan__isnull=False).order_by().values("pk")
    return {item.application_id: item for item in latest_determinations(past).defer("application__version__pack_yaml")}
