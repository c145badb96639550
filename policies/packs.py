"""Reading pack files (政策包文件): YAML with exact numbers and line numbers, compiled by the engine."""

from collections.abc import Iterable
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
        raise yaml.constructor.ConstructorError(None, None, f"{', '.join(map(str, repeated))} written twice", node.start_mark)
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
    codes = [code for pack in packs for code in (pack.code, *pack.aliases)]
    problems.extend(f"(catalogue) {code}: code or alias is used twice" for code in sorted({code for code in codes if codes.count(code) > 1}))
    if problems:
        raise PackError(problems)
    return packs
