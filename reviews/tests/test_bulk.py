"""One act on many cases: tried without effect, done case by case, told case by case."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import Role, User
from accounts.tests.factories import grant
from applications.tests.factories import FILED_AT, FULL_PRODUCTION, PATENT_GRANT, filed
from applications.workflow import NotAllowed, Status
from reviews import actions
from reviews.actions import bulk
from reviews.models import BulkBatch, BulkItem, ReviewTask
from reviews.stages import stage_of
from reviews.tests.factories import assigned, colleague, officer_for, open_tasks

pytestmark = pytest.mark.django_db
AT = FILED_AT + timedelta(hours=1)


@pytest.fixture(autouse=True)
def nobody_is_here() -> None:
    cache.clear()


def task_of(code: str = PATENT_GRANT, **fields) -> ReviewTask:
    return open_tasks(filed(code, **fields))[0]


def passing(tasks: list[ReviewTask]) -> dict:
    return {
        "opinion": "情况属实",
        "checked": [item for each in tasks for item in stage_of(each.application, each.stage).checklist],
    }


def tried(act: str, tasks: list[ReviewTask], by: User, said: dict) -> BulkBatch:
    batch = bulk.prepare_batch(act, tasks, by, AT)
    bulk.say(batch, said)
    bulk.try_batch(batch)
    batch.refresh_from_db()
    return batch


def done(batch: BulkBatch) -> BulkBatch:
    bulk.confirm_batch(batch, AT)
    bulk.run_batch(batch)
    batch.refresh_from_db()
    return batch


def results(batch: BulkBatch) -> list[str]:
    return list(batch.items.values_list("state", flat=True))


def test_a_trial_says_what_would_go_and_why_not_and_changes_nothing():
    free, held = task_of(), task_of()
    bad = task_of(FULL_PRODUCTION, facts={"in_scale_enterprise_library": False})
    li = officer_for(free)
    grant(li, bad.role, bureau=bad.bureau)
    assigned(held, colleague(held, "王秀英"))
    before = free.application.history.count()

    batch = tried("pass", [free, held, bad], li, passing([free, bad]))

    words = dict(batch.items.values_list("task_id", "words"))
    assert words == {free.pk: "", held.pk: "此件由王秀英办理中", bad.pk: "按填报事项不符合条件，请逐件办理"}
    free.refresh_from_db()
    assert (free.state, free.application.history.count()) == ("open", before)


def test_a_bulk_pass_skips_nothing_that_a_single_pass_requires():
    task = task_of()

    batch = tried("pass", [task], officer_for(task), {"opinion": "", "checked": []})

    assert results(batch) == ["refused"]
    assert "尚未核对" in batch.items.get().words
    with pytest.raises(NotAllowed):
        bulk.confirm_batch(batch, AT)


def test_each_case_is_recorded_as_if_it_were_done_by_itself():
    tasks = [task_of(), task_of()]
    li = officer_for(tasks[0])

    batch = done(tried("pass", tasks, li, passing(tasks)))

    assert (batch.state, results(batch)) == ("finished", ["done", "done"])
    for task in tasks:
        row = task.application.history.get(action="pass_stage")
        assert (row.actor, row.reason) == (li, "情况属实")
        task.refresh_from_db()
        assert task.checked == list(stage_of(task.application, task.stage).checklist)


def test_a_worker_killed_in_the_middle_goes_on_and_does_nothing_twice(monkeypatch):
    tasks = [task_of() for _ in range(3)]
    batch = tried("pass", tasks, officer_for(tasks[0]), passing(tasks))
    bulk.confirm_batch(batch, AT)
    kill_at_the_second(monkeypatch)
    with pytest.raises(SystemExit):
        bulk.run_batch(batch)
    monkeypatch.undo()
    assert results(batch) == ["done", "ready", "ready"]

    bulk.run_batch(batch)
    bulk.run_batch(BulkBatch.objects.get(pk=batch.pk))

    assert results(batch) == ["done"] * 3
    assert [task.application.history.filter(action="pass_stage").count() for task in tasks] == [1, 1, 1]


def kill_at_the_second(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the process end after the second case was passed and before its result is written."""
    calls = []

    def act(*args) -> None:
        calls.append(args)
        bulk._pass(*args)
        if len(calls) == 2:
            raise SystemExit

    monkeypatch.setitem(bulk.ACTS, BulkBatch.Act.PASS, act)


