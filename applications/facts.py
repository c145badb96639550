"""What a case declares, and what the engine makes of it."""

from dataclasses import dataclass
from typing import Any

from applications.models import Application
from applications.ports import review_desk
from applications.rulings import readings_of, rulings_in_force
from policies.engine import Decision, Pack, evaluate, holds
from policies.engine.model import FactDef, Material


def fact_values(application: Application) -> dict[str, Any]:
    """Return the stored facts of the case by name, as JSON values (numbers as text, dates as ISO text)."""
    return {row.name: row.value for row in application.fact_rows.all()}


Records = list[dict[str, Any]]


@dataclass(frozen=True)
class Judgement:
    """A decision with the rulings (裁定) and earlier awards (历史享受) it follows, as the determination records them."""

    decision: Decision
    rulings: Records
    ledger: Records


def judge(application: Application, awards: Records | None = None) -> Judgement:
    """Return the decision on the case's facts under the version it is pinned to, and the rulings that it follows.

    A determined case keeps the rulings and awards of its determination, any other follows those of today; `awards` are
    the enterprise's earlier ones where the caller has asked for them already.
    """
    pack, values = application.version.pack, fact_values(application)
    recorded: tuple[Records, Records] | None = review_desk().recorded(application)
    if recorded:
        rulings, ledger = recorded
    else:
        ledger = review_desk().earlier_awards(application) if awards is None else awards
        rulings = rulings_in_force(application, values, ledger)
    return Judgement(evaluate(pack, values, ledger, readings_of(rulings)), rulings, ledger)


def decide(application: Application) -> Decision:
    """Return the engine's decision on the case, by the rulings that it follows."""
    return judge(application).decision


def is_asked(pack: Pack, fact: FactDef, values: dict[str, Any]) -> bool:
    """Tell whether the applicant is asked for the fact; one whose condition cannot be told yet is asked."""
    return fact.ask_when is None or holds(pack, fact.ask_when, values) is not False


def is_fact_required(pack: Pack, fact: FactDef, values: dict[str, Any]) -> bool:
    """Tell whether the fact must be given before submission."""
    if not is_asked(pack, fact, values):
        return False
    return fact.required if isinstance(fact.required, bool) else holds(pack, fact.required, values) is True


def is_material_required(pack: Pack, material: Material, values: dict[str, Any]) -> bool:
    """Tell whether the material must be filed; a condition that cannot be told yet counts as no."""
    return material.required if isinstance(material.required, bool) else holds(pack, material.required, values) is True


def is_filled(value: Any) -> bool:
    """Tell whether a stored value is whole; a list with a gap is not."""
    return value not in (None, "", [], {}) and not (isinstance(value, list) and "" in value)


def missing_facts(application: Application, pack: Pack, values: dict[str, Any]) -> list[FactDef]:
    """Return the facts that are required and not given, in the pack's order."""
    return [
        fact
        for fact in pack.facts.values()
        if not is_filled(values.get(fact.name)) and is_fact_required(pack, fact, values)
    ]


def missing_materials(application: Application, pack: Pack, values: dict[str, Any]) -> list[Material]:
    """Return the materials that are required and not uploaded, in the pack's order."""
    filed = {document.material for document in application.documents.all() if document.removed_at is None}
    return [
        material
        for material in pack.materials
        if material.key not in filed and is_material_required(pack, material, values)
    ]
