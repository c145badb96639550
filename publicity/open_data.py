"""Anonymised open data of decisions (N20): groups of determinations by year, policy, clause, county and size class.

No row is about one enterprise. A group is published when at least LEAST enterprises are in it and no single one makes up
MOST_SHARE or more of its money; a group that fails is merged with the others of its city and clause without regard to size
and county, and left out where the merged group fails too. No totals are published from which a group left out could be
worked out. Exact amounts of single decisions stand in the notices, under the enterprise's own name, and are not joined to
its size or to how long its case took.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from statistics import median
from typing import Any, NamedTuple

from django.core.cache import cache
from django.db.models import OuterRef, Subquery

from applications.workflow import Status
from reviews.models import Determination

LEAST = 5
MOST_SHARE = Decimal("0.8")
MERGED = "合并"
UNKNOWN = "未填报"
DAY_SECONDS = 24 * 3600
STANDING = (
    Status.IN_PUBLICITY,
    Status.AWAITING_AGREEMENT,
    Status.AWAITING_DISBURSEMENT,
    Status.PAYMENT_FAILED,
    Status.DISBURSED,
    Status.RECOGNISED,
)


class Field(NamedTuple):
    """One column of the open data: its name, what it says, its unit or type."""

    name: str
    words: str
    kind: str


FIELDS = (
    Field("year", "核定年份", "整数"),
    Field("policy", "政策事项代码，与政策页地址一致", "文本"),
    Field("policy_title", "政策事项名称", "文本"),
    Field("clause", "测算所依据的条款（第一条测算行）", "文本"),
    Field("city", "企业所在市", "文本"),
    Field("county", f"企业所在县（市、区）；“{MERGED}”表示为保护隐私合并了全市", "文本"),
    Field("size_class", f"申报的企业规模；“{UNKNOWN}”表示政策不问规模，“{MERGED}”同上", "文本"),
    Field("enterprises", "企业数", f"整数，不少于 {LEAST}"),
    Field("decisions", "核定件数", "整数"),
    Field("total_yuan", "核定金额合计；只给称号的政策为 0.00", "元，两位小数"),
    Field("median_yuan", "核定金额中位数", "元，两位小数"),
    Field("median_days", "从提交到核定的工作日中位数，不含企业补正；没有时限记录的为空", "天"),
)


class Decision(NamedTuple):
    """One determination, as far as its groups need it."""

    year: int
    policy: str
    policy_title: str
    clause: str
    city: str
    county: str
    size_class: str
    enterprise: int
    amount_yuan: Decimal
    days: int | None


Key = tuple[Any, ...]


def decisions() -> Iterator[Decision]:
    """Give the determination in force of every case that stands determined and was published, if its policy publishes."""
    latest = Determination.objects.filter(application=OuterRef("application")).order_by("-sequence").values("pk")[:1]
    rows = Determination.objects.filter(application__status__in=STANDING, pk=Subquery(latest))
    values = rows.values_list(
        "decided_at", "policy", "decision__derivation", "application__region__name",
        "application__region__parent__name", "application__region__level", "facts", "application__enterprise_id",
        "approved_yuan", "clock__total__used_days",
    )  # fmt: skip
    for at, policy, derivation, place, above, level, facts, enterprise, amount, days in values.iterator(chunk_size=500):
        is_county = level == "county"
        yield Decision(
            at.year, policy["code"], policy["title"], derivation[0]["clause"] if derivation else "",
            above if is_county else place, place if is_county else "", size_of(facts), enterprise, amount, days,
        )  # fmt: skip


def size_of(facts: list[dict[str, Any]]) -> str:
    """Return the size class that the case declared, in the words of its form."""
    return next((str(fact["text"]) for fact in facts if fact["name"] == "enterprise_size"), UNKNOWN) or UNKNOWN


def published_groups(found: Iterable[Decision]) -> list[dict[str, Any]]:
    """Return the groups that may be published, merged where they would be too small, in order."""
    fine = grouped(found, lambda each: (*each[:5], each.county, each.size_class))
    small = [each for members in fine.values() if not is_safe(members) for each in members]
    rows = {key: members for key, members in fine.items() if is_safe(members)}
    merged = grouped(small, lambda each: (*each[:5], MERGED, MERGED))
    rows |= {key: members for key, members in merged.items() if is_safe(members)}
    return [row(key, rows[key]) for key in sorted(rows)]


def grouped(found: Iterable[Decision], key: Callable[[Decision], Key]) -> dict[Key, list[Decision]]:
    """Return the decisions by group."""
    groups: dict[Key, list[Decision]] = defaultdict(list)
    for each in found:
        groups[key(each)].append(each)
    return groups


def is_safe(members: list[Decision]) -> bool:
    """Tell whether a group may be published: enough enterprises, and none that makes up most of the money."""
    money: dict[int, Decimal] = defaultdict(Decimal)
    for each in members:
        money[each.enterprise] += each.amount_yuan
    total = sum(money.values())
    return len(money) >= LEAST and (not total or max(money.values()) < MOST_SHARE * total)


def row(key: Key, members: list[Decision]) -> dict[str, Any]:
    """Return a group as a row of the open data."""
    amounts = [each.amount_yuan for each in members]
    days = [each.days for each in members if each.days is not None]
    figures = {
        "enterprises": len({each.enterprise for each in members}),
        "decisions": len(members),
        "total_yuan": f"{sum(amounts):.2f}",
        "median_yuan": f"{median(amounts):.2f}",
        "median_days": str(median(days)) if days else "",
    }
    return {**dict(zip([each.name for each in FIELDS], key, strict=False)), **figures}


def open_rows(today: date) -> list[dict[str, Any]]:
    """Return the rows of the day; worked out once a day, so that two looks a day apart cannot tell one decision."""
    found = cache.get_or_set(f"open-data:{today}", lambda: published_groups(decisions()), DAY_SECONDS)
    return list(found or [])


def as_csv(rows: list[dict[str, Any]]) -> bytes:
    """Return the rows as CSV in UTF-8 with a mark, so that Excel reads the Chinese; no cell begins like a formula."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, [each.name for each in FIELDS])
    writer.writeheader()
    writer.writerows({key: safe(value) for key, value in each.items()} for each in rows)
    return b"\xef\xbb\xbf" + buffer.getvalue().encode()


def safe(value: Any) -> Any:
    """Return a text that a spreadsheet does not take for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
