"""What holds for every course of the check-up over the whole catalogue, found out by hypothesis."""

from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from policies.checkup.questions import Question
from policies.checkup.reach import Places
from policies.checkup.survey import REFUSED, Catalogue, next_question
from policies.packs import read_packs

PLACES = Places(
    {"linzhou": ("anyang", "henan"), "yicheng": ("zhumadian", "henan"), "zhanhe": ("pingdingshan", "henan")},
    {"henan": "河南省", "anyang": "安阳市", "zhumadian": "驻马店市", "zhanhe": "湛河区"},
)
REGIONS = ("linzhou", "yicheng", "zhanhe")
NUMBERS = ("0", "1", "3", "10", "50", "60", "100", "500", "2000", "100000")
DATES = ("2019-12-31", "2021-03-01", "2022-06-30", "2022-12-31")
few = settings(max_examples=12, deadline=None)


@cache
def catalogue() -> Catalogue:
    return Catalogue(read_packs())


def answer(draw: st.DataObject, question: Any) -> Any:
    """Draw an answer; one in five is skipped."""
    if draw.draw(st.integers(0, 4)) == 0:
        return None
    if not isinstance(question, Question):
        choices = [value for value, _ in question.choices] or REGIONS
        return draw.draw(st.sampled_from(choices))
    fact = question.fact
    if fact.type == "bool":
        return draw.draw(st.booleans())
    options = {"number": NUMBERS, "date": DATES}.get(fact.type) or [value for value, _ in fact.choices]
    return draw.draw(st.sampled_from(options))


@few
@given(st.data())
def test_it_never_asks_twice_it_ends_and_a_refused_policy_stays_refused(draw):
    answers: dict[str, Any] = {}
    refused: set[str] = set()
    most = len(catalogue().book.by_key) + 5
    survey = catalogue().survey(answers, PLACES)

    while question := next_question(catalogue(), survey):
        assert question.key not in answers
        assert len(answers) < most
        answers[question.key] = answer(draw, question)
        survey = catalogue().survey(answers, PLACES)
        now = {code for code, group in survey.group_of.items() if group == REFUSED}
        assert refused <= now, f"back after {question.key}: {refused - now}"
        refused = now


@few
@given(st.randoms(use_true_random=False))
def test_every_policy_is_in_exactly_one_group(random):
    keys = random.sample(sorted(catalogue().book.by_key), 60)
    answers = {key: random.choice([True, False, "1", "100", None]) for key in keys}

    survey = catalogue().survey(answers, PLACES)

    told = [*survey.certain, *survey.possible, *survey.refused]
    codes = [each.pack.code for each in told] + [pack.code for pack, _ in survey.outside]
    assert sorted(codes) == sorted(pack.code for pack in catalogue().packs)


def test_a_policy_of_the_list_is_never_settled_before_anything_was_said():
    survey = catalogue().survey({}, PLACES)

    assert (survey.certain, survey.refused) == ((), ())
    assert survey.open_questions


@few
@given(st.randoms(use_true_random=False))
def test_the_golden_facts_of_a_policy_lead_where_its_golden_case_says(random):
    """A hand-worked case of plain facts is never told otherwise: 可享 where it is due, never 可享 where it is refused."""
    pack = random.choice(catalogue().packs)
    case = random.choice([case for case in pack.golden if not case.ledger] or [pack.golden[0]])
    if case.ledger:
        return
    book = catalogue().book
    answers = {book.key_of(pack.code, name): value for name, value in case.facts.items() if value is not None}

    group = catalogue().survey(answers, Places()).group_of[pack.code]

    unlike = {"eligible": REFUSED, "not_eligible": "certain", "needs_ruling": "certain", "incomplete": "certain"}
    assert group != unlike[case.expect["outcome"]]
