"""What stands in the profile now (现行数据): the newest value of each side, and the entries valid on a day."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from accounts.models import Enterprise
from applications.models import ProfileEntry, ProfileFact, ProfileSource
from applications.profile.registers import register_of

Place = tuple[str, str]


@dataclass
class Standing:
    """The newest rows of an enterprise by (item, period): what it said itself, and what the registers say."""

    own: dict[Place, ProfileFact] = field(default_factory=dict)
    register: dict[Place, ProfileFact] = field(default_factory=dict)

    def best(self, name: str, period: str) -> ProfileFact | None:
        """Return the row that counts for a form: the register's, else the enterprise's own, None where there is none."""
        place = (name, period)
        return self.register.get(place) or self.own.get(place)

    def value(self, name: str, period: str = "") -> Any:
        """Return the value that counts, None where there is none."""
        row = self.best(name, period)
        return row.value if row else None


def standing(enterprise: Enterprise, names: Iterable[str] | None = None) -> Standing:
    """Return what stands in the enterprise's profile, limited to the named items; one query."""
    rows = ProfileFact.objects.newest(enterprise).select_related("imported__bureau", "application")
    found = Standing()
    for row in rows if names is None else rows.filter(name__in=list(names)):
        if row.value is not None:
            side = found.register if row.source == ProfileSource.REGISTER else found.own
            side[row.name, row.period] = row
    return found


def entries(enterprise: Enterprise, kinds: Iterable[str] | None = None) -> list[ProfileEntry]:
    """Return the entries of the profile that count; of the same one in several imports the newest; one query."""
    rows = ProfileEntry.objects.standing().filter(enterprise=enterprise, removed_at__isnull=True)
    if kinds is not None:
        rows = rows.filter(kind__in=list(kinds))
    newest: dict[tuple, ProfileEntry] = {}
    for row in rows.select_related("imported__bureau").order_by("entered_at", "pk"):
        key = (row.kind, row.name, row.number, row.source == ProfileSource.REGISTER)
        newest[key if row.number else (*key, row.valid_from)] = row
    return sorted(newest.values(), key=lambda row: (row.kind, row.name, row.number))


def credit_entries(enterprise: Enterprise, on: date) -> list[ProfileEntry]:
    """Return the credit lists (失信名单) on which the enterprise stands on `on`, both ends of the validity included."""
    return [row for row in entries(enterprise, [ProfileEntry.Kind.CREDIT]) if row.holds_on(on)]


def register_titles(enterprise: Enterprise, on: date) -> list[ProfileEntry]:
    """Return the titles (资质荣誉) that registers granted to the enterprise and that are valid on `on`."""
    rows = entries(enterprise, [ProfileEntry.Kind.TITLE])
    return [row for row in rows if row.source == ProfileSource.REGISTER and row.holds_on(on)]


def origin_of(row: ProfileFact | ProfileEntry) -> str:
    """Return where a row came from, in words: "供电公司 2024-05 登记，2026-03-02 导入"."""
    entered = timezone.localdate(row.entered_at)
    if row.source == ProfileSource.REGISTER and row.imported:
        holder = register_of(row.imported.register).holder
        asof = f"（数据日期 {row.imported.as_of:%Y-%m-%d}）"
        return f"{holder}登记{asof}，{row.imported.bureau} {entered:%Y-%m-%d} 导入"
    if row.source == ProfileSource.CASE and isinstance(row, ProfileFact) and row.application:
        return f"以往申报 {row.application.number}，{entered:%Y-%m-%d} 提交"
    return f"企业档案，{entered:%Y-%m-%d} 填报"
