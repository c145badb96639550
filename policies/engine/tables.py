"""Values of a pack: a literal, an expression, or a table (分档表、对照表) whose edges follow the document."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from policies.engine.conditions import Condition
from policies.engine.expressions import Expression
from policies.engine.scope import Scope
from policies.engine.values import comparable


class Table(Protocol):
    """Something that chooses a value by the facts."""

    def run(self, scope: Scope) -> Any:
        """Return the chosen value, or None while facts are missing or where the document does not say."""


@dataclass(frozen=True)
class Value:
    """Something that gives one value for a scope; `is_tier` says that a table chose it."""

    expression: Expression | None = None
    table: Table | None = None

    @property
    def is_tier(self) -> bool:
        """Say whether a table decides the value."""
        return self.table is not None

    def run(self, scope: Scope) -> Any:
        """Return the value, or None while facts are missing."""
        if self.table is not None:
            return self.table.run(scope)
        return self.expression.run(scope) if self.expression else None


@dataclass(frozen=True)
class Undecided:
    """A place in a table that the document leaves open; `text` says so."""

    text: str

    def run(self, scope: Scope) -> None:
        """Give no value, and say why."""
        scope.trace.undecided[self.text] = None


@dataclass(frozen=True)
class Tier:
    """One row: up to `edge` (included or not; the last row has none), worth `value`."""

    edge: Decimal | None
    includes_edge: bool
    value: Value


@dataclass(frozen=True)
class TierTable:
    """A cliff table: the first row whose edge is not passed decides; rows follow each other without gap or overlap."""

    by: Expression
    tiers: Sequence[Tier]

    def run(self, scope: Scope) -> Any:
        """Return the value of the row that the facts fall in."""
        row = self.row(scope)
        return None if row is None else self.tiers[row].value.run(scope)

    def row(self, scope: Scope) -> int | None:
        """Return the place of the row that the facts fall in, None while they are missing."""
        position = self.by.run(scope)
        if position is None:
            return None
        position = comparable(position)
        for place, tier in enumerate(self.tiers):
            if tier.edge is None or position < tier.edge or (tier.includes_edge and position == tier.edge):
                return place
        return None


@dataclass(frozen=True)
class MarginalTable:
    """A marginal table (分段累进): each slice counts at its own rate; an edge belongs to the slice that it closes."""

    by: Expression
    slices: Sequence[tuple[Decimal | None, Value]]

    def run(self, scope: Scope) -> Any:
        """Return the sum over the slices."""
        position = self.by.run(scope)
        if position is None:
            return None
        total, start = Decimal(0), Decimal(0)
        for edge, rate in self.slices:
            end = position if edge is None else min(position, edge)
            if end > start:
                value = rate.run(scope)
                if value is None:
                    return None
                total += (end - start) * value
            if edge is None or position <= edge:
                break
            start = edge
        return total


@dataclass(frozen=True)
class CaseTable:
    """A decision matrix (对照表): the first row whose members all match decides; None matches whatever is there."""

    by: Sequence[Expression]
    rows: Sequence[tuple[tuple[frozenset[Any] | None, ...], Value]]
    otherwise: Value

    def run(self, scope: Scope) -> Any:
        """Return the value of the matching row; a row hangs on an unknown only where it would ask for it."""
        values = [comparable(expression.run(scope)) for expression in self.by]
        for members, value in self.rows:
            answers = [_among(one, wanted) for one, wanted in zip(values, members, strict=True)]
            if None in answers and False not in answers:
                return None
            if False not in answers:
                return value.run(scope)
        return self.otherwise.run(scope)


@dataclass(frozen=True)
class Choose:
    """Conditions in order (依次判断): the first that holds decides; one that is unknown leaves everything open."""

    branches: Sequence[tuple[Condition, Value]]
    otherwise: Value

    def run(self, scope: Scope) -> Any:
        """Return the value of the first branch that holds."""
        for condition, value in self.branches:
            answer = condition.holds(scope)
            if answer is None:
                return None
            if answer:
                return value.run(scope)
        return self.otherwise.run(scope)


def _among(value: Any, wanted: frozenset[Any] | None) -> bool | None:
    if wanted is None:
        return True
    return None if value is None else value in wanted


def branches_of(table: Table) -> Mapping[str, Value]:
    """Return every value that a table may give, under the words of its place; for readers and checks."""
    if isinstance(table, TierTable):
        return {f"tiers[{place}]": tier.value for place, tier in enumerate(table.tiers)}
    if isinstance(table, MarginalTable):
        return {f"marginal[{place}]": value for place, (_, value) in enumerate(table.slices)}
    if isinstance(table, CaseTable):
        return {f"cases[{place}]": value for place, (_, value) in enumerate(table.rows)} | {
            "otherwise": table.otherwise
        }
    if isinstance(table, Choose):
        branches = {f"choose[{place}]": value for place, (_, value) in enumerate(table.branches)}
        return branches | {"otherwise": table.otherwise}
    return {}
