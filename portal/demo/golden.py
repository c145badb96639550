"""A golden case of a pack as an enterprise would file it: every question that the form requires has an answer."""

from collections.abc import Iterator
from typing import Any

from applications.facts import is_fact_required, is_filled
from policies.engine import FactDef, Pack, evaluate
from policies.engine.model import Golden


def completed(pack: Pack, case: Golden) -> dict[str, Any]:
    """Return the case's facts as they are stored, with an answer that spoils nothing to everything else that is required."""
    values = {name: as_stored(value) for name, value in case.facts.items()}
    wanted = evaluate(pack, values).outcome
    for fact in pack.facts.values():
        if not is_filled(values.get(fact.name)) and is_fact_required(pack, fact, values):
            answers = ({**values, fact.name: answer} for answer in answers_to(fact))
            values = next((each for each in answers if evaluate(pack, each).outcome == wanted), values)
    return values


def answers_to(fact: FactDef) -> Iterator[Any]:
    """Return what one might answer."""
    if fact.choices:
        return iter([key for key, _ in fact.choices])
    simple: dict[str, list[Any]] = {
        "bool": [True, False], "number": ["1", "0", "100"], "text": ["无"], "date": ["2026-06-01", "2022-06-01"],
        "list": [["1"] * (fact.length or 1)], "object": [{}],
    }  # fmt: skip
    return iter(simple[fact.type])


def as_stored(value: object) -> object:
    """Return a golden fact as a form stores it: figures and dates as text."""
    if isinstance(value, dict):
        return {str(key): as_stored(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [as_stored(entry) for entry in value]
    return value if isinstance(value, bool) or value is None else str(value)
