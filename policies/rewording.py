"""The texts of a pack that officials may reword: each with its place in the YAML and its words."""

from dataclasses import dataclass
from typing import Any

from policies.engine import Pack
from policies.pack_text import at_path, plain_copy, put
from policies.places import Path, part_of, place_words

TOP = {"title": 120, "summary": 300, "benefit": 120, "audience": 300, "period": 300, "materials_note": 500,
       "aftercare": 600, "commitment": 1000}  # fmt: skip
OPTIONAL = ("period", "materials_note", "aftercare", "commitment")
KEYS = {
    "source": ("document", "number", "articles"),
    "criteria": ("sentence", "clause", "remedy"),
    "derived": ("label", "clause"),
    "shares": ("clause",),
    "instalments": ("label", "due", "clause"),
    "publicity": ("channel", "clause"),
    "ambiguities": ("text", "settled", "clause", "label"),
    "facts": ("label", "help", "section"),
    "amount": ("label", "clause", "applies_to"),
    "score": ("label", "clause"),
}
MOST = 1000


@dataclass(frozen=True)
class TextPlace:
    """One text: where it stands, its words, and how long it may be."""

    path: Path
    part: str
    label: str
    value: str
    most: int = MOST

    @property
    def is_long(self) -> bool:
        """Tell whether the text needs several lines."""
        return len(self.value) > 60

    @property
    def is_required(self) -> bool:
        """Tell whether the text may not be emptied."""
        return self.path[0] not in OPTIONAL


def texts(pack: Pack) -> list[TextPlace]:
    """Return the pack's texts, those that every policy has first."""
    raw = plain_copy(pack.raw)
    found = [TextPlace((key,), "基本信息", place_words((key,), raw, pack), str(raw.get(key) or ""), most)
             for key, most in TOP.items()]  # fmt: skip
    for part, keys in KEYS.items():
        found += [
            TextPlace(path, part_of(path), place_words(path, raw, pack), value)
            for path, value in _inside(raw.get(part), (part,), keys)
        ]
    agencies = raw.get("agencies") or {}
    return found + [
        TextPlace(("agencies", key), part_of(("agencies",)), f"办理部门：{key}", str(value))
        for key, value in agencies.items()
    ]


def _inside(raw: Any, path: Path, keys: tuple[str, ...]) -> list[tuple[Path, str]]:
    found: list[tuple[Path, str]] = []
    entries = raw.items() if isinstance(raw, dict) else enumerate(raw) if isinstance(raw, list) else ()
    for key, value in entries:
        if isinstance(value, str) and key in keys:
            found.append(((*path, key), value))
        elif isinstance(value, (dict, list)) and key not in ("require", "when", "fields"):
            found += _inside(value, (*path, key), keys)
    return found


def with_texts(raw: Any, changes: list[tuple[TextPlace, str]]) -> dict[str, Any]:
    """Return a copy of the mapping with other texts; an optional one that was emptied is left out."""
    changed: dict[str, Any] = plain_copy(raw)
    for place, value in changes:
        if value or place.is_required:
            put(changed, place.path, value)
        else:
            at_path(changed, place.path[:-1]).pop(place.path[-1], None)
    return changed
