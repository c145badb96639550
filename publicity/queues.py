"""The questions of the publicity officer, and of the public."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Sum

from accounts.models import Bureau, Role, RoleAssignment, User
from accounts.roles import assignments
from applications.models import Application, ApplicationQuerySet
from applications.stages import cases_of_stage, within
from applications.workflow import Status
from policies.models import ApplicationRound
from policies.search import MAX_WORDS, bigrams, normalised
from publicity.models import Notice, NoticeLine
from publicity.models.notices import NoticeQuerySet
from reviews.models import Determination
from reviews.recusals import conflict_of


class WaitingRound(NamedTuple):
    """What waits for publicity in one round at one bureau: how many cases, how much, since when."""

    bureau: Bureau
    round: ApplicationRound
    case_count: int
    total_yuan: Decimal
    since: datetime


def officer_roles(user: User, today: date) -> list[RoleAssignment]:
    """Return the user's assignments as publicity officer; a page asks once and hands them on."""
    return assignments(user, [Role.PUBLICITY_OFFICER], today)


def publicity_queue(user: User, today: date, bureau: Bureau | None = None) -> ApplicationQuerySet:
    """Return the approved cases (待公示) of the officer's bureaus, or of one, that no draft notice holds yet."""
    held = officer_roles(user, today)
    waiting = waiting_at([each for each in held if bureau is None or each.bureau_id == bureau.pk])
    return waiting.exclude(conflict_of(user, ""))


def waiting_at(held: Iterable[RoleAssignment]) -> ApplicationQuerySet:
    """Return the approved cases that wait for publicity at the assignments' bureaus and policies."""
    live = NoticeLine.objects.filter(application=OuterRef("pk"), state__in=["open", "held"])
    waiting = Application.objects.filter(~Exists(live), status=Status.AWAITING_PUBLICITY)
    mine = cases_of_stage(waiting, "publicity", held)
    return mine.for_list().defer("version__pack_yaml").order_by("region__order", "enterprise__name", "pk")


def waiting_rounds(held: Iterable[RoleAssignment]) -> list[WaitingRound]:
    """Return the rounds with cases waiting for publicity, by bureau and policy, the longest wait first."""
    found = []
    for bureau, own in by_bureau(held):
        rounds = ApplicationRound.objects.filter(applications__in=waiting_at(own).order_by().values("pk"))
        counted = rounds.select_related("policy").annotate(
            case_count=Count("applications"),
            total_yuan=Sum("applications__approved_yuan"),
            since=Min("applications__status_since"),
        )
        found += [WaitingRound(bureau, each, each.case_count, each.total_yuan, each.since) for each in counted]
    return sorted(found, key=lambda waiting: waiting.since)


def by_bureau(held: Iterable[RoleAssignment]) -> list[tuple[Bureau, list[RoleAssignment]]]:
    """Return the assignments by bureau."""
    groups: dict[Bureau, list[RoleAssignment]] = {}
    for assignment in held:
        if assignment.bureau:
            groups.setdefault(assignment.bureau, []).append(assignment)
    return list(groups.items())


def officer_bureaus(user: User, today: date, policy_code: str) -> list[Bureau]:
    """Return the bureaus in which the user publishes for the policy on `today`."""
    held = officer_roles(user, today)
    return [each.bureau for each in held if each.bureau and each.policy_code in ("", policy_code)]


def officer_notices(user: User, today: date) -> NoticeQuerySet:
    """Return every notice, drafts included, of the officer's bureaus and policies."""
    return notices_at(officer_roles(user, today))


def notices_at(held: Iterable[RoleAssignment]) -> NoticeQuerySet:
    """Return every notice, drafts included, of the assignments' bureaus and policies."""
    mine = Q(pk__in=[])
    for assignment in held:
        mine |= Q(bureau=assignment.bureau) & of_policy(assignment)
    return Notice.objects.filter(mine).exclude(state=Notice.State.DISCARDED).for_list()


def of_policy(assignment: RoleAssignment) -> Q:
    """Return the condition that a notice is of the policy to which an assignment is limited; none where it is not."""
    return Q(round__policy__code=assignment.policy_code) if assignment.policy_code else Q()


def watched_notices(user: User, today: date) -> NoticeQuerySet:
    """Return the published notices that an officer answers for, and those of a supervisor's jurisdiction."""
    wanted = Q(pk__in=[])
    for held in assignments(user, [Role.PUBLICITY_OFFICER, Role.SUPERVISOR], today):
        if held.bureau is None:
            continue
        place = within(held.bureau.region, "bureau__region") if held.role == Role.SUPERVISOR else Q(bureau=held.bureau)
        wanted |= place & of_policy(held)
    return Notice.objects.public().filter(wanted).for_list()


def public_notices() -> NoticeQuerySet:
    """Return the notices that everybody may read, newest first."""
    return Notice.objects.public().for_list()


def public_lines(notice: Notice) -> QuerySet[NoticeLine]:
    """Return the lines of a notice in their published order, with the objections that decided their outcome."""
    return notice.lines.defer("name_grams").prefetch_related("objections").order_by("position")


def lines_named(word: str) -> QuerySet[NoticeLine]:
    """Return the published lines whose printed name contains `word` (masked names as masked), the newest notice first.

    A line that moved to a corrected version is found there only.
    """
    shown = NoticeLine.objects.filter(notice__in=Notice.objects.public()).exclude(state=NoticeLine.State.MOVED)
    return (
        named(shown, word)
        .select_related("notice__bureau")
        .defer("notice__rows", "notice__changes", "name_grams")
        .order_by("-notice__published_at", "notice", "position")
    )


def named(lines: QuerySet[NoticeLine], query: str) -> QuerySet[NoticeLine]:
    """Keep the lines whose printed name contains every word of `query`; the index on bigrams finds them."""
    for word in query.split()[:MAX_WORDS]:
        lines = lines.filter(name_grams__contains=bigrams(normalised(word)), name__icontains=word)
    return lines


def neighbours(notice: Notice) -> tuple[Notice | None, Notice | None]:
    """Return the notices before and after one in the chain, None at its ends."""
    place = notice.sequence or 0
    beside = Notice.objects.public().filter(chain=notice.chain, sequence__in=[place - 1, place + 1])
    chain = {other.sequence: other for other in beside.defer("rows", "changes")}
    return chain.get(place - 1), chain.get(place + 1)


def due_notices(today: date) -> NoticeQuerySet:
    """Return the notices whose last day is over and that are not closed yet."""
    return Notice.objects.filter(state=Notice.State.PUBLISHED, ends_on__lt=today)


def latest_determinations(applications: Iterable[int] | QuerySet) -> QuerySet[Determination]:
    """Return the determination in force (最新核定) of each application, with all that a notice or payment shows."""
    later = Determination.objects.filter(application=OuterRef("application"), sequence__gt=OuterRef("sequence"))
    found = Determination.objects.filter(~Exists(later), application__in=applications)
    return found.select_related(
        "application__enterprise", "application__region__parent", "application__round__policy", "application__version"
    )
