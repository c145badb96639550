"""The questions of the publicity officer, and of the public."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Sum

from accounts.models import Bureau, Role, User
from accounts.roles import assignments, bureaus_of
from applications.models import Application, ApplicationQuerySet
from applications.workflow import Status
from policies.models import ApplicationRound
from publicity.models import Notice, NoticeLine, Objection
from publicity.models.notices import NoticeQuerySet
from publicity.stages import cases_of_stage
from reviews.models import Determination


class WaitingRound(NamedTuple):
    """What waits for publicity in one round at one bureau: how many cases, how much, since when."""

    bureau: Bureau
    round: ApplicationRound
    count: int
    total_yuan: Decimal
    since: datetime


def publicity_queue(user: User, today: date, bureau: Bureau | None = None) -> ApplicationQuerySet:
    """Return the approved cases (待公示) of the officer's bureaus, or of one, that no draft notice holds yet."""
    held = assignments(user, [Role.PUBLICITY_OFFICER], today)
    own = [assignment for assignment in held if bureau is None or assignment.bureau_id == bureau.pk]
    live = NoticeLine.objects.filter(application=OuterRef("pk"), state__in=["open", "held"])
    waiting = Application.objects.filter(~Exists(live), status=Status.AWAITING_PUBLICITY)
    mine = cases_of_stage(waiting, "publicity", own)
    return mine.for_list().defer("version__pack_yaml").order_by("region__order", "enterprise__name", "pk")


def waiting_rounds(user: User, today: date) -> list[WaitingRound]:
    """Return the rounds with cases waiting for publicity, by bureau and policy, the longest wait first."""
    found = []
    for bureau in dict.fromkeys(bureaus_of(user, [Role.PUBLICITY_OFFICER], today)):
        rows = (
            publicity_queue(user, today, bureau)
            .order_by()
            .values("round")
            .annotate(count=Count("pk"), total=Sum("approved_yuan"), since=Min("status_since"))
        )
        sums = {row["round"]: row for row in rows}
        for round in ApplicationRound.objects.filter(pk__in=sums).select_related("policy"):
            row = sums[round.pk]
            found.append(WaitingRound(bureau, round, row["count"], row["total"], row["since"]))
    return sorted(found, key=lambda waiting: waiting.since)


def officer_bureaus(user: User, today: date, policy_code: str) -> list[Bureau]:
    """Return the bureaus in which the user publishes for the policy on `today`."""
    held = assignments(user, [Role.PUBLICITY_OFFICER], today)
    return [held_one.bureau for held_one in held if held_one.policy_code in ("", policy_code)]


def officer_notices(user: User, today: date) -> NoticeQuerySet:
    """Return every notice, drafts included, of the officer's bureaus and policies."""
    mine = Q(pk__in=[])
    for assignment in assignments(user, [Role.PUBLICITY_OFFICER], today):
        policy = Q(round__policy__code=assignment.policy_code) if assignment.policy_code else Q()
        mine |= Q(bureau=assignment.bureau) & policy
    return Notice.objects.filter(mine).for_list()


def open_objections(user: User, today: date) -> QuerySet[Objection]:
    """Return the objections that wait for the officer's answer, the most urgent first."""
    return officer_objections(user, today).filter(state=Objection.State.OPEN)


def officer_objections(user: User, today: date) -> QuerySet[Objection]:
    """Return every objection to lines of the officer's notices."""
    found = Objection.objects.filter(line__notice__in=officer_notices(user, today).values("pk"))
    return found.select_related(
        "line__notice__round__policy", "line__notice__bureau", "line__application__enterprise", "answered_by"
    )


def public_notices() -> NoticeQuerySet:
    """Return the notices that everybody may read, newest first."""
    return Notice.objects.public().for_list()


def public_lines(notice: Notice) -> QuerySet[NoticeLine]:
    """Return the lines of a notice in their published order, with the number of open objections."""
    is_open = Q(objections__state=Objection.State.OPEN)
    return notice.lines.annotate(open_objections=Count("objections", filter=is_open)).order_by("position")


def neighbours(notice: Notice) -> tuple[Notice | None, Notice | None]:
    """Return the notices before and after one in the chain, None at its ends."""
    chain = {
        other.sequence: other
        for other in Notice.objects.public().filter(sequence__in=[notice.sequence - 1, notice.sequence + 1])
    }
    return chain.get(notice.sequence - 1), chain.get(notice.sequence + 1)


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
