"""The protocols of draws that the public reads (抽取记录): seed, rule and order, with cases as digests and names masked."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet

from reviews.draws import digest_of, draw_order
from reviews.models import Panel, PanelSeat, SecondLookDraw, SiteDraw
from reviews.second_looks import drawn_cases


@dataclass(frozen=True)
class Line:
    """One line of an order: its digest, who or what it is as far as it may be read, and what became of it."""

    digest: str
    name: str
    said: str
    is_drawn: bool


@dataclass(frozen=True)
class Order:
    """One order of a draw, smallest digest first; `head` says over what the digests are."""

    head: str
    lines: list[Line]


@dataclass(frozen=True)
class Protocol:
    """One draw as the public reads it."""

    title: str
    policy: str
    round: str
    bureau: str
    drawn_at: datetime
    seed: str
    said: str
    rule: str
    orders: list[Order] = field(default_factory=list)
    pool: tuple[str, ...] = ()


CASES = (
    "对范围内每件的“种子:申报编号”（英文冒号，无空格）计算 SHA-256，从小到大排列，排在前面的抽中。编号不公开，"
    "企业可用自己的申报编号核对。"
)


def masked_name(name: str) -> str:
    """Return a person's name with all but the first character left out."""
    return name[:1] + "＊" * max(len(name) - 1, 1)


def site_protocol(draw: SiteDraw) -> Protocol:
    """Return the draw of a sampled site check."""
    taken = len(drawn_cases(draw.seed, draw.pool, draw.share_pct))
    said = "定向核查一件，未经抽取" if draw.reason else f"{len(draw.pool)} 件按 {draw.share_pct}% 抽取，抽中 {taken} 件"
    order = case_order(draw.seed, draw.pool, taken)
    return Protocol("实地抽查", *_where(draw), draw.drawn_at, draw.seed, said, CASES, [order], tuple(draw.pool))


def look_protocol(draw: SecondLookDraw) -> Protocol:
    """Return the draw of second looks; a reviewer's name is readable once the look is done."""
    drawn = drawn_cases(draw.seed, draw.pool, draw.share_pct)
    orders = [case_order(draw.seed, draw.pool, len(drawn))]
    for look in draw.looks.select_related("application", "reviewer").prefetch_related("redraws"):
        base, names = f"{draw.seed}:{look.application.number}", {each["id"]: each["name"] for each in look.candidates}
        former = {each.former_id for each in look.redraws.all()}
        lines = [
            Line(
                digest_of(base, pk),
                f"{names[pk] if look.done_at else masked_name(names[pk])}（编号 {pk}）",
                "复看人" if pk == look.reviewer_id else "不能复看，已递补" if pk in former else "未选派",
                pk == look.reviewer_id,
            )
            for pk in draw_order(base, names)
        ]
        orders.append(Order(f"第 {look.place} 件的复看人", lines))
    said = f"{len(draw.pool)} 件按 {draw.share_pct}% 抽取，抽中 {len(drawn)} 件"
    rule = f"{CASES}对抽中的每件再计算“种子:申报编号:人员编号”的 SHA-256，最小的为复看人，不能复看的由次小的依次递补。"
    return Protocol("双随机复看", *_where(draw), draw.drawn_at, draw.seed, said, rule, orders, tuple(draw.pool))


def panel_protocol(panel: Panel) -> Protocol:
    """Return the draw of an expert panel; names and employers are readable once the scores are opened."""
    seats = {seat.expert_id: seat for seat in panel.seats.all()}
    names = {each["id"]: each for each in panel.pool}
    groups: dict[str, str] = {}
    for each in panel.pool:
        groups.setdefault(each["employer"], f"单位{len(groups) + 1}")
    is_open = panel.opened_at is not None
    lines, order = [], draw_order(panel.seed, names)
    last = max((order.index(pk) for pk in seats), default=-1)
    for place, pk in enumerate(order):
        entry = names[pk]
        employer = entry["employer"] if is_open else groups[entry["employer"]]
        name = entry["name"] if is_open else masked_name(entry["name"])
        became, is_drawn = _became(seats.get(pk), entry, is_passed_over=place < last)
        lines.append(
            Line(digest_of(panel.seed, pk), f"{name}（编号 {pk}，{employer or '未登记单位'}）", became, is_drawn)
        )
    round = panel.task.application.round
    rule = (
        "对每位候选专家的“种子:专家编号”（英文冒号，无空格）计算 SHA-256，从小到大依次抽取；须回避的和与在组专家同单位的跳过，"
        "谢绝或撤换的由下一位递补。全部评分启封前不公开姓名和单位。"
    )
    where = (round.policy.title, round.name, str(panel.task.bureau))
    said = f"{len(panel.pool)} 名候选专家中抽取 {panel.size} 名"
    return Protocol("评审专家抽取", *where, panel.drawn_at, panel.seed, said, rule, [Order("候选专家", lines)])


def _became(seat: PanelSeat | None, entry: dict[str, Any], *, is_passed_over: bool) -> tuple[str, bool]:
    """Return what became of a candidate in words, and whether they sit; the seed passes over who shares an employer."""
    if seat is None and entry["excluded"]:
        return "须回避或未登记，不参加抽取", False
    if seat is None:
        return ("与在组专家同单位，跳过" if is_passed_over else "未抽中"), False
    if seat.state == PanelSeat.State.DECLINED:
        return f"第 {seat.place} 位抽中，未参加，已递补", False
    return f"第 {seat.place} 位抽中", True


def case_order(seed: str, pool: list[str], taken: int) -> Order:
    """Return the order over cases: digests only, of which the first `taken` are drawn."""
    lines = [
        Line(digest_of(seed, number), "", "抽中" if place < taken else "未抽中", place < taken)
        for place, number in enumerate(draw_order(seed, pool))
    ]
    return Order("办件", lines)


def _where(draw: SiteDraw | SecondLookDraw) -> tuple[str, str, str]:
    return draw.round.policy.title, draw.round.name, str(draw.bureau)


@dataclass(frozen=True)
class Kind:
    """One kind of draw: its word, its rows for the public list, and its protocol."""

    label: str
    rows: Callable[[], QuerySet[Any]]
    protocol: Callable[[Any], Protocol]
    round_of: Callable[[Any], Model]


KINDS = {
    "panel": Kind(
        "评审专家",
        lambda: Panel.objects.select_related("task__application__round__policy", "task__bureau").order_by(
            "-drawn_at", "-pk"
        ),
        panel_protocol,
        lambda panel: panel.task.application.round,
    ),
    "look": Kind(
        "双随机复看",
        lambda: SecondLookDraw.objects.select_related("round__policy", "bureau"),
        look_protocol,
        lambda draw: draw.round,
    ),
    "site": Kind(
        "实地抽查",
        lambda: SiteDraw.objects.select_related("round__policy", "bureau").filter(reason=""),
        site_protocol,
        lambda draw: draw.round,
    ),
}
