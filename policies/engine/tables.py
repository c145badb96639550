"""Values of a pack: a literal, an expression, or a tier table (分档表) whose edges follow the document."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from policies.engine.expressions import Expression
from policies.engine.scope import Scope
from policies.engine.values import comparable


@dataclass(frozen=True)
class Value:
    """Something that gives one value for a scope; `is_tier` says that a table chose it."""

    expression: Expression | None = None
    table: "TierTable | None" = None

    @property
    def is_tier(self) -> bool:
        """Say whether a tier table decides the value."""
        return self.table is not None

    def run(self, scope: Scope) -> Any:
        """Return the value, or None while facts are missing."""
        if self.table is not None:
            return self.table.run(scope)
        return self.expression.run(scope) if self.expression else None


@dataclass(frozen=True)
class Tier:
    """One row: up to `edge` (included or not; the last row has none), worth `value`."""

    edge: Decimal | None
    includes_edge: bool
    value: Expression


@dataclass(frozen=True)
class TierTable:
    """A cliff table: the first row whose edge is not passed decides; rows follow each other without gap or overlap."""

    by: Expression
    tiers: Sequence[Tier]

    def run(self, scope: Scope) -> Any:
        """Return the value of the row that the facts fall in."""
        position = self.by.run(scope)
        if position is None:
            return None
        position = comparable(position)
        for tier in self.tiers:
            if tier.edge is None or position < tier.edge or (tier.includes_edge and position == tier.edge):
                return tier.value.run(scope)
        return None
