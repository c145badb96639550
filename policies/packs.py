"""Reading pack files (政策包文件): YAML with exact numbers and line numbers, compiled by the engine."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from policies.engine import Pack, PackError, load_pack

CATALOGUE = Path(__file__).parent / "catalogue"


class LinedMapping(dict[str, Any]):
    """A mapping of a YAML file that knows on which line each key stands."""

    lines: dict[str, int]


class LinedList(list[Any]):
    """A list of a YAML file that knows on which line each entry starts."""

    lines: dict[int, int]


class PackLoader(yaml.SafeLoader):
    """Safe YAML with Decimal for numbers with a point, line numbers, and no repeated keys."""


def _mapping(loader: PackLoader, node: yaml.MappingNode) -> Any:
    mapping = LinedMapping()
    mapping.lines = {}
    yield mapping
    own = [loader.construct_object(key_node) for key_node, _ in node.value if not key_node.tag.endswith(":merge")]
    if repeated := {key for key in own if own.count(key) > 1}:
        raise yaml.constructor.ConstructorError(
            None, None, f"{', '.join(map(str, repeated))} written twice", node.start_mark
        )
    loader.flatten_mapping(node)
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        mapping[key] = loader.construct_object(value_node, deep=True)
        mapping.lines[key] = key_node.start_mark.line + 1


def _sequence(loader: PackLoader, node: yaml.SequenceNode) -> Any:
    entries = LinedList()
    entries.lines = {index: child.start_mark.line + 1 for index, child in enumerate(node.value)}
    yield entries
    entries.extend(loader.construct_object(child, deep=True) for child in node.value)


def _decimal(loader: PackLoader, node: yaml.ScalarNode) -> Decimal:
    return Decimal(str(loader.construct_scalar(node)).replace("_", ""))


PackLoader.add_constructor("tag:yaml.org,2002:map", _mapping)
PackLoader.add_constructor("tag:yaml.org,2002:seq", _sequence)
PackLoader.add_constructor("tag:yaml.org,2002:float", _decimal)


def parse_pack(text: str, origin: str) -> Pack:
    """Return the pack written in `text`; raises PackError, also for text that is not YAML."""
    try:
        mapping = yaml.load(text, Loader=PackLoader)
    except (yaml.YAMLError, ArithmeticError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error)
        raise PackError([f"{origin}{f':{mark.line + 1}' if mark else ''} (file): {problem}"]) from error
    return load_pack(mapping, origin)


def pack_files(folder: Path = CATALOGUE) -> list[Path]:
    """Return the pack files below a folder, in a fixed order."""
    return sorted(folder.glob("*/*.yaml"))


def read_packs(files: Iterable[Path] | None = None) -> list[Pack]:
    """Return the packs of the catalogue; raises one PackError with the problems of all files."""
    packs: list[Pack] = []
    problems: list[str] = []
    for path in pack_files() if files is None else files:
        try:
            packs.append(parse_pack(path.read_text(encoding="utf-8"), f"{path.parent.name}/{path.name}"))
        except PackError as error:
            problems.extend(error.problems)
    problems.extend(_clashes(packs))
    if problems:
        raise PackError(problems)
    return packs


def _clashes(packs: Iterable[Pack]) -> Iterable[str]:
    """Name codes that two packs share, unless they are versions that start on different days."""
    starts = Counter((code, pack.effective_from) for pack in packs for code in {pack.code, *pack.aliases})
    return [f"(catalogue) {code}: two packs of the same date" for (code, _), count in starts.items() if count > 1]


class Catalogue:
    """Packs by code and alias; several packs of one code are versions with their own dates."""

    def __init__(self, packs: Iterable[Pack]) -> None:
        self._versions: dict[str, list[Pack]] = {}
        for pack in packs:
            for code in (pack.code, *pack.aliases):
                self._versions.setdefault(code, []).append(pack)

    def choose(self, code: str, as_of: date | None) -> tuple[Pack, list[str]]:
        """Return the version that governs on `as_of`, else the nearest one, with a warning for dates out of range.

        Without a date the newest version is taken. Raises ValueError for an unknown code.
        """
        versions = self._versions.get(code)
        if not versions:
            raise ValueError(f"没有代码为 {code} 的政策")
        if as_of is None:
            return max(versions, key=lambda pack: pack.effective_from or date.min), []
        nearest = min(
            versions, key=lambda pack: (_days_off(pack.effective_from, pack.effective_to, as_of), -_start(pack))
        )
        warnings = []
        if _days_off(nearest.effective_from, nearest.effective_to, as_of):
            warnings.append(f"{as_of} 不在政策有效期内，按最接近的版本测算")
        if _days_off(nearest.opens_on, nearest.closes_on, as_of):
            warnings.append(f"{as_of} 不在申报期内")
        return nearest, warnings


def _days_off(start: date | None, end: date | None, day: date) -> int:
    if start and day < start:
        return (start - day).days
    return (day - end).days if end and day > end else 0


def _start(pack: Pack) -> int:
    return (pack.effective_from or date.min).toordinal()
