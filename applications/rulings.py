"""The rulings (裁定) that a case not yet determined follows: those in force on the points that it raises."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils import timezone

from applications.models import Application
from policies.draft_queues import settled_readings
from policies.engine import Pack, holds
from policies.engine.model import Ambiguity
from policies.models import Ruling


def rulings_in_force(
    application: Application, values: dict[str, Any], ledger: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Return the rulings in force today on the points that the case raises, as plain records."""
    pack = application.version.pack
    points = {point.key: point for point in pack.ambiguities if is_open(pack, point, values, ledger)}
    if not points:
        return []
    rulings = settled_readings(application.round.policy, timezone.localdate())
    return [record(ruling) for ruling in rulings if _settles(ruling, points)]


def _settles(ruling: Ruling, points: dict[str, Ambiguity]) -> bool:
    point = points.get(ruling.ambiguity)
    readings = {reading.key: reading.label for reading in point.readings} if point else {}
    return readings.get(ruling.reading) == ruling.label  # a later version may keep the key and mean something else


def is_open(pack: Pack, point: Ambiguity, values: dict[str, Any], ledger: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether a case of these facts and earlier awards raises the point (有此歧义)."""
    return bool(point.readings) and holds(pack, point.when, values, ledger) is True


def readings_of(rulings: Iterable[dict[str, Any]]) -> dict[str, str]:
    """Return which reading each ruling settled on, by the key of its point, as the engine takes them."""
    return {ruling["ambiguity"]: ruling["reading"] for ruling in rulings}


def record(ruling: Ruling) -> dict[str, Any]:
    """Return what a case and its determination cite of a ruling."""
    return {
        "number": ruling.number,
        "ambiguity": ruling.ambiguity,
        "text": ruling.text,
        "clause": ruling.clause,
        "reading": ruling.reading,
        "label": ruling.label,
        "reason": ruling.reason,
        "document_number": ruling.document_number,
        "made_by": ruling.made_by_id,
        "effective_from": ruling.effective_from.isoformat(),
    }
