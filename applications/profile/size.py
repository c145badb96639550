"""The size class of an enterprise (企业划型) with its reasons, from what stands in the profile."""

from dataclasses import dataclass
from decimal import Decimal

from applications.profile.catalogue import INDUSTRY_WORDS
from applications.profile.standing import Standing, origin_of
from applications.profile.values import period_text
from policies.engine.size_classes import CLASSES, INDUSTRIES, sme_class

DOCUMENT = "中小企业划型标准规定（工信部联企业〔2011〕300号）第四条"
WORDS = {"large": "大型", "medium": "中型", "small": "小型", "micro": "微型"}
FIGURES = (("staff", "从业人员", "人"), ("revenue_wan", "营业收入", "万元"), ("assets_wan", "资产总额", "万元"))


@dataclass(frozen=True)
class Bound:
    """One figure of one class: the lower bound, what the enterprise has, and whether it reaches it."""

    size: str
    label: str
    unit: str
    bound: int
    value: Decimal
    reached: bool

    @property
    def bound_text(self) -> str:
        """Return the bound with its thousands set apart."""
        return f"{self.bound:,}"


@dataclass(frozen=True)
class SizeClass:
    """The size class for a year: the class, the industry, the figures used with their origin, and each bound compared."""

    year: str
    size: str
    industry: str
    figures: tuple[tuple[str, str, str], ...]
    bounds: tuple[Bound, ...]

    @property
    def word(self) -> str:
        """Return 大型, 中型, 小型 or 微型."""
        return WORDS[self.size]

    @property
    def reason(self) -> str:
        """Return in one sentence why."""
        told = "、".join(f"{label} {text}" for label, text, _ in self.figures)
        return f"{self.industry}，{period_text(self.year)}{told}，按{DOCUMENT}划为{self.word}企业"


def needed(industry: str) -> list[str]:
    """Return the items that decide the size in that industry."""
    rows = INDUSTRIES.get(industry, INDUSTRIES["other"])
    return [name for place, (name, _, _) in enumerate(FIGURES) if rows[0][place] is not None]


def size_class(profile: Standing) -> SizeClass | None:
    """Return the size class by the latest year for which every figure is known; None without industry or figures."""
    industry = profile.value("industry")
    if industry not in INDUSTRIES:
        return None
    wanted = needed(industry)
    years = {period for name, period in (*profile.own, *profile.register) if name in wanted and len(period) == 4}
    for year in sorted(years, reverse=True):
        values = {name: profile.value(name, year) for name in wanted}
        if all(value is not None for value in values.values()):
            return _classed(profile, industry, year, {name: Decimal(value) for name, value in values.items()})
    return None


def _classed(profile: Standing, industry: str, year: str, values: dict[str, Decimal]) -> SizeClass:
    given = [values.get(name, Decimal(0)) for name, _, _ in FIGURES]
    size = sme_class(industry, *given)
    told = []
    for name, label, unit in FIGURES:
        if name in values and (row := profile.best(name, year)):
            told.append((label, f"{values[name]:,} {unit}", origin_of(row)))
    return SizeClass(year, size, INDUSTRY_WORDS[industry], tuple(told), tuple(_bounds(industry, given)))


def _bounds(industry: str, given: list[Decimal]) -> list[Bound]:
    return [
        Bound(WORDS[size], label, unit, bound, value, value >= bound)
        for size, row in zip(CLASSES, INDUSTRIES[industry], strict=True)
        for (_, label, unit), bound, value in zip(FIGURES, row, given, strict=True)
        if bound is not None
    ]
