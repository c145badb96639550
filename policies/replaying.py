"""What a draft would make of past cases (重新测算): per case before and after, who gains, who loses, the sum."""

from dataclasses import dataclass
from decimal import Decimal

from policies.engine import Decision, FactError, Pack, evaluate
from policies.golden_cases import UNCOMPUTABLE
from policies.models import ReplayLine
from policies.ports import PastCase

Kind = ReplayLine.Kind


@dataclass(frozen=True)
class Result:
    """An outcome with its amount in 元; the amount is None where officials have to settle it."""

    outcome: str
    yuan: Decimal | None
    why: str = ""


def line(case: PastCase, version: Pack, draft: Pack) -> ReplayLine:
    """Return the case under its own version and under the draft, not yet saved; a determined case keeps what was computed."""
    old, new = result(version, case), result(draft, case)
    if case.computed_yuan is not None:
        old = Result("eligible", case.computed_yuan)
    kind = kind_of(old, new)
    return ReplayLine(
        number=case.number, subject=case.subject, kind=kind, old_outcome=old.outcome, old_yuan=old.yuan,
        new_outcome=new.outcome, new_yuan=new.yuan, why="" if kind == Kind.SAME else new.why,
    )  # fmt: skip


def result(pack: Pack, case: PastCase) -> Result:
    """Return what a pack makes of a case, by the reading that was adopted for it where the text does not decide."""
    facts = {name: value for name, value in case.facts.items() if name in pack.facts}
    try:
        decision = evaluate(pack, facts, case.ledger, case.rulings)
    except FactError as error:
        return Result("incomplete", None, str(error))
    except ArithmeticError:
        return Result("incomplete", None, UNCOMPUTABLE)
    adopted = next((each for each in decision.readings if each.key == case.reading), None) if case.reading else None
    if adopted:
        return Result(adopted.outcome, adopted.amount_yuan, _why(decision))
    amount = decision.ceiling_yuan if decision.amount_yuan is None else decision.amount_yuan
    return Result(decision.outcome, amount, _why(decision))


def _why(decision: Decision) -> str:
    failed = [rule.message for rule in decision.rules if rule.state == "failed"]
    if failed:
        return "；".join(failed)
    if decision.outcome == "incomplete":
        return f"缺少 {len(decision.missing)} 项事实"
    if decision.outcome == "needs_ruling":
        return "；".join(decision.warnings[:2])
    return decision.binding.label if decision.binding else ""


def kind_of(old: Result, new: Result) -> str:
    """Return what the draft means for the case; where one side cannot be told, a person has to look."""
    if (old.outcome, old.yuan) == (new.outcome, new.yuan):
        return Kind.SAME
    if "incomplete" in (old.outcome, new.outcome) or "needs_ruling" in (old.outcome, new.outcome):
        return Kind.OPEN
    if new.outcome == "not_eligible":
        return Kind.DROPS_OUT
    if old.outcome == "not_eligible":
        return Kind.COMES_IN
    if old.yuan is None or new.yuan is None:
        return Kind.OPEN
    return Kind.GAINS if new.yuan > old.yuan else Kind.LOSES
