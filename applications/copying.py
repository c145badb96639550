"""What of an earlier claim of the same policy may be copied into a draft (复制上次申报), and what must be filled in anew."""

import re
from dataclasses import dataclass
from typing import Any

from applications.facts import fact_values, is_asked, is_filled
from applications.models import Application, ApplicationQuerySet
from applications.presentation import value_text
from policies.engine.model import FactDef

# Figures and days of one year: the new claim is about another one.
OF_A_YEAR = re.compile(r"(19|20)\d\d|年度|季度|上年|本年|当年|去年|月份|累计")
YEARLY, CHANGED, MISSING = "年度数据，须按本次填写", "填报要求有变化", "上次未填"


@dataclass(frozen=True)
class CopyLine:
    """One fact beside the earlier claim: its value there in words, and why it is not copied where it is not."""

    fact: FactDef
    text: str
    why_not: str
    is_filled: bool


def earlier_claims(application: Application) -> ApplicationQuerySet:
    """Return the enterprise's other claims under the same policy that were filed, the newest first."""
    own = Application.objects.filter(enterprise=application.enterprise_id, round__policy=application.round.policy_id)
    return own.exclude(pk=application.pk).filter(submitted_at__isnull=False).for_list().order_by("-submitted_at")


def copy_lines(application: Application, earlier: Application) -> list[CopyLine]:
    """Return each fact that the draft asks for, with what becomes of it when the earlier claim is copied."""
    pack, now, then = application.version.pack, fact_values(application), fact_values(earlier)
    known, lines = earlier.version.pack.facts, []
    for fact in pack.facts.values():
        if is_asked(pack, fact, {**then, **now}):
            value = then.get(fact.name)
            text = value_text(fact, value) if is_same(known.get(fact.name), fact) else ""
            lines.append(
                CopyLine(fact, text, why_not(fact, known.get(fact.name), value), is_filled(now.get(fact.name)))
            )
    return lines


def why_not(fact: FactDef, earlier: FactDef | None, value: Any) -> str:
    """Return why a fact is not copied; empty where it is."""
    if not is_filled(value):
        return MISSING
    if not is_same(earlier, fact):
        return CHANGED
    return YEARLY if is_of_a_year(fact) else ""


def is_same(earlier: FactDef | None, fact: FactDef) -> bool:
    """Tell whether both versions ask the same: type, unit, choices and entries."""
    asked = ("type", "unit", "choices", "item", "length", "labels")
    return earlier is not None and all(getattr(earlier, name) == getattr(fact, name) for name in asked)


def is_of_a_year(fact: FactDef) -> bool:
    """Tell whether a fact belongs to one year: days do, and whatever its label, name or unit ties to a period."""
    return fact.type == "date" or bool(OF_A_YEAR.search(f"{fact.label} {fact.name} {fact.section}"))


def copyable(application: Application, earlier: Application) -> dict[str, Any]:
    """Return the facts to copy by name: only where the draft has nothing yet."""
    then = fact_values(earlier)
    lines = copy_lines(application, earlier)
    return {line.fact.name: then[line.fact.name] for line in lines if not line.why_not and not line.is_filled}
