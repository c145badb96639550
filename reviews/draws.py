"""Drawing by a published seed (随机抽取): anybody who knows seed and list finds the same order again."""

import hashlib
from collections.abc import Iterable
from typing import TypeVar

Name = TypeVar("Name", str, int)


def digest_of(seed: str, name: str | int) -> str:
    """Return by what a draw sorts a name: SHA-256 of "seed:name" in hexadecimal."""
    return hashlib.sha256(f"{seed}:{name}".encode()).hexdigest()


def draw_order(seed: str, names: Iterable[Name]) -> list[Name]:
    """Return the names in the order in which the seed draws them: the smallest digest first."""
    return sorted(names, key=lambda name: digest_of(seed, name))
