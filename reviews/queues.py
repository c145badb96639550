"""The questions officials ask: what waits for me, and which cases may I see."""

from datetime import date
from typing import TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Role, User
from accounts.roles import assignments, bureaus_of
from applications.models import Application, ApplicationQuerySet, MaterialGap
from applications.stages import cases_of_stage, within
from applications.workflow import Status
from reviews.flags.related import relation_of, shared_traits
from reviews.models import Determination, OpinionTemplate, ReviewTask
from reviews.recusals import conflict_of

REVIEW_ROLES = (Role.PRELIMINARY_REVIEWER, Role.FINAL_REVIEWER, Role.CHIEF)
LATER = {Role.PUBLICITY_OFFICER: "publicity", Role.PAYMENT_MAKER: "disbursement", Role.PAYMENT_CHECKER: "disbursement"}
SHOWN = ("application__enterprise", "application__round__policy", "application__region__parent", "bureau", "holder")
Rows = TypeVar("Rows", bound=QuerySet)


def review_queue(user: User, today: date) -> QuerySet[ReviewTask]:
    """Return the open tasks that `user` may decide (待办), nearest due first, then longest wait.

    Cases that the officer recommended, or whose enterprise the officer belongs to, are left out (回避).
    """
    recommended = ReviewTask.objects.filter(
        application=OuterRef("application"), stage=OuterRef("stage"), outcome="recommended", decided_by=user
    )
    return (
        ReviewTask.objects.filter(
            own_kinds(user, today), state=ReviewTask.State.OPEN, application__status=Status.IN_REVIEW
        )
        .exclude(Exists(recommended), kind=ReviewTask.Kind.COUNTERSIGN)
        .exclude(conflict_of(user))
        .select_related(*SHOWN)
        .order_by("due_on", "opened_at", "pk")
    )


def own_kinds(user: User, today: date) -> Q:
    """Return the condition that a task is of the user's bureau, role and policies, whatever its state."""
    wanted = Q(pk__in=[])
    for held in assignments(user, REVIEW_ROLES, today):
        mine = Q(bureau=held.bureau, kind__in=ReviewTask.kinds_of(held.role))
        if held.policy_code:
            mine &= Q(application__round__policy__code=held.policy_code)
        wanted |= mine
    return wanted


def visible_cases(user: User, today: date) -> ApplicationQuerySet:
    """Return the filed cases that `user` may read: those their bureau has or had, and a supervisor's jurisdiction.

    Somebody assigned to one policy reads the cases of that policy only.
    """
    wanted = Q(pk__in=[])
    for held in assignments(user, [*REVIEW_ROLES, Role.SUPERVISOR], today):
        mine = Q(Exists(ReviewTask.objects.filter(application=OuterRef("pk"), bureau=held.bureau)))
        if held.role == Role.SUPERVISOR and held.bureau:
            mine = within(held.bureau.region)
        if held.policy_code:
            mine &= Q(round__policy__code=held.policy_code)
        wanted |= mine
    return Application.objects.filter(wanted, submitted_at__isnull=False).for_list().order_by("-submitted_at", "-pk")


def later_cases(user: User, today: date, role: str) -> ApplicationQuerySet:
    """Return the determined cases that `user` publishes or pays (公示、拨付经办) by that role, whatever was done since."""
    found = Application.objects.filter(Exists(Determination.objects.filter(application=OuterRef("pk"))))
    return cases_of_stage(found, LATER[Role(role)], assignments(user, [role], today))


def heard_cases(user: User, today: date) -> ApplicationQuerySet:
    """Return the cases whose messages `user` may read: those in sight, and those that they publish or pay."""
    wanted = Q(pk__in=visible_cases(user, today).select_related(None).order_by().values("pk"))
    for role in LATER:
        if assignments(user, [role], today):
            wanted |= Q(pk__in=later_cases(user, today, role).order_by().values("pk"))
    return Application.objects.filter(wanted).for_list().order_by("-submitted_at", "-pk")


def awards_in_sight(application: Application, readable: ApplicationQuerySet) -> QuerySet[Determination]:
    """Return what the enterprise and its related ones were granted (历史享受), this case included, the latest first.

    Each knows by `relation` the kinds of what its enterprise shares with this one (empty for the own), and by
    `is_readable` whether the case is among those `readable`.
    """
    own, path = application.enterprise_id, "application__enterprise"
    related = shared_traits(own).values("enterprise")
    return (
        Determination.objects.filter(Q(**{path: own}) | Q(**{f"{path}__in": related}))
        .annotate(relation=relation_of(own, path), is_readable=Exists(readable.filter(pk=OuterRef("application"))))
        .select_related("application__round__policy", path, "version", "recommended_by", "countersigned_by")
        .defer("decision", "documents", "reviews", "version__pack_yaml")
        .order_by("-sequence")
    )


def owed_gaps(user: User, today: date) -> QuerySet[MaterialGap]:
    """Return the materials still owed (容缺) in the cases that `user` may read and is free to handle, the nearest due first."""
    cases = visible_cases(user, today).select_related(None).order_by()
    found = MaterialGap.objects.owed().filter(application__in=cases.values("pk")).exclude(conflict_of(user))
    return found.select_related("application__enterprise", "application__round__policy", "bureau").prefetch_related(
        "events"
    )


def opinions_for(user: User, today: date, application: Application | None = None) -> QuerySet[OpinionTemplate]:
    """Return the wordings at the official's hand, the own ones first; for a case only those of its policy or of all."""
    mine = Q(owner=user) | Q(bureau__in=bureaus_of(user, REVIEW_ROLES, today))
    found = OpinionTemplate.objects.filter(mine).select_related("bureau", "policy")
    if application is not None:
        found = found.filter(Q(policy__isnull=True) | Q(policy=application.round.policy_id))
    return found
