"""Sampled site checks: the round's share is drawn by a published seed, the others are spared, and each page says why."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, ProgrammingError, transaction
from django.urls import reverse

from accounts.models import User
from accounts.tests.factories import enterprise
from applications.tests.factories import FILED_AT, filed
from applications.workflow import NotAllowed
from policies.models import ApplicationRound
from policies.tests.factories import application_round
from reviews.actions.site_draws import direct_check, draw_checks
from reviews.draws import draw_order
from reviews.models import ReviewTask, SiteDraw
from reviews.site_draws import sample_of
from reviews.tests.factories import HOUR, PROJECT, TITLE, advance_to, appoint_visit, officer_for, open_tasks

pytestmark = pytest.mark.django_db
AT, SEED = FILED_AT + 3 * HOUR, "5eed"
CHECK = ReviewTask.Kind.SITE_CHECK


@pytest.fixture(autouse=True)
def at_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)


@pytest.fixture
def round(db) -> ApplicationRound:
    made = application_round(TITLE)
    made.site_check_pct = 34
    made.save()
    return made


def waiting(round: ApplicationRound) -> ReviewTask:
    """A case of its own enterprise whose site check is open."""
    case = filed(TITLE, enterprise=enterprise("linzhou"), round=round)
    return advance_to(case, CHECK)[0]


def three(round: ApplicationRound) -> tuple[dict[str, ReviewTask], User]:
    tasks = [waiting(round) for _ in range(3)]
    return {task.application.number: task for task in tasks}, officer_for(tasks[0])


def page_of(client, task: ReviewTask, user: User) -> str:
    client.force_login(user)
    return client.get(reverse("site_check", args=[task.application.number])).content.decode()


def test_the_first_of_the_order_are_checked_and_the_others_go_on(round):
    tasks, officer = three(round)

    draw = draw_checks(next(iter(tasks.values())), officer, AT, SEED)

    first, second, spared = draw_order(SEED, sorted(tasks))
    assert draw.pool == sorted(tasks)
    assert [each.kind for number in (first, second) for each in open_tasks(tasks[number].application)] == [CHECK] * 2
    assert CHECK not in [each.kind for each in open_tasks(tasks[spared].application)]
    tasks[spared].refresh_from_db()
    assert (tasks[spared].outcome, "未抽中" in tasks[spared].opinion) == ("passed", True)


def test_the_page_says_why_a_case_is_or_is_not_drawn(client, round):
    tasks, officer = three(round)
    before = page_of(client, next(iter(tasks.values())), officer)
    draw_checks(next(iter(tasks.values())), officer, AT, SEED)
    first, _, spared = draw_order(SEED, sorted(tasks))

    assert "本件<strong>待抽取</strong>，同环节共 3 件待抽取" in before
    assert "排在前 2 位的抽中，本件排在第 1 位" in page_of(client, tasks[first], officer)
    said = page_of(client, tasks[spared], officer)
    assert "本件<strong>未抽中</strong>" in said
    assert SEED in said
    assert "约定核查" not in said


def test_nobody_is_visited_before_the_draw(round):
    task = waiting(round)

    with pytest.raises(NotAllowed, match="请先抽取"):
        appoint_visit(task, officer_for(task), AT)
    draw_checks(task, officer_for(task), AT)
    appoint_visit(task, officer_for(task), AT)


def test_a_directed_check_needs_a_reason_and_no_draw(round):
    task = waiting(round)
    with pytest.raises(ValidationError, match="定向核查的理由"):
        direct_check(task, officer_for(task), AT, " ")

    direct_check(task, officer_for(task), AT, "收到举报")

    assert sample_of(task).state == "directed"
    with pytest.raises(NotAllowed):
        draw_checks(task, officer_for(task), AT)


def test_a_round_without_a_share_checks_every_case(round):
    round.site_check_pct = None
    round.save()
    task = waiting(round)

    assert sample_of(task).state == "every"
    appoint_visit(task, officer_for(task), AT)


def test_a_share_changes_nothing_where_the_document_has_every_case_checked():
    every = application_round(PROJECT)
    every.site_check_pct = 34
    every.save()
    task = advance_to(filed(PROJECT, round=every), CHECK)[0]

    assert sample_of(task).state == "every"
    appoint_visit(task, officer_for(task), AT)


def test_only_the_officer_of_the_check_draws(round):
    task = waiting(round)
    stranger = officer_for(advance_to(filed(TITLE, enterprise=enterprise("tangyin"), round=round), CHECK)[0])
    stranger.roles.all().delete()

    with pytest.raises(NotAllowed):
        draw_checks(task, stranger, AT)


def test_the_database_keeps_a_draw_as_it_was_made(round):
    task = waiting(round)
    draw = draw_checks(task, officer_for(task), AT)

    with pytest.raises(ProgrammingError), transaction.atomic():
        SiteDraw.objects.filter(pk=draw.pk).update(seed="other")
    draw.pk, draw.share_pct = None, 101
    with pytest.raises(IntegrityError, match="site_draw_share"), transaction.atomic():
        draw.save(force_insert=True)


def test_the_public_reads_the_draw_without_numbers_and_an_enterprise_finds_its_own(client, round):
    tasks, officer = three(round)
    draw = draw_checks(next(iter(tasks.values())), officer, AT, SEED)
    url, number = reverse("draw_protocol", args=["site", draw.pk]), draw.pool[0]

    page = client.get(url).content.decode()

    assert SEED in page
    assert not [each for each in draw.pool if each in page]
    assert "在抽取范围内，下表中已标出" in client.get(url, {"number": number}).content.decode()
    assert reverse("draw_protocol", args=["site", draw.pk]) in client.get(reverse("draw_list"), {"kind": "site"}).content.decode()  # fmt: skip
