"""Reading information entries (信息条目): policies that the library tells about and nothing is computed for."""

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from policies.classes import APPLICANTS, INDUSTRIES, KINDS, LEVELS, SIZES
from policies.engine import PackError
from policies.engine.sections import Problems, Section
from policies.packs import CATALOGUE, COMMON, parse_yaml
from policies.wording import LINES

CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
REQUIRED = {
    "title": 120,
    "summary": 300,
    "region": 40,
    "document": 140,
    "articles": 400,
    "audience": 300,
    "agency": 300,
    "how": 2000,
}
OPTIONAL = {"benefit": 120, "number": 60, "ask": 300, "status": 200, "same_as": 80}
LISTS: dict[str, Collection[str]] = {
    "lines": LINES,
    "industries": INDUSTRIES,
    "sizes": SIZES,
    "applicants": APPLICANTS,
}


@dataclass(frozen=True)
class Information:
    """An information entry (信息条目) as it is written in a file; `origin` is its file and line."""

    code: str
    texts: dict[str, str]
    level: str
    kind: str
    lists: dict[str, tuple[str, ...]]
    related: tuple[str, ...]
    issued_on: date | None
    valid_to: date | None
    origin: str


def information_files(folder: Path = CATALOGUE) -> list[Path]:
    """Return the files of information entries below a folder, in a fixed order."""
    return sorted(path for path in folder.glob("*/information*.yaml") if path.parent.name != COMMON)


def read_information(files: Iterable[Path], taken: Collection[str] = ()) -> list[Information]:
    """Return the entries of all files; raises one PackError with every problem as "file:line path: message".

    `taken` are the codes of packs: an entry of the same code would be a second page of one policy.
    """
    entries: list[Information] = []
    problems: list[str] = []
    for path in files:
        found, wrong = parse_information(path.read_text(encoding="utf-8"), f"{path.parent.name}/{path.name}")
        entries += found
        problems += wrong
    repeated = Counter(entry.code for entry in entries)
    problems += [f"{each.origin} {each.code}: written twice" for each in entries if repeated[each.code] > 1]
    problems += [f"{each.origin} {each.code}: a pack has this code" for each in entries if each.code in taken]
    if problems:
        raise PackError(problems)
    return entries


def parse_information(text: str, origin: str) -> tuple[list[Information], list[str]]:
    """Return the entries written in `text`, and what is wrong with them."""
    try:
        written = parse_yaml(text, origin)
    except PackError as error:
        return [], error.problems
    if not isinstance(written, list):
        return [], [f"{origin}:1 (file): a list of entries is expected"]
    problems = Problems(origin)
    lines = getattr(written, "lines", {})
    return [_entry(each, at, lines.get(at), problems) for at, each in enumerate(written)], problems.found


def _entry(written: Any, at: int, line: int | None, problems: Problems) -> Information:
    name = written.get("code") if isinstance(written, dict) else None
    section = Section(written, name if isinstance(name, str) else f"[{at}]", problems, line)
    code = section.text("code", required=True)
    if code and (not CODE.fullmatch(code) or len(code) > 80):
        section.wrong("code", "lower-case letters, figures and single hyphens are expected, 80 at the most")
    entry = Information(
        code=code,
        texts={key: _text(section, key, limit) for key, limit in (REQUIRED | OPTIONAL).items()},
        level=section.choice("level", tuple(LEVELS)),
        kind=section.choice("kind", tuple(KINDS)),
        lists={key: _words(section, key, known) for key, known in LISTS.items()},
        related=section.texts("related"),
        issued_on=section.date("issued_on"),
        valid_to=section.date("valid_to"),
        origin=f"{problems.origin}:{line}",
    )
    if code and entry.texts["same_as"] == code:
        section.wrong("same_as", "names the entry itself")
    section.finish()
    return entry


def _text(section: Section, key: str, limit: int) -> str:
    text = section.text(key, required=key in REQUIRED)
    if len(text) > limit:
        section.wrong(key, f"{len(text)} characters, {limit} are allowed")
    return text


def _words(section: Section, key: str, known: Collection[str]) -> tuple[str, ...]:
    words = section.texts(key)
    if unknown := set(words) - set(known):
        section.wrong(key, f"{', '.join(sorted(unknown))}: known are {', '.join(known)}")
    return tuple(dict.fromkeys(words))
