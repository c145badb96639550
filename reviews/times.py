"""How long things take (feature 71): median and 80th percentile of finished tasks and cases, in counted days."""

from datetime import date
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Aggregate, Avg, Count, FloatField, QuerySet

from accounts.models import Bureau
from policies.models import Policy
from reviews.models import ReviewTask


class Percentile(Aggregate):
    """PostgreSQL's `percentile_cont` of a column: Percentile("used_days", fraction=0.8)."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(%(fraction)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()

    def __init__(self, expression: Any, *, fraction: float, **extra: Any) -> None:
        super().__init__(expression, fraction=fraction, **extra)


class Times(NamedTuple):
    """How many were finished, and in how many counted days: on average, half of them, four fifths of them."""

    number: int
    average: float | None
    median: float | None
    p80: float | None


MEASURES = {
    "average": Avg("used_days"),
    "median": Percentile("used_days", fraction=0.5),
    "p80": Percentile("used_days", fraction=0.8),
}
CASE_TIMES = """
SELECT count(*), avg(days), percentile_cont(0.5) WITHIN GROUP (ORDER BY days), percentile_cont(0.8) WITHIN GROUP (ORDER BY days)
FROM (
  SELECT application_id, sum(days) AS days FROM (
    SELECT task.application_id, max(task.used_days) AS days
    FROM reviews_reviewtask task
    JOIN applications_application application ON application.id = task.application_id
    JOIN policies_applicationround round ON round.id = application.round_id
    WHERE round.policy_id = %s AND task.used_days IS NOT NULL
      AND application.status NOT IN ('draft', 'in_review', 'returned', 'withdrawn')
      AND (%s::date IS NULL OR application.submitted_at >= %s::date)
    GROUP BY task.application_id, task.stage, task.counted_from
  ) stages GROUP BY application_id
) cases
"""


def finished_tasks(
    *, policy: Policy | None = None, stage: str = "", bureau: Bureau | None = None, since: date | None = None
) -> QuerySet[ReviewTask]:
    """Return the decided tasks that a measure looks at; `since` is the first day of decision, inclusive."""
    found = ReviewTask.objects.filter(state=ReviewTask.State.DONE, used_days__isnull=False)
    if policy:
        found = found.filter(application__round__policy=policy)
    if stage:
        found = found.filter(stage=stage)
    if bureau:
        found = found.filter(bureau=bureau)
    return found.filter(decided_at__date__gte=since) if since else found


def processing_times(
    *, policy: Policy | None = None, stage: str = "", bureau: Bureau | None = None, since: date | None = None
) -> Times:
    """Return how many counted days a stage takes, by policy, stage, bureau or all; the enterprise's own time is not in it."""
    found = finished_tasks(policy=policy, stage=stage, bureau=bureau, since=since)
    return Times(**found.order_by().aggregate(number=Count("pk"), **MEASURES))


def case_times(policy: Policy, since: date | None = None) -> Times:
    """Return how many counted days the review of a policy's decided cases took, all stages together (the slowest bureau of each)."""
    with connection.cursor() as cursor:
        cursor.execute(CASE_TIMES, [policy.pk, since, since])
        count, *measures = cursor.fetchone()
    return Times(count, *[None if each is None else float(each) for each in measures])
