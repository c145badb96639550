"""What proves a criterion: the facts that it looked at, where each came from, and the files that show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from applications.models import Application, CaseFact, Document
from applications.presentation import MaterialRow, value_text
from policies.engine import Decision, Pack
from policies.engine.decision import RuleResult

IN_THE_PAGE = ("application/pdf", "image/png", "image/jpeg")


@dataclass
class UsedFact:
    """One value that a criterion used, in words; `row` is the stored fact, None for one that was worked out."""

    label: str
    text: str
    row: CaseFact | None


@dataclass
class ProvenRule:
    """A rule's result with the facts it used and the files that are to prove it."""

    result: RuleResult
    facts: list[UsedFact]
    files: list[Document]


def rules_with_evidence(decision: Decision, application: Application, rows: list[MaterialRow]) -> list[ProvenRule]:
    """Return the rules that apply to the case, each with the files of the materials that the pack names as its proof."""
    stored = {row.name: row for row in application.fact_rows.all()}
    return [
        ProvenRule(rule, used_facts(application.version.pack, rule, stored), files_proving(rule.key, rows))
        for rule in decision.rules
        if rule.state != "not_applicable"
    ]


def files_proving(key: str, rows: Iterable[MaterialRow]) -> list[Document]:
    """Return the files of every material that proves the rule."""
    return [file for row in rows if key in row.material.proves for file in row.files]


def used_facts(pack: Pack, rule: RuleResult, stored: dict[str, CaseFact]) -> list[UsedFact]:
    """Return the values that the rule used, under the pack's labels."""
    found = []
    for name, value in rule.facts.items():
        definition = pack.facts.get(name) or (pack.derived[name].fact if name in pack.derived else None)
        if definition is not None:
            found.append(UsedFact(definition.label or name, value_text(definition, _stored(value)), stored.get(name)))
    return found


def _stored(value: Any) -> Any:
    """Return a value of the engine as a case stores it."""
    if isinstance(value, date):
        return value.isoformat()
    return [_stored(each) for each in value] if isinstance(value, (list, tuple)) else value
