"""What else the work desk asks: the saved views, the absences, who may be assigned."""

from datetime import date

from django.db.models import Count, Q, QuerySet

from accounts.models import Bureau, Role, RoleAssignment, User
from accounts.roles import bureaus_of
from reviews.models import Absence, BulkBatch, BulkItem, DeskView, ReviewTask
from reviews.queues import REVIEW_ROLES


def views_of(user: User, today: date) -> QuerySet[DeskView]:
    """Return the user's saved views, then those that colleagues share in the user's bureaus."""
    bureaus = bureaus_of(user, REVIEW_ROLES, today)
    return DeskView.objects.filter(Q(owner=user) | Q(bureau__in=bureaus)).select_related("owner").order_by("name", "pk")


def default_view(user: User) -> DeskView | None:
    """Return the view with which the user's desk opens, None where none is chosen."""
    return DeskView.objects.filter(owner=user, is_default=True).first()


def absences_of(user: User, today: date) -> QuerySet[Absence]:
    """Return the absences not yet over: one's own, those one stands in for, and all of the bureaus one administers."""
    own = Q(user=user) | Q(substitute=user) | Q(bureau__in=bureaus_of(user, [Role.BUREAU_ADMIN], today))
    absences = Absence.objects.filter(own, ends_on__gte=today, cancelled_at__isnull=True)
    return absences.select_related("user", "substitute", "bureau").order_by("starts_on", "pk")


def cancellable_absences(user: User, today: date) -> QuerySet[Absence]:
    """Return the absences that the user may cancel: one's own, and all of the bureaus one administers."""
    return absences_of(user, today).filter(Q(user=user) | Q(bureau__in=bureaus_of(user, [Role.BUREAU_ADMIN], today)))


def absentees(user: User, today: date) -> QuerySet[RoleAssignment]:
    """Return the review roles for which the user may record an absence: one's own, and those of administered bureaus."""
    mine = Q(user=user) | Q(bureau__in=bureaus_of(user, [Role.BUREAU_ADMIN], today))
    held = RoleAssignment.objects.in_force(today).filter(mine, role__in=REVIEW_ROLES, user__is_active=True)
    return held.select_related("user", "bureau").order_by("user__name", "pk")


def possible_substitutes(bureaus: list[Bureau], today: date) -> QuerySet[User]:
    """Return the people with a review role in any of the bureaus, by name."""
    held = RoleAssignment.objects.in_force(today).filter(bureau__in=bureaus, role__in=REVIEW_ROLES)
    return User.objects.filter(roles__in=held, is_active=True).distinct().order_by("name", "pk")


def batches_of(user: User) -> QuerySet[BulkBatch]:
    """Return the user's own batches (批量办理)."""
    return BulkBatch.objects.filter(by=user).select_related("by")


def tasks_of_batch(batch: BulkBatch) -> list[ReviewTask]:
    """Return the tasks of a batch with the packs of their cases."""
    shown = ("bureau", "application__version", "application__region__parent__parent", "application__round__policy")
    return list(ReviewTask.objects.filter(pk__in=batch.items.values("task")).select_related(*shown))


def batch_counts(batch: BulkBatch) -> dict[str, int]:
    """Return how many cases of a batch stand how, `all` together and `settled` of them with their last result."""
    found = dict.fromkeys(BulkItem.State.values, 0)
    found |= dict(batch.items.order_by().values_list("state").annotate(Count("pk")))
    total = sum(found.values())
    open_state = BulkItem.State.WAITING if batch.state == BulkBatch.State.TRYING else BulkItem.State.READY
    settled = total - found[open_state]
    return {**found, "all": total, "settled": settled, "percent": settled * 100 // max(total, 1)}
