"""Sharing out money that does not suffice for all (资金分配): who gets what, and why, to the fen. No database here."""

import itertools
from collections.abc import Sequence
from datetime import datetime
from decimal import ROUND_DOWN, Decimal
from typing import NamedTuple

from policies.models import Scarcity

FEN = Decimal("0.01")
ZERO = Decimal("0.00")


class Claim(NamedTuple):
    """One determined case that shares in the money: its determination, amount in 元, score, and when it was determined."""

    determination_id: int
    approved_yuan: Decimal
    score: Decimal | None
    decided_at: datetime


class Part(NamedTuple):
    """What one claim gets, in 元, and the sentence that explains it."""

    claim: Claim
    allocated_yuan: Decimal
    words: str


class NotDecided(Exception):
    """The rule does not decide who gets the money; the text says what has to be ruled."""


def allocate(rule: str, budget: Decimal, claims: Sequence[Claim]) -> list[Part]:
    """Return what each claim gets of the budget by the rule, in the rule's order; the sum is never above the budget.

    Raises NotDecided without a rule, without a score to rank by, or where equal scores stand at the line.
    """
    if sum((claim.approved_yuan for claim in claims), ZERO) <= budget:
        return [Part(claim, claim.approved_yuan, "资金足够，足额安排") for claim in _by_time(claims)]
    if rule == Scarcity.PRO_RATA:
        return _pro_rata(budget, claims)
    if rule == Scarcity.FIRST_COME:
        return _in_order(budget, [(claim, f"核定先后第 {n} 位") for n, claim in enumerate(_by_time(claims), 1)])
    if rule == Scarcity.RANKING:
        return _ranked(budget, claims)
    raise NotDecided("文件未规定资金不足时怎样分配，须由主管部门裁定：先到先得、按比例或择优")


def _by_time(claims: Sequence[Claim]) -> list[Claim]:
    return sorted(claims, key=lambda claim: (claim.decided_at, claim.determination_id))


def _pro_rata(budget: Decimal, claims: Sequence[Claim]) -> list[Part]:
    """Cut every claim in proportion; each is rounded down to the fen, what is left goes to the largest remainders."""
    total = sum((claim.approved_yuan for claim in claims), ZERO)
    ordered = _by_time(claims)
    exact = [claim.approved_yuan * budget / total for claim in ordered]
    floor = [amount.quantize(FEN, ROUND_DOWN) for amount in exact]
    left = int((budget - sum(floor, ZERO)) / FEN)
    by_remainder = sorted(range(len(ordered)), key=lambda place: (floor[place] - exact[place], place))
    extra = set(by_remainder[:left])
    share = (budget * 100 / total).quantize(Decimal("0.0001"))
    parts = []
    for place, claim in enumerate(ordered):
        more = "，尾差按最大余数加 0.01 元" if place in extra else ""
        words = f"核定 {claim.approved_yuan:,.2f} 元 × {share}%{more}"
        parts.append(Part(claim, floor[place] + (FEN if place in extra else ZERO), words))
    return parts


def _in_order(budget: Decimal, ordered: Sequence[tuple[Claim, str]]) -> list[Part]:
    """Give each its full amount in order, until the next one's no longer fits; from there on nobody gets anything."""
    left, is_open, parts = budget, True, []
    for claim, words in ordered:
        is_open = is_open and claim.approved_yuan <= left
        given = claim.approved_yuan if is_open else ZERO
        left -= given
        why = "足额安排" if is_open else f"余额 {left:,.2f} 元不足，未安排"
        parts.append(Part(claim, given, f"{words}，{why}"))
    return parts


def _ranked(budget: Decimal, claims: Sequence[Claim]) -> list[Part]:
    if any(claim.score is None for claim in claims):
        raise NotDecided("有办件没有得分，不能择优排序，须由主管部门裁定其他分配规则")
    ordered = sorted(claims, key=lambda claim: (-(claim.score or ZERO), claim.decided_at, claim.determination_id))
    parts = _in_order(budget, [(claim, f"得分 {claim.score}，第 {n} 位") for n, claim in enumerate(ordered, 1)])
    for part, following in itertools.pairwise(parts):
        if part.claim.score == following.claim.score and bool(part.allocated_yuan) != bool(following.allocated_yuan):
            raise NotDecided(f"得分 {part.claim.score} 的办件同分，资金只够其中一部分，文件未规定取舍，须先裁定")
    return parts
