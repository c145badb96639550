"""A worker killed in the middle of a batch of 500: the next one goes on, and every case is acted on once."""

import os
import signal
import time
from collections.abc import Callable
from datetime import timedelta
from subprocess import Popen

import pytest
from django.db.models import Count
from django.utils import timezone

from applications.models import Application
from applications.tests.factories import FILED_AT, PATENT_GRANT, filed
from policies.models import ApplicationRound
from reviews.actions import bulk
from reviews.models import BulkBatch, BulkItem, Handover, ReviewTask
from reviews.tasks import resume_bulk, run_bulk
from reviews.tests.factories import officer_for, open_tasks

SOME, MANY = 60, 500
Item = BulkItem.State


def many_tasks() -> list[ReviewTask]:
    """As many open tasks as one batch takes, each of a case of its own round."""
    [task] = open_tasks(filed(PATENT_GRANT))
    case, model = task.application, task.application.round
    rounds = ApplicationRound.objects.bulk_create(
        ApplicationRound(policy=model.policy, version=model.version, name=f"{n}", opens_on=model.opens_on,
                         closes_on=model.closes_on) for n in range(MANY)
    )  # fmt: skip
    fields = {"enterprise": case.enterprise, "version": case.version, "region": case.region, "status": case.status}
    who = {"created_by": case.created_by, "committed_by": case.committed_by}
    when = {"status_since": FILED_AT, "submitted_at": FILED_AT, "created_at": FILED_AT}
    cases = Application.objects.bulk_create(
        Application(number=f"HQK{n}", round=each, **fields, **who, **when) for n, each in enumerate(rounds)
    )
    like = {"stage": task.stage, "title": task.title, "kind": task.kind, "bureau": task.bureau, "opened_at": FILED_AT}
    return ReviewTask.objects.bulk_create(ReviewTask(application=each, **like) for each in cases)


def until(is_so: Callable[[], bool], seconds: float = 40) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, list(BulkItem.objects.values_list("state").annotate(Count("pk")))
        time.sleep(0.02)


@pytest.mark.django_db(transaction=True)
def test_a_batch_of_500_whose_worker_is_killed_goes_on_and_acts_on_every_case_once(
    celery_process: Callable[[str], Popen],
):
    tasks = many_tasks()
    batch = bulk.prepare_batch("claim", tasks, officer_for(tasks[0]), timezone.now())
    batch.items.update(state=Item.READY)
    BulkBatch.objects.filter(pk=batch.pk).update(state="tried")
    bulk.confirm_batch(batch, timezone.now())
    first, _ = celery_process("worker"), celery_process("relay")
    run_bulk.delay(batch.pk)

    until(lambda: batch.items.filter(state=Item.DONE).count() >= SOME)
    os.killpg(first.pid, signal.SIGKILL)
    first.wait(10)
    left = batch.items.filter(state=Item.READY).count()
    batch.items.update(done_at=timezone.now() - timedelta(minutes=2))
    BulkBatch.objects.update(made_at=FILED_AT, confirmed_at=FILED_AT)
    celery_process("worker")
    assert resume_bulk() == 1
    until(lambda: BulkBatch.objects.get(pk=batch.pk).state == "finished")

    assert 0 < left <= MANY - SOME
    assert batch.items.filter(state=Item.DONE).count() == MANY
    claimed = Handover.objects.values("task").annotate(times=Count("pk")).values_list("times", flat=True)
    assert sorted(claimed) == [1] * MANY
