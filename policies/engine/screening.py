"""Screening (筛查): the verdict of a policy for very many enterprises, exactly as `evaluate` gives it but without the words.

Two enterprises whose facts agree on everything a policy asks get one decision, so verdicts are kept by those facts; a case
that a rule refuses whatever the text leaves open needs no derivation.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from policies.engine.decision import NOT_ELIGIBLE
from policies.engine.evaluation import evaluate, scope_of
from policies.engine.model import Pack

KEPT = 4096
NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a screening says of one policy and one enterprise."""

    outcome: str
    amount_yuan: Decimal | None
    ceiling_yuan: Decimal | None


class Screen:
    """A policy ready to be put to many enterprises; keeps at most `kept` verdicts, the least used go first."""

    def __init__(self, pack: Pack, kept: int = KEPT) -> None:
        self.pack, self.kept = pack, kept
        self._names = tuple(pack.facts)
        self._known: OrderedDict[Any, Verdict] = OrderedDict()
        self._refused = Verdict(NOT_ELIGIBLE, NOTHING if pack.amount_lines else None, None)

    def verdict(self, facts: Mapping[str, Any]) -> Verdict:
        """Return the verdict for facts that are already converted (Decimal, date, tuple); raises FactError as `evaluate`."""
        get = facts.get
        key = tuple([get(name) for name in self._names])
        try:
            found = self._known.get(key)
        except TypeError:  # rows and objects have no hash; they are judged anew
            return self._judge(facts)
        if found is None:
            found = self._known[key] = self._judge(facts)
            if len(self._known) > self.kept:
                self._known.popitem(last=False)
        else:
            self._known.move_to_end(key)
        return found

    def _judge(self, facts: Mapping[str, Any]) -> Verdict:
        if self.pack.pays_when is None and self._is_refused(facts):
            return self._refused
        decision = evaluate(self.pack, facts)
        return Verdict(decision.outcome, decision.amount_yuan, decision.ceiling_yuan)

    def _is_refused(self, facts: Mapping[str, Any]) -> bool:
        """Tell whether a rule fails while nothing about the text is open for these facts."""
        scope = scope_of(self.pack, facts)
        if any(point.readings and (point.when is None or point.when.holds(scope)) for point in self.pack.ambiguities):
            return False
        return any(
            rule.require.holds(scope) is False and not rule.soft and (rule.when is None or rule.when.holds(scope))
            for rule in self.pack.rules
        )
