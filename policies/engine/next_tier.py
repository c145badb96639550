"""What the next tier asks (下一档): for every cliff table that the amount went through, the way up or on."""

from collections.abc import Iterator

from policies.engine import wording
from policies.engine.model import FactDef, Pack
from policies.engine.scope import Scope
from policies.engine.tables import TierTable


def next_tiers(pack: Pack, scope: Scope) -> tuple[str, ...]:
    """Return for each tier table that was used one sentence: at which edge the next row begins and what it gives."""
    return tuple(dict.fromkeys(sentence for sentence in _sentences(pack, scope)))


def _sentences(pack: Pack, scope: Scope) -> Iterator[str]:
    for label, unit, table in _used_tables(pack, scope):
        fact = pack.facts.get(table.by.source) or _derived(pack, table.by.source)
        row = table.row(scope)
        if fact is None or row is None or table.tiers[row].edge is None:
            continue
        tier, following = table.tiers[row], table.tiers[row + 1]
        value = following.value.run(scope)
        if value is not None and tier.edge is not None:
            step = "超过" if tier.includes_edge else "达到"
            yield f"{fact.label}{step} {wording.show(tier.edge, fact.unit)}时进入下一档：{label} {wording.show(value, unit)}"


def _used_tables(pack: Pack, scope: Scope) -> Iterator[tuple[str, str, TierTable]]:
    for line in pack.amount_lines:
        if line.value and isinstance(line.value.table, TierTable) and (line.when is None or line.when.holds(scope)):
            yield line.label, "万元" if line.scale != 1 else "元", line.value.table
    for name, entry in pack.derived.items():
        if name in scope.trace.used and isinstance(entry.value.table, TierTable):
            yield entry.fact.label, entry.fact.unit, entry.value.table


def _derived(pack: Pack, name: str) -> FactDef | None:
    return pack.derived[name].fact if name in pack.derived else None
