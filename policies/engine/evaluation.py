"""Facts in, explained decision out: rules, derivation, and the readings of what the text leaves open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product
from typing import Any

from policies.engine import decision as words
from policies.engine.amounts import Running, derive, fill_in, instalments, split, to_fen
from policies.engine.conditions import Condition
from policies.engine.decision import Decision, Reading, RuleResult, ScoreLine
from policies.engine.model import Ambiguity, Pack, ReadingDef, Rule
from policies.engine.next_tier import next_tiers
from policies.engine.scope import Scope
from policies.engine.scores import TOTAL
from policies.engine.values import read_facts

Choice = tuple[Ambiguity, ReadingDef]


@dataclass(frozen=True)
class Tried:
    """One combination of readings and the decision that it leads to."""

    choices: tuple[Choice, ...]
    decision: Decision


def evaluate(
    pack: Pack,
    facts: Mapping[str, Any],
    ledger: Sequence[Mapping[str, Any]] = (),
    rulings: Mapping[str, str] | None = None,
) -> Decision:
    """Return the decision of a pack for these facts; unknown fact names are ignored.

    `rulings` maps an ambiguity's key to the reading that an official settled on (裁定). Raises FactError when a value
    is not of its declared type.
    """
    known = read_facts(pack.facts, facts)
    open_points = [point for point in pack.ambiguities if point.readings and _is_open(pack, point, known, ledger)]
    readings = [_readings(point, rulings or {}) for point in open_points]
    tried = [_try(pack, known, ledger, choices) for choices in product(*readings)]
    decision = _settle(tried)
    scope = scope_of(pack, known, ledger, tried[0].choices)
    warnings = _cited(open_points, rulings or {}) + _warnings(pack, scope, tried, decision)
    return replace(decision, warnings=warnings, values={**(decision.values or {}), **_printed(pack, scope)})


def holds(
    pack: Pack,
    condition: "Condition | bool | None",
    facts: Mapping[str, Any],
    ledger: Sequence[Mapping[str, Any]] = (),
) -> bool | None:
    """Answer a condition stored in a pack (ask_when, required, when): True, False, or None while facts are missing."""
    if condition is None or isinstance(condition, bool):
        return condition is not False
    return condition.holds(scope_of(pack, read_facts(pack.facts, facts), ledger, ()))


def scope_of(
    pack: Pack, facts: Mapping[str, Any], ledger: Sequence[Mapping[str, Any]] = (), choices: Sequence[Choice] = ()
) -> Scope:
    """Return the scope in which a pack's rules look at these (converted) facts under the chosen readings."""
    overrides = {name: expression.run for _, reading in choices for name, expression in reading.sets.items()}
    scope = Scope(facts, pack.defaults, {**pack.formulas, **overrides} if overrides else pack.formulas, ledger)
    scope.waived = frozenset(key for _, reading in choices for key in reading.waives)
    return scope


def _is_open(pack: Pack, point: Ambiguity, facts: Mapping[str, Any], ledger: Sequence[Mapping[str, Any]]) -> bool:
    return point.when is None or point.when.holds(scope_of(pack, facts, ledger, ())) is True


def _readings(point: Ambiguity, rulings: Mapping[str, str]) -> list[Choice]:
    settled = rulings.get(point.key)
    chosen = [reading for reading in point.readings if reading.key == settled] or list(point.readings)
    return [(point, reading) for reading in chosen]


def _cited(open_points: Sequence[Ambiguity], rulings: Mapping[str, str]) -> tuple[str, ...]:
    """Name the readings that rulings settled for this case."""
    chosen = [(point, reading) for point in open_points for reading in point.readings]
    return tuple(
        f"按裁定采用口径：{reading.label}" for point, reading in chosen if rulings.get(point.key) == reading.key
    )


def _printed(pack: Pack, scope: Scope) -> dict[str, Any]:
    """Return the derived facts that an annex prints, even where no rule reads them."""
    sources = [column.source.partition(".") for export in pack.exports for column in export.columns]
    values = {name: scope.get(name) for kind, _, name in sources if kind == "decision"}
    return {name: value for name, value in values.items() if value is not None}


def _try(
    pack: Pack, facts: Mapping[str, Any], ledger: Sequence[Mapping[str, Any]], choices: tuple[Choice, ...]
) -> Tried:
    scope = scope_of(pack, facts, ledger, choices)
    missing: dict[str, None] = {}
    results = [_judge(rule, scope, missing) for rule in pack.rules]
    pays = bool(pack.amount_lines) and (pack.pays_when is None or pack.pays_when.holds(scope) is True)
    running = derive(pack, scope) if pays else Running()
    missing.update(running.missing)
    answers, is_open = _answers(pack, scope)
    outcome = _outcome(results, bool(missing), running.known and not is_open, pack)
    refused = outcome == words.NOT_ELIGIBLE
    total = (Decimal("0.00") if refused else to_fen(running.total) if running.known else None) if pays else None
    is_ceiling = not refused and _is_ceiling(pack, scope)
    decision = Decision(
        outcome=outcome,
        amount_yuan=None if is_ceiling else total,
        ceiling_yuan=total if is_ceiling else None if refused else _ceiling(pack, scope),
        rules=tuple(results),
        missing=tuple(name for name in missing if name in pack.facts),
        derivation=() if refused or total is None else tuple(running.lines),
        shares=() if refused or total is None else split(pack, scope, total) or (),
        binding=None if refused else running.binding,
        values=dict(scope.trace.used),
        warnings=(*scope.trace.troubles, *_soft_warnings(pack, results), *scope.trace.undecided),
        score=scope.get(f"score_{TOTAL}") if pack.score else None,
        scores=_score_lines(pack, scope),
        results=answers,
        instalments=() if refused or total is None else instalments(pack, total),
        next_tiers=() if refused else next_tiers(pack, scope),
    )
    return Tried(choices, decision)


