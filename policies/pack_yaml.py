"""Safe YAML for packs (政策包): exact numbers within reckoning, line numbers, no repeated keys, every refusal with its place."""

from decimal import Decimal
from typing import Any

import yaml

MOST_DIGITS = 18
MOST_DEPTH = 40
MOST_NODES = 100_000  # aliases written out; the largest pack has some three thousand


class LinedMapping(dict[str, Any]):
    """A mapping of a YAML file that knows on which line each key stands."""

    lines: dict[str, int]


class LinedList(list[Any]):
    """A list of a YAML file that knows on which line each entry starts."""

    lines: dict[int, int]


class PackLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Safe YAML with Decimal for numbers with a point, line numbers, and no repeated keys; libyaml's where it is there."""


def _mapping(loader: PackLoader, node: yaml.MappingNode) -> Any:
    mapping = LinedMapping()
    mapping.lines = {}
    yield mapping
    own: set[Any] = set()
    for key_node, _ in node.value:
        key = None if key_node.tag.endswith(":merge") else loader.construct_object(key_node, deep=True)
        if key is not None and key in own:
            raise _wrong(key_node, f"{key} written twice")
        own.add(key)
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
    try:
        number = Decimal(str(loader.construct_scalar(node)).replace("_", ""))
    except ArithmeticError as error:
        raise _wrong(node, f"{node.value} is not a number") from error
    if not number.is_finite() or abs(number.adjusted()) > MOST_DIGITS:
        raise _wrong(node, "number out of range")
    return number


def _integer(loader: PackLoader, node: yaml.ScalarNode) -> int:
    if len(node.value) > MOST_DIGITS:
        raise _wrong(node, "number out of range")
    number: int = loader.construct_yaml_int(node)
    return number


def _date(loader: PackLoader, node: yaml.ScalarNode) -> Any:
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError as error:
        raise _wrong(node, f"{node.value} is not a date") from error


def _wrong(node: yaml.Node, words: str) -> yaml.constructor.ConstructorError:
    return yaml.constructor.ConstructorError(None, None, words, node.start_mark)


PackLoader.add_constructor("tag:yaml.org,2002:map", _mapping)
PackLoader.add_constructor("tag:yaml.org,2002:seq", _sequence)
PackLoader.add_constructor("tag:yaml.org,2002:float", _decimal)
PackLoader.add_constructor("tag:yaml.org,2002:int", _integer)
PackLoader.add_constructor("tag:yaml.org,2002:timestamp", _date)


class PackDumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """Safe YAML with numbers as they were written and without anchors, so that every part can be read by itself."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write everything out."""
        return True


PackDumper.add_representer(LinedMapping, lambda dumper, data: dumper.represent_dict(data.items()))
PackDumper.add_representer(LinedList, lambda dumper, data: dumper.represent_list(data))
PackDumper.add_representer(
    Decimal, lambda dumper, data: dumper.represent_scalar("tag:yaml.org,2002:float", f"{data:f}")
)


def refuse_bombs(text: str) -> None:
    """Raise MarkedYAMLError for a text that nests too deep or that aliases blow up, before anything is built from it."""
    counts, anchors, sizes = [0], [""], {}
    for event in yaml.parse(text, Loader=PackLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            counts.append(1)
            anchors.append(event.anchor or "")
        elif isinstance(event, yaml.CollectionEndEvent):
            count, anchor = counts.pop(), anchors.pop()
            sizes[anchor] = count
            counts[-1] += count
        elif isinstance(event, yaml.AliasEvent):
            counts[-1] += sizes.get(event.anchor or "", 1)
        elif isinstance(event, yaml.ScalarEvent):
            counts[-1] += 1
        if len(counts) > MOST_DEPTH or counts[-1] > MOST_NODES:
            problem = "nested too deep" if len(counts) > MOST_DEPTH else "too large once its aliases are written out"
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=event.start_mark)  # type: ignore[arg-type]
