import pytest
from django.conf import settings

from applications.workflow import Status
from publicity.models import Notice
from publicity.tasks import close_notices
from publicity.tests.factories import AFTER_AT, LAST_DAY_AT, awaiting, draft_notice, published_notice

pytestmark = pytest.mark.django_db


def test_beat_runs_the_task_every_ten_minutes_and_right_after_midnight():
    entries = [entry for entry in settings.CELERY_BEAT_SCHEDULE.values() if entry["task"] == close_notices.name]

    assert len(entries) == 2


@pytest.mark.parametrize("now, status", [(LAST_DAY_AT, Status.IN_PUBLICITY), (AFTER_AT, Status.AWAITING_DISBURSEMENT)])
def test_the_task_closes_by_the_clock(monkeypatch, now, status):
    case = awaiting()
    published_notice(case)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)

    close_notices()
    close_notices()

    case.refresh_from_db()
    assert case.status == status


def test_a_draft_is_never_closed(monkeypatch):
    draft_notice()
    monkeypatch.setattr("django.utils.timezone.now", lambda: AFTER_AT)

    assert close_notices() == []
    assert Notice.objects.get().state == Notice.State.DRAFT
