"""A readable difference between two packs (修改对照): one sentence for each threshold, tier, material, stage or text."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from policies.classes import STAGE_WORDS
from policies.engine import Pack
from policies.engine.wording import number
from policies.figures import DECIDING, unit_at
from policies.pack_text import plain_copy
from policies.places import PARTS, WORDS, Path, expression_words, part_of, place_words
from policies.wording import FORMS, LEVELS, LINES, label_words, when_words

IDENTITIES = ("key", "name", "level", "title", "code", "document")
ADDED, REMOVED, CHANGED, MOVED = "新增", "删除", "修改", "调整顺序"
OUTCOMES = {"eligible": "符合", "not_eligible": "不符合", "incomplete": "资料不全", "needs_ruling": "须裁定"}
CODES = {**OUTCOMES, **FORMS, **LINES, **LEVELS, **STAGE_WORDS, "working": "工作日", "calendar": "自然日"}
CODED = ("kind", "outcome", "form", "level", "unit", "lines", "split")


@dataclass(frozen=True)
class Change:
    """One difference: in which part, of which sort, at what place, from what to what."""

    part: str
    kind: str
    place: str
    old: str = ""
    new: str = ""


@dataclass(frozen=True)
class Side:
    """One of the two packs, with its mapping free to walk in."""

    raw: Any
    pack: Pack


def compare(before: Pack, after: Pack) -> list[Change]:
    """Return the differences in the order of the newer pack, those of what it no longer has at their old place."""
    old, new = Side(plain_copy(before.raw), before), Side(plain_copy(after.raw), after)
    return list(_differences(old, new, old.raw, new.raw, (), ()))


def by_part(changes: list[Change]) -> list[tuple[str, list[Change]]]:
    """Return the changes under the part of the pack that they belong to."""
    parts: dict[str, list[Change]] = {}
    for change in changes:
        parts.setdefault(change.part, []).append(change)
    order = ["基本信息", *PARTS.values()]
    return sorted(parts.items(), key=lambda entry: order.index(entry[0]))


def raw_difference(before: str, after: str) -> list[tuple[str, str]]:
    """Return (sort, line) of a unified difference of two texts: added, removed, place, or the same."""
    sorts = {"+": "added", "-": "removed", "@": "place"}
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=2)
    return [(sorts.get(line[:1], "same"), line) for line in list(lines)[2:]]


def _differences(old: Side, new: Side, was: Any, now: Any, there: Path, here: Path) -> Iterator[Change]:
    if was == now and isinstance(was, bool) == isinstance(now, bool):
        return
    if isinstance(was, dict) and isinstance(now, dict) and _is_walked(here):
        if _is_condition(was) and _shape(was) != _shape(now):
            yield _whole(old, new, was, now, there, here)
            return
        for key in dict.fromkeys([*now, *was]):
            if now.get(key) is None and was.get(key) is None:
                continue  # left out, or written as empty: the same
            if key not in was:
                yield from _alone(ADDED, new, (*here, key), now[key])
            elif key not in now:
                yield from _alone(REMOVED, old, (*there, key), was[key])
            else:
                yield from _differences(old, new, was[key], now[key], (*there, key), (*here, key))
    elif isinstance(was, list) and isinstance(now, list) and (pairs := _paired(was, now)) is not None:
        yield from _listed(old, new, was, now, there, here, pairs)
    else:
        yield _whole(old, new, was, now, there, here)


def _is_walked(path: Path) -> bool:
    """Tell whether a mapping's entries are told one by one; a condition of a choice or a material is told as one."""
    return not path or path[-1] not in ("required", "ask_when")


def _is_condition(value: dict[str, Any]) -> bool:
    return any(key in value for key in ("fact", "all", "any", "not", "of", "expr"))


def _shape(value: Any) -> Any:
    """Return a condition without its figures: two of one shape differ in figures only."""
    if isinstance(value, dict):
        return {key: value[key] if key == "fact" else _shape(value[key]) for key in value}
    return [_shape(each) for each in value] if isinstance(value, list) else type(value).__name__[:1] == "s"


