"""Reading pack files (政策包文件): YAML with exact numbers and line numbers, compiled by the engine."""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from policies.composing import Library, compose
from policies.engine import Pack, PackError, load_pack
from policies.pack_yaml import PackDumper, PackLoader, refuse_bombs

COMMON = "common"
CARRIED_OUT = {
    "acceptance",
    "preliminary_review",
    "site_check",
    "expert_review",
    "final_review",
    "publicity",
    "agreement",
    "disbursement",
}
REVIEW_KINDS = ("preliminary_review", "site_check", "expert_review", "final_review")
ALIASES = re.compile(r"^aliases:\s*\[(.*?)\]", re.MULTILINE)
CATALOGUE = Path(__file__).parent / "catalogue"


def parse_pack(text: str, origin: str, library: Library | None = None) -> Pack:
    """Return the pack written in `text`, put together with the library's shared parts when there is one.

    Raises PackError with every problem, also for text that is not YAML.
    """
    mapping = parse_yaml(text, origin)
    return load_pack(compose(mapping, library) if library else mapping, origin)


def parse_yaml(text: str, origin: str) -> Any:
    """Return what the YAML says, with exact numbers and line numbers; raises PackError with the place."""
    try:
        refuse_bombs(text)
        return yaml.load(text, Loader=PackLoader)
    except (yaml.YAMLError, ArithmeticError, ValueError, TypeError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error)
        raise PackError([f"{origin}{f':{mark.line + 1}' if mark else ''} (file): {problem}"]) from error


def pack_files(folder: Path = CATALOGUE) -> list[Path]:
    """Return the pack files below a folder, in a fixed order; shared parts and information entries are none."""
    return sorted(
        path
        for path in folder.glob("*/*.yaml")
        if path.parent.name != COMMON and not path.name.startswith("information")
    )


def shared_parts(folder: Path = CATALOGUE) -> Library:
    """Return the library of parts that the packs below a folder share."""
    return Library(folder / COMMON, lambda path: parse_yaml(path.read_text(encoding="utf-8"), f"{COMMON}/{path.name}"))


def read_pack(path: Path, library: Library) -> Pack:
    """Return the pack of a file; raises PackError with its problems."""
    return parse_pack(path.read_text(encoding="utf-8"), f"{path.parent.name}/{path.name}", library)


def read_packs(files: Iterable[Path] | None = None) -> list[Pack]:
    """Return the packs of the catalogue; raises one PackError with the problems of all files."""
    packs: list[Pack] = []
    problems: list[str] = []
    library = shared_parts()
    for path in pack_files() if files is None else files:
        try:
            packs.append(read_pack(path, library))
        except PackError as error:
            problems.extend(error.problems)
    problems.extend(_clashes(packs))
    if problems:
        raise PackError(problems)
    return packs


def takes_claims(pack: Pack) -> bool:
    """Tell whether claims under the policy can go through the portal, by stages that the portal carries out.

    It pays, or it grants a title instead of money. The final review is the last stage of the review; a publicity that
    the document puts before it follows it here: what is published is the list that the review proposes, and the title
    is granted when the period is over. A policy that states another one again (`same_as`) is claimed under that one.
    """
    kinds = [stage.kind for stage in pack.stages]
    ends = {"final_review", "disbursement"} if pack.amount_lines else {"final_review"}
    review = [kind for kind in kinds if kind in REVIEW_KINDS]
    is_granted = bool(pack.amount_lines) or pack.recognition is not None
    is_carried = (
        ends <= set(kinds) <= CARRIED_OUT and review[-1] == "final_review" and "final_review" not in review[:-1]
    )
    return is_granted and is_carried and not pack.same_as


def self_contained(pack: Pack, text: str) -> str:
    """Return YAML that says everything about the pack: its own text, or, where it was put together, the whole of it."""
    if parse_yaml(text, pack.origin) == pack.raw:
        return text
    return yaml.dump(pack.raw, Dumper=PackDumper, allow_unicode=True, sort_keys=False, width=160)


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

    def versions(self, code: str) -> list[Pack]:
        """Return the versions of a code; raises ValueError for an unknown one."""
        versions = self._versions.get(code)
        if not versions:
            raise ValueError(f"没有代码为 {code} 的政策")
        return versions

    def choose(self, code: str, as_of: date | None) -> tuple[Pack, list[str]]:
        """Return the version that governs on `as_of`, else the nearest one, with a warning for dates out of range.

        Without a date the newest version is taken. Raises ValueError for an unknown code.
        """
        versions = self.versions(code)
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


class FileCatalogue(Catalogue):
    """The catalogue on disk, each policy compiled when it is first asked for: a single case does not wait for all."""

    def __init__(self, folder: Path = CATALOGUE) -> None:
        super().__init__(())
        self._library = shared_parts(folder)
        self._files: dict[str, list[Path]] = {}
        for path in pack_files(folder):
            for code in (path.stem.partition("@")[0], *_aliases(path.read_text(encoding="utf-8"))):
                self._files.setdefault(code, []).append(path)

    def versions(self, code: str) -> list[Pack]:
        """Return the versions of a code; raises ValueError for an unknown one, PackError for a broken pack."""
        if code not in self._versions and code in self._files:
            self._versions[code] = [read_pack(path, self._library) for path in self._files[code]]
        return super().versions(code)


def _aliases(text: str) -> list[str]:
    found = ALIASES.search(text)
    return re.findall(r"[\w-]+", found[1]) if found else []


def _days_off(start: date | None, end: date | None, day: date) -> int:
    if start and day < start:
        return (start - day).days
    return (day - end).days if end and day > end else 0


def _start(pack: Pack) -> int:
    return (pack.effective_from or date.min).toordinal()
