from dataclasses import dataclass

from applications.models import Document
from applications.presentation import MaterialRow
from policies.engine import Decision
from policies.engine.decision import RuleResult


@dataclass
class ProvenRule:
    """A rule's result with the files that are to prove it."""

    result: RuleResult
    files: list[Document]


def rules_with_evidence(decision: Decision, rows: list[MaterialRow]) -> list[ProvenRule]:
    """Return the rules that apply to the case, each with the files of the materials that the pack names as its proof."""
    return [
        ProvenRule(rule, [file for row in rows if rule.key in row.material.proves for file in row.files])
        for rule in decision.rules
        if rule.state != "not_applicable"
    ]
