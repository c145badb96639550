"""The determination (核定) of a case: built once at the countersigning, chained, and recomputable."""

from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import connection

from accounts.canonical import digest_of as canonical_digest
from accounts.models import User
from applications.facts import fact_values, judge
from applications.models import Application
from applications.presentation import value_text
from applications.rulings import readings_of
from policies.engine import Decision, evaluate, holds
from reviews.models import Determination, ReviewTask

CHAIN_LOCK = 62_2026
LEVELS = {"province": "省级", "city": "市级", "county": "县级", "district": "区级", "local": "属地"}
FIELDS = (
    "sequence",
    "application_id",
    "version_id",
    "facts",
    "documents",
    "decision",
    "difference_reason",
    "ruling",
    "shares",
    "reviews",
    "recommended_by_id",
    "countersigned_by_id",
    "previous_digest",
)


def computed_yuan(decision: Decision, reading: str) -> Decimal | None:
    """Return what the engine computes: its amount, or that of the reading which the ruling adopts."""
    if decision.amount_yuan is not None or not reading:
        return decision.amount_yuan
    return next((each.amount_yuan for each in decision.readings if each.key == reading), None)


def most_yuan(decision: Decision) -> Decimal:
    """Return the most that the policy allows by the engine: its amount, its ceiling, or the largest reading."""
    known = [decision.amount_yuan, decision.ceiling_yuan, *[each.amount_yuan for each in decision.readings]]
    return max((amount for amount in known if amount is not None), default=Decimal(0))


