"""The packs of the catalogue: every golden case is a test."""

from decimal import Decimal
from typing import Any

import pytest

from policies.engine import Decision, Pack, evaluate
from policies.packs import read_packs

PACKS = {pack.code: pack for pack in read_packs()}
CASES = [pytest.param(pack, case, id=f"{pack.code}: {case.name}") for pack in PACKS.values() for case in pack.golden]


def differences(decision: Decision, expect: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Return what came out differently from what the golden case expects."""
    found = {
        "outcome": decision.outcome,
        "amount_yuan": decision.amount_yuan,
        "failed": [rule.key for rule in decision.rules if rule.state == "failed"],
        "missing": list(decision.missing),
        "readings": [reading.amount_yuan for reading in decision.readings],
        "shares": {share.level: share.amount_yuan for share in decision.shares},
    }
    wanted = {key: exact(value) for key, value in expect.items()}
    return {key: (found[key], value) for key, value in wanted.items() if found[key] != value}


def exact(value: Any) -> Any:
    """Return figures as Decimals, whatever they are nested in."""
    if isinstance(value, dict):
        return {key: exact(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [exact(entry) for entry in value]
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


@pytest.mark.parametrize(("pack", "case"), CASES)
def test_a_golden_case_comes_out_as_worked_by_hand(pack: Pack, case: Any) -> None:
    decision = evaluate(pack, case.facts, case.ledger)

    assert not differences(decision, case.expect), case.why
