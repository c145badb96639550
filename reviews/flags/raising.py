"""Raising flags: all questions asked of one case, what they found stored, what they no longer find marked as gone."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from applications.models import Application
from applications.workflow import IN_CORRECTION, Status
from reviews.flags import accounts, documents, exclusions, figures, numbers, registers
from reviews.flags.found import Found
from reviews.flags.marks import store_marks
from reviews.models import Flag
from reviews.notifications import tell_chiefs_of_holds

QUESTIONS = (documents.found, accounts.found, numbers.found, exclusions.found, figures.found, registers.found)
UNDER_REVIEW = (Status.IN_REVIEW, *IN_CORRECTION)
State = Flag.State


@transaction.atomic
def raise_flags(application_id: int, at: datetime) -> set[int]:
    """Work out the flags of a case under review anew, and return the other cases that they name; may run twice.

    A flag that was settled stays settled; an open one that is no longer found is gone, and open again when it returns.
    """
    Application.objects.select_for_update(no_key=True).get(pk=application_id)
    application = Application.objects.for_list().prefetch_related("fact_rows", "documents").get(pk=application_id)
    if application.submitted_at is None or application.status in (Status.REJECTED, Status.WITHDRAWN):
        return set()
    store_marks(application)
    if application.status not in UNDER_REVIEW:
        return set()
    found = {(each.kind, each.key[:200]): each for question in QUESTIONS for each in question(application)}
    if _store(application, found, at):
        tell_chiefs_of_holds(application, at)
    return {each.other.pk for each in found.values() if each.other}


def _store(application: Application, found: dict[tuple[str, str], Found], at: datetime) -> bool:
    """Store what was found; tell whether a hold that only a chief may settle is among what is new."""
    known = {(flag.kind, flag.key): flag for flag in application.flags.all()}
    new = [_flag(application, each, key, at) for (_, key), each in found.items() if (each.kind, key) not in known]
    Flag.objects.bulk_create(new)
    for place, flag in known.items():
        if place in found and flag.state in (State.OPEN, State.GONE):
            _refresh(flag, found[place])
        elif place not in found and flag.state == State.OPEN:
            flag.state = State.GONE
            flag.save(update_fields=["state"])
    return any(flag.needs_chief for flag in new)


def _flag(application: Application, found: Found, key: str, at: datetime) -> Flag:
    return Flag(
        application=application,
        kind=found.kind,
        key=key,
        other=found.other,
        severity=found.severity,
        is_hold=found.is_hold,
        words=found.words,
        evidence=found.evidence(),
        raised_at=at,
    )


def _refresh(flag: Flag, found: Found) -> None:
    flag.state, flag.words, flag.evidence = State.OPEN, found.words, found.evidence()
    flag.severity, flag.is_hold = found.severity, found.is_hold
    flag.save(update_fields=["state", "words", "evidence", "severity", "is_hold"])


def check_flags(application: Application, at: datetime) -> None:
    """Raise the flags of a case that was just filed, and have the cases that it resembles looked at again."""
    raise_flags(application.pk, at)
    import_string(settings.CHECK_FLAGS).delay(application.pk)
