"""Reading a pack's mapping key by key: every value is asked for by type, every leftover key is reported."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from policies.engine.values import to_date, to_number


class PackError(ValueError):
    """A pack that cannot be loaded; `problems` lists "origin:line path: message"."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Problems:
    """Collects everything that is wrong with a pack, with its place."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.found: list[str] = []

    def add(self, line: int | None, path: str, message: str) -> None:
        """Note a problem at a place."""
        self.found.append(f"{self.origin}{f':{line}' if line else ''} {path or '(pack)'}: {message}")


class Section:
    """A mapping inside a pack together with its path; `lines` (key → line) is used when the mapping carries it."""

    def __init__(self, mapping: Any, path: str, problems: Problems, line: int | None = None) -> None:
        self.path, self.problems, self.line = path, problems, line
        self.mapping: Mapping[str, Any] = mapping if isinstance(mapping, Mapping) else {}
        self._taken: set[str] = set()
        if not isinstance(mapping, Mapping):
            problems.add(line, path, "a mapping is expected here")

    def take(self, key: str, default: Any = None) -> Any:
        """Return the value of a key and mark the key as understood."""
        self._taken.add(key)
        value = self.mapping.get(key)
        return default if value is None else value

    def line_of(self, key: str) -> int | None:
        """Return the line where a key stands, when the mapping knows it."""
        line: int | None = getattr(self.mapping, "lines", {}).get(key, self.line)
        return line

    def wrong(self, key: str, message: str) -> None:
        """Report a problem with a key."""
        self.problems.add(self.line_of(key), f"{self.path}.{key}".strip("."), message)

    def text(self, key: str, required: bool = False) -> str:
        """Return text ("" when absent)."""
        value = self.take(key)
        if required and (value is None or value == ""):
            self.wrong(key, "is required")
        elif value is not None and not isinstance(value, str):
            self.wrong(key, "text is expected")
        return "" if value is None else str(value).strip()

    def choice(self, key: str, allowed: tuple[str, ...], default: str | None = None) -> str:
        """Return one of the allowed words."""
        value = self.take(key, default)
        if value not in allowed:
            self.wrong(key, f"{value!r} is not one of {', '.join(allowed)}")
            return allowed[0]
        return str(value)

    def flag(self, key: str, default: bool = False) -> bool:
        """Return a yes/no value."""
        value = self.take(key, default)
        if not isinstance(value, bool):
            self.wrong(key, "true or false is expected")
        return value is True

    def number(self, key: str) -> Decimal | None:
        """Return a number, or None when absent."""
        value = self.take(key)
        try:
            return None if value is None else to_number(value)
        except ValueError:
            self.wrong(key, f"{value!r} is not a number")
            return None

    def integer(self, key: str, default: int | None = None) -> int | None:
        """Return a whole number, or the default."""
        value = self.take(key, default)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
            self.wrong(key, f"{value!r} is not a whole number")
            return default
        return value

    def date(self, key: str) -> date | None:
        """Return a date, or None when absent."""
        value = self.take(key)
        try:
            return None if value is None else to_date(value)
        except ValueError:
            self.wrong(key, f"{value!r} is not a date")
            return None

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts."""
        value = self.take(key, [])
        if not isinstance(value, (list, tuple)) or not all(isinstance(entry, str) for entry in value):
            self.wrong(key, "a list of texts is expected")
            return ()
        return tuple(value)

    def section(self, key: str) -> "Section | None":
        """Return the mapping under a key, or None when absent."""
        value = self.take(key)
        return (
            None if value is None else Section(value, f"{self.path}.{key}".strip("."), self.problems, self.line_of(key))
        )

    def sections(self, key: str) -> Iterator["Section"]:
        """Return the mappings of the list under a key, one after the other."""
        value = self.take(key, [])
        if not isinstance(value, (list, tuple)):
            self.wrong(key, "a list is expected")
            return
        for index, entry in enumerate(value):
            lines = getattr(value, "lines", {})
            yield Section(
                entry, f"{self.path}.{key}[{index}]".strip("."), self.problems, lines.get(index, self.line_of(key))
            )

    def named(self, key: str) -> Iterator[tuple[str, "Section"]]:
        """Return (name, mapping) pairs of the mapping under a key."""
        outer = self.section(key)
        for name, entry in (outer.mapping if outer else {}).items():
            assert outer is not None
            yield str(name), Section(entry, f"{outer.path}.{name}", self.problems, outer.line_of(name))

    def finish(self) -> None:
        """Report the keys that nobody asked for."""
        for key in self.mapping:
            if key not in self._taken:
                self.wrong(str(key), "unknown key")
