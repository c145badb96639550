from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from importlib import import_module
from types import ModuleType
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class PastCase:
    """A case that was filed under a policy: its facts, the version, rulings and earlier awards it was judged by, what came out."""

    number: str
    subject: str
    version_id: int
    facts: Mapping[str, Any]
    rulings: Mapping[str, str] = field(default_factory=dict)
    ledger: Sequence[Mapping[str, Any]] = ()
    reading: str = ""
    computed_yuan: Decimal | None = None


class PastCases(ModuleType):
    """What the module named in settings offers: `count` of a policy's past cases, and the `cases` themselves."""

    def count(self, policy_id: int) -> int:
        raise NotImplementedError

    def cases(self, policy_id: int) -> Iterator[PastCase]:
        raise NotImplementedError


def rulings_changed(policy_id: int) -> None:
    """Have the stored estimates of a policy's undetermined cases worked out anew; sent with the transaction, or not at all."""
    import_string(settings.ESTIMATE_AGAIN).delay(policy_id)


def processing_times(policy: Model) -> str:
    """Return how long the policy's finished cases really took, in words; who knows the cases is named in settings."""
    return import_string(settings.PROCESSING_TIMES)(policy)


def claim_offers(user: Any, today: date, rounds: Sequence[Model]) -> list[Any]:
    """Return what the rounds are to the enterprises of a clerk: a claim begun, or what stands against one, in words."""
    found: list[Any] = import_string(settings.CLAIM_OFFERS)(user, today, rounds)
    return found


def past_cases() -> PastCases:
    """Return who knows the past cases of a policy; the portal names it, because policies import nothing to their right."""
    return import_module(settings.PAST_CASES)  # type: ignore[return-value,misc]


class Deadlines(ModuleType):
    """What the module named in settings offers: how many open time limits a calendar would move, and moving them later."""

    def affected(self, calendar: Any) -> int:
        raise NotImplementedError

    def move_later(self, change: Any) -> None:
        raise NotImplementedError


def deadlines() -> Deadlines:
    """Return who counts the time limits of open tasks; the portal names it, because policies import nothing to their right."""
    return import_module(settings.DEADLINES)  # type: ignore[return-value]
