"""Drawing by a published seed (随机抽取): anybody who knows seed and list finds the same order again."""

import hashlib
from collections.abc import Iterable
from typing import TypeVar

Name = TypeVar("Name", str, int)


def draw_order(seed: str, names: Iterable[Name]) -> list[Name]:
    """Return the names in the order in which the seed draws them: by SHA-256 of "seed:name", the smallest first."""
    return sorted(names, key=lambda name: hashlib.sha256(f"{seed}:{name}".encode()).hexdigest())
