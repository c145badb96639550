"""The questionnaire of the check-up: which question comes next, what is one question, and where a policy stands."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from policies.checkup.questions import QuestionBook
from policies.checkup.reach import DECLINED, Places
from policies.checkup.rows import Setting, certain_rows, money, possible_rows, refused_rows
from policies.checkup.standing import standing
from policies.checkup.survey import Catalogue, next_question, total
from policies.tests.engine_packs import line, pack, rule

NOWHERE = Places()
HENAN = Places(
    {"linzhou": ("anyang", "henan"), "anyang": ("henan",), "yicheng": ("zhumadian", "henan"), "zhumadian": ("henan",)},
    {"henan": "河南省", "anyang": "安阳市", "zhumadian": "驻马店市", "linzhou": "安阳市林州市", "yicheng": "驿城区"},
)
YES_NO = {"type": "bool"}
TODAY = date(2026, 3, 2)


def policy(code: str, facts: dict[str, Any], criteria: list[dict[str, Any]], **more: Any):
    """A policy of 100 元 with these facts and rules."""
    criteria = criteria or [rule("said", {"fact": next(iter(facts)), "given": True})]
    lines = [line("sum", add_yuan=more.pop("pays", 100))]
    return pack(
        **{"code": code, "title": code, "facts": facts, "criteria": criteria, "amount": {"lines": lines}, **more}
    )


def needs(code: str, *names: str, **more: Any):
    """A policy that asks for a yes to each of the names."""
    facts = {name: {"label": name, "type": "bool"} for name in names}
    return policy(code, facts, [rule(name, {"fact": name, "is": True}) for name in names], **more)


def asked(packs, answers=None, places=NOWHERE) -> str:
    scope = {f"scope.{each}": None for each in ("region", "applicant", "industry", "size", "above_scale")}
    catalogue = Catalogue(packs)
    question = next_question(catalogue, catalogue.survey({**scope, **(answers or {})}, places))
    return question.key if question else ""


def group(packs, answers, places=NOWHERE) -> dict[str, str]:
    return Catalogue(packs).survey(answers, places).group_of


def test_the_fact_that_decides_most_policies_is_asked_first():
    packs = [needs("a", "one_a", "in_city"), needs("b", "one_b", "in_city"), needs("c", "one_c")]

    assert asked(packs) == "in_city"


def test_a_fact_that_can_refuse_comes_before_one_that_only_makes_the_amount():
    spent = {"label": "支出", "type": "number", "unit": "元"}
    amount = {"lines": [line("sum", add_yuan="spent_yuan")]}
    packs = [
        policy(
            code,
            {"spent_yuan": spent, f"is_{code}": {"label": code, **YES_NO}},
            [rule("is", {"fact": f"is_{code}", "is": True})],
        )
        for code in ("a", "b")
    ]
    packs = [pack(**{**dict(each.raw), "amount": amount}) for each in packs]

    assert asked(packs) == "is_a"


def test_among_equals_the_policy_nearest_to_an_answer_is_finished_first():
    packs = [needs("far", "far_one", "far_two", "far_three"), needs("near", "near_one")]

    assert asked(packs) == "near_one"


def test_whom_the_policies_reach_is_asked_before_any_fact():
    packs = [needs("a", "in_city", applicants=["enterprise"]), needs("b", "in_city", region="zhumadian")]
    catalogue = Catalogue(packs)

    keys: list[str] = []
    answers: dict[str, Any] = {}
    while question := next_question(catalogue, catalogue.survey(answers, HENAN)):
        keys.append(question.key)
        answers[question.key] = {"scope.applicant": "enterprise", "scope.region": "linzhou"}.get(question.key, True)

    assert keys == ["scope.applicant", "scope.region", "in_city"]


def test_a_scope_question_that_drops_nothing_is_not_asked():
    packs = [needs("a", "in_city"), needs("b", "in_town", sizes=["above_scale"], region="zhumadian")]
    catalogue = Catalogue(packs)

    assert next_question(catalogue, catalogue.survey({"scope.region": "linzhou"}, HENAN)).key == "in_city"
    assert next_question(catalogue, catalogue.survey({"scope.region": "yicheng"}, HENAN)).key == "scope.above_scale"


@pytest.mark.parametrize(
    "classes, answers, reason",
    [
        ({"region": "zhumadian"}, {"scope.region": "linzhou"}, "只适用于驻马店市"),
        ({"region": "anyang"}, {"scope.region": "linzhou"}, ""),
        ({"region": "henan"}, {"scope.region": "linzhou"}, ""),
        ({"region": "anyang"}, {"scope.region": None}, ""),
        ({"applicants": ["bank"]}, {"scope.applicant": "enterprise"}, "由银行申报"),
        ({"industries": ["industry"]}, {"scope.industry": "other"}, "只适用于工业"),
        ({"industries": ["industry"]}, {"scope.industry": None}, ""),
        ({"sizes": ["micro", "small"]}, {"scope.size": "large"}, "只适用于微型、小型企业"),
        ({"sizes": ["micro", "small"]}, {"scope.size": "small", "scope.above_scale": "no"}, ""),
        ({"sizes": ["above_scale"]}, {"scope.above_scale": "no", "scope.size": "small"}, "只适用于规模以上企业"),
        ({"sizes": ["above_scale"]}, {"scope.size": "small"}, ""),
        ({"sizes": ["small", "above_scale"]}, {"scope.size": "large", "scope.above_scale": "yes"}, ""),
        ({}, {f"{DECLINED}a": True}, "您选了与本单位无关"),
    ],
)
def test_whom_a_policy_reaches(classes, answers, reason):
    survey = Catalogue([needs("a", "in_city", **classes)]).survey(answers, HENAN)

    assert [told for _, told in survey.outside] == ([reason] if reason else [])


def test_the_same_fact_of_two_packs_is_one_question():
    book = QuestionBook([needs("a", "in_city"), needs("b", "in_city")])

    assert (book.key_of("a", "in_city"), book.by_key["in_city"].codes) == ("in_city", ("a", "b"))


@pytest.mark.parametrize(
    "name, facts",
    [
        ("award_grade", [{"label": "奖励等级", "type": "bool"}, {"label": "获奖等级", "type": "bool"}]),
        ("spent", [{"label": "支出", "type": "number"}] * 2),
        ("support_same_matter", [{"label": "同一事项已受支持", "type": "bool"}] * 2),
        (
            "award_level",
            [{"label": "等级", "type": "text", "choices": {"a": word}} for word in ("一等奖", "特等奖")],
        ),
    ],
)
def test_a_name_with_two_meanings_and_a_switch_are_asked_for_each_policy(name, facts):
    book = QuestionBook([policy(code, {name: fact}, []) for code, fact in zip("ab", facts, strict=True)])

    assert [each.code for each in book.by_key.values()] == ["a", "b"]
    assert book.facts_for(policy("a", {name: facts[0]}, []), {f"a.{name}": "1", f"b.{name}": "2"}) == {name: "1"}


def test_an_answer_settles_refuses_or_leaves_open():
    packs = [needs("a", "in_city"), needs("b", "in_city", "is_new")]

    assert group(packs, {}) == {"a": "possible", "b": "possible"}
    assert group(packs, {"in_city": True}) == {"a": "certain", "b": "possible"}
    assert group(packs, {"in_city": False}) == {"a": "refused", "b": "refused"}


def test_a_skipped_question_leaves_the_policy_possible_and_is_not_asked_again():
    packs = [needs("a", "in_city")]

    assert asked(packs, {"in_city": None}) == ""
    assert group(packs, {"in_city": None}) == {"a": "possible"}


def test_what_is_only_presumed_neither_refuses_nor_settles_before_it_is_asked():
    banned = {"label": "处于禁报期", "type": "bool", "default": True}
    verified = {"label": "信用良好", "type": "bool"}
    local = {"label": "在本市", "type": "bool"}
    packs = [
        policy("default", {"is_banned": banned}, [rule("ban", {"fact": "is_banned", "is": False})]),
        policy(
            "presumed",
            {"is_good": verified, "in_city": local},
            [rule("good", {"fact": "is_good", "is": True}, presumed=True), rule("in", {"fact": "in_city", "is": True})],
        ),
    ]

    assert group(packs, {"in_city": True}) == {"default": "possible", "presumed": "possible"}
    assert group(packs, {"in_city": True, "is_banned": False, "is_good": None}) == {
        "default": "certain",
        "presumed": "certain",
    }
    assert group(packs, {"is_banned": True, "is_good": False}) == {"default": "refused", "presumed": "refused"}


def test_a_policy_of_which_nothing_was_said_is_not_settled_by_defaults():
    settled = {"label": "已结清", "type": "bool", "default": True}
    packs = [policy("a", {"is_settled": settled}, [rule("settled", {"fact": "is_settled", "is": True})])]

    assert (group(packs, {}), asked(packs)) == ({"a": "possible"}, "is_settled")
    assert group(packs, {"is_settled": None}) == {"a": "possible"}
    assert group(packs, {"is_settled": True}) == {"a": "certain"}


def test_a_refusal_that_a_missing_answer_may_still_lift_is_none_yet():
    facts = {
        "is_new": {"label": "新办", **YES_NO},
        "moved_on": {"label": "迁入日期", "type": "date", "required": False},
    }
    lifted = {"expr": "is_new or given(moved_on)", "text": "新办或者迁入"}
    packs = [policy("a", facts, [rule("new", lifted)])]

    assert group(packs, {"is_new": False}) == {"a": "possible"}
    assert asked(packs, {"is_new": False}) == "moved_on"
    assert group(packs, {"is_new": False, "moved_on": "2022-01-01"}) == {"a": "certain"}


def test_free_text_and_lists_are_left_to_the_claim():
    facts = {"contract_numbers": {"label": "合同编号", "type": "list", "item": "text"}}
    packs = [policy("a", facts, [rule("one", {"expr": "count(contract_numbers) > 0", "text": "有合同"})])]
    catalogue = Catalogue(packs)
    survey = catalogue.survey({}, NOWHERE)

    assert survey.open_questions == ()
    (row,) = possible_rows(survey.possible, catalogue, {}, Setting({}, frozenset(), TODAY))
    assert row.missing == ("合同编号（申报时填写）",)


def test_the_scope_answers_what_a_pack_asks_of_place_and_size():
    facts = {
        "registered_in_anyang": {"label": "在安阳注册", **YES_NO},
        "is_above_scale": {"label": "规上", **YES_NO},
        "enterprise_size": {"label": "规模", "type": "text", "choices": {"大型": "大型", "小型": "小型"}},
    }
    rules = [rule(name, {"fact": name, "is": value}) for name, value in zip(facts, (True, True, "小型"), strict=True)]
    packs = [policy("a", facts, rules)]
    answers = {"scope.region": "linzhou", "scope.size": "small", "scope.above_scale": "yes"}

    assert group(packs, answers, HENAN) == {"a": "certain"}
    assert group(packs, {**answers, "scope.size": "large"}, HENAN) == {"a": "refused"}


def test_an_answer_that_one_pack_cannot_take_is_as_if_not_given():
    packs = [
        policy(
            "a",
            {"staff_count": {"label": "人数", "type": "number", "min": 1}},
            [rule("n", {"fact": "staff_count", "ge": 5})],
        )
    ]

    assert group(packs, {"staff_count": "-1"}) == {"a": "possible"}
    assert group(packs, {"staff_count": "viele"}) == {"a": "possible"}


def certain(*packs):
    return Catalogue(packs).survey({"in_city": True}, NOWHERE).certain


def test_the_sum_counts_two_statements_of_one_policy_once_and_the_higher_of_two_that_exclude_each_other():
    packs = [
        needs("rules", "in_city", pays=100),
        needs("text", "in_city", pays=80, same_as="rules"),
        needs("either", "in_city", pays=50, excludes=[{"code": "or", "clause": "第一条", "text": "不得同时享受"}]),
        needs("or", "in_city", pays=70),
        needs("also", "in_city", pays=5),
    ]

    sums = total(certain(*packs))

    assert (sums.amount_yuan, {each.code for each in sums.left_out}) == (Decimal(175), {"text", "either"})


def test_ceilings_are_added_up_apart_from_amounts():
    ceiling = needs("most", "in_city", pays=900)
    ceiling = pack(**{**dict(ceiling.raw), "amount": {**ceiling.raw["amount"], "is_ceiling": True}})

    sums = total(certain(ceiling, needs("sure", "in_city")))

    assert (sums.amount_yuan, sums.ceiling_yuan) == (Decimal(100), Decimal(900))


def test_a_refused_policy_says_why_on_what_clause_and_what_would_do():
    spent = {"label": "研发费用", "type": "number", "unit": "万元"}
    a = policy("a", {"spent_rd_wan": spent}, [rule("least", {"fact": "spent_rd_wan", "ge": 50})])

    setting = Setting({"anyang": "安阳市"}, frozenset({"a"}), TODAY)
    (row,) = refused_rows([standing(a, {"spent_rd_wan": "40"})], setting)

    assert row.sentences == (("研发费用 40 万元，未达到 50 万元（含）", "第一条"),)
    assert row.remedies == ("研发费用提高到 50 万元，尚差 10 万元",)
    assert (row.region, row.basis, row.figure, row.is_promise) == ("安阳市", "样例办法 第一条", "5%", True)
    assert not row.is_open


def test_a_document_that_is_over_comes_last_unless_a_round_is_open():
    over = needs("over", "in_city", pays=900, effective={"to": "2022-12-31"})
    found = certain(over, needs("now", "in_city"))

    rows = certain_rows(found, Setting({}, frozenset(), TODAY))
    reopened = certain_rows(found, Setting({}, frozenset({"over"}), TODAY))

    assert [(row.code, row.ended_on) for row in rows] == [("now", None), ("over", date(2022, 12, 31))]
    assert [(row.code, row.is_open) for row in reopened] == [("over", True), ("now", False)]


@pytest.mark.parametrize(
    "yuan, words", [("100.50", "100.5 元"), ("9999", "9999 元"), ("20000", "2 万元"), ("0", "0 元")]
)
def test_money_in_words(yuan, words):
    assert money(Decimal(yuan)) == words
