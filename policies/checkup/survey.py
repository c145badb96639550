"""The whole catalogue against one set of answers: the groups, the sum, and the question that decides most."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from policies.checkup.questions import Question, QuestionBook, granted
from policies.checkup.reach import Places, ScopeQuestion, facts_of, outside, scope_question
from policies.checkup.standing import Standing, standing
from policies.engine import Pack

Answers = Mapping[str, Any]
NEED = 0.02  # a fact that no rule refuses on is still needed for the amount
EASE = {"bool": 1.0, "text": 1.0, "number": 0.8, "date": 0.6}
CERTAIN, POSSIBLE, REFUSED = "certain", "possible", "refused"


@dataclass(frozen=True)
class Survey:
    """Where every policy stands, by group; `outside` are the policies that do not reach the applicant, with the reason."""

    certain: tuple[Standing, ...]
    possible: tuple[Standing, ...]
    refused: tuple[Standing, ...]
    outside: tuple[tuple[Pack, str], ...]
    open_questions: tuple[str, ...]
    scope_question: ScopeQuestion | None

    @property
    def group_of(self) -> dict[str, str]:
        """Return the group of every policy by its code; one that does not reach the applicant is refused."""
        named = {CERTAIN: self.certain, POSSIBLE: self.possible, REFUSED: self.refused}
        found = {each.pack.code: name for name, group in named.items() for each in group}
        return found | {pack.code: REFUSED for pack, _ in self.outside}


class Catalogue:
    """The packs that govern today, with their questions."""

    def __init__(self, packs: Iterable[Pack]) -> None:
        self.packs = tuple(packs)
        self.book = QuestionBook(self.packs)

    def survey(self, answers: Answers, places: Places) -> Survey:
        """Return where every policy stands; an answer of None was skipped (不清楚) and is not asked again."""
        reasons = [(pack, outside(pack, answers, places)) for pack in self.packs]
        found = [self._standing(pack, answers, places) for pack, reason in reasons if not reason]
        groups: dict[str, list[Standing]] = {CERTAIN: [], POSSIBLE: [], REFUSED: []}
        for each in found:
            groups[self._group(each, answers)].append(each)
        return Survey(
            tuple(groups[CERTAIN]),
            tuple(groups[POSSIBLE]),
            tuple(groups[REFUSED]),
            tuple((pack, reason) for pack, reason in reasons if reason),
            self._ranked(groups[POSSIBLE], answers),
            scope_question(self.packs, answers, places),
        )

    def _standing(self, pack: Pack, answers: Answers, places: Places) -> Standing:
        said = self.book.facts_for(pack, answers)
        return standing(pack, {**granted(pack), **facts_of(pack, answers, places), **said})

    def _group(self, found: Standing, answers: Answers) -> str:
        if found.is_refused:
            return REFUSED
        return CERTAIN if found.is_settled and not self.unanswered(found, answers) else POSSIBLE

    def unanswered(self, found: Standing, answers: Answers) -> list[str]:
        """Return the keys of the questions that a policy still waits for, without those that were skipped."""
        keys = [self.book.key_of(found.pack.code, name) for name in found.asks]
        return [key for key in keys if key not in answers]

    def _ranked(self, possible: Iterable[Standing], answers: Answers) -> tuple[str, ...]:
        """Return the open questions, first the one that decides most; among equals the one that finishes a policy first."""
        weight: dict[str, float] = {}
        nearest: dict[str, int] = {}
        for each in possible:
            keys = {name: self.book.key_of(each.pack.code, name) for name in each.asks}
            waiting = sum(key not in answers for key in keys.values())
            for name, key in keys.items():
                if key not in answers:
                    weight[key] = weight.get(key, 0.0) + each.gains[name] + NEED
                    nearest[key] = min(waiting, nearest.get(key, waiting))
        ease = {key: EASE[self.book.by_key[key].fact.type] for key in weight}
        return tuple(sorted(weight, key=lambda key: (-round(weight[key] * ease[key], 6), nearest[key])))


def next_question(catalogue: Catalogue, survey: Survey) -> ScopeQuestion | Question | None:
    """Return what to ask now: whom the policies reach first, then the fact that decides most; None when all is asked."""
    if survey.scope_question:
        return survey.scope_question
    return catalogue.book.by_key[survey.open_questions[0]] if survey.open_questions else None


@dataclass(frozen=True)
class Total:
    """What the settled policies come to (合计) in 元, amounts and ceilings apart; `left_out` may not be had as well."""

    amount_yuan: Decimal
    ceiling_yuan: Decimal
    left_out: tuple[Pack, ...]


def total(certain: Iterable[Standing]) -> Total:
    """Add up what can be had together: of two statements of one policy, or two that exclude each other, only the higher."""
    counted: list[Standing] = []
    left_out: list[Pack] = []
    for each in sorted(certain, key=lambda one: -worth(one)):
        if worth(each) and any(_excludes(each.pack, other.pack) for other in counted):
            left_out.append(each.pack)
        else:
            counted.append(each)
    amounts = [each.decision.amount_yuan for each in counted if each.decision.amount_yuan]
    ceilings = [
        each.decision.ceiling_yuan for each in counted if each.decision.ceiling_yuan and not each.decision.amount_yuan
    ]
    return Total(sum(amounts, Decimal(0)), sum(ceilings, Decimal(0)), tuple(left_out))


def worth(found: Standing) -> Decimal:
    """Return the amount, or else the ceiling, in 元; 0 where the policy pays nothing."""
    return found.decision.amount_yuan or found.decision.ceiling_yuan or Decimal(0)


def _excludes(one: Pack, other: Pack) -> bool:
    return _names(one, other.code) or _names(other, one.code)


def _names(pack: Pack, code: str) -> bool:
    return pack.same_as == code or any(exclusion.code == code for exclusion in pack.excludes)


@lru_cache(maxsize=4)
def catalogue_of(packs: tuple[Pack, ...]) -> Catalogue:
    """Return the catalogue of these packs, put together once per process."""
    return Catalogue(packs)
