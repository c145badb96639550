"""Whom a part of a pack concerns, before any fact is known: applicants, or only officials' own settlements."""

from typing import Any

from policies.engine import FactDef, Pack, holds
from policies.engine.conditions import AtLeast, Not
from policies.pack_names import names_in

APPLICANTS_VIEW = "enterprise"  # the default of a choice such as 测算对象 whose other values are officials' settlements


def concerns_applicants(condition: Any, pack: Pack) -> bool:
    """Tell whether a part can concern an applicant at all; what only an answer decides always can."""
    return for_applicants(condition, pack) is not False


def for_applicants(condition: Any, pack: Pack) -> bool | None:
    """Return what every applicant's case decides alike, None where it is for a case to decide.

    Defaults of yes/no questions and of choices are an applicant's answers and decide nothing here.
    """
    if condition is None or isinstance(condition, bool):
        return condition is not False
    if isinstance(condition, Not):
        inner = for_applicants(condition.part, pack)
        return None if inner is None else not inner
    if isinstance(condition, AtLeast):
        answers = [for_applicants(part, pack) for part in condition.parts]
        if answers.count(True) >= condition.count:
            return True
        return False if len(answers) - answers.count(False) < condition.count else None
    names = [name for name in names_in(condition) if name in pack.facts or name in pack.derived]
    is_settled = names and all(name in pack.facts and is_officials_own(pack.facts[name], pack) for name in names)
    return holds(pack, condition, {}) if is_settled else None


def is_officials_own(fact: FactDef, pack: Pack) -> bool:
    """Tell whether no applicant answers a fact: the choice of what is worked out, or what only a settlement asks."""
    if fact.type == "text" and fact.default == APPLICANTS_VIEW:
        return True
    return fact.ask_when is not None and for_applicants(fact.ask_when, pack) is False
