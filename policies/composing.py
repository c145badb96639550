"""Putting a pack together (政策包组成): its own file, the parts it includes, and the dictionary of shared facts."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from policies.engine import PackError

NAMED = ("facts", "derived", "agencies", "source")
KEYED = {"criteria": "key", "materials": "key", "stages": "key", "ambiguities": "key", "exports": "key"}
WHOLE = (
    "shares", "publicity", "period", "materials_note", "aftercare", "commitment", "effective", "window",
    "audience", "industries", "sizes", "applicants", "level", "region", "kind", "related",
)  # fmt: skip
COMPOSING = ("include", "omit")
Read = Callable[[Path], Any]


class Library:
    """The shared parts below `common/`: includes by name, and the dictionary of facts (facts-*.yaml)."""

    def __init__(self, folder: Path, read: Read) -> None:
        self.folder, self.read = folder, read
        self._parts: dict[str, Any] = {}
        self._dictionary: dict[str, Any] | None = None
        self.twice: set[str] = set()

    def part(self, name: str) -> Mapping[str, Any]:
        """Return an included part; raises PackError when there is none of that name."""
        if name not in self._parts:
            path = self.folder / f"{name}.yaml"
            if not path.is_file():
                raise PackError([f"common/{name}.yaml (file): there is no such part to include"])
            self._parts[name] = self.read(path)
        part: Mapping[str, Any] = self._parts[name]
        return part

    @property
    def dictionary(self) -> dict[str, Any]:
        """Return every shared fact by name; `twice` collects those that two files define differently."""
        if self._dictionary is None:
            found: dict[str, Any] = {}
            self._dictionary = found
            for path in sorted(self.folder.glob("facts-*.yaml")):
                shared = self.read(path) or {}
                for name, entry in (shared.get("facts") or shared).items():
                    if found.setdefault(name, entry) != entry:
                        self.twice.add(name)
        return self._dictionary


def compose(mapping: Any, library: Library) -> Any:
    """Return the mapping with its includes and the dictionary's facts put in; what the pack says itself wins.

    Raises PackError for a part that does not exist, or for something in a part that cannot be included.
    """
    if not isinstance(mapping, Mapping):
        return mapping
    whole = _copy(mapping, mapping)
    omitted = set(whole.get("omit") or ())
    for name in whole.get("include") or ():
        part = library.part(str(name))
        if unknown := set(part) - {*NAMED, *KEYED, *WHOLE}:
            raise PackError([f"common/{name}.yaml (file): {', '.join(sorted(unknown))} cannot be included"])
        _include(whole, part, omitted)
    for key in COMPOSING:
        whole.pop(key, None)
    facts = whole.get("facts")
    if isinstance(facts, Mapping):
        whole["facts"] = _copy(facts, {name: _described(name, entry, library) for name, entry in facts.items()})
    return whole


def _include(whole: Any, part: Mapping[str, Any], omitted: set[str]) -> None:
    for key, value in part.items():
        own = whole.get(key)
        if key in NAMED:
            kept = {name: entry for name, entry in value.items() if name not in omitted}
            merged = _facts(kept, own) if key == "facts" else {**kept, **(own or {})}
            whole[key] = _copy(value if own is None else own, merged)
        elif key in KEYED:
            taken = {entry["key"] for entry in own or ()} | omitted
            whole[key] = _listed(own, [entry for entry in value if entry["key"] not in taken])
        elif own is None:
            whole[key] = value


def _facts(included: Mapping[str, Any], own: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the pack's own facts first, then the included ones; an own entry refines the included one."""
    refined = {name: {**included.get(name, {}), **(entry or {})} for name, entry in (own or {}).items()}
    return {**refined, **{name: entry for name, entry in included.items() if name not in refined}}


def _described(name: str, entry: Any, library: Library) -> Any:
    base = library.dictionary.get(name)
    if base is None or (isinstance(entry, Mapping) and "label" in entry and "type" in entry):
        return entry
    if name in library.twice:
        raise PackError([f"common/ {name}: two files describe this fact differently; say label and type in the pack"])
    return _copy(entry, {**base, **(entry or {})})


def _copy(like: Any, content: Mapping[str, Any]) -> Any:
    """Return a mapping of the content that keeps the line numbers of `like`."""
    if not isinstance(like, dict) or not hasattr(like, "lines"):
        return dict(content)
    copied: Any = type(like)(content)
    copied.lines = dict(like.lines)
    return copied


def _listed(own: Any, more: list[Any]) -> Any:
    entries = [*(own or ()), *more]
    if own is None or not hasattr(own, "lines"):
        return entries
    listed = type(own)(entries)
    listed.lines = dict(own.lines)
    return listed
