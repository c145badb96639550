"""Earlier awards reach the engine: one patent is granted once, and a determination keeps the ledger it was made by."""

from datetime import timedelta

import pytest

from applications.actions import save_facts
from applications.facts import decide, judge
from applications.models import Application
from applications.rulings import is_open
from applications.tests.factories import FILED_AT, PATENT_GRANT, draft
from policies.tests.factories import application_round, pack_of
from reviews import chain
from reviews.models import Determination
from reviews.tests.factories import approved

pytestmark = pytest.mark.django_db
LATER = FILED_AT + timedelta(days=30)


def second_claim(first: Application, numbers: list[str]) -> Application:
    """The same enterprise's claim in a later round, for these patents."""
    later = application_round(PATENT_GRANT, name="第二批")
    application = draft(PATENT_GRANT, at=LATER, enterprise=first.enterprise, round=later)
    facts = {**dict(first.fact_rows.values_list("name", "value")), "patent_numbers": numbers}
    save_facts(application, facts, application.created_by, LATER)
    return Application.objects.get(pk=application.pk)


@pytest.fixture
def first() -> Application:
    application = approved(
        PATENT_GRANT, facts={"patent_numbers": ["ZL202010000001.1", "ZL202010000002.2"], "patent_count": "2"}
    )
    application.refresh_from_db()
    return application


@pytest.mark.parametrize("numbers, failed", [(["ZL202010000002.2"], ["not-paid-before"]), (["ZL202010000003.3"], [])])
def test_a_patent_that_was_granted_once_is_refused_the_second_time(
    first: Application, numbers: list[str], failed: list[str]
) -> None:
    decision = decide(second_claim(first, numbers))

    assert [rule.key for rule in decision.rules if rule.state == "failed"] == failed


def test_an_award_is_remembered_with_its_year_amount_and_subjects(first: Application) -> None:
    (award,) = judge(second_claim(first, ["ZL202010000003.3"])).ledger

    assert award == {
        "policy": PATENT_GRANT,
        "case": first.number,
        "year": FILED_AT.year,
        "amount_yuan": "20000.00",
        "subject": ["ZL202010000001.1", "ZL202010000002.2"],
    }


def test_a_case_that_does_not_stand_determined_is_no_award(first: Application) -> None:
    Application.objects.filter(pk=first.pk).update(status="in_review")

    assert judge(second_claim(first, ["ZL202010000001.1"])).ledger == []


def test_a_determination_keeps_the_awards_it_was_made_by(first: Application) -> None:
    determination = Determination.objects.get(application=first)

    assert determination.ledger == []
    assert chain.first_broken() is None


def test_another_enterprises_award_is_not_this_ones(first: Application) -> None:
    stranger = draft(PATENT_GRANT, at=LATER)

    assert judge(stranger).ledger == []


def test_a_point_that_earlier_awards_raise_is_open_for_a_ruling() -> None:
    _, pack = pack_of("henan-ipo-staged-subsidy")
    [point] = [each for each in pack.ambiguities if each.key == "srdi-received"]
    award = {"policy": "henan-srdi-ipo-subsidy", "year": 2022, "amount_wan": 50}

    assert is_open(pack, point, {}, [award])
    assert not is_open(pack, point, {}, [])
