"""Honest processing times (实际办理用时): how long the finished cases of a policy really took, asked of the database."""

import math
from dataclasses import dataclass

from django.core.cache import cache
from django.db import connection

from applications.workflow import FINAL, Status
from policies.models import Policy

ENOUGH = 5  # finished cases; fewer tell nothing about the next one
KEPT_SECONDS = 900
ENDED = tuple(str(status) for status in FINAL if status != Status.WITHDRAWN)
DAYS = "(a.status_since AT TIME ZONE 'Asia/Shanghai')::date - (a.submitted_at AT TIME ZONE 'Asia/Shanghai')::date"
TOOK = f"percentile_cont(ARRAY[0.5, 0.8]) WITHIN GROUP (ORDER BY {DAYS})"
QUERY = f"""
    SELECT count(*) FILTER (WHERE p.id = %s), {TOOK} FILTER (WHERE p.id = %s), count(*), {TOOK}
    FROM applications_application a
    JOIN policies_applicationround r ON r.id = a.round_id
    JOIN policies_policy p ON p.id = r.policy_id
    WHERE p.kind = %s AND a.status = ANY(%s) AND a.submitted_at IS NOT NULL
"""


@dataclass(frozen=True)
class Times:
    """How long finished cases took from submission to payment or refusal, in calendar days; of the kind where too few."""

    count: int
    median_days: int | None
    p80_days: int | None
    of_kind: bool = False

    @property
    def words(self) -> str:
        """Return it as one sentence."""
        if self.median_days is None:
            return f"同类政策办结不足 {ENOUGH} 件，暂无可供参考的实际用时"
        whose = "同类政策" if self.of_kind else "本政策"
        return f"{whose}已办结 {self.count} 件：一半在 {self.median_days} 天内、八成在 {self.p80_days} 天内办结（自提交起，自然日）"


def processing_times(policy: Policy) -> Times:
    """Return the times of the policy's finished cases, of its kind's where they are fewer than five."""
    with connection.cursor() as cursor:
        cursor.execute(QUERY, [policy.pk, policy.pk, policy.kind, list(ENDED)])
        own, own_days, of_kind, kind_days = cursor.fetchone()
    if own >= ENOUGH:
        return Times(own, *whole(own_days))
    if of_kind >= ENOUGH:
        return Times(of_kind, *whole(kind_days), of_kind=True)
    return Times(of_kind, None, None)


def whole(days: list[float]) -> tuple[int, int]:
    """Return median and p80 as whole days, begun ones counted."""
    median, p80 = days
    return math.ceil(median), math.ceil(p80)


def times_words(policy: Policy) -> str:
    """Return the processing times in words, at most a quarter of an hour old."""
    return cache.get_or_set(f"times:{policy.pk}", lambda: processing_times(policy).words, KEPT_SECONDS) or ""
