"""Writing changes into a pack's YAML text: only what changed is written anew, comments and layout around it stay."""

import json
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import yaml

from policies.engine import PackError
from policies.pack_yaml import PackDumper
from policies.packs import parse_yaml

Edit = tuple[int, int, str]
PLAIN = re.compile(
    r"[\w\u4e00-\u9fff（）《》、。；：“”〔〕％·/+*.()<>=-][\w\u4e00-\u9fff（）《》、。；：“”〔〕％·/+*.()<>= -]*"
)


def plain_copy(raw: Any) -> Any:
    """Return the same content in new mappings and lists, to be changed freely."""
    if isinstance(raw, dict):
        return {key: plain_copy(value) for key, value in raw.items()}
    return [plain_copy(value) for value in raw] if isinstance(raw, list) else raw


def at_path(raw: Any, path: tuple[Any, ...]) -> Any:
    """Return what stands at a path of keys and places."""
    for key in path:
        raw = raw[key]
    return raw


def put(raw: Any, path: tuple[Any, ...], value: Any) -> None:
    """Put a value at a path of keys and places."""
    at_path(raw, path[:-1])[path[-1]] = value


def rewritten(text: str, new: Any) -> str:
    """Return the text changed so that it says `new`; where that cannot be done in place, all of it is written out anew.

    Raises PackError where the text is no YAML.
    """
    old = parse_yaml(text, "")
    if old == new:
        return text
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    changed = _applied(text, sorted(set(_edits(text, node, old, new)), reverse=True)) if node else text
    try:
        if parse_yaml(changed, "") == new:
            return changed
    except PackError:
        pass
    return yaml.dump(new, Dumper=PackDumper, allow_unicode=True, sort_keys=False, width=160)


def _applied(text: str, edits: list[Edit]) -> str:
    for start, end, words in edits:
        text = text[:start] + words + text[end:]
    return text


def _edits(text: str, node: yaml.Node, old: Any, new: Any) -> Iterator[Edit]:
    """Give the pieces of text to be replaced, from the outermost part that differs inwards."""
    if old == new and isinstance(old, bool) == isinstance(new, bool):
        return
    if isinstance(node, yaml.MappingNode) and isinstance(new, dict) and list(old) == list(new):
        children = {key.value: value for key, value in node.value}
        if all(key in children for key in new if old[key] != new[key]):
            for key in new:
                if old[key] != new[key]:
                    yield from _edits(text, children[key], old[key], new[key])
            return
    if isinstance(node, yaml.SequenceNode) and isinstance(new, list) and old:
        if len(old) == len(new):
            for child, before, after in zip(node.value, old, new, strict=True):
                yield from _edits(text, child, before, after)
            return
        if not node.flow_style and new:
            yield _spliced(text, node, old, new)
            return
    yield node.start_mark.index, _end(node), _written(new, node)


def _spliced(text: str, node: yaml.SequenceNode, old: list[Any], new: list[Any]) -> Edit:
    """Return the edit that adds or removes entries of a list whose entries stand on lines of their own."""
    first = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    same = 0
    while same < min(len(old), len(new)) - first and old[-1 - same] == new[-1 - same]:
        same += 1
    starts = [text.rindex("\n", 0, child.start_mark.index) + 1 for child in node.value]
    end = text.find("\n", _end(node))
    starts.append(len(text) if end < 0 else end + 1)
    dash = text[starts[0] : node.value[0].start_mark.index].index("-")
    entries = [_entry(entry, dash) for entry in new[first : len(new) - same]]
    return starts[first], starts[len(old) - same], "".join(entries)


def _entry(entry: Any, dash: int) -> str:
    words = yaml.dump(entry, Dumper=PackDumper, allow_unicode=True, sort_keys=False, width=10_000).rstrip("\n")
    words = words.removesuffix("\n...")
    return " " * dash + "- " + words.replace("\n", "\n" + " " * (dash + 2)) + "\n"


def _end(node: yaml.Node) -> int:
    """Return where the node's own text ends; a block's mark lies behind the blank lines and comments that follow it."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(last[1] if isinstance(last, tuple) else last)
    index: int = node.end_mark.index
    return index


def _written(value: Any, node: yaml.Node) -> str:
    """Return a value as YAML that fits into the node's place."""
    if not isinstance(value, (dict, list)):
        return scalar(value)
    is_block = isinstance(node, yaml.CollectionNode) and not node.flow_style
    words: str = yaml.dump(
        value, Dumper=PackDumper, allow_unicode=True, sort_keys=False, width=10_000, default_flow_style=not is_block
    ).rstrip("\n")
    return words.replace("\n", "\n" + " " * node.start_mark.column) if is_block else words


def scalar(value: Any) -> str:
    """Return one value as YAML that reads back as the same, in any place of a file."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text if "." in text else f"{text}.0"
    if isinstance(value, (int, date)):
        return str(value)
    if PLAIN.fullmatch(value) and not value.endswith(" ") and _reads_back(value):
        return str(value)
    return json.dumps(value, ensure_ascii=False)


def _reads_back(text: str) -> bool:
    """Tell whether a text without quotes is read as itself; one that starts with * would be an alias."""
    try:
        return bool(yaml.safe_load(text) == text)
    except yaml.YAMLError:
        return False
