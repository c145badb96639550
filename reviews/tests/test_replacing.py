"""Another person in place of a drawn one: by the same seed, with the reason kept; and the clock of a second look."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import ProgrammingError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notification, Role, User
from accounts.tests.factories import bureau, enterprise, official
from applications.tests.factories import FILED_AT, RD_EXPENSE, application_round, filed
from applications.workflow import NotAllowed
from reviews.actions.replacing import release_seat, replace_looker
from reviews.actions.second_looks import draw_looks, finish_look
from reviews.draws import draw_order
from reviews.look_clocks import look_clock, watch_looks
from reviews.models import Absence, LookRedraw, PanelSeat, ReviewTask, SecondLook
from reviews.tests.factories import (
    HOUR,
    PROJECT,
    advance_to,
    approved,
    drawn,
    expert,
    officer_for,
    officer_of,
    score_all,
)

pytestmark = pytest.mark.django_db
AT, DAY = FILED_AT + 5 * HOUR, timedelta(days=1)


@pytest.fixture
def chief(db) -> User:
    return official(Role.CHIEF, "science", "anyang")


@pytest.fixture
def look(chief) -> SecondLook:
    """A look to be done within ten working days, with three people to draw from."""
    round = application_round(RD_EXPENSE, name="抽查")
    round.second_look_pct, round.second_look_days = 100, 10
    round.save()
    case = approved(RD_EXPENSE, enterprise=enterprise("linzhou"), round=round)
    for _ in range(3):
        officer_of(case.tasks.order_by("pk").first().bureau, Role.PRELIMINARY_REVIEWER)
    return draw_looks(round, bureau("science", "anyang"), chief, AT, "5eed").looks.get()


def order_of(look: SecondLook) -> list[int]:
    return draw_order(f"{look.draw.seed}:{look.application.number}", [each["id"] for each in look.candidates])


def test_the_next_of_the_same_order_looks_and_the_reason_stays(look, chief):
    first, second, _ = order_of(look)

    replace_looker(look, chief, AT + DAY, "外出学习")

    look.refresh_from_db()
    [row] = LookRedraw.objects.all()
    assert (look.reviewer_id, row.former_id, row.reviewer_id, row.by) == (second, first, second, chief)
    assert Notification.objects.filter(user_id=second, needs_action=True, done_at__isnull=True).exists()
    assert not Notification.objects.filter(user_id=first, needs_action=True, done_at__isnull=True).exists()
    with pytest.raises(ProgrammingError), transaction.atomic():
        LookRedraw.objects.update(reason="改")


def test_the_drawn_reviewer_may_step_back_and_nobody_else_may(look):
    stranger = official(Role.PRELIMINARY_REVIEWER, "industry", "tangyin")
    with pytest.raises(NotAllowed):
        replace_looker(look, stranger, AT, "想看")
    with pytest.raises(ValidationError):
        replace_looker(look, look.reviewer, AT, "")

    replace_looker(look, look.reviewer, AT, "与企业有利害关系")

    assert LookRedraw.objects.count() == 1


def test_where_nobody_is_left_the_chief_is_told_and_may_draw_again_later(look, chief):
    for _ in range(3):
        look.refresh_from_db()
        replace_looker(look, chief, AT, "均已外出")
    look.refresh_from_db()
    assert look.reviewer is None
    assert Notification.objects.filter(user=chief, title__startswith="复看无人可派").exists()

    late = officer_of(look.application.tasks.order_by("pk").first().bureau, Role.PRELIMINARY_REVIEWER)
    replace_looker(look, chief, AT, "新到人员")

    look.refresh_from_db()
    assert look.reviewer == late


def test_who_is_absent_is_not_drawn(look, chief):
    second = User.objects.get(pk=order_of(look)[1])
    where = look.application.tasks.order_by("pk").first().bureau
    Absence.objects.create(user=second, substitute=chief, bureau=where, role=Role.PRELIMINARY_REVIEWER,
                           recorded_by=second, starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31), recorded_at=AT)  # fmt: skip

    replace_looker(look, chief, AT, "外出")

    look.refresh_from_db()
    assert look.reviewer_id == order_of(look)[2]


def test_a_look_done_is_not_given_to_another(look, chief):
    finish_look(look, look.reviewer, AT, "agree", "")

    with pytest.raises(NotAllowed):
        replace_looker(look, chief, AT, "外出")


def test_the_clock_of_a_look_warns_once_at_each_threshold(look, chief):
    assert look_clock(look, timezone.localdate(AT)).label == "剩 10 个工作日"
    late = look.due_on + DAY

    kinds = [[each.kind for each in watch_looks(AT + n * DAY)] for n in (1, 8, 8, (late - timezone.localdate(AT)).days)]

    assert kinds == [[], ["half"], [], ["most", "late"]]
    assert Notification.objects.filter(user=chief, title__startswith="复看已超时").count() == 1


def test_an_experts_seat_is_released_with_a_reason_and_the_seed_draws_the_next(client, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)
    task = advance_to(filed(PROJECT), ReviewTask.Kind.EXPERT_REVIEW)[0]
    for _ in range(4):
        expert(task)
    officer = officer_for(task)
    panel = drawn(task, officer, AT)
    seat = panel.seats.select_related("panel__task").first()
    with pytest.raises(ValidationError):
        release_seat(seat, officer, AT, "")
    with pytest.raises(NotAllowed):
        release_seat(seat, official(Role.PRELIMINARY_REVIEWER, "market", "tangyin"), AT, "外出")

    client.force_login(officer)
    client.post(
        reverse("panel_act", args=[task.application.number, "release"]), {"seat": seat.pk, "release-reason": "外出"}
    )

    seat.refresh_from_db()
    assert (seat.state, seat.reason, seat.ended_by) == (PanelSeat.State.DECLINED, "外出", officer)
    left = draw_order(panel.seed, [each["id"] for each in panel.pool])
    assert [each.expert_id for each in panel.seats.order_by("place")] == left


def test_the_public_reads_experts_names_only_once_the_scores_are_opened(client):
    task = advance_to(filed(PROJECT), ReviewTask.Kind.EXPERT_REVIEW)[0]
    for name in ("欧阳专家", "诸葛专家", "司马专家"):
        expert(task, name=name)
    panel = drawn(task, officer_for(task), AT)
    url = reverse("draw_protocol", args=["panel", panel.pk])

    sealed = client.get(url).content.decode()
    score_all(panel, AT)
    opened = client.get(url).content.decode()

    assert panel.seed in sealed
    assert ("欧阳专家" in sealed, "研究院" in sealed, "欧＊＊＊" in sealed) == (False, False, True)
    assert ("欧阳专家" in opened, "研究院" in opened) == (True, True)
    assert task.application.number not in opened
