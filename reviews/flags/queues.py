"""The questions asked of flags: what holds a case, how many are open, who may read what of the other case."""

from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from applications.models import Application, ApplicationQuerySet
from reviews.models import Flag

State = Flag.State


def holds(application: Application) -> list[Flag]:
    """Return the holds (暂缓) for which the case cannot be recommended or countersigned now."""
    return list(application.flags.filter(is_hold=True, state__in=[State.OPEN, State.CONFIRMED]))


def open_flag_count(case: str = "pk") -> Coalesce:
    """Return the annotation with the number of open flags of the case at path `case`."""
    flags = Flag.objects.filter(application=OuterRef(case), state=State.OPEN).order_by().values("application")
    return Coalesce(Subquery(flags.annotate(count=Count("pk")).values("count"), output_field=IntegerField()), 0)


def is_held(case: str = "pk") -> Exists:
    """Return the annotation that tells whether the case at path `case` is held (暂缓)."""
    held = Flag.objects.filter(application=OuterRef(case), is_hold=True, state__in=[State.OPEN, State.CONFIRMED])
    return Exists(held)


def flags_for(readable: ApplicationQuerySet) -> QuerySet[Flag]:
    """Return the flags to be shown, worst first; `is_readable` tells whether the other case is among those `readable`."""
    flags = Flag.objects.exclude(state=State.GONE).annotate(is_readable=Exists(readable.filter(pk=OuterRef("other"))))
    return flags.select_related("other__round__policy", "other__enterprise", "other__region", "settled_by")
