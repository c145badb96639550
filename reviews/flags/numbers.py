"""The same patent, invoice, contract or project in another case (同一编号、重复申报).

Where the other case stands (under way or granted), this one is held: the same object may not be paid for twice unseen.
Where it was rejected or withdrawn, and was another enterprise's, the officer is told.
"""

import hashlib
from itertools import islice

from applications.models import Application
from applications.workflow import Status
from reviews.flags.found import Found, Severity, described, signals
from reviews.flags.marks import ACCOUNT
from reviews.models import CaseMark, Flag

NAMED = 2  # so many numbers stand in the sentence; the comparison lists them all


def found(application: Application) -> list[Found]:
    """Return a flag for each other case that claims for the same objects, the newest first."""
    own = {(mark.kind, mark.value): mark for mark in application.marks.exclude(kind=ACCOUNT)}
    same = CaseMark.objects.filter(value__in=[value for _, value in own]).exclude(kind=ACCOUNT)
    same = same.exclude(application=application).exclude(application__status=Status.DRAFT)
    rows = same.select_related("application__round__policy", "application__region")
    cases: dict[int, list[CaseMark]] = {}
    for mark in rows.order_by("-application__submitted_at", "kind", "value")[:400]:
        if (mark.kind, mark.value) in own:
            cases.setdefault(mark.application_id, []).append(mark)
    flags = (_flag(application, marks) for marks in cases.values())
    return list(islice((flag for flag in flags if flag), signals()["most_others"]))


def _flag(application: Application, marks: list[CaseMark]) -> Found | None:
    other = marks[0].application
    stands = other.status not in (Status.REJECTED, Status.WITHDRAWN)
    is_own = other.enterprise_id == application.enterprise_id
    if is_own and not stands:
        return None
    same_policy = other.round.policy_id == application.round.policy_id
    whose, ended = "本企业" if is_own else "另一家企业", "" if stands else f"，该件{other.get_status_display()}"
    values = ",".join(f"{mark.kind} {mark.value}" for mark in marks)
    return Found(
        kind=Flag.Kind.DOUBLE_CLAIM if stands else Flag.Kind.SAME_NUMBER,
        key=f"{other.number} {hashlib.sha256(values.encode()).hexdigest()[:32]}",
        words=f"{_named(marks)}也列入{whose}{described(other)}{ended}。",
        severity=Severity.HIGH if stands and (same_policy or not is_own) else Severity.MEDIUM,
        other=other,
        is_hold=stands,
        rows=[(signals()["objects"][mark.kind]["label"], mark.shown, mark.shown) for mark in marks],
    )


def _named(marks: list[CaseMark]) -> str:
    """Return the first numbers in words, and how many there are."""
    label = signals()["objects"][marks[0].kind]["label"]
    more = f"等 {len(marks)} 个" if len(marks) > NAMED else ""
    return f"{label} {'、'.join(mark.shown for mark in marks[:NAMED])} {more}"
