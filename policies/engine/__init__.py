"""The policy engine (政策引擎): packs in, explained decisions out. Pure Python: no Django, no clock, no input or output."""

from policies.engine.decision import Decision, Line, Reading, RuleResult, Share
from policies.engine.evaluation import evaluate, holds
from policies.engine.loading import load_pack
from policies.engine.model import FactDef, Pack
from policies.engine.sections import PackError
from policies.engine.values import FactError

__all__ = [
    "Decision",
    "FactDef",
    "FactError",
    "Line",
    "Pack",
    "PackError",
    "Reading",
    "RuleResult",
    "Share",
    "evaluate",
    "holds",
    "load_pack",
]