def test_who_was_faster_since_the_trial_is_told_case_by_case():
    tasks = [task_of(), task_of()]
    batch = tried("pass", tasks, officer_for(tasks[0]), passing(tasks))
    actions.reject(tasks[0], colleague(tasks[0]), AT, "不符合条件")

    done(batch)

    assert list(batch.items.values_list("state", "words")) == [("failed", "此件已由他人办理"), ("done", "")]


def test_a_bulk_return_names_the_same_items_to_each_and_tells_once():
    tasks = [task_of(), task_of()]
    item = {"kind": "account", "key": "account", "label": "收款账户", "reason": "户名不符"}
    said = {"reason": "账户有误", "days": 5, "items": [item]}

    done(tried("return", tasks, officer_for(tasks[0]), said))

    for task in tasks:
        task.application.refresh_from_db()
        assert task.application.status == Status.RETURNED
        assert task.application.corrections.get().items.get().reason == "户名不符"


def test_a_chief_assigns_many_with_one_reason_and_an_officer_claims_many():
    tasks = [task_of(), task_of()]
    li, chief = colleague(tasks[0], "李建军"), colleague(tasks[0], "负责人", Role.CHIEF)

    done(tried("assign", tasks[:1], chief, {"to": li.pk, "reason": "分工"}))
    done(tried("claim", tasks, li, {}))

    assert {task.holder_at(AT) for task in ReviewTask.objects.filter(pk__in=[each.pk for each in tasks])} == {li}
    refused = tried("assign", tasks, li, {"to": li.pk, "reason": "分工"})
    assert set(refused.items.values_list("words", flat=True)) == {"只有本部门负责人可以分派"}


def test_a_batch_has_at_least_one_and_at_most_five_hundred_cases(monkeypatch):
    task = task_of()
    monkeypatch.setattr(bulk, "MOST", 1)

    for tasks, words in (([], "请先勾选"), ([task, task_of()], "一次最多")):
        with pytest.raises(ValidationError, match=words):
            bulk.prepare_batch("claim", tasks, officer_for(task), AT)


def test_by_click_the_checklist_is_confirmed_for_all_before_the_trial(client):
    tasks = [task_of(), task_of()]
    client.force_login(officer_for(tasks[0]))
    posted = {"back": "tab=bureau", "task": [task.pk for task in tasks]}
    page = client.post(reverse("bulk_start", args=["pass"]), posted).url
    checklist = list(stage_of(tasks[0].application, tasks[0].stage).checklist)

    assert "适用于 2 件" in client.get(page).content.decode()
    partly = client.post(page, {"sent": "1", "opinion": "同意", "checked_0": checklist[:1]})
    whole = client.post(page, {"sent": "1", "opinion": "同意", "checked_0": checklist}, follow=True)

    assert "请逐项核对并勾选" in partly.content.decode()
    assert 'value="同意"' in partly.content.decode() or "同意</textarea>" in partly.content.decode()
    assert "正式办理 2 件" in whole.content.decode()


def test_a_batch_is_its_makers_alone(client):
    task = task_of()
    batch = bulk.prepare_batch("claim", [task], officer_for(task), AT)
    client.force_login(colleague(task))

    for name in ("bulk", "bulk_progress"):
        assert client.get(reverse(name, args=[batch.pk])).status_code == 404


def test_the_database_keeps_batches_possible():
    task = task_of()
    batch = bulk.prepare_batch("claim", [task], officer_for(task), AT)

    for name, write in {
        "bulk_done_after_confirmation": lambda: BulkBatch.objects.update(state="running"),
        "bulk_task_once": lambda: BulkItem.objects.create(batch=batch, task=task),
        "bulk_refusal_has_words": lambda: BulkItem.objects.update(state="failed"),
    }.items():
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            write()
