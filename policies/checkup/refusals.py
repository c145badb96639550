"""Refusals that stand (不符): a rule that fails on what was said, not on what is only presumed so far."""

from collections.abc import Iterator, Mapping
from itertools import product
from math import prod
from typing import Any

from policies.engine import Pack
from policies.engine.evaluation import scope_of
from policies.engine.model import Rule
from policies.engine.scope import Scope

MOST_READINGS = 64


class Asking(Scope):
    """A scope in which nothing is presumed: a default or "not given" is unknown, for it may still be answered."""

    def given(self, name: str) -> bool:
        """Return True, or unknown while nothing was said."""
        if super().given(name):
            return True
        self.trace.missing[name] = None
        return None  # type: ignore[return-value]  # Kleene's third value; conditions pass it on


def asking(pack: Pack, facts: Mapping[str, Any], choices: Any = ()) -> Asking:
    """Return the scope of a pack in which only what was said counts."""
    scope = scope_of(pack, facts, (), choices)
    bare = Asking(facts, {}, scope.derived)
    bare.waived = scope.waived
    return bare


def stands(pack: Pack, facts: Mapping[str, Any]) -> bool:
    """Tell whether the policy is refused whatever else may be answered, under every reading that may come up."""
    bare = asking(pack, facts)
    points = []
    for point in pack.ambiguities:
        if not point.readings:
            continue
        applies = True if point.when is None else point.when.holds(bare)
        readings = [(point, reading) for reading in point.readings]
        if applies is not False:
            points.append(readings if applies else [None, *readings])
    if prod(len(choices) for choices in points) > MOST_READINGS:
        return False
    combinations = ([choice for choice in chosen if choice] for chosen in product(*points))
    return all(any(_failing(pack, asking(pack, facts, chosen))) for chosen in combinations)


def failing(pack: Pack, facts: Mapping[str, Any]) -> frozenset[str]:
    """Return the keys of the rules that fail on what was said."""
    return frozenset(rule.key for rule in _failing(pack, asking(pack, facts)))


def leant_on(pack: Pack, facts: Mapping[str, Any], failed: frozenset[str]) -> tuple[str, ...]:
    """Return the facts that were never said and on whose absence the failed rules lean."""
    bare = asking(pack, facts)
    with bare.tracing() as trace:
        for rule in pack.rules:
            if rule.key in failed:
                applies(rule, bare)
                rule.require.holds(bare)
    return tuple(name for name in trace.missing if name in pack.facts)


def applies(rule: Rule, scope: Scope) -> bool | None:
    """Tell whether the rule concerns the case."""
    return True if rule.when is None else rule.when.holds(scope)


def _failing(pack: Pack, scope: Scope) -> Iterator[Rule]:
    for rule in pack.rules:
        if rule.soft or rule.key in scope.waived:
            continue
        if rule.require.holds(scope) is False and applies(rule, scope):
            yield rule
