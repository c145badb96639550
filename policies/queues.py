"""Which policies a reader sees, and in which order: everything here is public."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, When

from accounts.models import Bureau, Region
from policies.checkup.reach import Places
from policies.engine import Pack
from policies.models import ApplicationRound, Policy, PolicyVersion, compiled_packs
from policies.search import find


def library(today: date) -> QuerySet[Policy]:
    """Return every policy (政策库) with its present and coming rounds.

    Those with an open round come first, then what is in force, policies with rules before information entries, the
    widest region first; what is over comes last.
    """
    is_open = Exists(ApplicationRound.objects.open_on(today).filter(policy=OuterRef("pk")))
    is_over = Case(When(ends_on__lt=today, then=~F("is_open")), default=False)
    return (
        Policy.objects.defer("search_text", "search_grams", "how")
        .annotate(is_open=is_open)
        .annotate(is_over=is_over)
        .select_related("region")
        .prefetch_related(Prefetch("rounds", present_and_coming(today), "coming_rounds"))
        .order_by("-is_open", "is_over", "is_information", "region__order", "code")
    )


def present_and_coming(today: date) -> QuerySet[ApplicationRound]:
    """Return the rounds that are open or still to open, in the order of their opening."""
    return ApplicationRound.objects.filter(closes_on__gte=today).order_by("opens_on", "closes_on")


def rounds_to_come(policy: Policy, today: date) -> list[ApplicationRound]:
    """Return the policy's present and coming rounds (申报批次)."""
    return list(present_and_coming(today).filter(policy=policy))


def narrowed(policies: QuerySet[Policy], asked: dict) -> QuerySet[Policy]:
    """Keep what a reader asked for: words, applicability in a region, level, bureau line, kind, for whom, open or not."""
    policies = find(policies, asked.get("q") or "")
    if slug := asked.get("region"):
        policies = policies.filter(region__in=Region.objects.filter(applies_in(slug)))
    for name in ("level", "kind"):
        if value := asked.get(name):
            policies = policies.filter(**{name: value})
    if line := asked.get("line"):
        policies = policies.filter(lines__contains=[line])
    for field, name in FOR_WHOM.items():
        if value := asked.get(name):
            policies = policies.filter(Q(**{f"{field}__contains": [value]}) | Q(**{field: []}))
    return STATES[asked["state"]](policies) if asked.get("state") else policies


FOR_WHOM = {"industries": "industry", "sizes": "size", "applicants": "applicant"}  # an empty list means any
STATES: dict[str, Callable[[QuerySet[Policy]], QuerySet[Policy]]] = {
    "open": lambda policies: policies.filter(Q(("is_open", True))),  # `is_open` is annotated by `library`
    "closed": lambda policies: policies.filter(Q(("is_open", False)), is_information=False),
    "information": lambda policies: policies.filter(is_information=True),
}


def tally(policies: QuerySet[Policy]) -> dict[str, int]:
    """Return how many policies there are: in all, with an open round, and information entries."""
    return policies.order_by().aggregate(
        all=Count("pk"), open=Count("pk", Q(("is_open", True))), information=Count("pk", Q(is_information=True))
    )


def policies_beside(policy: Policy) -> dict[str, Policy]:
    """Return by their code the policies that this one names, and those that name it."""
    named = Q(code__in=[policy.same_as, *policy.related_codes])
    naming = Q(same_as=policy.code) | Q(related_codes__contains=[policy.code])
    found = Policy.objects.filter(named | naming).exclude(pk=policy.pk)
    return {other.code: other for other in found.only("code", "title", "same_as", "document").order_by("code")}


def applies_in(slug: str) -> Q:
    """Match the unit itself and the ones above it: a policy of the province or the city applies in the county as well."""
    return Q(slug=slug) | Q(children__slug=slug) | Q(children__children__slug=slug)


def version_to_show(policy: Policy, today: date) -> PolicyVersion | None:
    """Return the version under which one applies now, or else the latest one."""
    open_round = ApplicationRound.objects.open_on(today).filter(policy=policy).select_related("version").first()
    return open_round.version if open_round else policy.versions.order_by("-number").first()


def contacts(policy: Policy) -> QuerySet[Bureau]:
    """Return the bureaus (咨询部门) of the policy's own level that handle it."""
    return Bureau.objects.filter(region=policy.region, line__in=policy.lines).order_by("line")


@dataclass(frozen=True)
class Governing:
    """The versions that govern on a day, and the codes of the policies that take applications."""

    versions: tuple[PolicyVersion, ...]
    open_codes: frozenset[str]

    def packs(self) -> tuple[Pack, ...]:
        """Return the compiled packs; those that this process has not met yet come in one query."""
        return compiled_packs({version.pk: version.digest for version in self.versions})


def governing(today: date) -> Governing:
    """Return the version of every policy that governs on `today`: that of its open round, else the latest that is in force.

    Where none is in force yet, or any more, the latest one stands for the policy. The packs' texts are not loaded.
    """
    opened = ApplicationRound.objects.open_on(today).order_by("-closes_on")
    rounds = list(opened.values_list("policy_id", "version_id", "policy__code"))
    open_versions = {policy_id: version_id for policy_id, version_id, _ in rounds}
    chosen: dict[int, PolicyVersion] = {}
    versions = PolicyVersion.objects.defer("pack_yaml").order_by("policy__region__order", "policy__code", "number")
    for version in versions:
        best = chosen.get(version.policy_id)
        if best is None or _precedence(version, open_versions, today) >= _precedence(best, open_versions, today):
            chosen[version.policy_id] = version
    return Governing(tuple(chosen.values()), frozenset(code for _, _, code in rounds))


def _precedence(version: PolicyVersion, open_versions: dict[int, int], today: date) -> tuple[bool, bool, bool]:
    started = version.effective_from <= today
    ended = version.effective_to is not None and version.effective_to < today
    return open_versions.get(version.policy_id) == version.pk, started and not ended, started


def places() -> Places:
    """Return every region with the units above it, for the question of where a policy applies."""
    regions = {region.pk: region for region in Region.objects.all()}
    above: dict[str, tuple[str, ...]] = {}
    for region in regions.values():
        line, unit = [], region
        while unit.parent_id is not None:
            unit = regions[unit.parent_id]
            line.append(unit.slug)
        above[region.slug] = tuple(line)
    names = {}
    for region in regions.values():
        region.parent = regions[region.parent_id] if region.parent_id else None
        names[region.slug] = region.full_name
    return Places(above, names)


def policy_choices() -> list[tuple[str, str]]:
    """Return (code, title) of every policy, for the roles that are limited to one."""
    return list(Policy.objects.order_by("title").values_list("code", "title"))
