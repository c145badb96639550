"""The golden cases (样例) of a pack, held against what the pack makes of them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from policies.engine import Decision, FactError, Pack, evaluate
from policies.engine.model import Golden
from policies.engine.wording import show

UNCOMPUTABLE = "数字超出可处理范围，无法测算"
FIGURE = re.compile(r"\d+(?:\.\d+)?")
LISTS = ("failed", "missing", "readings", "shares", "results")


@dataclass(frozen=True)
class Trial:
    """One golden case with what came out; `differences` maps what it expects otherwise to (came out, expected)."""

    case: Golden
    place: int
    decision: Decision | None
    differences: dict[str, tuple[Any, Any]]
    trouble: str = ""

    @property
    def passed(self) -> bool:
        """Tell whether everything came out as expected."""
        return not self.differences and not self.trouble


def trials(pack: Pack) -> list[Trial]:
    """Return every golden case of the pack, tried."""
    return [tried(pack, case, place) for place, case in enumerate(pack.golden)]


def tried(pack: Pack, case: Golden, place: int = 0) -> Trial:
    """Return the case with what the pack makes of it."""
    try:
        decision = evaluate(pack, case.facts, case.ledger)
    except FactError as error:
        return Trial(case, place, None, {}, str(error))
    except ArithmeticError:
        return Trial(case, place, None, {}, UNCOMPUTABLE)
    return Trial(case, place, decision, differences(decision, case.expect))


def differences(decision: Decision, expect: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Return what came out otherwise than a golden case expects, as (came out, expected) by key."""
    found = found_in(decision)
    wanted = {key: comparable_results(value) if key == "results" else exact(value) for key, value in expect.items()}
    return {key: (found[key], value) for key, value in wanted.items() if found[key] != value}


def found_in(decision: Decision) -> dict[str, Any]:
    """Return what a golden case may expect of a decision."""
    return {
        "outcome": decision.outcome,
        "amount_yuan": decision.amount_yuan,
        "ceiling_yuan": decision.ceiling_yuan,
        "score": decision.score,
        "results": comparable_results(decision.results or {}),
        "failed": [rule.key for rule in decision.rules if rule.state == "failed"],
        "missing": list(decision.missing),
        "readings": [reading.amount_yuan for reading in decision.readings],
        "shares": {share.level: share.amount_yuan for share in decision.shares},
    }


def expectation(decision: Decision, keys: Mapping[str, Any]) -> dict[str, Any]:
    """Return what came out as a golden case writes it, for the keys that it names and for the failed rules."""
    found = found_in(decision)
    names = [*keys, "failed"] if decision.outcome == "not_eligible" and "failed" not in keys else list(keys)
    wanted = {name: _written(found[name]) for name in names}
    return {name: value for name, value in wanted.items() if name not in LISTS or value}


def _written(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _written(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_written(entry) for entry in value]
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return value


def comparable_results(value: Any) -> Any:
    """Return results so that they can be compared, however they are written: figures as Decimals, dates as text."""
    if isinstance(value, dict):
        return {key: comparable_results(entry) for key, entry in value.items()}
    if isinstance(value, str) and FIGURE.fullmatch(value):
        return Decimal(value)
    return value.isoformat() if isinstance(value, date) else exact(value)


def exact(value: Any) -> Any:
    """Return figures as Decimals, whatever they are nested in."""
    if isinstance(value, dict):
        return {key: exact(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [exact(entry) for entry in value]
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def facts_in_words(pack: Pack, facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return (label, value) of a golden case's facts."""
    return [
        (pack.facts[name].label, _shown(value, pack.facts[name])) for name, value in facts.items() if name in pack.facts
    ]


def _shown(value: Any, fact: Any) -> str:
    if isinstance(value, (bool, date)) or value is None:
        return show(value)
    if isinstance(value, (int, Decimal)):
        return show(Decimal(value), fact.unit)
    if isinstance(value, list):
        return "、".join(str(entry) for entry in value)
    return dict(fact.choices).get(value, str(value))
