"""The ledger (台账): earlier awards, as mappings with policy, subject, year, amount and, for a ban, its last day."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from unicodedata import normalize

from policies.engine.model import FactDef
from policies.engine.scope import Scope
from policies.engine.values import to_date, to_number

Entries = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class LedgerFunction:
    """A question to the ledger for expressions; the first `least` arguments must be there."""

    call: Callable[..., Any]
    arguments: tuple[str, ...]
    least: int
    result: str
    unit: str = ""


def _awards(
    entries: Entries, code: str, policies: str, since: Any = None, until: Any = None
) -> Iterator[Mapping[str, Any]]:
    """Yield the awards under the named policies: `this`, codes with commas between them, or `*`; years are included."""
    wanted = {code if name.strip() == "this" else name.strip() for name in policies.split(",")}
    for entry in entries:
        if entry.get("kind") == "ban" or not ({"*", str(entry.get("policy"))} & wanted):
            continue
        year = _year(entry)
        if (since is not None or until is not None) and year is None:
            continue
        if (since is None or year >= since) and (until is None or year <= until):
            yield entry


def _year(entry: Mapping[str, Any]) -> Any:
    try:
        return to_number(entry.get("year"))
    except ValueError:
        return None


def _amount_wan(entry: Mapping[str, Any]) -> Decimal:
    try:
        if entry.get("amount_wan") is not None:
            return to_number(entry["amount_wan"])
        return to_number(entry.get("amount_yuan", 0)) / 10000
    except ValueError:
        return Decimal(0)


def awards_count(entries: Entries, code: str, policies: str, since: Any = None, until: Any = None) -> Decimal:
    """Return how many awards there were, in the years given (both included)."""
    return Decimal(sum(1 for _ in _awards(entries, code, policies, since, until)))


def awards_wan(entries: Entries, code: str, policies: str, since: Any = None, until: Any = None) -> Decimal:
    """Return the sum of the awards in 万元, in the years given (both included)."""
    return sum((_amount_wan(entry) for entry in _awards(entries, code, policies, since, until)), Decimal(0))


def awards_consecutive(entries: Entries, code: str, policies: str, year: Decimal) -> Decimal:
    """Return the length of the unbroken row of years with an award that ends with `year`; a gap starts it anew."""
    years = {_year(entry) for entry in _awards(entries, code, policies)}
    length = 0
    while year - length in years:
        length += 1
    return Decimal(length)


def last_award_year(entries: Entries, code: str, policies: str) -> Decimal:
    """Return the year of the latest award, 0 when there is none."""
    return max(
        (year for entry in _awards(entries, code, policies) if (year := _year(entry)) is not None), default=Decimal(0)
    )


def subject_awarded(entries: Entries, code: str, policies: str, subject: Any) -> bool:
    """Tell whether one of the subjects (合同、专利、发票号) was awarded under the named policies before."""
    asked = _plain(subject)
    return any(asked & _plain(entry.get("subject")) for entry in _awards(entries, code, policies))


def _plain(subject: Any) -> set[str]:
    """Return one subject, or a list of them, as they are compared: zl 2020 １ is ZL20201, so that nothing is paid twice."""
    named = subject if isinstance(subject, (list, tuple)) else [subject]
    return {"".join(normalize("NFKC", str(each)).upper().split()) for each in named if each}


def banned(entries: Entries, code: str, day: date) -> bool:
    """Tell whether a ban (禁报) covers the day, its last day included; a ban without an end never ends."""
    return any(_ban_covers(entry, day) for entry in entries if entry.get("kind") == "ban")


def _ban_covers(entry: Mapping[str, Any], day: date) -> bool:
    try:
        return not entry.get("until") or day <= to_date(entry["until"])
    except ValueError:
        return True


LEDGER_FUNCTIONS = {
    "awards_count": LedgerFunction(awards_count, ("text", "number", "number"), 1, "number"),
    "awards_wan": LedgerFunction(awards_wan, ("text", "number", "number"), 1, "number", "万元"),
    "awards_consecutive": LedgerFunction(awards_consecutive, ("text", "number"), 2, "number"),
    "last_award_year": LedgerFunction(last_award_year, ("text",), 1, "number"),
    "subject_awarded": LedgerFunction(subject_awarded, ("text", "subject"), 2, "bool"),
    "banned": LedgerFunction(banned, ("date",), 1, "bool"),
}


@dataclass(frozen=True)
class NotYetAwarded:
    """None of the subjects (a patent number, a contract) was awarded under this policy before."""

    fact: FactDef
    code: str

    def holds(self, scope: Scope) -> bool | None:
        """Compare the named subjects with the awarded ones; nothing awarded yet decides at once."""
        awarded = self._awarded(scope)
        if not awarded:
            return True
        value = scope.get(self.fact.name)
        return None if value is None else not awarded & _plain(value)

    def message(self, scope: Scope) -> str:
        """Name the subjects that were awarded before."""
        repeated = self._repeated(scope)
        if repeated:
            return f"{self.fact.label}中已享受过本政策：{'、'.join(repeated)}"
        return f"{self.fact.label}未见重复享受" if self.holds(scope) else f"{self.fact.label}尚不能判断"

    def remedy(self, scope: Scope) -> str:
        """Say which subjects must be left out."""
        repeated = self._repeated(scope)
        return f"请剔除已享受过的：{'、'.join(repeated)}" if repeated else ""

    def _awarded(self, scope: Scope) -> set[str]:
        return {
            subject for entry in _awards(scope.ledger, self.code, "this") for subject in _plain(entry.get("subject"))
        }

    def _repeated(self, scope: Scope) -> list[str]:
        value, awarded = scope.get(self.fact.name) or (), self._awarded(scope)
        named = value if isinstance(value, tuple) else (value,)
        return sorted({str(each) for each in named if _plain(each) & awarded})
