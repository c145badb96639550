"""Which facts a part of a pack speaks of, directly or through derived facts."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from policies.engine import FactDef, Pack
from policies.engine.expressions import Expression
from policies.engine.scores import ScoreCondition, ScoreSum, ScoreTotal

NAME = re.compile(r"[a-z_][a-z_0-9]*")


def names_reached(pack: Pack) -> set[str]:
    """Return the facts and derived facts that the criteria, the amount or the results go through."""
    pending = [*names_in((pack.rules, pack.amount_lines, pack.ceiling)), *pack.results]
    reached: set[str] = set()
    while pending:
        name = pending.pop()
        if name not in reached:
            reached.add(name)
            pending += names_in(pack.derived[name].value) if name in pack.derived else ()
    return reached


def names_in(part: Any) -> Iterator[str]:
    """Return every name that a part of a pack mentions; words that are no facts may be among them."""
    if isinstance(part, (ScoreCondition, ScoreSum, ScoreTotal)):
        return  # the scoring sheet is told by itself
    if isinstance(part, FactDef):
        yield part.name
    elif isinstance(part, Expression):
        yield from NAME.findall(part.source)
    elif isinstance(part, (list, tuple)):
        for each in part:
            yield from names_in(each)
    elif is_dataclass(part):
        for field in fields(part):
            yield from names_in(getattr(part, field.name))
