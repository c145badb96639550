"""The cases that were filed under a policy, as a draft of its next version is tried on them."""

from collections.abc import Iterator

from django.db.models import Prefetch, QuerySet

from applications.models import Application
from policies.ports import PastCase
from reviews.awards import earlier_awards
from reviews.models import Determination


def filed(policy_id: int) -> QuerySet[Application]:
    """Return the filed cases of a policy, withdrawn ones left out."""
    return Application.objects.filter(round__policy=policy_id, submitted_at__isnull=False).exclude(status="withdrawn")


def count(policy_id: int) -> int:
    """Return how many past cases a policy has."""
    return filed(policy_id).count()


def cases(policy_id: int) -> Iterator[PastCase]:
    """Give the past cases (以往申报): a determined one by the facts and rulings of its determination, else as it stands."""
    determined = Determination.objects.order_by("sequence").only(
        "application_id", "facts", "ruling", "rulings", "ledger", "computed_yuan", "sequence"
    )
    rows = filed(policy_id).select_related("enterprise").order_by("pk")
    rows = rows.prefetch_related(Prefetch("determinations", determined, "decided"), "fact_rows")
    for row in rows.iterator(chunk_size=500):
        yield determined_case(row, row.decided[-1]) if row.decided else undetermined_case(row)


def determined_case(row: Application, determination: Determination) -> PastCase:
    """Return the case as it was determined (核定)."""
    return PastCase(
        number=row.number,
        subject=row.enterprise.name,
        version_id=row.version_id,
        facts={fact["name"]: fact["value"] for fact in determination.facts},
        rulings={ruling["ambiguity"]: ruling["reading"] for ruling in determination.rulings},
        ledger=determination.ledger,
        reading=determination.ruling["reading"] if determination.ruling else "",
        computed_yuan=determination.computed_yuan,
    )


def undetermined_case(row: Application) -> PastCase:
    """Return the case as it stands, not yet or never determined, beside what the enterprise was awarded before."""
    facts = {fact.name: fact.value for fact in row.fact_rows.all()}
    return PastCase(row.number, row.enterprise.name, row.version_id, facts, ledger=earlier_awards(row))
