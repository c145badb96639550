"""Money that does not suffice for all: the round's rule, executed line by line and approved by two people."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import ProgrammingError, transaction
from django.db.utils import IntegrityError
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import Role
from accounts.tests.factories import official
from applications.models import Application
from applications.workflow import NotAllowed
from disbursements import actions
from disbursements.allocating import Claim, NotDecided, allocate
from disbursements.ledger import balances_of
from disbursements.models import Allocation, Fund
from disbursements.queues import amount_of, payable_cases
from disbursements.tests.factories import HOUR, MADE_AT, TODAY, appropriate, batch, checker, fund, maker, payable
from disbursements.tests.ledger_checks import check_funds
from policies.models import ApplicationRound, Scarcity

db = pytest.mark.django_db
YUAN = st.integers(1, 10**9).map(lambda fen: Decimal(fen) / 100)


def claims(*amounts: str, scores: tuple[int, ...] = ()) -> list[Claim]:
    given: list[Decimal | None] = [Decimal(score) for score in scores]
    given = given or [None] * len(amounts)
    at = [MADE_AT + timedelta(hours=n) for n in range(len(amounts))]
    return [Claim(n, Decimal(a), s, t) for n, (a, s, t) in enumerate(zip(amounts, given, at, strict=True))]


@settings(max_examples=100, deadline=None)
@given(amounts=st.lists(YUAN, min_size=1, max_size=12), pct=st.integers(0, 99))
def test_a_proportional_cut_gives_out_the_budget_to_the_fen(amounts, pct):
    budget = (sum(amounts) * pct / 100).quantize(Decimal("0.01"))

    parts = allocate(Scarcity.PRO_RATA, budget, claims(*map(str, amounts)))

    assert sum(part.allocated_yuan for part in parts) == budget
    assert all(0 <= part.allocated_yuan <= part.claim.approved_yuan for part in parts)


def test_the_last_fen_goes_to_the_largest_remainder():
    parts = allocate(Scarcity.PRO_RATA, Decimal("100.00"), claims("100", "100", "100"))

    assert [part.allocated_yuan for part in parts] == [Decimal("33.34"), Decimal("33.33"), Decimal("33.33")]
    assert parts[0].words == "核定 100.00 元 × 33.3333%，尾差按最大余数加 0.01 元"


def test_first_come_stops_where_the_next_no_longer_fits():
    parts = allocate(Scarcity.FIRST_COME, Decimal(150), claims("100", "80", "40"))

    assert [part.allocated_yuan for part in parts] == [100, 0, 0]
    assert parts[1].words == "核定先后第 2 位，余额 50.00 元不足，未安排"


def test_ranking_goes_by_score_and_stops_at_equal_scores_on_the_line():
    parts = allocate(Scarcity.RANKING, Decimal(100), claims("100", "100", scores=(80, 90)))
    assert [(part.claim.determination_id, part.allocated_yuan) for part in parts] == [(1, 100), (0, 0)]

    with pytest.raises(NotDecided, match="同分"):
        allocate(Scarcity.RANKING, Decimal(100), claims("100", "100", scores=(90, 90)))
    with pytest.raises(NotDecided, match="没有得分"):
        allocate(Scarcity.RANKING, Decimal(100), claims("100", "100"))


def test_without_a_rule_the_shortage_is_to_be_ruled():
    with pytest.raises(NotDecided, match="须由主管部门裁定"):
        allocate("", Decimal(100), claims("100", "100"))


def test_enough_money_pays_everybody_in_full():
    assert [part.allocated_yuan for part in allocate("", Decimal(200), claims("100", "100"))] == [100, 100]


def amount(case: Application) -> Decimal:
    assert case.approved_yuan
    return case.approved_yuan


def short(rule: str = Scarcity.PRO_RATA) -> tuple[Fund, list[Application], ApplicationRound]:
    """Two determined cases and money for one and a half."""
    of = fund(amount=None)
    cases = [payable(), payable()]
    round = cases[0].round
    ApplicationRound.objects.filter(pk=round.pk).update(scarcity_rule=rule)
    round.refresh_from_db()
    appropriate(of, amount(cases[0]) + amount(cases[1]) / 2)
    return of, cases, round


def chief():
    return official(Role.CHIEF, "market", "zhumadian")


def effective() -> tuple[Allocation, list[Application]]:
    of, cases, round = short()
    drawn = actions.draw_up(of, round, maker(), MADE_AT)
    actions.approve_as_chief(drawn, chief(), MADE_AT)
    return actions.approve_as_checker(drawn, checker(), MADE_AT + HOUR), cases


@db
def test_a_round_by_proportion_is_payable_only_by_an_allocation_in_force():
    of, cases, round = short()
    by = maker()
    drawn = actions.draw_up(of, round, by, MADE_AT)
    actions.approve_as_chief(drawn, chief(), MADE_AT)
    assert not payable_cases(by, TODAY).exists()

    actions.approve_as_checker(drawn, checker(), MADE_AT + HOUR)

    assert {amount_of(item) for item in payable_cases(by, TODAY)} == {amount(cases[0]) * 3 / 4}
    assert balances_of(of)["available"] == 0
    check_funds()


@db
def test_the_payment_cites_the_allocation_that_cut_it():
    allocation, cases = effective()

    paid = batch(*cases).payments.select_related("allocation_line", "determination")[0]

    line = paid.allocation_line
    assert line is not None
    assert line.allocation == allocation
    assert paid.amount_yuan == line.allocated_yuan < paid.determination.approved_yuan
    assert Allocation.objects.get().digest_holds()
    check_funds()


@db
def test_the_three_people_of_an_allocation_differ():
    of, _, round = short()
    by = maker()
    drawn = actions.draw_up(of, round, by, MADE_AT)

    with pytest.raises(NotAllowed, match="您的角色"):
        actions.approve_as_checker(drawn, by, MADE_AT)
    with pytest.raises(NotAllowed, match="您的角色"):
        actions.approve_as_chief(drawn, checker(), MADE_AT)
    with pytest.raises(IntegrityError, match="allocation_three_people"):
        Allocation.objects.update(chief=by)


@db
def test_an_allocation_takes_effect_by_two_people_in_the_database():
    of, _, round = short()
    actions.draw_up(of, round, maker(), MADE_AT)

    with pytest.raises(IntegrityError, match="allocation_approved_by_two"), transaction.atomic():
        Allocation.objects.update(state="effective")
    with pytest.raises(ProgrammingError, match="not rewritten"):
        Allocation.objects.update(budget_yuan=1)


@db
def test_an_allocation_is_never_rewritten():
    effective()
    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        Allocation.objects.update(refusal_reason="x")


@db
def test_a_second_one_waits_until_the_first_is_sent_back():
    of, _, round = short()
    drawn = actions.draw_up(of, round, maker(), MADE_AT)
    with pytest.raises(NotAllowed, match="已有待审批"):
        actions.draw_up(of, round, maker(), MADE_AT)

    actions.refuse_allocation(drawn, checker(), "依据不足", MADE_AT)

    assert actions.draw_up(of, round, maker(), MADE_AT).state == Allocation.State.PROPOSED


@db
def test_the_pages_say_what_is_to_be_ruled_and_who_gets_what(client, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: MADE_AT)
    of, _, round = short("")
    client.force_login(maker())
    page = reverse("allocation_new", args=[of.pk, round.pk])
    assert "须由主管部门裁定" in client.get(page).content.decode()
    ApplicationRound.objects.filter(pk=round.pk).update(scarcity_rule=Scarcity.PRO_RATA)
    assert "× 75.0000%" in client.get(page).content.decode()
    client.post(page)

    drawn = Allocation.objects.get()
    for person in (chief(), checker()):
        client.force_login(person)
        assert str(round) in client.get(reverse("allocation_list")).content.decode()
        client.post(reverse("allocation_approve", args=[drawn.pk]))

    drawn.refresh_from_db()
    assert drawn.state == Allocation.State.EFFECTIVE
    assert drawn.digest in client.get(reverse("allocation_detail", args=[drawn.pk])).content.decode()
