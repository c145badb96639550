"""Clocks of real cases: what the record of openings, corrections and stages makes of them, and of a changed calendar."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.urls import reverse

from accounts.models import Role
from accounts.tests.factories import official
from applications import actions as applicant
from applications.models import Application, CorrectionItem
from applications.tests.factories import FILED_AT, PATENT_GRANT, SHANGHAI, application_round, filed
from policies import calendar_table
from policies.actions import calendar as keeping
from policies.actions.calendar import DayEntry
from policies.tests.factories import seed_calendar
from reviews import actions, deadlines
from reviews.actions import Item
from reviews.clocks import clock_of, stage_clock, stage_run, total_clock
from reviews.models import ClockEvent, DeadlineChange, ReviewTask
from reviews.tests.factories import act_once, advance_to, officer_for, open_tasks

NOTICE = "豫政办明电〔2026〕1号"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _calendar(db) -> None:
    seed_calendar()


@pytest.fixture(autouse=True)
def counting_by_the_table() -> Iterator[None]:
    calendar_table.forget()
    yield
    calendar_table.forget()


def at(day: int, month: int = 3) -> datetime:
    return datetime(2026, month, day, 10, tzinfo=SHANGHAI)


def promised(days: int = 10) -> Application:
    """A case filed on Monday, 2 March 2026, under a round with a promised time for each stage."""
    return filed(PATENT_GRANT, round=application_round(PATENT_GRANT, name=f"承诺{days}日", review_days=days))


def corrected(application: Application, told: datetime, answered: datetime) -> ReviewTask:
    """Return the case for correction and let the enterprise answer; give the task that goes on."""
    task, material = open_tasks(application)[0], application.version.pack.materials[0]
    item = Item("material", material.key, material.title, "看不清")
    actions.return_for_correction(task, officer_for(task), told, "请补正", [item])
    applicant.answer_item(application, CorrectionItem.objects.get(notice__application=application), "已说明")
    applicant.resubmit(application, application.created_by, answered)
    return open_tasks(application)[0]


def test_a_stage_is_opened_with_its_limit_event_and_basis():
    task = open_tasks(promised())[0]

    assert (task.counted_from, task.limit_days, task.limit_basis, task.due_on) == (
        date(2026, 3, 2), 10, "promise", date(2026, 3, 16),
    )  # fmt: skip


def test_the_clock_goes_on_after_a_correction_where_it_stopped():
    task = corrected(promised(), at(4), at(10))

    assert (task.counted_from, task.used_before, task.due_on) == (date(2026, 3, 2), 2, date(2026, 3, 20))
    assert clock_of(task, date(2026, 3, 12)).used == 4
    assert stage_run(task).used(date(2026, 3, 12)) == 4


def test_the_record_explains_the_correction():
    task = corrected(promised(), at(4), at(10))

    lines = stage_clock(task, date(2026, 3, 12)).lines

    assert "2026-03-04 至 2026-03-10 企业补正，不计 4 个工作日" in lines
    assert lines[-1] == "截至 2026-03-12 为第 4 天，共 10 个工作日，应于 2026-03-20 前（含当日）办结"


def test_the_countersigning_goes_on_with_the_clock_of_its_stage():
    application = promised()
    [final] = advance_to(application, "final_review", at(3))
    act_once(final, at(9))

    [task] = open_tasks(application)

    assert (task.kind, task.counted_from, task.used_before) == ("countersign", date(2026, 3, 3), 4)
    assert task.due_on == final.due_on
    final.refresh_from_db()
    assert final.used_days == 4


def test_the_whole_case_has_the_days_of_all_its_stages():
    application = promised()

    clock = total_clock(application, date(2026, 3, 4))

    assert (clock.used, clock.limit) == (2, 20)
    assert total_clock(filed(), date(2026, 3, 4)) is None


def test_the_whole_case_stands_still_while_the_enterprise_corrects():
    application = promised()
    task, material = open_tasks(application)[0], application.version.pack.materials[0]
    actions.return_for_correction(
        task, officer_for(task), at(4), "请补正", [Item("material", material.key, material.title, "看不清")]
    )
    application.refresh_from_db()

    clock = total_clock(application, date(2026, 3, 20))

    assert (clock.label, clock.state, clock.used) == ("企业补正，暂停计时", "paused", 2)


def test_the_whole_case_ends_with_its_decision():
    application = promised()
    while tasks := open_tasks(application):
        act_once(tasks[0], at(9))
    application.refresh_from_db()

    assert total_clock(application, date(2026, 4, 30)).label == "已办结，用 5 个工作日"


def test_a_stage_whose_time_does_not_count_pauses_the_whole_by_its_clause(monkeypatch):
    application = promised()
    pack = application.version.pack
    first, *rest = pack.stages
    named = replace(first, not_counted="行政许可法第四十五条")
    monkeypatch.setattr(type(application.version), "pack", replace(pack, stages=(named, *rest)))
    advance_to(application, "final_review", at(9))

    clock = total_clock(application, date(2026, 3, 10))

    assert (clock.used, clock.limit) == (1, 10)
    assert any("行政许可法第四十五条" in line for line in clock.lines)


def test_a_changed_calendar_moves_open_due_days_and_leaves_a_record():
    task = open_tasks(promised())[0]
    keeper = official(Role.BUREAU_ADMIN, "science", "anyang")
    holiday = DayEntry(date(2026, 3, 9), False, "调整放假", NOTICE)
    assert keeping.affected_by(keeping.with_days([holiday])) == 1

    change = keeping.set_day(holiday, "全省统一安排", keeper, at(5))
    calendar_table.refresh()

    assert change.affected == 1
    assert [deadlines.count_again(change, at(5)), deadlines.count_again(change, at(5))] == [1, 0]
    task.refresh_from_db()
    assert task.due_on == date(2026, 3, 17)
    row = DeadlineChange.objects.get()
    assert (row.before, row.after, row.change) == (date(2026, 3, 16), date(2026, 3, 17), change)
    with pytest.raises(ProgrammingError), transaction.atomic():
        DeadlineChange.objects.all().delete()


def test_a_limit_without_event_and_an_unknown_threshold_are_refused_by_the_database():
    task = open_tasks(promised())[0]
    broken = [
        lambda: ReviewTask.objects.filter(pk=task.pk).update(counted_from=None),
        lambda: ReviewTask.objects.filter(pk=task.pk).update(limit_basis=""),
        lambda: ClockEvent.objects.create(
            task=task, kind="soon", at=FILED_AT, used_days=1, limit_days=2, due_on=FILED_AT.date()
        ),
    ]

    for breaks in broken:
        with pytest.raises(IntegrityError), transaction.atomic():
            breaks()


def test_the_case_page_shows_both_clocks_with_their_reasons(client, monkeypatch):
    task = corrected(promised(), at(4), at(10))
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(12))
    client.force_login(officer_for(task))

    text = client.get(reverse("case_detail", args=[task.application.number])).content.decode()

    assert "2026-03-02 初审开始" in text or "开始，次日起算，部门承诺 10 个工作日" in text
    assert "企业补正，不计 4 个工作日" in text
    assert "共 20 个工作日" in text


def test_hours_of_the_day_do_not_matter():
    task = open_tasks(promised())[0]

    assert clock_of(task, (FILED_AT + timedelta(hours=14)).date()).used == 0
