"""`seed_demo --busy` fills one county officer's queue with mixed claims."""

from collections import Counter
from datetime import UTC, datetime

import pytest
from django.core.management import call_command

from accounts.models import User
from applications.facts import decide
from portal.demo.busy import build_busy, is_busy
from reviews.queues import review_queue

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 10, 2, 0, tzinfo=UTC)


def test_the_busy_desk_holds_mixed_claims_of_many_policies_some_doubtful_some_late():
    call_command("load_policies", verbosity=0)

    build_busy(NOW, 12)

    officer = User.objects.get(username="tangyin.science.review")
    queue = list(review_queue(officer, NOW.date()))
    assert is_busy()
    assert len(queue) == len({task.application.round.policy.code for task in queue}) == 12
    assert Counter(decide(task.application).outcome == "eligible" for task in queue)[False] == 2
    late = [task for task in queue if task.due_on and task.due_on < NOW.date()]
    assert 0 < len(late) < 6
