"""The questions about objections: of officers, finders, supervisors, enterprises, and of whoever holds a query code."""

from collections.abc import Iterable
from datetime import date

from django.db.models import F, Q, QuerySet

from accounts.models import Role, RoleAssignment, User
from accounts.roles import assignments
from applications.queues import own_applications
from applications.stages import within
from publicity.models import Objection, ObjectionStatement
from publicity.models.objections import ObjectionQuerySet
from publicity.objection_flow import FINDERS, State
from reviews.recusals import conflict_of

READERS = (*FINDERS, Role.SUPERVISOR)
KNOWING = (Role.PUBLICITY_OFFICER, Role.SUPERVISOR)  # who may read an identity, besides the finder
NOTICE = "line__notice"


def with_line(found: ObjectionQuerySet) -> ObjectionQuerySet:
    """Load what any page on objections shows."""
    return found.select_related(
        "line__notice__round__policy", "line__notice__bureau__region", "line__application__enterprise",
        "line__application__round__policy", "line__determination", "finder",
    ).defer("line__determination__facts", "line__determination__decision", "line__determination__documents")  # fmt: skip


def reached_by(held: Iterable[RoleAssignment]) -> Q:
    """Return the condition that an objection is within the assignments: own bureau and policy, or the jurisdiction."""
    wanted = Q(pk__in=[])
    for each in held:
        policy = Q(line__notice__round__policy__code=each.policy_code) if each.policy_code else Q()
        if each.bureau and each.role == Role.SUPERVISOR:
            wanted |= within(each.bureau.region, f"{NOTICE}__bureau__region")
        elif each.bureau and each.role in (Role.PUBLICITY_OFFICER, Role.CHIEF):
            wanted |= Q(line__notice__bureau=each.bureau) & policy
    return wanted


def readable_objections(user: User, today: date, roles: Iterable[str] = READERS) -> ObjectionQuerySet:
    """Return the objections that the official may read: of the own bureau's notices, of the jurisdiction, or to find on."""
    own = Q(finder=user) if set(roles) & set(FINDERS) else Q()
    wanted = reached_by(assignments(user, roles, today)) | own
    return with_line(Objection.objects.filter(wanted).exclude(conflict_of(user, "line__application")))


def knows_objector(objection: Objection, user: User, today: date) -> bool:
    """Tell whether the official may read who objected: the bureau's publicity officer, the finder, the supervisor."""
    if objection.finder_id == user.pk and not objection.is_settled:
        return True
    reached = Objection.objects.filter(reached_by(assignments(user, KNOWING, today)), pk=objection.pk)
    return reached.exclude(conflict_of(user, "line__application")).exists()


def open_objections(user: User, today: date) -> ObjectionQuerySet:
    """Return the objections that wait for the official: to be accepted, to be given a finder, to be found on."""
    held = assignments(user, [Role.PUBLICITY_OFFICER], today)
    office = Q(state=State.FILED) | Q(state=State.INVESTIGATING, finder__isnull=True)
    mine = Q(state=State.INVESTIGATING, finder=user)
    found = Objection.objects.filter(reached_by(held) & office | mine)
    return with_line(found.exclude(conflict_of(user, "line__application"))).order_by("due_on", "pk")


def listed(found: ObjectionQuerySet) -> ObjectionQuerySet:
    """Order a list: what waits for an office first, the most urgent first, then the newest."""
    return found.prefetch_related("steps").order_by(F("due_on").asc(nulls_last=True), "-filed_at", "-pk")


def watched_objections(user: User, today: date) -> ObjectionQuerySet:
    """Return the objections under way that a supervisor or a chief watches over."""
    held = assignments(user, [Role.SUPERVISOR, Role.CHIEF], today)
    return with_line(Objection.objects.filter(reached_by(held)).holding())


def waiting_statements(user: User, today: date) -> QuerySet[ObjectionStatement]:
    """Return what the user's enterprises were asked to explain and have not answered."""
    return own_statements(user, today).filter(given_at__isnull=True, lapsed_at__isnull=True)


def own_statements(user: User, today: date) -> QuerySet[ObjectionStatement]:
    """Return every statement asked of the user's enterprises, without anything of who objected."""
    own = own_applications(user, today).order_by().values("pk")
    found = ObjectionStatement.objects.filter(objection__line__application__in=own)
    return found.select_related(
        "objection__line__application__enterprise", "objection__line__application__round__policy",
        "objection__line__notice__bureau",
    )  # fmt: skip


def held_by_query_code(receipt: str) -> ObjectionQuerySet:
    """Return the objection of that query code, if there is one."""
    return with_line(Objection.objects.filter(receipt=receipt))
