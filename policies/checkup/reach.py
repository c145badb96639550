"""Whom a policy reaches (适用范围): region, kind of applicant, industry and size, asked before any fact."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from policies.classes import APPLICANTS, INDUSTRIES, SIZES
from policies.engine import Pack
from policies.engine.model import FactDef

YES, NO = "yes", "no"
DECLINED = "declined."  # before the code of a policy that the reader put aside
SIZE_CLASSES = {size: words for size, words in SIZES.items() if size != "above_scale"}
PLACE = re.compile(r"(?:registered|located)_in_(?P<slug>[a-z]+)")
ABOVE_SCALE = re.compile(r"(?:is_)?above_scale(?:_industrial)?")


@dataclass(frozen=True)
class ScopeQuestion:
    """A question that drops many policies at once; `choices` are (value, words), in groups for regions."""

    key: str
    label: str
    help: str
    choices: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True)
class Places:
    """The regions by slug: each with its own name and those of the units above it."""

    above: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    def includes(self, policy_region: str, own: str) -> bool:
        """Tell whether a policy of one region applies in another: the same, or one above it."""
        return policy_region == own or policy_region in self.above.get(own, ())


QUESTIONS = (
    ScopeQuestion("scope.applicant", "由谁来申报？", "同一单位可分别以不同身份体检。", tuple(APPLICANTS.items())),
    ScopeQuestion("scope.region", "注册在哪里？", "省、市的政策在所属县区同样适用。"),
    ScopeQuestion(
        "scope.industry", "主要属于哪个行业？", "按营业收入最多的业务选。", (*INDUSTRIES.items(), ("other", "其他行业"))
    ),
    ScopeQuestion(
        "scope.size",
        "企业划型是哪一类？",
        "按工信部联企业〔2011〕300号，看从业人员、营业收入或资产总额。",
        tuple(SIZE_CLASSES.items()),
    ),
    ScopeQuestion(
        "scope.above_scale", "是规模以上企业吗？", "指已纳入统计部门“四上”单位名录。", ((YES, "是"), (NO, "否"))
    ),
)
KEYS = tuple(question.key for question in QUESTIONS)


def outside(pack: Pack, answers: Mapping[str, Any], places: Places) -> str:
    """Return why the policy does not reach this applicant, "" where it does or where that is still open."""
    if answers.get(f"{DECLINED}{pack.code}"):
        return "您选了与本单位无关"
    own = answers.get("scope.region")
    if own and not places.includes(pack.region, own):
        return f"只适用于{places.names.get(pack.region, pack.region)}"
    applicant, industry = answers.get("scope.applicant"), answers.get("scope.industry")
    if applicant and pack.applicants and applicant not in pack.applicants:
        return f"由{_named(pack.applicants, APPLICANTS)}申报"
    if industry and pack.industries and industry not in pack.industries:
        return f"只适用于{_named(pack.industries, INDUSTRIES)}"
    if pack.sizes and _is_other_size(pack.sizes, answers):
        return f"只适用于{_named(pack.sizes, SIZES)}企业"
    return ""


def scope_question(packs: Iterable[Pack], answers: Mapping[str, Any], places: Places) -> ScopeQuestion | None:
    """Return the next scope question that can still drop one of the packs, None when there is none."""
    left = [pack for pack in packs if not outside(pack, answers, places)]
    for question in QUESTIONS:
        if question.key not in answers and any(_depends(pack, question.key) for pack in left):
            return question
    return None


def facts_of(pack: Pack, answers: Mapping[str, Any], places: Places) -> dict[str, Any]:
    """Return the facts of a pack that the answers to the scope questions already say."""
    found = {name: _said(fact, answers, places) for name, fact in pack.facts.items()}
    return {name: value for name, value in found.items() if value is not None}


def _said(fact: FactDef, answers: Mapping[str, Any], places: Places) -> Any:
    if fact.type == "bool" and (place := PLACE.search(fact.name)):
        own = answers.get("scope.region")
        return True if own and place["slug"] in places.names and places.includes(place["slug"], own) else None
    if fact.type == "bool" and ABOVE_SCALE.fullmatch(fact.name):
        # An industrial one needs the industry as well, and a yes to the general question does not say it.
        is_yes = answers.get("scope.above_scale") == YES
        known = not is_yes or not fact.name.endswith("_industrial") or answers.get("scope.industry") == "industry"
        return is_yes if answers.get("scope.above_scale") and known else None
    if fact.type == "text" and fact.name.startswith("enterprise_size"):
        size = answers.get("scope.size")
        values = {value for value, _ in fact.choices}
        return next((word for word in (size, SIZE_CLASSES.get(size or "")) if word in values), None)
    return None


def _is_other_size(sizes: Iterable[str], answers: Mapping[str, Any]) -> bool:
    size, above = answers.get("scope.size"), answers.get("scope.above_scale")
    by_class = [each for each in sizes if each != "above_scale"]
    may_be_class = bool(by_class) and (not size or size in by_class)
    may_be_above = "above_scale" in sizes and above != NO
    return not may_be_class and not may_be_above


def _depends(pack: Pack, key: str) -> bool:
    asked = {
        "scope.region": True,
        "scope.applicant": bool(pack.applicants),
        "scope.industry": bool(pack.industries),
        "scope.size": bool(set(pack.sizes) - {"above_scale"}),
        "scope.above_scale": "above_scale" in pack.sizes,
    }
    return asked[key]


def _named(values: Iterable[str], words: Mapping[str, str]) -> str:
    return "、".join(words[value] for value in values)