def split(approved: Decimal, shares: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the shares of the approved amount per level, to the fen; the last takes what rounding leaves."""
    left, rows = approved, []
    for position, share in enumerate(shares, start=1):
        part = (approved * Decimal(share["pct"]) / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
        amount = left if position == len(shares) else part
        left -= amount
        rows.append({**share, "label": LEVELS.get(share["level"], share["level"]), "amount_yuan": f"{amount:f}"})
    return rows


def digest_of(determination: Determination) -> str:
    """Return SHA-256 over the canonical JSON of everything the determination says."""
    content = {name: getattr(determination, name) for name in FIELDS}
    content["computed_yuan"] = None if determination.computed_yuan is None else f"{determination.computed_yuan:.2f}"
    content["approved_yuan"] = f"{determination.approved_yuan:.2f}"
    if determination.title:
        content["title"] = determination.title
    if determination.rulings:  # those before there were rulings were digested without them
        content["rulings"] = determination.rulings
    if determination.ledger:
        content["ledger"] = determination.ledger
    if determination.flags:
        content["flags"] = determination.flags
    content["decided_at"] = determination.decided_at.astimezone(UTC).isoformat()
    return canonical_digest(content)


def write(application: Application, recommended: ReviewTask, by: User, at: datetime) -> Determination:
    """Write the determination that follows from a recommendation and its countersigning by `by`.

    Call it inside the transaction that moves the case; it waits for other determinations so that the chain has no fork.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
    last = Determination.objects.order_by("-sequence").first()
    judged, approved = judge(application), recommended.proposed_yuan or Decimal(0)
    decision = judged.decision
    plain = decision.as_json()
    determination = Determination(
        sequence=last.sequence + 1 if last else 1,
        application=application,
        version=application.version,
        facts=fact_record(application),
        documents=document_record(application),
        decision=plain,
        computed_yuan=computed_yuan(decision, recommended.reading),
        approved_yuan=approved,
        title=recommended.proposed_title,
        difference_reason=recommended.difference_reason,
        ruling=ruling_record(recommended, decision),
        rulings=judged.rulings,
        ledger=judged.ledger,
        shares=split(approved, plain["shares"] or shares_of_pack(application)),
        reviews=review_record(application),
        flags=flag_record(application),
        recommended_by=recommended.decided_by,
        countersigned_by=by,
        decided_at=at,
        previous_digest=last.digest if last else "",
    )
    determination.digest = digest_of(determination)
    determination.save()
    return determination


def shares_of_pack(application: Application) -> list[dict[str, Any]]:
    """Return the cost shares where the engine gave no amount to split (a ruling settled it)."""
    pack, values = application.version.pack, fact_values(application)
    for rule in pack.shares:
        if rule.when is None or holds(pack, rule.when, values) is True:
            return [
                {"level": level, "pct": f"{pct:f}", "clause": rule.clause, "remit_first": first}
                for level, pct, first in rule.split
            ]
    return []


def fact_record(application: Application) -> list[dict[str, Any]]:
    """Return every fact with its value, its wording and who gave it when."""
    definitions = application.version.pack.facts
    return [
        {
            "name": row.name,
            "label": definitions[row.name].label,
            "value": row.value,
            "text": value_text(definitions[row.name], row.value),
            "source": row.source,
            "origin": row.origin,
            "set_by": row.set_by_id,
            "set_at": row.set_at.isoformat(),
        }
        for row in application.fact_rows.order_by("name")
        if row.name in definitions
    ]


def document_record(application: Application) -> list[dict[str, Any]]:
    """Return every file of the case with its digest."""
    files = application.documents.filter(removed_at__isnull=True).order_by("pk")
    return [{"material": file.material, "name": file.name, "size": file.size, "sha256": file.sha256} for file in files]


def review_record(application: Application) -> list[dict[str, Any]]:
    """Return who reviewed the case, in which bureau, with what outcome and opinion."""
    done = application.tasks.filter(state=ReviewTask.State.DONE).select_related("bureau", "decided_by")
    return [
        {
            "stage": task.stage,
            "title": task.title,
            "bureau": task.bureau.name,
            "by": task.decided_by_id,
            "name": str(task.decided_by),
            "outcome": task.outcome,
            "opinion": task.opinion,
            "checked": task.checked,
            "due_on": task.due_on.isoformat() if task.due_on else None,
            "at": task.decided_at.isoformat() if task.decided_at else None,
        }
        for task in done.order_by("decided_at", "pk")
    ]


def flag_record(application: Application) -> list[dict[str, Any]]:
    """Return every flag that was raised, and how it was settled: what was known when the case was decided."""
    flags = application.flags.select_related("other", "settled_by").order_by("raised_at", "pk")
    return [
        {
            "kind": flag.kind,
            "words": flag.words,
            "severity": flag.severity,
            "is_hold": flag.is_hold,
            "other": flag.other.number if flag.other else "",
            "raised_at": flag.raised_at.isoformat(),
            "state": flag.state,
            "by": flag.settled_by_id,
            "at": flag.settled_at.isoformat() if flag.settled_at else None,
            "reason": flag.reason,
        }
        for flag in flags
    ]


def ruling_record(recommended: ReviewTask, decision: Decision) -> dict[str, Any] | None:
    """Return the ruling (裁定) that settled what the text leaves open, None where nothing was open."""
    if not (recommended.reading or recommended.ruling_reason):
        return None
    return {
        "reading": recommended.reading,
        "label": reading_label(decision, recommended.reading),
        "reason": recommended.ruling_reason,
        "by": recommended.decided_by_id,
    }


def reading_label(decision: Decision, key: str) -> str:
    """Return the words of the reading (口径) that a ruling adopts."""
    return next((each.label for each in decision.readings if each.key == key), key or "按文件原文")


def first_broken() -> Determination | None:
    """Return the first determination whose digest, chain or recomputed amount does not hold; None where all do."""
    previous, expected = "", 1
    for determination in Determination.objects.select_related("version").order_by("sequence").iterator(chunk_size=500):
        if (
            determination.sequence != expected
            or determination.previous_digest != previous
            or determination.digest != digest_of(determination)
            or not recomputes(determination)
        ):
            return determination
        previous, expected = determination.digest, expected + 1
    return None


def recomputes(determination: Determination) -> bool:
    """Tell whether the engine gives the same computed amount again from the recorded facts, awards, version and rulings."""
    facts = {fact["name"]: fact["value"] for fact in determination.facts}
    reading = determination.ruling["reading"] if determination.ruling else ""
    rulings = readings_of(determination.rulings)
    decision = evaluate(determination.version.pack, facts, determination.ledger, rulings)
    if determination.title and decision.as_json()["score"] != determination.decision["score"]:
        return False
    return computed_yuan(decision, reading) == determination.computed_yuan
