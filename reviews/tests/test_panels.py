"""The expert review: drawn by a seed, conflicts left out, sealed until all are in, the extremes dropped."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import ProgrammingError, transaction
from django.urls import reverse

from accounts.models import RegisteredInterest, Role
from accounts.tests.factories import official
from applications.tests.factories import FILED_AT, filed
from applications.workflow import NotAllowed
from reviews import actions
from reviews.actions import panels
from reviews.draws import draw_order
from reviews.models import PanelSeat, ReviewTask
from reviews.panels import average, next_drawn, opened_sheets, panel_of
from reviews.stages import stage_of
from reviews.tests.factories import HOUR, PROJECT, advance_to, drawn, expert, officer_for, score_all

pytestmark = pytest.mark.django_db
AT = FILED_AT + 3 * HOUR
GIVEN = {"item-1": Decimal(50), "item-2": Decimal(30)}


@pytest.fixture
def task() -> ReviewTask:
    """A case whose expert review is open."""
    return advance_to(filed(PROJECT), ReviewTask.Kind.EXPERT_REVIEW)[0]


def test_nobody_reads_a_score_before_all_are_in(task, client, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)
    panel = drawn(task, officer_for(task), AT)
    first, *_ = panel.seats.select_related("expert")
    panels.submit_sheet(first, first.expert, AT, GIVEN, "独家意见一二三")
    url = reverse("panel", args=[task.application.number])

    client.force_login(official(Role.CHIEF, task.bureau.line, task.bureau.region.slug))
    sealed = client.get(url).content.decode()

    assert opened_sheets(panel_of(task)) == []
    assert "未启封" in sealed
    assert "独家意见一二三" not in sealed
    assert "80.00" not in sealed
    assert client.get(reverse("panel_pdf", args=[task.application.number])).status_code == 404
    score_all(panel, AT)
    opened = client.get(url).content.decode()
    assert "独家意见一二三" in opened
    assert client.get(reverse("panel_pdf", args=[task.application.number])).content.startswith(b"%PDF")


def test_an_opened_panel_lets_the_reviewer_pass_the_stage(task):
    user, checklist = officer_for(task), stage_of(task.application, task.stage).checklist
    panel = drawn(task, user, AT)
    with pytest.raises(ValidationError, match="尚未收齐"):
        actions.pass_stage(task, user, AT, "", checklist)
    score_all(panel, AT)

    with pytest.raises(NotAllowed, match="您的角色"):
        actions.pass_stage(task, panel.seats.first().expert, AT, "", checklist)
    actions.pass_stage(task, user, AT, "", checklist)

    task.refresh_from_db()
    assert (task.outcome, panel_of(task).score) == ("passed", Decimal("80.00"))


def test_a_case_below_the_pass_line_is_not_passed(task):
    user = officer_for(task)
    for _ in range(3):
        expert(task)
    panel = panels.draw_panel(
        task, user, AT, panels.Draw(3, [{"key": "a", "label": "总评", "max": "100"}], Decimal(60))
    )
    for seat in panel.seats.select_related("expert"):
        panels.submit_sheet(seat, seat.expert, AT, {"a": Decimal("59.99")}, "不同意")

    with pytest.raises(ValidationError, match="未达到合格线"):
        actions.pass_stage(task, user, AT, "", stage_of(task.application, task.stage).checklist)


def test_who_has_a_conflict_is_not_drawn(task):
    enterprise = task.application.enterprise
    own = expert(task, employer=enterprise.name)
    related = expert(task)
    RegisteredInterest.objects.create(user=related, uscc=enterprise.uscc, relation="shares", registered_at=AT)
    twins = {expert(task, employer="同一单位").pk, expert(task, employer="同一单位").pk}
    expert(task), expert(task)

    panel = drawn(task, officer_for(task), AT)

    members = set(panel.seats.values_list("expert_id", flat=True))
    assert not members & {own.pk, related.pk}
    assert len(members & twins) == 1


def test_a_pool_too_small_is_refused_and_nothing_is_kept(task):
    expert(task), expert(task, employer=task.application.enterprise.name), expert(task)

    with pytest.raises(ValidationError, match="只有 2 人"):
        drawn(task, officer_for(task), AT)

    assert panel_of(task) is None


def test_who_declines_is_replaced_by_the_next_of_the_same_draw(task):
    for _ in range(4):
        expert(task)
    panel = drawn(task, officer_for(task), AT)
    first = panel.seats.first()
    order = draw_order(panel.seed, [each["id"] for each in panel.pool])

    panels.decline_seat(first, first.expert, AT, "近期出差")

    assert list(panel.seats.values_list("expert_id", flat=True)) == order
    with pytest.raises(NotAllowed, match="不能再改"):
        panels.submit_sheet(first, first.expert, AT, GIVEN, "同意")


def test_an_empty_seat_is_filled_once_the_pool_has_somebody(task):
    user = officer_for(task)
    panel = drawn(task, user, AT)
    first = panel.seats.first()
    panels.decline_seat(first, first.expert, AT, "回避")
    with pytest.raises(NotAllowed, match="没有可补抽"):
        panels.replenish(task, user, AT)
    newcomer = expert(task)

    panels.replenish(task, user, AT)

    assert panel.seats.filter(expert=newcomer, state="invited").exists()


def test_a_sheet_is_submitted_once_by_its_expert_within_the_full_marks(task):
    panel = drawn(task, officer_for(task), AT)
    seat = panel.seats.first()
    with pytest.raises(ValidationError, match="0 至 60"):
        panels.submit_sheet(seat, seat.expert, AT, {**GIVEN, "item-1": Decimal(61)}, "同意")
    with pytest.raises(NotAllowed, match="您的角色"):
        panels.submit_sheet(seat, panel.seats.last().expert, AT, GIVEN, "同意")
    sheet = panels.submit_sheet(seat, seat.expert, AT, GIVEN, "同意")

    with pytest.raises(NotAllowed, match="不能再改"):
        panels.submit_sheet(seat, seat.expert, AT, GIVEN, "同意")
    with pytest.raises(ProgrammingError), transaction.atomic():
        sheet.delete()


@pytest.mark.parametrize("role", [Role.CHIEF, Role.FINAL_REVIEWER, Role.SUPERVISOR])
def test_only_the_preliminary_reviewer_of_the_bureau_draws(task, role):
    with pytest.raises(NotAllowed, match="您的角色"):
        drawn(task, official(role, task.bureau.line, task.bureau.region.slug), AT)


@pytest.mark.parametrize(
    ("totals", "mean"),
    [
        (["80", "90", "100"], "90.00"),  # fewer than five: all count
        (["60", "80", "81", "82", "100"], "81.00"),  # of five the extremes are dropped
        (["70", "70.01", "70.02", "70.02", "90", "1"], "70.01"),  # (70+70.01+70.02+70.02)/4 = 70.0125
    ],
)
def test_the_mean_is_to_two_decimals_without_the_extremes(totals, mean):
    assert average([Decimal(total) for total in totals], 5) == Decimal(mean)


def test_the_same_seed_draws_the_same_people():
    pool = [{"id": number, "employer": f"单位{number}", "excluded": ""} for number in range(1, 9)]

    assert draw_order("种子", range(1, 9)) == draw_order("种子", reversed(range(1, 9)))
    assert next_drawn("种子", pool, [], []) == draw_order("种子", range(1, 9))[0]
    assert draw_order("种子", range(1, 9)) != draw_order("别的", range(1, 9))


def test_an_expert_scores_on_the_own_page_and_finds_nobody_elses(task, client, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)
    panel = drawn(task, officer_for(task), AT)
    first, second, _ = panel.seats.select_related("expert")
    client.force_login(first.expert)
    url = reverse("expert_seat", args=[first.pk])

    refused = client.post(url, {"item-1": "99", "item-2": "30", "opinion": "好"})
    client.post(url, {"item-1": "55", "item-2": "30", "opinion": "好"})

    assert "0 至 60" in refused.content.decode()
    assert "85.00" in client.get(url).content.decode()
    assert client.get(reverse("expert_seat", args=[second.pk])).status_code == 404
    assert PanelSeat.objects.get(pk=first.pk).state == "scored"
    assert client.get(reverse("expert_desk")).status_code == 200
