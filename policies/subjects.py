"""Which facts of a pack name what an award is for (合同号、专利号、发票号): those that its rules look up in the ledger."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from policies.engine import Pack

ASKED = re.compile(r"subject_awarded\([^,]+,\s*(\w+)\)")


def subject_facts(pack: Pack) -> set[str]:
    """Return the names of the facts whose values an award under this pack is remembered by."""
    return set(_named(pack.raw)) & set(pack.facts)


def _named(raw: Any) -> Iterator[str]:
    if isinstance(raw, Mapping):
        if isinstance(raw.get("not_awarded"), str):
            yield raw["not_awarded"]
        for value in raw.values():
            yield from _named(value)
    elif isinstance(raw, list):
        for value in raw:
            yield from _named(value)
    elif isinstance(raw, str):
        yield from ASKED.findall(raw)
