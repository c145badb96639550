"""The derivation (测算过程): lines run in order, quantised to the fen so that they add up to the amount exactly."""

import re
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from policies.engine import wording
from policies.engine.decision import Instalment, Line, Share
from policies.engine.model import AmountLine, Pack
from policies.engine.scope import Scope

FEN = Decimal("0.01")
PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass
class Running:
    """The amount while it is being worked out; `total` is exact, the lines are quantised."""

    total: Decimal = Decimal(0)
    groups: dict[str, Decimal] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    binding: Line | None = None
    known: bool = True
    missing: dict[str, None] = field(default_factory=dict)

    def move(self, label: str, line: AmountLine, change: Decimal) -> Line:
        """Add `change` and write the line whose quantised amount keeps the running sum exact."""
        before = to_fen(self.total)
        self.total += change
        self.groups[line.group] = self.groups.get(line.group, Decimal(0)) + change
        written = Line(label, line.clause, to_fen(self.total) - before, line.key)
        self.lines.append(written)
        return written


def to_fen(amount: Decimal) -> Decimal:
    """Return the amount in 元 rounded to the fen, half up; raises ArithmeticError beyond what can be reckoned exactly."""
    return amount.quantize(FEN, ROUND_HALF_UP)


def derive(pack: Pack, scope: Scope) -> Running:
    """Run the pack's amount lines; `known` is False, and `missing` says why, while a fact is missing."""
    running = Running()
    for line in pack.amount_lines:
        with scope.tracing() as trace:
            applies = True if line.when is None else line.when.holds(scope)
            value = line.value.run(scope) if applies and line.value else None
        if applies is None or (applies and value is None and line.value is not None):
            running.known = False
            running.missing.update(trace.missing)
        elif applies:
            try:
                _run_line(running, line, value, scope, pack)
            except ArithmeticError:
                running.known = False
                scope.trace.troubles["算式无法计算（数值越界）"] = None
    if running.known and running.total < 0:
        running.move(
            "测算结果为负，按零计", AmountLine("not-negative", "", "", "add", None, Decimal(1)), -running.total
        )
    return running


def _run_line(running: Running, line: AmountLine, value: Any, scope: Scope, pack: Pack) -> None:
    label = fill_in(line.label, scope, pack)
    if line.operation == "note":
        running.lines.append(Line(label, line.clause, None, line.key))
        return
    if line.operation == "highest":
        _keep_highest(running, line, label)
        return
    amount = value * line.scale
    reached = running.groups.get(line.group, Decimal(0)) if line.group else running.total
    if line.operation == "deduct":  # it takes no more than there is, in its group or in all
        most = max(min(reached, running.total), Decimal(0))
        running.binding = running.move(label, line, -min(max(amount, Decimal(0)), most))
        return
    if line.operation == "add":
        written = running.move(label, line, amount)
        if line.value is not None and line.value.is_tier:
            running.binding = written
        return
    if line.operation == "cap":
        amount = max(amount, Decimal(0))  # a yearly limit that earlier awards have used up leaves nothing, not less
    excess = reached - amount
    if (excess > 0) if line.operation == "cap" else (excess < 0):
        running.binding = running.move(label, line, -excess)
    else:
        running.lines.append(Line(f"{label}（未触及）", line.clause, None, line.key))


def _keep_highest(running: Running, line: AmountLine, label: str) -> None:
    """Take away all groups but the highest (就高不重复); groups that no line reached count as nothing."""
    reached = {group: running.groups.get(group, Decimal(0)) for group in line.among}
    lost = sum(reached.values()) - max(reached.values())
    for group, amount in reached.items():
        running.groups[group] = amount if amount == max(reached.values()) else Decimal(0)
    if lost > 0:
        running.binding = running.move(label, line, -lost)
    else:
        running.lines.append(Line(f"{label}（未触及）", line.clause, None, line.key))


def instalments(pack: Pack, amount: Decimal) -> tuple[Instalment, ...]:
    """Return the parts of the payment, adding up to the amount; the last part takes the rounding difference."""
    parts = pack.instalments
    if not parts:
        return ()
    paid = [to_fen(amount * part.pct / 100) for part in parts[:-1]]
    paid.append(amount - sum(paid, Decimal(0)))
    return tuple(
        Instalment(part.key, part.label, part.clause, part.pct, each, part.due)
        for part, each in zip(parts, paid, strict=True)
    )


def fill_in(label: str, scope: Scope, pack: Pack) -> str:
    """Return the label with {fact} replaced by the value and its unit."""

    def shown(match: re.Match[str]) -> str:
        name = match.group(1)
        fact = pack.facts.get(name) or pack.derived[name].fact
        return wording.show(scope.get(name), fact.unit, fact)

    return PLACEHOLDER.sub(shown, label)


def split(pack: Pack, scope: Scope, amount: Decimal) -> tuple[Share, ...] | None:
    """Return what each level carries, adding up to the amount; None when the facts for it are missing.

    Each share is rounded to the fen; the last level takes the rounding difference.
    """
    for shares in pack.shares:
        applies = True if shares.when is None else shares.when.holds(scope)
        if applies is None:
            return None
        if applies:
            carried = [to_fen(amount * pct / 100) for _, pct, _ in shares.split[:-1]]
            carried.append(amount - sum(carried, Decimal(0)))
            return tuple(
                Share(level, pct, part, shares.clause, first)
                for (level, pct, first), part in zip(shares.split, carried, strict=True)
            )
    return ()
