"""The decision (测算结论): what comes out, explained rule by rule and line by line."""

from collections.abc import Container
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

ELIGIBLE, NOT_ELIGIBLE, INCOMPLETE, NEEDS_RULING = "eligible", "not_eligible", "incomplete", "needs_ruling"
PASSED, FAILED, UNKNOWN, NOT_APPLICABLE = "passed", "failed", "unknown", "not_applicable"
WAIVED, WARNED = "waived", "warned"  # let pass by a ruling; a soft requirement that is not met


@dataclass(frozen=True)
class RuleResult:
    """How one rule came out, with the fact values used and the shortest change that would satisfy it."""

    key: str
    clause: str
    sentence: str
    state: str
    message: str
    facts: dict[str, Any]
    remedy: str = ""


@dataclass(frozen=True)
class Line:
    """One line of the derivation (测算过程); lines with an amount add up to the decision's amount."""

    label: str
    clause: str
    amount_yuan: Decimal | None
    key: str = ""


@dataclass(frozen=True)
class Reading:
    """One way of reading an undecided text (口径) and what it would pay; 0 when it would pay nothing."""

    label: str
    amount_yuan: Decimal | None
    clause: str
    key: str
    outcome: str = ""
    derivation: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Share:
    """What one level of government carries (分担); `remit_first` means before the others pay."""

    level: str
    pct: Decimal
    amount_yuan: Decimal
    clause: str
    remit_first: bool = False


@dataclass(frozen=True)
class ScoreLine:
    """One item of the scoring sheet (评分项); `points` None while its facts are missing."""

    key: str
    group: str
    label: str
    clause: str
    points: Decimal | None
    maximum: Decimal


@dataclass(frozen=True)
class Instalment:
    """A part of the payment (分期) in 元."""

    key: str
    label: str
    clause: str
    pct: Decimal
    amount_yuan: Decimal
    due: str = ""


@dataclass(frozen=True)
class Decision:
    """Outcome, amount and full explanation.

    `values` holds the facts and derived facts that were used, `results` what a policy answers beside money,
    `binding` the cap or tier that decided, `next_tiers` what the next tier asks.
    """

    outcome: str
    amount_yuan: Decimal | None = None
    ceiling_yuan: Decimal | None = None
    score: Decimal | None = None
    rules: tuple[RuleResult, ...] = ()
    missing: tuple[str, ...] = ()
    readings: tuple[Reading, ...] = ()
    derivation: tuple[Line, ...] = ()
    shares: tuple[Share, ...] = ()
    warnings: tuple[str, ...] = ()
    binding: Line | None = None
    values: dict[str, Any] | None = None
    results: dict[str, Any] | None = None
    scores: tuple[ScoreLine, ...] = ()
    instalments: tuple[Instalment, ...] = ()
    next_tiers: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return everything as plain JSON values, decimals and dates as text, for storing."""
        plain: dict[str, Any] = _plain(self)
        return plain

    def contract(self, declared: Container[str]) -> dict[str, Any]:
        """Return what `manage.py evaluate` prints for a case, without its id; of the facts only the `declared` ones."""
        return {
            "outcome": self.outcome,
            "amount_yuan": _plain(self.amount_yuan),
            "ceiling_yuan": _plain(self.ceiling_yuan),
            "score": None if self.score is None else float(self.score),
            "failed": [
                {
                    "rule": rule.key,
                    "clause": rule.clause,
                    "message": rule.message,
                    "facts": [name for name in rule.facts if name in declared],
                }
                for rule in self.rules
                if rule.state == FAILED
            ],
            "missing": list(self.missing),
            "readings": [
                {"label": reading.label, "amount_yuan": _plain(reading.amount_yuan)} for reading in self.readings
            ],
            "derivation": [
                {"label": line.label, "clause": line.clause, "amount_yuan": _plain(line.amount_yuan)}
                for line in self.derivation
            ],
            "warnings": list(self.warnings),
            "results": _plain(self.results or {}),
        }


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: _plain(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(entry) for entry in value]
    return value
