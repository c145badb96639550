"""Earlier awards (历史享受) of an enterprise: the ledger by which its next case is judged."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from applications.models import Application
from applications.workflow import DETERMINED
from policies.subjects import subject_facts
from reviews.models import Determination


def earlier_awards(application: Application) -> list[dict[str, Any]]:
    """Return the enterprise's other cases that stand determined, as entries of the engine's ledger, oldest first.

    The year is that of the determination; the subjects are what the policy's own rules look up (patents, contracts).
    """
    others = Determination.objects.filter(
        application__enterprise_id=application.enterprise_id, application__status__in=DETERMINED
    ).exclude(application=application)
    rows = others.select_related("application__round__policy", "version")
    rows = rows.defer("decision", "documents", "reviews", "version__pack_yaml")
    return _awards(rows.order_by("decided_at", "pk"))


def ledger_of(application: Application, determinations: Iterable[Determination]) -> list[dict[str, Any]]:
    """Return the same as `earlier_awards`, from determinations that are at hand already, in any order."""
    standing = [
        each
        for each in determinations
        if each.application_id != application.pk
        and each.application.enterprise_id == application.enterprise_id
        and each.application.status in DETERMINED
    ]
    return _awards(sorted(standing, key=lambda each: each.sequence))


def _awards(determinations: Iterable[Determination]) -> list[dict[str, Any]]:
    latest = {each.application_id: each for each in determinations}
    return [award(each) for each in latest.values()]


def award(determination: Determination) -> dict[str, Any]:
    """Return a determination as an entry of the ledger."""
    asked = subject_facts(determination.version.pack)
    values = [fact["value"] for fact in determination.facts if fact["name"] in asked]
    return {
        "policy": determination.application.round.policy.code,
        "case": determination.application.number,
        "year": timezone.localdate(determination.decided_at).year,
        "amount_yuan": f"{determination.approved_yuan:f}",
        "subject": [each for value in values for each in (value if isinstance(value, list) else [value])],
    }
