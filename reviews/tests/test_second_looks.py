"""The second look (双随机抽查): the draw anybody recomputes, who looks, and what a disagreement leads to."""

from hashlib import sha256

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.urls import reverse

from accounts.models import Notification, Role, User
from accounts.tests.factories import bureau, enterprise, official
from applications.models import Application
from applications.tests.factories import FILED_AT, RD_EXPENSE, application_round
from applications.workflow import NotAllowed
from policies.models import ApplicationRound
from reviews.actions.second_looks import draw_looks, finish_look, note_look
from reviews.models import Recusal, SecondLook, SecondLookDraw
from reviews.second_looks import acted_on, drawn_cases, free_lookers
from reviews.tests.factories import HOUR, approved, officer_of

AT = FILED_AT + 5 * HOUR
SEED = "5eed"


@pytest.fixture
def round(db) -> ApplicationRound:
    made = application_round(RD_EXPENSE, name="抽查")
    made.second_look_pct = 50
    made.save()
    return made


@pytest.fixture
def chief(db) -> User:
    return official(Role.CHIEF, "science", "anyang")


def determined(round: ApplicationRound) -> Application:
    return approved(RD_EXPENSE, enterprise=enterprise("linzhou"), round=round)


def fresh_eye(case: Application) -> User:
    """A reviewer of the case's first bureau who had no part in it."""
    return officer_of(case.tasks.order_by("pk").first().bureau, Role.PRELIMINARY_REVIEWER)


def drawn(round: ApplicationRound, chief: User, seed: str = "") -> SecondLookDraw:
    return draw_looks(round, bureau("science", "anyang"), chief, AT, seed)


@pytest.fixture
def look(round, chief) -> SecondLook:
    fresh_eye(determined(round))
    return drawn(round, chief).looks.get()


def test_a_fixed_seed_draws_the_cases_that_anybody_computes_by_hand():
    # printf '5eed:A1' | sha256sum → ba36671d…, A2 → 83a4e01b…, A3 → 101ee29b…
    assert drawn_cases(SEED, ["A1", "A2", "A3"], 34) == ["A3", "A2"]


@pytest.mark.parametrize(("pct", "count"), [(1, 1), (50, 2), (67, 3), (100, 3)])
def test_a_share_is_rounded_up_to_a_whole_case(pct, count):
    assert len(drawn_cases(SEED, ["A1", "A2", "A3"], pct)) == count


def test_the_seed_also_draws_the_reviewer(round, chief):
    case = determined(round)
    people = [fresh_eye(case) for _ in range(3)]

    found = drawn(round, chief, SEED).looks.get()

    smallest = min(people, key=lambda user: sha256(f"{SEED}:{case.number}:{user.pk}".encode()).hexdigest())
    assert found.reviewer == smallest
    assert {each["id"] for each in found.candidates} == {user.pk for user in people}
    assert Notification.objects.get(user=smallest, needs_action=True).url == reverse("second_look", args=[found.pk])


def test_nobody_who_acted_on_the_case_or_drew_or_is_recused_looks_at_it_again(round, chief):
    case = determined(round)
    eye, recused = fresh_eye(case), fresh_eye(case)
    Recusal.objects.create(application=case, user=recused, reason="亲属", declared_at=AT)
    acting = User.objects.filter(pk__in=acted_on(case))
    also_drew = fresh_eye(case)

    assert acting.filter(roles__role=Role.PRELIMINARY_REVIEWER).exists()
    assert acting.filter(roles__role=Role.FINAL_REVIEWER).exists()
    assert acting.filter(roles__role=Role.CHIEF).exists()
    assert free_lookers(case, also_drew, AT.date()) == [eye]


def test_a_case_for_which_nobody_is_free_is_drawn_and_the_page_says_so(client, round, chief):
    determined(round)
    client.force_login(chief)

    made = drawn(round, chief)

    assert made.looks.get().reviewer is None
    assert "无人可派" in client.get(reverse("look_draw", args=[made.pk])).content.decode()


def test_a_second_draw_takes_only_cases_determined_since(round, chief):
    first_case = determined(round)
    first = drawn(round, chief)
    with pytest.raises(NotAllowed, match="没有新核定"):
        drawn(round, chief)
    second_case = determined(round)

    second = drawn(round, chief)

    assert (first.pool, second.pool) == ([first_case.number], [second_case.number])


