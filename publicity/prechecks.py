"""What an officer looks at before publishing (发布前核对): totals per county, doubles, open flags, the budget."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from publicity.models import Notice, NoticeLine
from publicity.ports import BudgetCheck, budget_check
from reviews.models import Flag

SHOWN = 50


class CountyTotal(NamedTuple):
    """What one county has on the list: lines, and 元."""

    name: str
    lines: int
    total_yuan: Decimal


class Concern(NamedTuple):
    """Something to look at: the line's number, the enterprise, what was found, and what to do about it."""

    position: int
    name: str
    found: str
    to_do: str


class Prechecks(NamedTuple):
    """Everything that is shown beside a draft before it is published."""

    counties: list[CountyTotal]
    total_yuan: Decimal
    concerns: list[Concern]
    more: int
    budget: BudgetCheck | None


def prechecks(notice: Notice) -> Prechecks:
    """Return what the officer should look at before the draft is published; five questions at any length."""
    found = notice.lines.select_related("application__enterprise", "application__region__parent", "determination")
    lines = list(
        found.defer("cells", "name_grams", "determination__decision", "determination__facts").order_by("position")
    )
    counties = county_totals(lines)
    total = sum((county.total_yuan for county in counties), Decimal(0))
    concerns = [*doubles_inside(lines), *doubles_outside(notice, lines), *open_flags(lines)]
    budget = budget_check(notice, total) if total else None
    return Prechecks(counties, total, concerns[:SHOWN], max(len(concerns) - SHOWN, 0), budget)


def county_totals(lines: Iterable[NoticeLine]) -> list[CountyTotal]:
    """Return the lines and the money of every county, in the regions' order."""
    amounts: dict[str, list[Decimal]] = defaultdict(list)
    for line in sorted(lines, key=lambda line: line.application.region.order):
        amounts[line.application.region.full_name].append(line.determination.approved_yuan)
    return [CountyTotal(name, len(found), sum(found, Decimal(0))) for name, found in amounts.items()]


def doubles_inside(lines: list[NoticeLine]) -> list[Concern]:
    """Return the lines whose enterprise stands on the list already."""
    first: dict[int, int] = {}
    found = []
    for line in lines:
        seen = first.setdefault(line.application.enterprise_id, line.position)
        if seen != line.position:
            words = f"与第 {seen} 条是同一企业"
            found.append(
                Concern(line.position, line.name, words, "核对是否为两个批次或两个项目；重复的请取消后重新拟稿")
            )
    return found


def doubles_outside(notice: Notice, lines: list[NoticeLine]) -> list[Concern]:
    """Return the lines whose enterprise stands on another published list of the same policy."""
    mine = {line.application.enterprise_id: line for line in lines}
    others = NoticeLine.objects.filter(
        application__enterprise__in=mine,
        notice__round__policy=notice.round.policy,
        state__in=[NoticeLine.State.OPEN, NoticeLine.State.HELD, NoticeLine.State.CLEARED],
    ).exclude(notice__in=[notice.pk, notice.replaces_id or 0])
    found = others.exclude(notice__number=None).values_list("application__enterprise", "notice__number", "position")
    return [
        Concern(
            line.position,
            line.name,
            f"{number} 第 {place} 条已公示同一企业",
            "核对是否属于不同年度或批次，能否同时享受",
        )
        for enterprise, number, place in found.order_by("notice__number", "position")
        if (line := mine[enterprise])
    ]


def open_flags(lines: list[NoticeLine]) -> list[Concern]:
    """Return the flags (疑点) that nobody has settled yet."""
    mine = {line.application_id: line for line in lines}
    flags = Flag.objects.filter(application__in=mine, state=Flag.State.OPEN).order_by("pk")
    return [
        Concern(line.position, line.name, flag.words, "请审核部门先处理该疑点；未处理的建议暂缓公示")
        for flag in flags
        if (line := mine[flag.application_id])
    ]
