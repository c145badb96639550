"""The scope of one evaluation: facts, derived facts on demand, and a note of what was read and what was missing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

Formula = Callable[["Scope"], Any]


class Trace:
    """What one question read (`used`), looked for in vain (`missing`), or found the text silent on (`undecided`)."""

    __slots__ = ("missing", "troubles", "undecided", "used")

    def __init__(self) -> None:
        self.used: dict[str, Any] = {}
        self.missing: dict[str, None] = {}
        self.troubles: dict[str, None] = {}
        self.undecided: dict[str, None] = {}

    def absorb(self, other: "Trace") -> None:
        """Add what another question read."""
        self.used.update(other.used)
        self.missing.update(other.missing)
        self.troubles.update(other.troubles)
        self.undecided.update(other.undecided)


class Scope:
    """Names to values for one decision; unknown is `None`, derived facts are worked out once.

    A reading (口径) of an ambiguity is tried out with other derived facts. `waived` names rules that it lets pass;
    `bound` holds the entry that a list question looks at.
    """

    def __init__(
        self,
        facts: Mapping[str, Any],
        defaults: Mapping[str, Any],
        derived: Mapping[str, Formula],
        ledger: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        self.ledger = ledger
        self.facts = facts
        self.defaults = defaults
        self.derived = derived
        self.bound: Mapping[str, Any] = {}
        self.waived: frozenset[str] = frozenset()
        self.trace = Trace()
        self._worked_out: dict[str, tuple[Any, Trace]] = {}

    def get(self, name: str) -> Any:
        """Return the value of a fact or derived fact, or None when it is unknown."""
        if name in self.derived:
            return self._derive(name)
        value = self.facts.get(name)
        if value is None:
            value = self.defaults.get(name)
        if value is None:
            self.trace.missing[name] = None
        else:
            self.trace.used[name] = value
        return value

    def given(self, name: str) -> bool:
        """Say whether the fact was given at all (a default does not count)."""
        return self.facts.get(name) is not None

    @contextmanager
    def tracing(self) -> Iterator[Trace]:
        """Collect what is read inside the block, and pass it on to the block around it."""
        outer, self.trace = self.trace, Trace()
        try:
            yield self.trace
        finally:
            inner, self.trace = self.trace, outer
            outer.absorb(inner)

    def _derive(self, name: str) -> Any:
        if name not in self._worked_out:
            with self.tracing() as trace:
                value = self.derived[name](self)
            self._worked_out[name] = (value, trace)
        value, trace = self._worked_out[name]
        self.trace.absorb(trace)
        if value is not None:
            self.trace.used[name] = value
        return value