def _judge(rule: Rule, scope: Scope, missing: dict[str, None]) -> RuleResult:
    with scope.tracing() as asked:
        applies = True if rule.when is None else rule.when.holds(scope)
    if applies is False:
        return RuleResult(rule.key, rule.clause, rule.sentence, words.NOT_APPLICABLE, "本条不适用", dict(asked.used))
    with scope.tracing() as trace:
        answer = rule.require.holds(scope) if applies else None
    if answer is False and rule.key in scope.waived:
        return RuleResult(
            rule.key, rule.clause, rule.sentence, words.WAIVED, rule.require.message(scope), dict(trace.used)
        )
    if answer is None:
        if not rule.presumed:
            missing.update(asked.missing if applies is None else trace.missing)
        message = rule.require.message(scope) if applies else "是否适用本条尚不能判断"
        remedy = "" if rule.presumed else "请补充所缺事项"
        return RuleResult(rule.key, rule.clause, rule.sentence, words.UNKNOWN, message, dict(trace.used), remedy)
    state = words.PASSED if answer else words.WARNED if rule.soft == "warn" else words.FAILED
    remedy = "" if answer else rule.remedy or rule.require.remedy(scope)
    return RuleResult(
        rule.key, rule.clause, rule.sentence, state, rule.require.message(scope), dict(trace.used), remedy
    )


def _answers(pack: Pack, scope: Scope) -> tuple[dict[str, Any], bool]:
    """Return what the policy answers beside money, and whether the document leaves one of the answers open."""
    answers, is_open = {}, False
    for name in pack.results:
        with scope.tracing() as trace:
            value = scope.get(name)
        if value is not None:
            answers[name] = value
        is_open = is_open or (value is None and bool(trace.undecided) and not trace.missing)
    return answers, is_open


def _is_ceiling(pack: Pack, scope: Scope) -> bool:
    if isinstance(pack.is_ceiling, bool):
        return pack.is_ceiling
    return pack.is_ceiling.holds(scope) is True


def _ceiling(pack: Pack, scope: Scope) -> Decimal | None:
    value = pack.ceiling.value.run(scope) if pack.ceiling else None
    return None if value is None or pack.ceiling is None else to_fen(value * pack.ceiling.scale)


def _score_lines(pack: Pack, scope: Scope) -> tuple[ScoreLine, ...]:
    return tuple(
        ScoreLine(item.key, item.group, item.label, item.clause, item.points(scope), item.maximum)
        for item in (pack.score.items if pack.score else ())
    )


def _soft_warnings(pack: Pack, results: Sequence[RuleResult]) -> Sequence[str]:
    return [f"一般要求未达到：{result.message}" for result in results if result.state == words.WARNED]


def _outcome(results: Sequence[RuleResult], missing: bool, amount_known: bool, pack: Pack) -> str:
    states = {result.key: result.state for result in results}
    presumed = {rule.key for rule in pack.rules if rule.presumed}
    if words.FAILED in states.values():
        return words.NOT_ELIGIBLE
    if missing:
        return words.INCOMPLETE
    unknown = any(state == words.UNKNOWN and key not in presumed for key, state in states.items())
    return words.NEEDS_RULING if unknown or not amount_known else words.ELIGIBLE


def _settle(tried: Sequence[Tried]) -> Decision:
    """Return the one decision when all readings agree, else *needs ruling* or *incomplete* with the readings.

    It is incomplete while facts are missing, unless one reading refuses already: then no fact can settle it alone.
    """
    candidates = _worth_considering(tried)
    first = candidates[0].decision
    results = {_comes_to(entry.decision) for entry in candidates}
    if len(results) == 1 and (len(candidates) == 1 or first.outcome != words.NEEDS_RULING):
        return replace(first, rules=_agreed_rules(candidates), missing=_all_missing(candidates))
    missing = _all_missing(candidates)
    outcomes = {entry.decision.outcome for entry in candidates}
    if words.INCOMPLETE in outcomes and words.NOT_ELIGIBLE not in outcomes:
        amounts = {(entry.decision.amount_yuan, entry.decision.ceiling_yuan) for entry in candidates}
        if len(amounts) == 1:
            return replace(first, outcome=words.INCOMPLETE, rules=_agreed_rules(candidates), missing=missing)
    else:
        outcomes = {words.NEEDS_RULING}
    return Decision(
        outcome=words.INCOMPLETE if words.INCOMPLETE in outcomes else words.NEEDS_RULING,
        rules=_agreed_rules(candidates),
        missing=missing,
        readings=_distinct_readings(candidates),
        values={name: value for entry in reversed(candidates) for name, value in (entry.decision.values or {}).items()},
        warnings=first.warnings,
        score=_agreed([entry.decision.score for entry in candidates]),
        ceiling_yuan=_agreed([entry.decision.ceiling_yuan for entry in candidates]),
        scores=first.scores,
        results={
            name: value
            for name, value in (first.results or {}).items()
            if all((entry.decision.results or {}).get(name) == value for entry in candidates)
        },
    )


