"""The scoring sheet (评分表): items with points, groups with floors, and totals that may still be open."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from policies.engine.conditions import COMPARE
from policies.engine.scope import Scope
from policies.engine.tables import Value
from policies.engine.values import comparable

TOTAL = "total"


@dataclass(frozen=True)
class ScoreItem:
    """An item of the sheet (评分项): at most `maximum` points, in a group."""

    key: str
    group: str
    label: str
    clause: str
    maximum: Decimal
    value: Value

    def points(self, scope: Scope) -> Decimal | None:
        """Return the points, between 0 and the item's maximum; None while facts are missing."""
        value = self.value.run(scope)
        return None if value is None else min(max(value, Decimal(0)), self.maximum)


@dataclass(frozen=True)
class ScoreGroup:
    """A group of items (一级指标) with its full marks."""

    key: str
    label: str
    maximum: Decimal | None = None


@dataclass(frozen=True)
class ScoreSum:
    """The sum of some items; as a table of a derived fact it is unknown until every item is known."""

    items: Sequence[ScoreItem]
    maximum: Decimal | None = None

    def run(self, scope: Scope) -> Decimal | None:
        """Return the sum, or None while an item is open."""
        low, high = self.bounds(scope)
        return low if low == high else None

    def bounds(self, scope: Scope) -> tuple[Decimal, Decimal]:
        """Return the least and the most points that can still come out."""
        low = high = Decimal(0)
        for item in self.items:
            points = item.points(scope)
            low += points or Decimal(0)
            high += item.maximum if points is None else points
        if self.maximum is not None:
            low, high = min(low, self.maximum), min(high, self.maximum)
        return low, high


@dataclass(frozen=True)
class ScoreTotal:
    """The sum of the groups, none of which gives more than its full marks."""

    groups: Sequence[ScoreSum]

    @property
    def items(self) -> Sequence[ScoreItem]:
        """Return every item of the sheet."""
        return tuple(item for group in self.groups for item in group.items)

    def run(self, scope: Scope) -> Decimal | None:
        """Return the sum, or None while an item is open."""
        low, high = self.bounds(scope)
        return low if low == high else None

    def bounds(self, scope: Scope) -> tuple[Decimal, Decimal]:
        """Return the least and the most points that can still come out."""
        ends = [group.bounds(scope) for group in self.groups]
        return sum((low for low, _ in ends), Decimal(0)), sum((high for _, high in ends), Decimal(0))


@dataclass(frozen=True)
class ScoreCondition:
    """A bound on a total: decided as soon as the open items can no longer change the answer."""

    label: str
    operation: str
    bound: Decimal
    total: "ScoreSum | ScoreTotal"

    def holds(self, scope: Scope) -> bool | None:
        """Compare both ends of what can come out."""
        answers = {COMPARE[self.operation](comparable(end), self.bound) for end in self.total.bounds(scope)}
        return answers.pop() if len(answers) == 1 else None

    def message(self, scope: Scope) -> str:
        """Say the points, or the span while items are open, and the bound."""
        low, high = self.total.bounds(scope)
        points = f"{low:f}" if low == high else f"{low:f}至{high:f}"
        words = {True: "达到", False: "未达到", None: "尚不能判断是否达到"}[self.holds(scope)]
        return f"{self.label}得分 {points} 分，{words} {self.bound:f} 分"

    def remedy(self, scope: Scope) -> str:
        """Say how many points are lacking, and the items with the most room."""
        if self.holds(scope):
            return ""
        low, _ = self.total.bounds(scope)
        room = [(item.maximum - (item.points(scope) or 0), item) for item in self.total.items]
        best = [
            f"{item.label}（最多可再得 {gap:f} 分）" for gap, item in sorted(room, key=lambda one: -one[0])[:3] if gap
        ]
        return f"{self.label}得分还差 {self.bound - low:f} 分；可提高：{'、'.join(best)}"


@dataclass(frozen=True)
class ScoreSheet:
    """The whole sheet with its groups."""

    clause: str
    groups: Sequence[ScoreGroup]
    items: Sequence[ScoreItem]

    def sum_of(self, group: str) -> ScoreSum | ScoreTotal:
        """Return the sum of a group, or of everything for `total`."""
        if group == TOTAL:
            named = [one.key for one in self.groups]
            return ScoreTotal([ScoreSum(self._in(key), self._full_marks(key)) for key in (*named, "")])
        return ScoreSum(self._in(group), self._full_marks(group))

    def _in(self, group: str) -> tuple[ScoreItem, ...]:
        return tuple(item for item in self.items if item.group == group)

    def _full_marks(self, group: str) -> Decimal | None:
        return next((one.maximum for one in self.groups if one.key == group), None)
