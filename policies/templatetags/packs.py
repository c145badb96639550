from typing import Any

from django import template

from policies.comparing import OUTCOMES
from policies.engine import Pack
from policies.engine.wording import number, show
from policies.golden_cases import Trial, facts_in_words
from policies.places import WORDS
from policies.wording import LEVELS

register = template.Library()


@register.filter
def outcome_word(outcome: str) -> str:
    """Show an outcome (结论) in words: 符合、不符合、资料不全、须裁定."""
    return OUTCOMES.get(outcome, outcome)


@register.filter
def golden_facts(trial: Trial, pack: Pack) -> list[tuple[str, str]]:
    """Show what a golden case assumes: (label, value) of each fact."""
    return facts_in_words(pack, trial.case.facts)


@register.filter
def golden_differences(trial: Trial, pack: Pack) -> list[tuple[str, str, str]]:
    """Show (what, came out, expected) of each difference."""
    return [
        (WORDS.get(key, key), _words(came, pack), _words(wanted, pack))
        for key, (came, wanted) in trial.differences.items()
    ]


def _words(value: Any, pack: Pack) -> str:
    if isinstance(value, dict):
        return "，".join(f"{LEVELS.get(key, key)} {_words(entry, pack)}" for key, entry in value.items()) or "无"
    if isinstance(value, list):
        return "，".join(_words(entry, pack) for entry in value) or "无"
    if value is None:
        return "无"
    rules = {rule.key: rule.sentence for rule in pack.rules}
    if isinstance(value, str):
        return OUTCOMES.get(value) or rules.get(value) or (pack.facts[value].label if value in pack.facts else value)
    return show(value) if isinstance(value, bool) else number(value)