def _comes_to(decision: Decision) -> tuple[Any, ...]:
    """Return what a reading decides: outcome and money, who carries it, and what the policy answers beside money."""
    money = (decision.outcome, decision.amount_yuan, decision.ceiling_yuan)
    if decision.outcome == words.NOT_ELIGIBLE:
        return money
    return (*money, decision.shares, *sorted((decision.results or {}).items(), key=lambda answer: answer[0]))


def _agreed(values: Sequence[Any]) -> Any:
    return values[0] if all(value == values[0] for value in values) else None


def _worth_considering(tried: Sequence[Tried]) -> Sequence[Tried]:
    return [entry for entry in tried if not _is_empty_claim(entry)] or tried[-1:]


def _is_empty_claim(entry: Tried) -> bool:
    return entry.decision.outcome == words.NOT_ELIGIBLE and any(point.among == "passing" for point, _ in entry.choices)


def _agreed_rules(candidates: Sequence[Tried]) -> tuple[RuleResult, ...]:
    """Return the rules; one whose result hangs on the reading is unknown until the ruling.

    Where every reading is refused, the first one's rules stand, so that a refusal always names a failed rule.
    """
    if all(entry.decision.outcome == words.NOT_ELIGIBLE for entry in candidates):
        return candidates[0].decision.rules
    agreed = []
    for versions in zip(*(entry.decision.rules for entry in candidates), strict=True):
        told = [result for result in versions if result.state != words.NOT_APPLICABLE] or list(versions)
        spared = told[0].state == words.FAILED and len(told) < len(versions)  # some reading does not ask for it
        same = len({result.state for result in told}) == 1 and not spared
        text = f"待口径裁定：{told[0].sentence}"
        agreed.append(told[0] if same else replace(told[0], state=words.UNKNOWN, message=text, remedy="等待口径裁定"))
    return tuple(agreed)


def _all_missing(candidates: Sequence[Tried]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for entry in candidates for name in entry.decision.missing))


def _distinct_readings(candidates: Sequence[Tried]) -> tuple[Reading, ...]:
    """Return the readings, those that come to the same derivation merged under what they have in common."""
    groups: dict[Any, list[Tried]] = {}
    for entry in candidates:
        groups.setdefault((_comes_to(entry.decision), entry.decision.derivation), []).append(entry)
    return tuple(_reading(group) for group in groups.values())


def _reading(group: Sequence[Tried]) -> Reading:
    first = group[0]
    shared = [choice for choice in first.choices if all(choice in entry.choices for entry in group)] or list(
        first.choices
    )
    return Reading(
        label="；".join(reading.label for _, reading in shared),
        amount_yuan=first.decision.ceiling_yuan if first.decision.amount_yuan is None else first.decision.amount_yuan,
        clause="；".join(dict.fromkeys(point.clause for point, _ in shared)),
        key="+".join(f"{point.key}:{reading.key}" for point, reading in shared),
        outcome=first.decision.outcome,
        derivation=first.decision.derivation,
    )


def _warnings(pack: Pack, scope: Scope, tried: Sequence[Tried], decision: Decision) -> tuple[str, ...]:
    """Return what a person should know beside the outcome: open points, readings that fell away, notes on the text."""
    notes = [text for entry in tried for text in entry.decision.warnings]
    if decision.readings:
        notes += [f"口径待裁定：{point.text}" for entry in tried for point, _ in entry.choices]
    elif decision.outcome == words.ELIGIBLE and len(_worth_considering(tried)) > 1:
        notes += [f"口径未定但结果相同：{point.text}" for entry in tried for point, _ in entry.choices]
    if decision.outcome != words.NOT_ELIGIBLE:
        notes += [_fallen_away(entry) for entry in tried if _is_empty_claim(entry)]
    for point in pack.ambiguities:
        if point.handling != "ruling" and point.when is not None and point.when.holds(scope) is True:
            notes.append(fill_in(f"{point.text}{point.settled}", scope, pack))
    if (
        decision.outcome == words.ELIGIBLE
        and decision.amount_yuan is not None
        and split(pack, scope, decision.amount_yuan) is None
    ):
        notes.append("分担比例待定：缺少确定分担所需的事项")
    return tuple(dict.fromkeys(notes))


def _fallen_away(entry: Tried) -> str:
    failed = "；".join(result.message for result in entry.decision.rules if result.state == words.FAILED)
    return f"不成立的口径：{'；'.join(reading.label for _, reading in entry.choices)}（{failed}）"