@pytest.mark.parametrize("who", [(Role.FINAL_REVIEWER, "science", "anyang"), (Role.CHIEF, "industry", "anyang")])
def test_only_a_chief_of_the_bureau_that_determines_draws(round, who):
    determined(round)

    with pytest.raises(NotAllowed, match="审定负责人"):
        drawn(round, official(*who))


def test_a_round_without_a_share_is_not_drawn_over(round, chief):
    determined(round)
    ApplicationRound.objects.filter(pk=round.pk).update(second_look_pct=0)

    with pytest.raises(NotAllowed, match="抽查比例"):
        drawn(round, chief)


def test_the_reviewer_reads_the_decisions_and_the_documents_and_agrees(client, look):
    client.force_login(look.reviewer)
    page = client.get(reverse("second_look", args=[look.pk])).content.decode()
    [record] = [task.record for task in look.application.tasks.filter(kind="preliminary_review")][:1]
    replay = reverse("case_replay", args=[look.application.number, record.task_id])
    document = reverse("case_document", args=[look.application.number, look.application.documents.first().pk])

    assert replay in page
    assert document in page
    assert client.get(replay).status_code == 200
    assert client.get(document).status_code == 200
    client.post(reverse("second_look", args=[look.pk]), {"outcome": "agree", "reason": ""})

    look.refresh_from_db()
    assert look.outcome == "agree"
    assert not Notification.objects.filter(key=look.todo_key, done_at__isnull=True).exists()


def test_a_disagreement_is_the_chiefs_to_do_until_what_was_done_is_noted(client, look, chief):
    client.force_login(look.reviewer)
    page = reverse("second_look", args=[look.pk])
    client.post(page, {"outcome": "disagree", "reason": "金额有误"})
    waiting = Notification.objects.filter(key=look.todo_key, done_at__isnull=True)
    assert waiting.filter(user=chief, event="supervision").exists()

    client.force_login(chief)
    done = client.post(page, {"text": "已要求重新核对"}, follow=True)

    assert "不同意，已处理" in done.content.decode()
    assert not waiting.exists()


def test_a_disagreement_without_a_reason_is_refused_beside_the_field(client, look):
    client.force_login(look.reviewer)

    refused = client.post(reverse("second_look", args=[look.pk]), {"outcome": "disagree", "reason": " "})

    assert refused.status_code == 422
    assert "请写明理由" in refused.content.decode()


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"outcome": "disagree", "done_at": AT}, "second_look_disagrees_with_reason"),
        ({"outcome": "agree"}, "second_look_done_whole"),
        ({"outcome": "agree", "done_at": AT, "reviewer": None}, "second_look_done_whole"),
        ({"note": "已处理"}, "second_look_noted_whole"),
    ],
)
def test_the_database_refuses_half_a_look(look, fields, rule):
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        SecondLook.objects.filter(pk=look.pk).update(**fields)


def test_a_draw_and_a_finished_look_are_never_changed(look):
    finish_look(look, look.reviewer, AT, "disagree", "金额有误")

    for change in (
        lambda: SecondLook.objects.filter(pk=look.pk).update(reason="没有意见"),
        lambda: SecondLook.objects.filter(pk=look.pk).delete(),
        lambda: SecondLookDraw.objects.update(seed="x"),
    ):
        with pytest.raises(ProgrammingError, match="Cannot"), transaction.atomic():
            change()


def test_only_the_drawn_reviewer_looks_once_and_only_the_chief_notes(look, chief):
    with pytest.raises(NotAllowed):
        finish_look(look, chief, AT, "agree", "")
    finish_look(look, look.reviewer, AT, "disagree", "金额有误")

    with pytest.raises(NotAllowed):
        finish_look(look, look.reviewer, AT, "agree", "")
    with pytest.raises(NotAllowed):
        note_look(look, look.reviewer, AT, "已处理")


def test_a_chief_draws_on_the_page_and_the_draw_shows_seed_and_pool(client, round, chief):
    case = determined(round)
    client.force_login(chief)
    assert "随机抽取并选派" in client.get(reverse("second_look_list")).content.decode()

    done = client.post(reverse("look_draw_new", args=[round.pk, bureau("science", "anyang").pk]), follow=True)

    made = SecondLookDraw.objects.get()
    assert made.seed in done.content.decode()
    assert case.number in done.content.decode()
