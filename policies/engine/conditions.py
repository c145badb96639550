"""Criteria as data (条件): comparisons composed with all / any / not / at_least, three-valued, self-explaining."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from policies.engine import wording
from policies.engine.expressions import COMPARISONS, Expression
from policies.engine.model import FactDef
from policies.engine.scope import Scope
from policies.engine.values import comparable

OPERATIONS = {kind.__name__.lower(): compare for kind, compare in COMPARISONS.items()}
COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "is": OPERATIONS["eq"],
    "eq": OPERATIONS["eq"],
    "ne": OPERATIONS["noteq"],
    "ge": OPERATIONS["gte"],
    "gt": OPERATIONS["gt"],
    "le": OPERATIONS["lte"],
    "lt": OPERATIONS["lt"],
}


class Condition(Protocol):
    """A yes/no question over facts."""

    def holds(self, scope: Scope) -> bool | None:
        """Return True, False, or None while facts are missing."""

    def message(self, scope: Scope) -> str:
        """Return in Chinese how the values compare with what is asked."""

    def remedy(self, scope: Scope) -> str:
        """Return in Chinese the shortest change that would satisfy the condition."""


@dataclass(frozen=True)
class Comparison:
    """One fact against a bound: is, eq, ne, ge, gt, le, lt."""

    fact: FactDef
    operation: str
    bound: Expression | None
    literal: Any = None

    def holds(self, scope: Scope) -> bool | None:
        """Compare; unknown when either side is."""
        value, bound = scope.get(self.fact.name), self._bound(scope)
        return None if value is None or bound is None else COMPARE[self.operation](comparable(value), comparable(bound))

    def message(self, scope: Scope) -> str:
        """Say the value and the bound."""
        value, bound, state = scope.get(self.fact.name), self._bound(scope), self.holds(scope)
        if value is None or bound is None:
            return f"{self.fact.label}尚不能判断"
        return wording.comparison(self.fact, self.operation, value, bound, bool(state))

    def remedy(self, scope: Scope) -> str:
        """Say by how much the value falls short."""
        value, bound = scope.get(self.fact.name), self._bound(scope)
        if value is None or bound is None:
            return f"请补充{self.fact.label}"
        return "" if self.holds(scope) else wording.needed(self.fact, self.operation, value, bound)

    def _bound(self, scope: Scope) -> Any:
        return self.literal if self.bound is None else self.bound.run(scope)


@dataclass(frozen=True)
class Membership:
    """One fact among listed values: in, not_in."""

    fact: FactDef
    members: tuple[Any, ...]
    wanted: bool = True

    def holds(self, scope: Scope) -> bool | None:
        """Say whether the value is listed (or, for not_in, is not)."""
        value = scope.get(self.fact.name)
        return None if value is None else (value in self.members) is self.wanted

    def message(self, scope: Scope) -> str:
        """Say the value and the list."""
        value = scope.get(self.fact.name)
        if value is None:
            return f"{self.fact.label}尚不能判断"
        return wording.membership(self.fact, value, self.members, value in self.members)

    def remedy(self, scope: Scope) -> str:
        """Name the values that would do."""
        if self.holds(scope):
            return ""
        names = "、".join(wording.show(member, self.fact.unit, self.fact) for member in self.members)
        return f"{self.fact.label}须{'为' if self.wanted else '不为'}：{names}"


@dataclass(frozen=True)
class Formula:
    """A yes/no expression with the words that describe it."""

    expression: Expression
    text: str

    def holds(self, scope: Scope) -> bool | None:
        """Evaluate the expression."""
        answer: bool | None = self.expression.run(scope)
        return answer

    def message(self, scope: Scope) -> str:
        """Return the description, with what came out."""
        answer = self.holds(scope)
        return f"{self.text}：{'尚不能判断' if answer is None else '符合' if answer else '不符合'}"

    def remedy(self, scope: Scope) -> str:
        """Return the description as what is needed."""
        return "" if self.holds(scope) else f"须满足：{self.text}"


@dataclass(frozen=True)
class AtLeast:
    """At least `count` of the parts; `all` is every one of them, `any` is one."""

    count: int
    parts: tuple[Condition, ...]

    def holds(self, scope: Scope) -> bool | None:
        """Count the parts that hold; stop as soon as the count is decided."""
        passed, failed, allowed = 0, 0, len(self.parts) - self.count
        for part in self.parts:
            answer = part.holds(scope)
            passed += answer is True
            failed += answer is False
            if passed >= self.count or failed > allowed:
                return passed >= self.count
        return None

    def message(self, scope: Scope) -> str:
        """Explain the parts that decide: what holds when it is met, what is open or failed when not."""
        state = self.holds(scope)
        telling = [part.message(scope) for part in self.parts if part.holds(scope) is state]
        return ("；" if state is not False or self.count > 1 else "，且").join(telling)

    def remedy(self, scope: Scope) -> str:
        """Name the fewest changes: one of the alternatives, or everything that is lacking."""
        if self.holds(scope):
            return ""
        lacking = [part.remedy(scope) for part in self.parts if not part.holds(scope)]
        return ("；" if self.count == len(self.parts) else "；或者").join(dict.fromkeys(lacking))


@dataclass(frozen=True)
class Not:
    """The opposite of a condition."""

    part: Condition
    text: str = ""

    def holds(self, scope: Scope) -> bool | None:
        """Negate; unknown stays unknown."""
        answer = self.part.holds(scope)
        return None if answer is None else not answer

    def message(self, scope: Scope) -> str:
        """Explain the inner condition."""
        return self.part.message(scope)

    def remedy(self, scope: Scope) -> str:
        """Say that the inner condition must not hold."""
        return "" if self.holds(scope) else f"须不出现：{self.text or self.part.message(scope)}"
