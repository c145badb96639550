"""What a determination and the record of a decision say: the case, its policy, facts, files, reviews, flags and clock."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from applications.models import Application
from applications.presentation import value_text
from reviews.clocks import pauses_of, total_run
from reviews.models import ClockEvent, DeadlineChange, ReviewTask


def case_record(application: Application) -> dict[str, Any]:
    """Return which case of which enterprise it is, as it was called on the day."""
    enterprise = application.enterprise
    return {
        "number": application.number,
        "enterprise": enterprise.name,
        "uscc": enterprise.uscc,
        "region": application.region.slug,
        "region_name": application.region.full_name,
        "round": application.round.name,
        "submitted_at": application.submitted_at.isoformat() if application.submitted_at else None,
    }


def policy_record(application: Application) -> dict[str, Any]:
    """Return the policy version that decided, with the digest of its pack."""
    version, policy = application.version, application.round.policy
    return {"code": policy.code, "title": policy.title, "version": version.number, "pack_digest": version.digest}


def clock_record(application: Application, at: datetime) -> dict[str, Any]:
    """Return what happened to the clocks of the case up to `at`: total, pauses, thresholds passed, due days moved.

    The stages' own limits and days used stand beside who reviewed them, in `review_record`.
    """
    run, today = total_run(application), timezone.localdate(at)
    passed = ClockEvent.objects.filter(task__application=application).select_related("task").order_by("at", "pk")
    moved = DeadlineChange.objects.filter(task__application=application).select_related("task").order_by("at", "pk")
    return {
        "total": {"used_days": run.used(today), "limit_days": run.limit.count if run.limit else None} if run else None,
        "pauses": [
            {"from_on": pause.from_on.isoformat(), "to_on": pause.to_on and pause.to_on.isoformat(), "why": pause.reason}
            for pause in pauses_of(application)
        ],
        "events": [
            {"stage": event.task.stage, "kind": event.kind, "at": event.at.isoformat(), "used_days": event.used_days,
             "due_on": event.due_on.isoformat()} for event in passed
        ],
        "moved": [
            {"stage": change.task.stage, "before": change.before.isoformat(), "after": change.after.isoformat(),
             "at": change.at.isoformat()} for change in moved
        ],
    }  # fmt: skip


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
            "on_behalf_of": task.decided_for_id,
            "outcome": task.outcome,
            "opinion": task.opinion,
            "checked": task.checked,
            "opened_at": task.opened_at.isoformat(),
            "limit_days": task.limit_days,
            "limit_unit": task.limit_unit,
            "used_days": task.used_days,
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
