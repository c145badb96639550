"""The questions of the check-up (体检问题): facts of many packs that mean the same are asked once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from policies.engine import Pack
from policies.engine.model import FactDef

# What every applicant does when filing; the check-up takes it for granted and says so.
TAKEN_FOR_GRANTED = {
    "materials_authentic": "材料真实有效",
    "integrity_commitment_submitted": "提交诚实信用承诺书",
    "commitment_signed": "签署承诺书",
}
# Circumstances of the filing itself, which nobody knows before filing and officers look up.
OF_THE_FILING = {
    "submitted_at", "submitted_on", "submission_date", "application_date", "application_year", "filing", "filed_on",
    "notice_open", "notice_close", "notice_date", "issue_round", "on_date",
}  # fmt: skip

OF_THE_MATTER = "same_matter"  # the end of names that speak of the very matter of one claim


@dataclass(frozen=True)
class Question:
    """A question (问题) with the packs that ask it; `code` names the policy where it belongs to a single one."""

    key: str
    fact: FactDef
    codes: tuple[str, ...]

    @property
    def name(self) -> str:
        """Return the name of the fact that the answer gives."""
        return self.fact.name

    @property
    def code(self) -> str:
        """Return the one policy that asks, "" where several do."""
        return self.codes[0] if len(self.codes) == 1 else ""


class QuestionBook:
    """Every question of a set of packs: by its key, and by pack and fact."""

    def __init__(self, packs: Iterable[Pack]) -> None:
        self.by_key: dict[str, Question] = {}
        self._keys: dict[tuple[str, str], str] = {}
        for name, asking in _by_name(packs).items():
            if is_shared(name, asking):
                codes = tuple(pack.code for pack, _ in asking)
                self._add(Question(name, asking[0][1], codes))
            else:
                for pack, fact in asking:
                    self._add(Question(f"{pack.code}.{name}", fact, (pack.code,)))

    def _add(self, question: Question) -> None:
        self.by_key[question.key] = question
        self._keys.update({(code, question.name): question.key for code in question.codes})

    def key_of(self, code: str, name: str) -> str:
        """Return the key of the question that gives a pack's fact."""
        return self._keys[code, name]

    def find(self, code: str, name: str) -> str | None:
        """Return the key of the question that gives a fact, None where no pack of that code asks it."""
        return self._keys.get((code, name))

    def facts_for(self, pack: Pack, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the answers say of a pack's facts."""
        found = {name: answers.get(self._keys[pack.code, name]) for name in pack.facts}
        return {name: value for name, value in found.items() if value is not None}


def is_shared(name: str, asking: list[tuple[Pack, FactDef]]) -> bool:
    """Tell whether the fact means the same to every pack that asks it.

    A name of one word (calc, stage, track, version) is a switch whose meaning only its own pack knows; a name with
    different labels, choices or units is asked for each policy, and so is what "the same matter" has had elsewhere.
    """
    meanings = {(fact.label, fact.type, fact.unit, fact.choices) for _, fact in asking}
    return len(meanings) == 1 and "_" in name and not name.endswith(OF_THE_MATTER)


def is_askable(fact: FactDef) -> bool:
    """Tell whether the check-up asks it: free text, lists and records decide nothing here and are left to the claim."""
    return fact.type in ("bool", "number", "date") or (fact.type == "text" and bool(fact.choices))


def is_lookup(fact: FactDef) -> bool:
    """Tell whether a presumed fact is left to officers: what belongs to the filing or to its matter, and dates."""
    return fact.name in OF_THE_FILING or fact.name.endswith(OF_THE_MATTER) or fact.type == "date"


def granted(pack: Pack) -> dict[str, bool]:
    """Return the facts of a pack that the check-up takes for granted."""
    return {name: True for name in TAKEN_FOR_GRANTED if name in pack.facts and pack.facts[name].type == "bool"}


def _by_name(packs: Iterable[Pack]) -> dict[str, list[tuple[Pack, FactDef]]]:
    found: dict[str, list[tuple[Pack, FactDef]]] = {}
    for pack in packs:
        for fact in pack.facts.values():
            found.setdefault(fact.name, []).append((pack, fact))
    return found
