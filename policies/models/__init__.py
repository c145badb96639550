from policies.models.calendar import CalendarChange, CalendarYear, SpecialDay
from policies.models.drafts import DraftEdit, PolicyDraft, PolicyRelease, PolicyReplay, ReplayLine, RoundMove
from policies.models.policies import (
    ApplicationRound,
    ApplicationRoundQuerySet,
    Policy,
    PolicyVersion,
    Scarcity,
    compiled_pack,
    compiled_packs,
)
from policies.models.rounds import RoundTerms
from policies.models.rulings import Ruling, RulingQuerySet

__all__ = [
    "ApplicationRound",
    "ApplicationRoundQuerySet",
    "CalendarChange",
    "CalendarYear",
    "DraftEdit",
    "Policy",
    "PolicyDraft",
    "PolicyRelease",
    "PolicyReplay",
    "PolicyVersion",
    "ReplayLine",
    "RoundMove",
    "RoundTerms",
    "Ruling",
    "RulingQuerySet",
    "Scarcity",
    "SpecialDay",
    "compiled_pack",
    "compiled_packs",
]
