"""Two people at the same moment: one wins, the other is told so, and the history has one row."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Thread
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions import NewPerson, register_enterprise
from accounts.models import Enterprise, JoinRequest, Role, RoleAssignment, User
from accounts.tests.factories import PASSWORD, bureau, clerk, enterprise, grant, official, person, region, uscc
from applications import actions as claims
from applications.models import Application
from applications.tests.factories import FILED_AT, SHANGHAI, complete, draft, filed
from applications.workflow import Action, NotAllowed, Status
from disbursements import actions as payments
from disbursements.models import Payment
from disbursements.tests.factories import MADE_AT, maker, payable
from policies.tests.factories import PATENT_GRANT, application_round
from reviews import actions
from reviews.actions import Item
from reviews.models import Determination, ReviewTask
from reviews.stages import stage_of
from reviews.tests.factories import advance_to, proposal_for

pytestmark = pytest.mark.django_db(transaction=True)
Kind = ReviewTask.Kind
AT = FILED_AT + timedelta(hours=2)
NOW = datetime(2026, 3, 3, 10, 0, tzinfo=SHANGHAI)
TAKEN = "此件已由他人办理"


def race(hold: Callable[[], Any], *acts: Callable[[], Any]) -> list[Any]:
    """Run the acts side by side, each on a connection of its own, and return what each gave or raised.

    `hold` takes a lock that all of them need; it is let go, and all else undone that `hold` did, once every one waits.
    """
    results: list[Any] = [None] * len(acts)

    def run(position: int) -> None:
        try:
            results[position] = acts[position]()
        except Exception as error:
            results[position] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=(position,)) for position in range(len(acts))]
    with transaction.atomic():
        hold()
        for thread in threads:
            thread.start()
        wait_until_waiting(len(acts))
        transaction.set_rollback(True)
    for thread in threads:
        thread.join(30)
    return results


def lock(row: Model) -> Callable[[], Model]:
    return lambda: type(row)._default_manager.select_for_update(of=("self",)).get(pk=row.pk)


def wait_until_waiting(count: int) -> None:
    """Wait until `count` other connections to this database wait for a lock."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    deadline = time.monotonic() + 20
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(waiting)
            if cursor.fetchone()[0] >= count:
                return
            time.sleep(0.02)
    pytest.fail(f"fewer than {count} are waiting")


def refusals(results: list[Any]) -> list[str]:
    """The sentences of those who came too late; anything else that was raised fails the test."""
    raised = [result for result in results if isinstance(result, Exception)]
    assert all(isinstance(error, NotAllowed) for error in raised), raised
    return [str(error) for error in raised]


def reviewers(task: ReviewTask, count: int = 2) -> list[User]:
    """Officials of the task's bureau who may all decide it."""
    found = []
    for _ in range(count):
        user = person()
        grant(user, task.role, bureau=task.bureau)
        found.append(user)
    return found


def pass_it(task: ReviewTask, user: User) -> None:
    actions.pass_stage(task, user, AT, "情况属实", stage_of(task.application, task.stage).checklist)


def return_it(task: ReviewTask, user: User) -> None:
    fact = task.application.fact_rows.first()
    actions.return_for_correction(task, user, AT, "请补正", [Item("fact", fact.name, fact.name, "请核对")])


def reject_it(task: ReviewTask, user: User) -> None:
    actions.reject(task, user, AT, "不符合条件")


def recommend_it(task: ReviewTask, user: User) -> None:
    actions.recommend(task, user, AT, proposal_for(task.application))


def countersign_it(task: ReviewTask, user: User) -> None:
    actions.countersign(task, user, AT)


def send_it_back(task: ReviewTask, user: User) -> None:
    actions.send_back(task, user, AT, "请重新核算")


def task_of_kind(kind: str) -> ReviewTask:
    """An open task of a case of the patent grant, which one bureau a stage reviews."""
    return advance_to(filed(PATENT_GRANT), kind)[0]


@pytest.mark.parametrize(
    "kind, one, other",
    [
        (Kind.PRELIMINARY_REVIEW, pass_it, pass_it),
        (Kind.PRELIMINARY_REVIEW, pass_it, return_it),
        (Kind.FINAL_REVIEW, recommend_it, reject_it),
        (Kind.COUNTERSIGN, countersign_it, send_it_back),
        (Kind.COUNTERSIGN, countersign_it, countersign_it),
    ],
)
def test_two_officers_decide_one_case_and_one_wins(kind: str, one: Callable, other: Callable):
    task = task_of_kind(kind)
    first, second = reviewers(task)
    before = task.application.history.count()

    results = race(lock(task.application), lambda: one(task, first), lambda: other(task, second))

    assert refusals(results) == [TAKEN]
    assert task.application.history.count() == before + 1
    assert Determination.objects.count() <= 1