def _paired(was: list[Any], now: list[Any]) -> list[tuple[int | None, int | None]] | None:
    """Return which entries belong together: by key or name where they have one, by place in lists of one length."""
    names = [[_identity(each) for each in side] for side in (was, now)]
    if all(name is not None for side in names for name in side) and all(len(set(side)) == len(side) for side in names):
        before, after = names
        pairs: list[tuple[int | None, int | None]] = [
            (before.index(name) if name in before else None, place) for place, name in enumerate(after)
        ]
        return pairs + [(place, None) for place, name in enumerate(before) if name not in after]
    return [(place, place) for place in range(len(now))] if len(was) == len(now) else None


def _identity(entry: Any) -> str | None:
    if not isinstance(entry, dict):
        return None
    return next((str(entry[key]) for key in IDENTITIES if key in entry), None)


def _listed(
    old: Side, new: Side, was: list[Any], now: list[Any], there: Path, here: Path, pairs: Any
) -> Iterator[Change]:
    kept = [first for first, second in pairs if first is not None and second is not None]
    if kept != sorted(kept):
        yield Change(part_of(here), MOVED, place_words(here, new.raw, new.pack))
    for first, second in pairs:
        if first is None:
            yield from _alone(ADDED, new, (*here, second), now[second])
        elif second is None:
            yield from _alone(REMOVED, old, (*there, first), was[first])
        else:
            yield from _differences(old, new, was[first], now[second], (*there, first), (*here, second))


def _alone(kind: str, side: Side, path: Path, value: Any) -> Iterator[Change]:
    words = entry_words(path, value, side)
    place = place_words(path, side.raw, side.pack)
    yield Change(part_of(path), kind, place, words if kind == REMOVED else "", words if kind == ADDED else "")


def _whole(old: Side, new: Side, was: Any, now: Any, there: Path, here: Path) -> Change:
    place = place_words(here, new.raw, new.pack)
    return Change(part_of(here), CHANGED, place, entry_words(there, was, old), entry_words(here, now, new))


def entry_words(path: Path, value: Any, side: Side) -> str:
    """Return a value of a pack in words: a figure with its unit, a condition as a sentence, an entry by what it says."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, (int, Decimal)):
        return f"{number(Decimal(value))} {_unit(path, side)}".strip()
    if value is None:
        return "（空）"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return _rule_words(value, side.pack) if path[-2:-1] == ("failed",) else _text(path, value, side.pack)
    if path[0] == "criteria" and path[2:] in (("require",), ("when",)):
        rule = side.pack.rules[path[1]]
        if words := when_words(rule.require if path[2] == "require" else rule.when, side.pack):
            return words
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return "、".join(entry_words((*path, place), each, side) for place, each in enumerate(value))
    if isinstance(value, dict) and set(value) == {"count", "unit"}:
        return f"{value['count']} 个{CODES.get(value['unit'], '工作日')}"
    entries = value.items() if isinstance(value, dict) else enumerate(value, start=1)
    shown = [(key, entry_words((*path, key), entry, side)) for key, entry in entries if key != "key"]
    return "；".join(f"{_name(key)}：{words}" for key, words in shown)


def _rule_words(key: str, pack: Pack) -> str:
    """Return the sentence of a criterion that a golden case names by its key."""
    rule = next((rule for rule in pack.rules if rule.key == key), None)
    return label_words(rule.sentence, pack) if rule else key


def _unit(path: Path, side: Side) -> str:
    try:
        return unit_at(path, side.raw, side.pack)
    except (KeyError, IndexError, TypeError, AttributeError):  # an entry told as a whole, or without a unit
        return ""


def _name(key: Any) -> str:
    return WORDS.get(str(key)) or CODES.get(str(key)) or str(key)


def _text(path: Path, value: str, pack: Pack) -> str:
    if path[-1] in CODED or path[-2:-1] == ("lines",):
        return CODES.get(value, value)
    if path[-1] in DECIDING or path[-2:-1] in (("cases",), ("sets",)):
        return expression_words(value, pack)
    return label_words(value, pack)
