"""Values of export columns that come from the facts of a case; the portal fills in the rest (names, accounts, dates)."""

from collections.abc import Mapping
from typing import Any

from policies.engine import wording
from policies.engine.model import Export, Pack
from policies.engine.scope import Scope
from policies.engine.values import read_facts


def row_values(pack: Pack, export: Export, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return column title → value for the `fact.`, `decision.` and `expr.` columns of an annex (附件).

    Numbers and dates stay as they are, choices become their labels, yes/no becomes 是/否; a missing fact is None.
    """
    defaults = {name: fact.default for name, fact in pack.facts.items() if fact.default is not None}
    derived = {name: entry.value.run for name, entry in pack.derived.items()}
    scope = Scope(read_facts(pack.facts, facts), defaults, derived)
    values = {}
    for column in export.columns:
        if column.expression is not None:
            values[column.title] = column.expression.run(scope)
        elif column.kind in ("fact", "decision"):
            values[column.title] = _readable(pack, column.source.partition(".")[2], scope)
    return values


def _readable(pack: Pack, name: str, scope: Scope) -> Any:
    value = scope.get(name)
    fact = pack.facts.get(name) or pack.derived[name].fact
    return wording.show(value, fact.unit, fact) if isinstance(value, (bool, str, tuple)) else value
