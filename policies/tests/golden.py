"""What golden cases are held against, and what happens to them when a number of their pack is changed."""

import re
from datetime import date, timedelta
from decimal import Decimal
from functools import reduce
from typing import Any

from policies.engine import FactError, Pack, PackError, evaluate, load_pack
from policies.golden_cases import differences
from policies.pack_text import plain_copy

NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])")
NOTHING_AT_ZERO = {"otherwise", "gt"}
ONLY_SHOWN = {"main_income_growth_pct"}  # a column of the annex; no rule reads it
NO_DIFFERENCE = "daily_of_largest_month("  # the year only says how long the months are, and most years agree


def thresholds(raw: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the paths of the numbers that decide: bounds of criteria, amount lines, tiers, derived values, dates due."""
    deciding = {
        "ge", "gt", "le", "lt", "eq", "value", "below", "upto", "rate", "otherwise", "expr",
        *(f"{word}_{unit}" for word in ("add", "deduct", "cap", "floor", "ceiling") for unit in ("wan", "yuan")),
    }  # fmt: skip
    found: list[tuple[Any, ...]] = []
    entries = raw.items() if isinstance(raw, dict) else enumerate(raw) if isinstance(raw, list) else ()
    for key, value in entries:
        if (key in deciding or path[-1:] == ("cases",)) and (
            isinstance(value, date) or (not isinstance(value, (dict, list)) and NUMBER.search(str(value)))
        ):
            found.append((*path, key))
        else:
            found += thresholds(value, (*path, key))
    return found


def moved(key: Any, value: Any) -> list[Any]:
    """Return the deciding value with each of its numbers changed by one in its last digit, up and down.

    A zero that only says "none" (more than nothing, nothing otherwise) is no figure of the document.
    """
    if isinstance(value, date):
        return [value + timedelta(days=step) for step in (-1, 1)]
    text, changed = str(value), []
    for match in NUMBER.finditer(text):
        number = Decimal(match.group())
        if number == 0 and (key in NOTHING_AT_ZERO or text != match.group()):
            continue
        unit = Decimal(1).scaleb(int(number.as_tuple().exponent))
        changed += [text[: match.start()] + str(number + step) + text[match.end() :] for step in (-unit, unit)]
    return changed


def with_value(raw: Any, path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    """Return a copy of the mapping with one value replaced; shared anchors are copied, not shared."""
    copied: dict[str, Any] = plain_copy(raw)
    place: Any = copied
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value if isinstance(value, date) else str(value)
    return copied


def is_note(pack: Pack, section: str, path: tuple[Any, ...]) -> bool:
    """Say whether the path lies in an ambiguity that only gives a warning."""
    return section == "ambiguities" and pack.raw[section][path[0]]["handling"] == "note"


def survivors(pack: Pack) -> list[str]:
    """Return the numbers that can be changed by one unit without any golden case of the pack noticing."""
    found = []
    for section in ("criteria", "amount", "derived", "ambiguities", "score"):
        for path in thresholds(pack.raw.get(section, [])):
            if path[0] in ONLY_SHOWN or is_note(pack, section, path):
                continue
            for value in moved(path[-1], reduce(lambda place, key: place[key], path, pack.raw[section])):
                if makes_a_difference(pack.raw[section], path, value) and not is_noticed(pack, (section, *path), value):
                    found.append(f"{section}.{'.'.join(map(str, path))} = {value}")
    return found


def makes_a_difference(raw: Any, path: tuple[Any, ...], value: Any) -> bool:
    """Tell whether the changed number can matter: points above an item's most do not, nor one point less of a bound
    on scores that come in steps.
    """
    parent = reduce(lambda place, key: place[key], path[:-1], raw)
    if isinstance(parent, dict) and "score" in parent:
        return Decimal(str(value)) > parent[path[-1]]
    if path[0] == "items" and NUMBER.fullmatch(str(value).lstrip("-")):
        return 0 <= Decimal(str(value)) <= raw["items"][path[1]]["max"]
    return NO_DIFFERENCE not in str(value)


def is_noticed(pack: Pack, path: tuple[Any, ...], value: Any) -> bool:
    """Tell whether a golden case fails, or the pack no longer loads, with another value at the path."""
    try:
        mutant = load_pack(with_value(pack.raw, path, value), "mutant")
        return any(differences(evaluate(mutant, case.facts, case.ledger), case.expect) for case in pack.golden)
    except (PackError, FactError):
        return True
