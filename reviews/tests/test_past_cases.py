"""A draft is tried on the past cases: who gains, who loses, who drops out; cases under way stay on their version."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from applications.facts import decide
from applications.tests.factories import FILED_AT, RD_EXPENSE, draft, filed
from policies import actions
from policies.draft_queues import replay_summary
from policies.models import PolicyReplay
from policies.tasks import replay_past_cases
from policies.tests import drafts
from policies.tests.factories import application_round, pack_of, ruling
from reviews.past_cases import cases, count
from reviews.tests.factories import approved

pytestmark = pytest.mark.django_db
PLAIN = {"other_fiscal_support_same_matter": False}


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: FILED_AT + timedelta(days=1))


def replayed(text: str) -> PolicyReplay:
    by = drafts.editor()
    replay = actions.prepare_replay(drafts.draft(by, text), by, drafts.AT)
    actions.run_replay(replay)
    return replay


def kinds(replay: PolicyReplay) -> dict[str, str]:
    return dict(replay.lines.values_list("number", "kind"))


def test_a_higher_threshold_shows_who_drops_out_and_the_sum():
    small = filed(RD_EXPENSE, facts=PLAIN | {"rd_expense_wan": 55})
    large = filed(RD_EXPENSE, facts=PLAIN | {"rd_expense_wan": 1000})

    replay = replayed(drafts.threshold_of_60())

    assert kinds(replay) == {small.number: "drops_out", large.number: "same"}
    line = replay.lines.get(kind="drops_out")
    assert (line.old_yuan, line.new_yuan) == (Decimal("27500.00"), Decimal("0.00"))
    assert "55 万元" in line.why
    assert replay_summary(replay).change_yuan == Decimal("-27500.00")


@pytest.mark.parametrize("rate, kind, change", [("0.06", "gains", "100000.00"), ("0.04", "loses", "-100000.00")])
def test_another_rate_shows_who_gains_and_who_loses(rate, kind, change):
    case = filed(RD_EXPENSE, facts=PLAIN | {"rd_expense_wan": 1000})

    replay = replayed(pack_of(RD_EXPENSE)[0].replace("rd_expense_wan * 0.05", f"rd_expense_wan * {rate}"))

    assert kinds(replay) == {case.number: kind}
    assert replay_summary(replay).change_yuan == Decimal(change)


def test_a_lower_threshold_shows_who_comes_in():
    case = filed(RD_EXPENSE, facts=PLAIN | {"rd_expense_wan": 1000})
    case.fact_rows.filter(name="rd_expense_wan").update(value="45")

    assert kinds(replayed(pack_of(RD_EXPENSE)[0].replace("ge: 50", "ge: 40", 1))) == {case.number: "comes_in"}


def test_a_case_that_needs_a_ruling_is_left_to_a_person_and_not_summed():
    case = filed(RD_EXPENSE, facts=PLAIN | {"is_above_scale_industrial": False, "rd_expense_wan": 1000})

    replay = replayed(drafts.threshold_of_60())

    assert kinds(replay) == {case.number: "same"}
    assert replay_summary(replay).change_yuan == 0


def test_a_determined_case_is_replayed_by_the_rulings_of_its_determination():
    made = ruling()
    case = approved(RD_EXPENSE, facts=PLAIN | {"is_above_scale_industrial": False, "rd_expense_wan": 1000})
    actions.withdraw_ruling(made, made.made_by, drafts.AT, "上级另有规定")

    [past] = cases(case.version.policy_id)

    assert past.rulings == {"above-scale": "accepted"}
    assert kinds(replayed(drafts.threshold_of_60())) == {case.number: "same"}


def test_drafts_of_enterprises_and_withdrawn_cases_are_no_past_cases():
    draft(RD_EXPENSE)

    assert count(application_round(RD_EXPENSE).policy_id) == 0


def test_a_replay_of_an_older_revision_is_not_finished_as_if_it_were_of_this_one():
    by = drafts.editor()
    made = drafts.draft(by, drafts.threshold_of_60())
    replay = actions.prepare_replay(made, by, drafts.AT)
    actions.save_draft(made, made.pack_yaml + "\n# 说明\n", made.revision, "全文", by, drafts.AT)

    actions.run_replay(replay)

    assert "新的修订" in replay.trouble
    assert not replay.lines.exists()


def test_the_task_may_run_twice():
    filed(RD_EXPENSE)
    by = drafts.editor()
    replay = actions.prepare_replay(drafts.draft(by, drafts.threshold_of_60()), by, drafts.AT)

    replay_past_cases(replay.pk)
    replay_past_cases(replay.pk)

    replay.refresh_from_db()
    assert (replay.done, replay.percent, replay.lines.count()) == (1, 100, 1)


def test_cases_under_way_stay_on_their_version_and_new_ones_follow_the_round():
    round = application_round(RD_EXPENSE)
    old = filed(RD_EXPENSE, facts=PLAIN | {"rd_expense_wan": 55})
    version = drafts.version_of_60()
    between = filed(RD_EXPENSE, facts=PLAIN | {"rd_expense_wan": 55})
    actions.move_round(round, version, drafts.releaser(), drafts.AT, "自今日起执行")
    round.refresh_from_db()

    new = filed(RD_EXPENSE, facts=PLAIN | {"rd_expense_wan": 55}, round=round)

    assert [case.version.number for case in (old, between, new)] == [1, 1, 2]
    assert [decide(case).outcome for case in (old, between, new)] == ["eligible", "eligible", "not_eligible"]
