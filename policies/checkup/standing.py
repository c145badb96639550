"""Where one policy stands (对照结论) after what was said, and what each further answer could decide."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from functools import lru_cache
from math import log2
from typing import Any

from policies.checkup.questions import granted, is_askable, is_lookup
from policies.checkup.refusals import Asking, asking, failing, leant_on, stands
from policies.engine import Decision, FactError, Pack, evaluate
from policies.engine.conditions import Comparison
from policies.engine.decision import ELIGIBLE, FAILED, NOT_ELIGIBLE, PASSED, UNKNOWN, RuleResult
from policies.engine.evaluation import scope_of
from policies.engine.expressions import Expression
from policies.engine.model import FactDef, Rule
from policies.engine.values import read_facts

KEPT = 8192
GRID = (Decimal(0), Decimal(10), Decimal(1000), Decimal(100000))
PRESUMED_WEIGHT = 0.3
BOUND = re.compile(r"\b(?P<name>[a-z_][a-z_0-9]*)\s*(?:>=|<=|>|<|==)\s*(?P<bound>[0-9]+(?:\.[0-9]+)?)")


@dataclass(frozen=True)
class Standing:
    """The decision on one policy as the check-up sees it.

    `is_refused` stands whatever else is answered, `has_ground` where something was said of it at all. `asks` are the
    facts that are open, `left` those that only the claim form asks; `gains` tells for each askable one how much of a
    yes-or-no an answer decides, between 0 and 1.
    """

    pack: Pack
    decision: Decision
    is_refused: bool
    has_ground: bool
    failed: tuple[RuleResult, ...]
    asks: tuple[str, ...]
    left: tuple[str, ...]
    gains: Mapping[str, float]

    @property
    def is_settled(self) -> bool:
        """Tell whether the policy is due on what was said, once nothing is left to ask."""
        return self.decision.outcome == ELIGIBLE and self.has_ground and not self.left


def standing(pack: Pack, facts: Mapping[str, Any]) -> Standing:
    """Return where the policy stands; the same facts are judged once per process."""
    said = tuple(sorted(((name, _frozen(value)) for name, value in facts.items()), key=lambda each: each[0]))
    try:
        return _kept(pack, said)
    except TypeError:  # records have no hash; they are judged anew
        return _standing(pack, said)


@lru_cache(maxsize=KEPT)
def _kept(pack: Pack, said: tuple[tuple[str, Any], ...]) -> Standing:
    return _standing(pack, said)


def _standing(pack: Pack, said: tuple[tuple[str, Any], ...]) -> Standing:
    facts = usable(pack, dict(said))
    decision = evaluate(pack, facts)
    failed = tuple(rule for rule in decision.rules if rule.state == FAILED)
    if decision.outcome == NOT_ELIGIBLE and stands(pack, facts):
        keys = failing(pack, facts)
        return Standing(
            pack, decision, True, True, tuple(rule for rule in failed if rule.key in keys) or failed, (), (), {}
        )
    wanted, presumed = _open(pack, facts, decision)
    asks = [name for name in (*wanted, *presumed) if is_askable(pack.facts[name])]
    left = tuple(name for name in wanted if not is_askable(pack.facts[name]))
    gains = {name: _gain(pack, facts, name) * (PRESUMED_WEIGHT if name in presumed else 1) for name in asks}
    return Standing(pack, decision, False, has_ground(pack, facts), failed, tuple(asks), left, gains)


def usable(pack: Pack, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts converted, without those whose value this pack cannot take."""
    try:
        return read_facts(pack.facts, facts)
    except FactError as error:
        return read_facts(pack.facts, {name: value for name, value in facts.items() if name not in error.problems})


def _open(pack: Pack, facts: Mapping[str, Any], decision: Decision) -> tuple[list[str], list[str]]:
    """Return the facts that keep the decision open, and those of rules that officers verify and nobody has spoken to."""
    refusing = frozenset(rule.key for rule in decision.rules if rule.state == FAILED)
    passed = frozenset(rule.key for rule in decision.rules if rule.state == PASSED)
    leaning = refusing if refusing or has_ground(pack, facts) else passed
    wanted = [*decision.missing, *leant_on(pack, facts, leaning)]
    unknown = {rule.key for rule in decision.rules if rule.state == UNKNOWN}
    scope = scope_of(pack, facts)
    with scope.tracing() as trace:
        for rule in pack.rules:
            if rule.presumed and rule.key in unknown:
                rule.require.holds(scope)
    bare = asking(pack, facts)
    wanted = [name for name in dict.fromkeys(wanted) if _is_asked(pack.facts[name], bare)]
    presumed = [
        name
        for name in trace.missing
        if name in pack.facts
        and name not in wanted
        and not is_lookup(pack.facts[name])
        and is_askable(pack.facts[name])
    ]
    return wanted, presumed


def has_ground(pack: Pack, facts: Mapping[str, Any]) -> bool:
    """Tell whether anything was said of the policy, beside what every applicant does."""
    return bool(set(facts) - set(granted(pack)))


def _is_asked(fact: FactDef, scope: Asking) -> bool:
    return fact.ask_when is None or fact.ask_when.holds(scope) is not False


def _gain(pack: Pack, facts: Mapping[str, Any], name: str) -> float:
    """Return the entropy of "does the answer refuse the policy?" over the answers that one may give."""
    answers = trials(pack, name)
    rules = [rule for rule in pack.rules if not rule.soft]
    refusing = sum(_refuses(rules, asking(pack, {**facts, name: answer})) for answer in answers)
    share = refusing / len(answers) if answers else 0.0
    return 0.0 if share in (0, 1) else -share * log2(share) - (1 - share) * log2(1 - share)


def _refuses(rules: Iterable[Rule], scope: Asking) -> bool:
    return any(rule.require.holds(scope) is False and (rule.when is None or rule.when.holds(scope)) for rule in rules)


def trials(pack: Pack, name: str) -> tuple[Any, ...]:
    """Return answers that stand for all: yes and no, every choice, or figures at and around the bounds of the rules."""
    fact = pack.facts[name]
    if fact.type == "bool":
        return (True, False)
    if fact.type == "number":
        bounds = _bounds(pack).get(name, ())
        figures = {figure for bound in bounds for figure in (bound - 1, bound, bound + 1)} or set(GRID)
        return tuple(sorted(figure for figure in figures if fact.min is None or figure >= fact.min))
    return tuple(value for value, _ in fact.choices)


@lru_cache(maxsize=1024)
def _bounds(pack: Pack) -> dict[str, tuple[Decimal, ...]]:
    """Return the figures that a pack's rules and derived facts compare each fact with."""
    found: dict[str, set[Decimal]] = {}
    for name, figure in _compared([pack.rules, [entry.value for entry in pack.derived.values()]]):
        found.setdefault(name, set()).add(figure)
    return {name: tuple(sorted(figures)) for name, figures in found.items()}


def _compared(part: Any) -> Iterator[tuple[str, Decimal]]:
    if isinstance(part, Comparison) and part.bound is not None and re.fullmatch(r"[0-9.]+", part.bound.source):
        yield part.fact.name, Decimal(part.bound.source)
    elif isinstance(part, Expression):
        yield from ((found["name"], Decimal(found["bound"])) for found in BOUND.finditer(part.source))
    elif isinstance(part, (list, tuple)):
        for each in part:
            yield from _compared(each)
    elif is_dataclass(part) and not isinstance(part, FactDef):
        for field in fields(part):
            yield from _compared(getattr(part, field.name))


def _frozen(value: Any) -> Any:
    return tuple(_frozen(entry) for entry in value) if isinstance(value, (list, tuple)) else value
