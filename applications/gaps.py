"""Which materials of a case may be filed after acceptance (容缺), and which are still owed."""

from collections.abc import Iterable
from datetime import date

from applications.facts import fact_values, is_material_required
from applications.models import Application, MaterialGap
from policies.engine.model import Material
from policies.working_days import add_working_days

State = MaterialGap.State


def is_tolerable(application: Application, material: Material) -> bool:
    """Tell whether a material may be missing at acceptance: the document or the round says so, nobody else."""
    return material.tolerable or material.key in application.round.tolerable_materials


def may_be_promised(application: Application) -> list[Material]:
    """Return the required materials that are not there yet and may be filed after acceptance, in the pack's order."""
    pack, values = application.version.pack, fact_values(application)
    filed = current_keys(application)
    return [
        material
        for material in pack.materials
        if is_tolerable(application, material)
        and material.key not in filed
        and is_material_required(pack, material, values)
    ]


def current_keys(application: Application) -> set[str]:
    """Return the materials of which the case has a file."""
    return {document.material for document in application.documents.all() if document.removed_at is None}


def latest_day(application: Application, today: date) -> date | None:
    """Return the last day that may be promised, inclusive; None where the round sets no limit."""
    days = application.round.gap_days
    return add_working_days(today, days) if days else None


def promised_keys(application: Application) -> set[str]:
    """Return the materials that the enterprise has promised to file later and that are still owed."""
    return {gap.material for gap in application.gaps.all() if gap.state in MaterialGap.OWED}


def undecided(application: Application) -> list[MaterialGap]:
    """Return the promised gaps on which no official has decided and whose material was not filed meanwhile."""
    promised = [gap for gap in application.gaps.all() if gap.state == State.PROMISED]
    filed = current_keys(application) if promised else set()
    return [gap for gap in promised if gap.material not in filed]


def waiting_for(gaps: Iterable[MaterialGap], key: str) -> MaterialGap | None:
    """Return the accepted gap of a material that may be filed now."""
    return next((gap for gap in gaps if gap.material == key and gap.state in (State.WAITING, State.FILED)), None)
