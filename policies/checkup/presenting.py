"""What the page of the check-up shows (体检页面): the question, the answers so far, the list and the sum."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from policies.checkup import reach
from policies.checkup.questions import TAKEN_FOR_GRANTED, Question
from policies.checkup.reach import Places, ScopeQuestion
from policies.checkup.rows import Row, Setting, certain_rows, money, possible_rows, refused_rows
from policies.checkup.survey import Catalogue, next_question, total
from policies.engine.values import convert
from policies.engine.wording import show

AT_ONCE = 12
Asked = Question | ScopeQuestion


@dataclass(frozen=True)
class Answered:
    """A question with the answer given; `is_known` where the portal knew it."""

    key: str
    label: str
    about: str
    answer: str
    is_known: bool


@dataclass(frozen=True)
class Page:
    """Everything that the page tells; `previous` is the question before the one shown."""

    question: Asked | None
    policies: tuple[str, ...]
    is_change: bool
    previous: str
    answered: tuple[Answered, ...]
    declined: tuple[tuple[str, str], ...]
    open_count: int
    certain: tuple[Row, ...]
    possible: tuple[Row, ...]
    refused: tuple[Row, ...]
    outside: tuple[tuple[str, str, str], ...]
    amount: str
    ceiling: str
    ended_count: int
    left_out: tuple[str, ...]
    granted: tuple[str, ...]

    @property
    def is_scope(self) -> bool:
        """Tell whether the question asks whom policies reach."""
        return isinstance(self.question, ScopeQuestion)

    @property
    def first_possible(self) -> tuple[Row, ...]:
        """Return the open policies that the page shows at once."""
        return self.possible[:AT_ONCE]

    @property
    def first_refused(self) -> tuple[Row, ...]:
        """Return the refused policies that the page shows at once."""
        return self.refused[:AT_ONCE]


def page_of(
    catalogue: Catalogue,
    places: Places,
    said: Mapping[str, Any],
    known: Mapping[str, Any],
    open_codes: frozenset[str],
    today: date,
    wanted: Asked | None = None,
) -> Page:
    """Return the page after these answers, with the question that was `wanted` or else the one that decides most."""
    answers = {**known, **said}
    survey = catalogue.survey(answers, places)
    setting = Setting(places.names, open_codes, today)
    question = wanted or next_question(catalogue, survey)
    in_force = [each for each in survey.certain if setting.ended_on(each.pack) is None]
    sums = total(in_force)
    titles = {pack.code: pack.title for pack in catalogue.packs}
    order = [key for key in said if not key.startswith(reach.DECLINED) and key in _questions(catalogue)]
    return Page(
        question=question,
        policies=tuple(titles[code] for code in question.codes) if isinstance(question, Question) else (),
        is_change=bool(wanted and wanted.key in answers),
        previous=_before(question.key if question else "", order),
        answered=tuple(_answered(catalogue, places, known, answers, key) for key in _in_order(order, known, catalogue)),
        declined=tuple(
            (key.removeprefix(reach.DECLINED), titles[key.removeprefix(reach.DECLINED)])
            for key in said
            if key.startswith(reach.DECLINED) and key.removeprefix(reach.DECLINED) in titles
        ),
        open_count=len(survey.open_questions),
        certain=certain_rows(survey.certain, setting),
        possible=possible_rows(survey.possible, catalogue, answers, setting),
        refused=refused_rows(survey.refused, setting),
        outside=tuple((pack.code, pack.title, reason) for pack, reason in survey.outside),
        amount=money(sums.amount_yuan),
        ceiling=money(sums.ceiling_yuan) if sums.ceiling_yuan else "",
        ended_count=len(survey.certain) - len(in_force),
        left_out=tuple(pack.title for pack in sums.left_out),
        granted=tuple(TAKEN_FOR_GRANTED.values()),
    )


def _questions(catalogue: Catalogue) -> set[str]:
    return {*reach.KEYS, *catalogue.book.by_key}


def _in_order(order: list[str], known: Mapping[str, Any], catalogue: Catalogue) -> list[str]:
    return [*(key for key in known if key not in order and key in _questions(catalogue)), *order]


def _before(key: str, order: list[str]) -> str:
    """Return the question that was answered before this one, "" for the first."""
    at = order.index(key) if key in order else len(order)
    return order[at - 1] if at else ""


def _answered(
    catalogue: Catalogue, places: Places, known: Mapping[str, Any], answers: Mapping[str, Any], key: str
) -> Answered:
    value = answers[key]
    scoped = next((each for each in reach.QUESTIONS if each.key == key), None)
    if scoped:
        words = {**dict(scoped.choices), **(places.names if key == "scope.region" else {})}
        label, about, told = scoped.label, "", words.get(value, "")
    else:
        question = catalogue.book.by_key[key]
        fact = question.fact
        label, told = fact.label, _value_words(fact, value)
        about = next((pack.title for pack in catalogue.packs if pack.code == question.code), "")
    is_known = key in known and answers[key] == known[key]
    return Answered(key, label, about, told if value is not None else "不清楚", is_known)


def _value_words(fact: Any, value: Any) -> str:
    try:
        return show(convert(fact, value), fact.unit, fact) if value is not None else ""
    except ValueError:
        return str(value)