def signed_in(user: User) -> Client:
    client = Client()
    assert client.login(username=user.username, password=PASSWORD)
    return client


def test_in_two_browsers_the_slower_officer_reads_the_sentence(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    task = task_of_kind(Kind.PRELIMINARY_REVIEW)
    browsers = [signed_in(user) for user in reviewers(task)]
    url = reverse("case_act", args=[task.application.number, "pass"])
    posted = {"pass-opinion": "同意", "pass-checked": list(stage_of(task.application, task.stage).checklist)}
    before = task.application.history.count()

    responses = race(
        lock(task.application), *[lambda browser=browser: browser.post(url, posted) for browser in browsers]
    )

    assert [response.url for response in responses] == [reverse("review_queue")] * 2
    pages = [browser.get(reverse("review_queue")).content.decode() for browser in browsers]
    assert sorted(TAKEN in page for page in pages) == [False, True]
    assert task.application.history.count() == before + 1


def test_a_late_second_click_reads_the_sentence_too(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    task = task_of_kind(Kind.PRELIMINARY_REVIEW)
    first, second = reviewers(task)
    pass_it(task, first)

    response = signed_in(second).post(reverse("case_act", args=[task.application.number, "pass"]), follow=True)

    assert TAKEN in response.content.decode()


def test_two_first_registrations_of_one_code_are_one_administrator_and_one_request():
    place, code = region("linzhou"), uscc()

    def register(username: str) -> User | JoinRequest:
        new = NewPerson(username, PASSWORD, "王建国", f"{username}@example.com")
        return register_enterprise(new, code, "林州测试铸造有限公司", place, AT)

    results = race(
        lambda: Enterprise.objects.create(uscc=code, name="占位", region=place),
        lambda: register("first"),
        lambda: register("second"),
    )

    assert sorted(type(result).__name__ for result in results) == ["JoinRequest", "User"]
    assert Enterprise.objects.filter(uscc=code).count() == 1
    assert RoleAssignment.objects.filter(role=Role.ENTERPRISE_ADMIN).count() == 1


def test_a_draft_submitted_twice_at_once_is_filed_once():
    application = draft(PATENT_GRANT)
    user = application.created_by
    complete(application, user)

    def submit() -> None:
        claims.submit(Application.objects.get(pk=application.pk), user, AT, not_eligible_accepted=True)

    results = race(lock(application), submit, submit)

    assert refusals(results) == [TAKEN]
    assert application.history.filter(action=Action.SUBMIT).count() == 1
    assert application.tasks.filter(state="open").count() == 1


def test_two_makers_batch_one_case_once():
    case = payable()
    finance = bureau("finance", "zhumadian")

    def build(by: User) -> object:
        return payments.build_batch(case.round, finance, [case.pk], by, MADE_AT)

    one, other = maker(), maker()
    results = race(lock(case), lambda: build(one), lambda: build(other))

    assert refusals(results) == [TAKEN]
    assert Payment.objects.filter(application=case).count() == 1


def test_two_results_of_one_transfer_are_recorded_once():
    case = payable()
    by = maker()
    batch = payments.build_batch(case.round, bureau("finance", "zhumadian"), [case.pk], by, MADE_AT)
    payments.submit_batch(batch, by, MADE_AT)
    payments.release_batch(batch, official(Role.PAYMENT_CHECKER, "finance", "zhumadian"), MADE_AT)
    line = batch.payments.get()

    results = race(
        lock(batch),
        lambda: payments.confirm_payment(line, by, MADE_AT),
        lambda: payments.fail_payment(line, by, "户名不符", MADE_AT),
    )

    assert refusals(results) == [TAKEN]
    assert Application.objects.get(pk=case.pk).status in (Status.DISBURSED, Status.PAYMENT_FAILED)


def test_one_round_started_twice_at_once_is_one_application():
    of = enterprise("yicheng")
    user, round = clerk(of), application_round(PATENT_GRANT)

    def start() -> Application:
        return claims.start_application(of, round, user, AT)

    results = race(start, start, start)

    assert results[0] == results[1]
    assert Application.objects.count() == 1


def test_what_a_person_saves_is_not_held_up_by_a_file_of_theirs_on_its_way():
    case = draft(PATENT_GRANT)
    user, material = case.created_by, case.version.pack.materials[0]

    def save() -> None:
        claims.save_facts(case, {"patent_count": "2"}, user, AT)
        connection.close()

    saving = Thread(target=save)
    with transaction.atomic():
        claims.start_upload(case, material, "扫描件.pdf", 1000, user, AT)
        saving.start()
        saving.join(10)
        was_held_up = saving.is_alive()
    saving.join(10)

    assert not was_held_up
    assert case.fact_rows.get(name="patent_count").value == "2"
