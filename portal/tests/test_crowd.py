"""Eight officers on one queue of a hundred cases at once: every case is decided once, and who came late is told so."""

import random
from collections import Counter
from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection

from accounts.models import User
from applications.models import StatusHistory
from applications.workflow import Action, NotAllowed
from portal.tests.test_query_counts import FILED, tasks
from reviews import actions
from reviews.models import ReviewTask
from reviews.queues import review_queue
from reviews.stages import review_stages, stage_of
from reviews.tests.factories import colleague

pytestmark = pytest.mark.django_db(transaction=True)
AT = FILED + timedelta(days=5)
OFFICERS, CASES = 8, 100
TOLD = ("此件已由他人办理", "此件由王建国办理中")


def work_off(user: User, place: int, said: list[str]) -> None:
    """Take one of the first twelve rows of the queue, claim it or pass it, until the queue is empty."""
    chance = random.Random(place)
    try:
        while rows := list(review_queue(user, AT.date())[:12]):
            task = chance.choice(rows)
            try:
                if chance.random() < 0.3:
                    actions.claim(task, user, AT, AT + timedelta(seconds=1))
                actions.pass_stage(task, user, AT, "属实", stage_of(task.application, task.stage).checklist)
                said.append("passed")
            except NotAllowed as refusal:
                said.append(str(refusal))
    except Exception as error:
        said.append(repr(error))
    finally:
        connection.close()


def test_eight_officers_decide_each_of_a_hundred_cases_once():
    tasks(CASES)
    first = ReviewTask.objects.first()
    ReviewTask.objects.update(stage=review_stages(first.application)[0].key)
    officers = [colleague(first) for _ in range(OFFICERS)]
    said: list[list[str]] = [[] for _ in officers]
    threads = [Thread(target=work_off, args=(user, place, said[place])) for place, user in enumerate(officers)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    told = Counter(word for each in said for word in each)
    assert told["passed"] == CASES, told
    assert set(told) <= {"passed", *TOLD}, told  # nothing else was raised: no deadlock, no error
    assert ReviewTask.objects.filter(kind="preliminary_review", state="done").count() == CASES
    rows = StatusHistory.objects.filter(action=Action.PASS_STAGE)
    assert rows.count() == rows.values("application").distinct().count() == CASES
