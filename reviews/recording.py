"""Keeping what an official had before him when he decided, and working it out again from what was kept."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.utils import timezone

from accounts.canonical import digest_of
from applications.facts import judge
from applications.models import Application
from applications.rulings import readings_of
from policies.engine import evaluate
from reviews.clocks import clock_of
from reviews.models import DecisionRecord, ReviewTask
from reviews.records import fact_record, flag_record

RESULT = ("outcome", "amount_yuan", "ceiling_yuan", "score", "missing", "readings", "derivation", "shares")


def keep(task: ReviewTask, application: Application, at: datetime) -> DecisionRecord:
    """Keep what the case was when the task was decided at `at`; call it in the transaction of the decision."""
    judged, clock = judge(application), clock_of(task, timezone.localdate(at))
    record = DecisionRecord(
        task=task,
        version=application.version,
        facts=fact_record(application),
        documents=files_of(application),
        decision=judged.decision.as_json(),
        rulings=judged.rulings,
        ledger=judged.ledger,
        flags=flag_record(application),
        clock=asdict(clock) if clock else None,
        recorded_at=at,
    )
    record.digest = digest_of(record.content())
    record.save()
    return record


def files_of(application: Application) -> list[dict[str, Any]]:
    """Return the files of the case as they are now: row, material, name, bytes and digest."""
    files = application.documents.filter(removed_at__isnull=True).order_by("pk")
    return [dict(file) for file in files.values("pk", "material", "name", "size", "sha256")]


def recomputes(record: DecisionRecord) -> bool:
    """Tell whether the engine finds the same again from the facts, awards, rulings and policy version that were kept."""
    facts = {fact["name"]: fact["value"] for fact in record.facts}
    again = evaluate(record.version.pack, facts, record.ledger, readings_of(record.rulings)).as_json()
    return result_of(again) == result_of(record.decision)


def result_of(decision: dict[str, Any]) -> dict[str, Any]:
    """Return what a decision comes to: the outcome, the amount and its lines, and how each rule came out."""
    states = [(rule["key"], rule["state"]) for rule in decision["rules"]]
    return {"rules": states, **{name: decision[name] for name in RESULT}}
