"""The second look (双随机抽查): which cases and whom a seed draws, and which draws and looks an official may read."""

import math
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import Q, QuerySet

from accounts.models import Bureau, Role, RoleAssignment, User
from accounts.roles import assignments, people_with
from applications.models import Application, GapEvent
from applications.stages import within
from policies.models import ApplicationRound
from reviews.draws import draw_order
from reviews.models import Absence, FlagDecision, Handover, ReviewTask, SecondLook, SecondLookDraw, SiteSignature
from reviews.queues import visible_cases
from reviews.recusals import recused

LOOKERS = (Role.PRELIMINARY_REVIEWER, Role.FINAL_REVIEWER)


def drawn_cases(seed: str, pool: Sequence[str], share_pct: int) -> list[str]:
    """Return which case numbers the seed draws from the pool: the share in percent, rounded up to a whole case."""
    return draw_order(seed, pool)[: math.ceil(len(pool) * share_pct / 100)]


def determined_cases(bureau: Bureau) -> QuerySet[Application]:
    """Return the cases that the bureau determined (会签核定)."""
    done = {"tasks__kind": ReviewTask.Kind.COUNTERSIGN, "tasks__outcome": "approved", "tasks__bureau": bureau}
    return Application.objects.filter(determinations__isnull=False, **done).distinct()


def fresh_pool(round: ApplicationRound, bureau: Bureau) -> list[str]:
    """Return the numbers of the round's cases that the bureau determined and no draw had in its pool yet, in order."""
    pools = SecondLookDraw.objects.filter(round=round, bureau=bureau).values_list("pool", flat=True)
    numbers = determined_cases(bureau).filter(round=round).values_list("number", flat=True)
    return sorted(set(numbers).difference(*pools))


def acted_on(application: Application) -> set[int]:
    """Return the numbers of everybody who had a hand in the case (经办人员), for themselves or for another."""
    sources = (
        (application.history.all(), ("actor", "on_behalf_of")),
        (application.tasks.all(), ("decided_by", "decided_for", "holder", "ticks__ticked_by")),
        (application.tasks.all(), ("visits__first_officer", "visits__second_officer", "visits__made_by")),
        (application.tasks.all(), ("correction_requests__asked_by",)),
        (application.determinations.all(), ("recommended_by", "countersigned_by")),
        (Handover.objects.filter(task__application=application), ("actor", "holder", "former")),
        (SiteSignature.objects.filter(record__task__application=application), ("officer",)),
        (GapEvent.objects.filter(gap__application=application), ("actor",)),
        (FlagDecision.objects.filter(flag__application=application), ("by",)),
        (Application.objects.filter(pk=application.pk), ("messages__author", "corrections__issued_by")),
    )
    return {pk for rows, names in sources for row in rows.values_list(*names) for pk in row if pk}


def free_lookers(application: Application, drawn_by: User, today: date) -> list[User]:
    """Return who may look at the case again, by number: reviewers of the bureaus that reviewed it, without part in it, not away."""
    tasks = application.tasks.exclude(state=ReviewTask.State.CANCELLED)
    bureaus = Bureau.objects.filter(pk__in=tasks.values("bureau"))
    people = people_with(LOOKERS, today, bureaus, application.round.policy.code)
    away = acted_on(application) | {drawn_by.pk}
    away |= set(Absence.objects.in_force(today).filter(user__in=people).values_list("user", flat=True))
    free = [user for user in people if user.pk not in away and not recused(user, application)]
    return sorted(free, key=lambda user: user.pk)


class Pending(NamedTuple):
    """A round over which a chief may draw, with how many newly determined cases wait for the draw."""

    round: ApplicationRound
    bureau: Bureau
    cases: int


def pending_draws(user: User, today: date) -> list[Pending]:
    """Return the rounds with a share of second looks in which the chief's bureau determined cases not drawn over yet."""
    return [pending for held in assignments(user, [Role.CHIEF], today) for pending in _pending(held)]


def _pending(held: RoleAssignment) -> list[Pending]:
    bureau = held.bureau
    if bureau is None:
        return []
    cases = determined_cases(bureau).filter(round__second_look_pct__gt=0)
    if held.policy_code:
        cases = cases.filter(round__policy__code=held.policy_code)
    fresh: dict[int, set[str]] = {}
    for round_id, number in cases.values_list("round", "number"):
        fresh.setdefault(round_id, set()).add(number)
    drawn = SecondLookDraw.objects.filter(bureau=bureau, round__in=list(fresh))
    for round_id, pool in drawn.values_list("round", "pool"):
        fresh[round_id].difference_update(pool)
    rounds = ApplicationRound.objects.filter(pk__in=[pk for pk, numbers in fresh.items() if numbers])
    return [Pending(round, bureau, len(fresh[round.pk])) for round in rounds.select_related("policy")]


def chief_looks(user: User, today: date, path: str = "draw__") -> Q:
    """Return the condition that the user is a chief of the bureau that drew; `path` leads from the row to the draw."""
    wanted = Q(pk__in=[])
    for held in assignments(user, [Role.CHIEF], today):
        mine = Q(**{f"{path}bureau": held.bureau})
        if held.policy_code:
            mine &= Q(**{f"{path}round__policy__code": held.policy_code})
        wanted |= mine
    return wanted


def _watched(user: User, today: date, path: str) -> Q:
    """Return the condition that the draw is of a chief's own bureau, or in a supervisor's jurisdiction."""
    wanted = chief_looks(user, today, path)
    for held in assignments(user, [Role.SUPERVISOR], today):
        if held.bureau:
            mine = within(held.bureau.region, f"{path}bureau__region")
            wanted |= mine & Q(**{f"{path}round__policy__code": held.policy_code}) if held.policy_code else mine
    return wanted


def looks_in_sight(user: User, today: date) -> QuerySet[SecondLook]:
    """Return the looks that the user may read: the own ones, the chief's bureau's, the supervisor's jurisdiction's."""
    cases = visible_cases(user, today).select_related(None).order_by()
    own = Q(reviewer=user, application__in=cases.values("pk"))
    found = SecondLook.objects.filter(own | _watched(user, today, "draw__"))
    return found.select_related(
        "draw__round__policy", "draw__bureau", "application__enterprise", "reviewer", "noted_by"
    ).order_by("done_at", "-draw__drawn_at", "place")


def draws_in_sight(user: User, today: date) -> QuerySet[SecondLookDraw]:
    """Return the draws that an official may read: the watched ones, and those that drew one of the cases in his sight."""
    cases = visible_cases(user, today).select_related(None).order_by()
    drew = SecondLook.objects.filter(application__in=cases.values("pk"))
    found = SecondLookDraw.objects.filter(_watched(user, today, "") | Q(pk__in=drew.values("draw")))
    return found.select_related("round__policy", "bureau", "drawn_by")
