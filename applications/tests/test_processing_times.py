"""How long cases really took: median and p80 of finished cases, of the kind where there are too few, said where there are none."""

from datetime import timedelta

import pytest

from applications.models import Application
from applications.processing_times import processing_times
from applications.tests.factories import FILED_AT, FULL_PRODUCTION, draft
from policies.tests.factories import PATENT_GRANT, application_round, policy

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def finished(code: str, *days: int, status: str = "rejected") -> None:
    """Cases that were submitted and ended so many days later, in rounds of their own."""
    for place, took in enumerate(days):
        case = draft(code, round=application_round(code, name=f"{status}{place}"))
        Application.objects.filter(pk=case.pk).update(
            status=status, submitted_at=FILED_AT, committed_by=case.created_by, status_since=FILED_AT + took * DAY
        )


def test_median_and_p80_are_those_of_the_policys_finished_cases():
    finished(FULL_PRODUCTION, 10, 20, 30, 40, 50)

    times = processing_times(policy(FULL_PRODUCTION))

    assert (times.count, times.median_days, times.p80_days, times.of_kind) == (5, 30, 42, False)
    assert times.words == "本政策已办结 5 件：一半在 30 天内、八成在 42 天内办结（自提交起，自然日）"


def test_withdrawn_and_unfinished_cases_do_not_count():
    finished(FULL_PRODUCTION, 1, 1, 1, 1)
    finished(FULL_PRODUCTION, 1, 1, status="withdrawn")
    finished(FULL_PRODUCTION, 1, 1, status="in_review")

    assert processing_times(policy(FULL_PRODUCTION)).median_days is None


def test_fewer_than_five_are_told_by_the_kind_and_too_few_of_the_kind_are_said():
    one, other = policy(FULL_PRODUCTION), policy(PATENT_GRANT)
    type(other).objects.filter(pk=other.pk).update(kind=one.kind)
    finished(PATENT_GRANT, 7, 7, 7, 7)
    assert "不足 5 件" in processing_times(one).words

    finished(FULL_PRODUCTION, 9)

    assert processing_times(one).words.startswith("同类政策已办结 5 件：一半在 7 天内")
