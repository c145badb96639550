"""What a flag's module answers with, and the data by which the modules look."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from applications.models import Application
from applications.workflow import Status
from reviews.models import Flag, ReviewTask

Severity = Flag.Severity
STANDING_NOT = (Status.DRAFT, Status.REJECTED, Status.WITHDRAWN)  # a case that claims nothing (any more)


@dataclass
class Found:
    """One flag as a module found it; `key` tells it from the case's other flags of the kind, `rows` are what it compares.

    A row is (label, value here, value there); the value there may be read by everybody only where both are the same.
    """

    kind: str
    key: str
    words: str
    severity: str
    other: Application | None = None
    is_hold: bool = False
    rows: list[tuple[str, str, str]] = field(default_factory=list)
    clause: str = ""

    def evidence(self) -> dict[str, Any]:
        """Return what the flag keeps beside its sentence."""
        rows = [{"label": label, "here": here, "there": there} for label, here, there in self.rows]
        return {"rows": rows, "clause": self.clause}


@cache
def signals() -> dict[str, Any]:
    """Return the data of the flags: names, thresholds, limits."""
    return yaml.safe_load((Path(__file__).parent / "signals.yaml").read_text(encoding="utf-8"))


def described(other: Application) -> str:
    """Return a case as anybody may read of it: its policy and the bureau that has it, no name and no number."""
    return f"“{other.round.policy.title}”的另一件申报（{bureau_of(other)}）"


def bureau_of(application: Application) -> str:
    """Return the name of the bureau that has the case, or had it last; its region where none had it yet."""
    tasks = ReviewTask.objects.filter(application=application).select_related("bureau__region")
    task = tasks.order_by("-opened_at", "-pk").first()
    return str(task.bureau) if task else application.region.full_name
