"""Scoring sheets: totals, sub-score floors, spans while items are open, and items that never give more than their most."""

from typing import Any

import pytest

from policies.engine import Decision, PackError, evaluate
from policies.tests.engine_packs import CLAUSE, GOOD, mapping, pack, rule

SHEET: dict[str, Any] = {
    "clause": CLAUSE,
    "groups": {"size": {"label": "规模", "max": 40}, "kind": {"label": "类型"}},
    "items": [
        {"key": "rd", "group": "size", "label": "研发费用", "clause": CLAUSE, "max": 30, "value": "rd_wan / 10"},
        {"key": "fine", "group": "size", "label": "罚款", "clause": CLAUSE, "max": 20, "value": "20 - fine_yuan / 10"},
        {"key": "kind", "group": "kind", "label": "类型", "clause": CLAUSE, "max": 50, "value": {"by": "kind", "cases": {"a": 50, "b": 25}, "otherwise": 0}},
    ],
}  # fmt: skip


def decide(condition: dict[str, Any], **facts: Any) -> Decision:
    """Return the decision of the sample pack under one bound on its score."""
    sample = pack(score=SHEET, criteria=[rule("score", condition)])
    return evaluate(sample, {**GOOD, "fine_yuan": 0, "kind": "a", **facts})


@pytest.mark.parametrize("rd_wan, score", [(100, 80), (300, 90), (5000, 90)])
def test_the_score_is_the_sum_of_items_that_stop_at_their_most(rd_wan: int, score: int) -> None:
    decision = decide({"score": "total", "ge": 0}, rd_wan=rd_wan)

    assert decision.score == score
    assert [line.maximum for line in decision.scores] == [30, 20, 50]


def test_a_group_stops_at_its_full_marks() -> None:
    assert decide({"score": "size", "ge": 41}, rd_wan=5000).outcome == "not_eligible"


@pytest.mark.parametrize("kind, outcome", [("a", "eligible"), ("b", "not_eligible")])
def test_a_group_has_its_own_floor(kind: str, outcome: str) -> None:
    assert decide({"score": "kind", "ge": 50}, kind=kind).outcome == outcome


@pytest.mark.parametrize(
    "bound, outcome, missing",
    [(40, "eligible", ()), (41, "incomplete", ("kind",)), (90, "incomplete", ("kind",)), (91, "not_eligible", ())],
)
def test_open_items_leave_a_span_that_decides_as_soon_as_it_can(bound: int, outcome: str, missing: tuple[str]) -> None:
    decision = decide({"score": "total", "ge": bound}, rd_wan=200, kind=None)

    assert (decision.outcome, decision.missing, decision.score) == (outcome, missing, None)


def test_a_missed_bound_names_the_items_with_the_most_room() -> None:
    (found,) = decide({"score": "total", "ge": 90}, rd_wan=100, kind="b").rules

    assert found.message == "总得分 55 分，未达到 90 分"
    assert found.remedy.startswith("总得分还差 35 分；可提高：类型（最多可再得 25 分）")


def test_a_bound_on_a_group_that_does_not_exist_is_refused() -> None:
    with pytest.raises(PackError, match="'nosuch' is no group of the score sheet"):
        decide({"score": "nosuch", "ge": 1})


def test_an_item_without_its_most_points_is_refused() -> None:
    broken = {**SHEET, "items": [{**SHEET["items"][0], "max": 0}]}

    with pytest.raises(PackError, match=r"score.items\[0\].max"):
        pack(score=broken, criteria=mapping()["criteria"])


def test_thirds_that_add_up_to_the_bound_reach_it() -> None:
    thirds = [
        {"key": f"third-{place}", "label": "三分之一", "clause": CLAUSE, "max": 40, "value": "100 / 3"}
        for place in range(3)
    ]
    sample = pack(score={"clause": CLAUSE, "items": thirds}, criteria=[rule("score", {"score": "total", "ge": 100})])

    assert evaluate(sample, GOOD).outcome == "eligible"
