"""Which policies a reader sees, and in which order: everything here is public."""

from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from accounts.models import Bureau, Region
from policies.models import ApplicationRound, Policy, PolicyVersion
from policies.search import find


def library(today: date) -> QuerySet[Policy]:
    """Return every policy (政策库), those with an open round first, each with its present and coming rounds."""
    is_open = Exists(ApplicationRound.objects.open_on(today).filter(policy=OuterRef("pk")))
    return (
        Policy.objects.defer("search_text", "search_grams")
        .annotate(is_open=is_open)
        .select_related("region")
        .prefetch_related(Prefetch("rounds", present_and_coming(today), "coming_rounds"))
        .order_by("-is_open", "region__order", "code")
    )


def present_and_coming(today: date) -> QuerySet[ApplicationRound]:
    """Return the rounds that are open or still to open, in the order of their opening."""
    return ApplicationRound.objects.filter(closes_on__gte=today).order_by("opens_on", "closes_on")


def rounds_to_come(policy: Policy, today: date) -> list[ApplicationRound]:
    """Return the policy's present and coming rounds (申报批次)."""
    return list(present_and_coming(today).filter(policy=policy))


def narrowed(policies: QuerySet[Policy], asked: dict) -> QuerySet[Policy]:
    """Keep what a reader asked for: words, applicability in a region, level, bureau line, open or not."""
    policies = find(policies, asked.get("q") or "")
    if slug := asked.get("region"):
        policies = policies.filter(region__in=Region.objects.filter(applies_in(slug)))
    if level := asked.get("level"):
        policies = policies.filter(level=level)
    if line := asked.get("line"):
        policies = policies.filter(lines__contains=[line])
    if asked.get("state"):
        policies = policies.filter(Q(("is_open", asked["state"] == "open")))  # `is_open` is annotated by `library`
    return policies


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


def policy_choices() -> list[tuple[str, str]]:
    """Return (code, title) of every policy, for the roles that are limited to one."""
    return list(Policy.objects.order_by("title").values_list("code", "title"))
