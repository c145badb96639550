"""The determination (核定) of a case: built once at the countersigning, chained, and recomputable."""

from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from accounts.canonical import digest_of as canonical_digest
from accounts.canonical import digests_of
from accounts.chains import Chain, chain_region, lock_chain
from accounts.models import User
from applications.facts import fact_values, judge
from applications.models import Application
from policies.engine import Decision, holds
from reviews.models import Determination, ReviewTask
from reviews.records import (
    case_record,
    clock_record,
    document_record,
    fact_record,
    flag_record,
    policy_record,
    review_record,
)

LEVELS = {"province": "省级", "city": "市级", "county": "县级", "district": "区级", "local": "属地"}
FIELDS = (
    "sequence",
    "application_id",
    "version_id",
    "case",
    "policy",
    "facts",
    "documents",
    "decision",
    "title",
    "difference_reason",
    "ruling",
    "rulings",
    "ledger",
    "shares",
    "reviews",
    "flags",
    "clock",
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


def content_of(determination: Determination) -> dict[str, Any]:
    """Return everything the determination says, as plain JSON values: what its digests are taken over."""
    content = {name: getattr(determination, name) for name in FIELDS}
    content["chain"] = determination.chain.slug
    content["computed_yuan"] = None if determination.computed_yuan is None else f"{determination.computed_yuan:.2f}"
    content["approved_yuan"] = f"{determination.approved_yuan:.2f}"
    content["decided_at"] = determination.decided_at.astimezone(UTC).isoformat()
    return content


def digest_of(determination: Determination) -> str:
    """Return SHA-256 over the canonical JSON of everything the determination says."""
    return canonical_digest(content_of(determination))


def seal(determination: Determination) -> None:
    """Set both digests of a determination that is not saved yet."""
    determination.digest, determination.digest_sm3 = digests_of(content_of(determination))


def write(application: Application, recommended: ReviewTask, by: User, at: datetime) -> Determination:
    """Write the determination that follows from a recommendation and its countersigning by `by`.

    Call it inside the transaction that moves the case; it waits for others of the same chain, so that it has no fork.
    """
    chain = chain_region(recommended.bureau.region)
    lock_chain(Chain.DETERMINATIONS, chain.pk)
    last = Determination.objects.filter(chain=chain).order_by("-sequence").only("sequence", "digest").first()
    judged, approved = judge(application), recommended.proposed_yuan or Decimal(0)
    decision = judged.decision
    plain = decision.as_json()
    determination = Determination(
        chain=chain,
        sequence=last.sequence + 1 if last else 1,
        application=application,
        version=application.version,
        decision=plain,
        computed_yuan=computed_yuan(decision, recommended.reading),
        approved_yuan=approved,
        title=recommended.proposed_title,
        difference_reason=recommended.difference_reason,
        ruling=ruling_record(recommended, decision),
        rulings=judged.rulings,
        ledger=judged.ledger,
        shares=split(approved, plain["shares"] or shares_of_pack(application)),
        recommended_by=recommended.decided_by,
        countersigned_by=by,
        decided_at=at,
        previous_digest=last.digest if last else "",
        **records_of(application, at),
    )
    seal(determination)
    determination.save()
    return determination


def records_of(application: Application, at: datetime) -> dict[str, Any]:
    """Return what the case was when it was determined, as the determination's fields."""
    return {
        "case": case_record(application),
        "policy": policy_record(application),
        "facts": fact_record(application),
        "documents": document_record(application),
        "reviews": review_record(application),
        "flags": flag_record(application),
        "clock": clock_record(application, at),
    }


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
