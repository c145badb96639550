"""Giving a newly registered enterprise what registers said of it before (归入留存数据)."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from accounts.models import Enterprise
from applications.actions.declaring import lock
from applications.actions.imports import entries_of, facts_of
from applications.models import ProfileEntry, ProfileFact, RegisterImport, WaitingLine
from applications.profile.checking import Good
from applications.profile.registers import register_of


@transaction.atomic
def attach_waiting(enterprise: Enterprise, at: datetime) -> int:
    """Attach the kept lines of finished imports from the enterprise's own region; return how many. May run twice."""
    lock(enterprise)
    places = enterprise.region.with_ancestors()
    waiting = WaitingLine.objects.filter(
        uscc=enterprise.uscc,
        attached_at__isnull=True,
        imported__state=RegisterImport.State.DONE,
        imported__bureau__region__in=places,
    ).select_related("imported")
    found = list(waiting.order_by("imported__finished_at", "imported", "line"))
    for each in found:
        _attach(each, enterprise)
    WaitingLine.objects.filter(pk__in=[each.pk for each in found]).update(enterprise=enterprise, attached_at=at)
    return len(found)


def _attach(waiting: WaitingLine, enterprise: Enterprise) -> None:
    """Give the enterprise what the line says, as of the day of its import."""
    of, register = waiting.imported, register_of(waiting.imported.register)
    lines = [Good(waiting.line, enterprise, waiting.cells)]
    at = of.finished_at or of.uploaded_at
    ProfileFact.objects.bulk_create(facts_of(of, register, lines, at))
    ProfileEntry.objects.bulk_create(entries_of(of, register, lines, at))


def attach_all_waiting(at: datetime) -> int:
    """Attach what waits for enterprises that came to the portal in another way than by registering; may run twice."""
    kept = WaitingLine.objects.filter(uscc=OuterRef("uscc"), attached_at__isnull=True)
    return sum(attach_waiting(enterprise, at) for enterprise in Enterprise.objects.filter(Exists(kept)))
