"""What the compiler knows of a name or of a part of an expression before any value is there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from policies.engine.scope import Scope

Run = Callable[[Scope], Any]
MIXED = "?"  # a unit that came out of multiplying or dividing units; not checked any further


class ExpressionError(ValueError):
    """An expression that is outside the language, or that mixes types or units."""


@dataclass(frozen=True)
class Symbol:
    """What an expression may know of a name: its type, its unit, what a list holds, which fields a record has."""

    type: str
    unit: str = ""
    item: "Symbol | None" = None
    fields: "Mapping[str, Symbol]" = field(default_factory=dict)


@dataclass(frozen=True)
class Typed:
    """A compiled part: how to run it, and what comes out."""

    run: Run
    type: str
    unit: str = ""
    item: Symbol | None = None
    fields: Mapping[str, Symbol] = field(default_factory=dict)
