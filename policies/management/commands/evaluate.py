"""Decide cases read from standard input against the catalogue, one JSON object a line in and out; needs no database."""

import json
import sys
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.management.base import BaseCommand

from policies.engine import evaluate
from policies.packs import Catalogue, FileCatalogue


class Command(BaseCommand):
    """Print a decision for every case; a line that cannot be decided gets an error and the run goes on."""

    help = (
        'Decide cases: {"id", "policy", "as_of", "facts", "ledger"?} a line on standard input, a decision a line out.'
    )
    requires_system_checks: list[str] = []
    stealth_options = ("stdin",)

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, decide and print line by line, in order."""
        catalogue = FileCatalogue()
        source: Iterable[Any] = options.get("stdin") or sys.stdin
        for line in getattr(source, "buffer", source):
            if line.strip():
                self.stdout.write(json.dumps(decide_line(catalogue, line), ensure_ascii=False))


def decide_line(catalogue: Catalogue, line: str | bytes) -> dict[str, Any]:
    """Return the decision of one line in the shape of the contract, or its id and an error."""
    case: Any = None
    try:
        case = json.loads(line, parse_float=Decimal, parse_constant=_refuse)
        if not isinstance(case, dict):
            raise ValueError("每行应为一个 JSON 对象")
        if "id" not in case:
            raise ValueError("缺少 id")
        return {"id": _id_of(case), **_decide(catalogue, case)}
    except KeyError as error:
        return {"id": _id_of(case), "error": f"缺少 {error.args[0]}"}
    except (ValueError, TypeError, ArithmeticError, RecursionError) as error:
        return {"id": _id_of(case), "error": str(error) or type(error).__name__}


def _decide(catalogue: Catalogue, case: dict[str, Any]) -> dict[str, Any]:
    facts, ledger = case["facts"], case.get("ledger") or []
    if not isinstance(case["policy"], str):
        raise ValueError("policy 应为政策代码")
    if not isinstance(facts, dict):
        raise ValueError("facts 应为对象")
    if not isinstance(ledger, list) or not all(isinstance(entry, dict) for entry in ledger):
        raise ValueError("ledger 应为对象列表")
    as_of = date.fromisoformat(case["as_of"]) if case.get("as_of") else None
    pack, warnings = catalogue.choose(case["policy"], as_of)
    decided = evaluate(pack, facts, ledger).contract(pack.facts)
    return {**decided, "warnings": [*warnings, *decided["warnings"]]}


def _id_of(case: Any) -> Any:
    found = case.get("id") if isinstance(case, dict) else None
    return float(found) if isinstance(found, Decimal) else found


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} 不是数字")
