"""The lines of the check-up's list (体检结果): each policy with its figure, its clause and one sentence why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from policies.checkup.standing import Standing
from policies.checkup.survey import Catalogue, worth
from policies.engine import Pack
from policies.engine.decision import NEEDS_RULING, PASSED, UNKNOWN
from policies.engine.wording import number

MOST_NAMED = 4


@dataclass(frozen=True)
class Row:
    """A policy in the list; `figure` is what was worked out, or else what the document promises (`is_promise`)."""

    code: str
    title: str
    region: str
    figure: str
    is_promise: bool
    basis: str
    sentences: tuple[tuple[str, str], ...]
    remedies: tuple[str, ...]
    missing: tuple[str, ...]
    ended_on: date | None
    is_open: bool


@dataclass(frozen=True)
class Rows:
    """The list in its groups, each in the order in which one reads it."""

    certain: tuple[Row, ...]
    possible: tuple[Row, ...]
    refused: tuple[Row, ...]


@dataclass(frozen=True)
class Setting:
    """What the rows need beside the decisions: names of regions, policies with an open round, the day."""

    names: Mapping[str, str]
    open_codes: frozenset[str]
    today: date

    def ended_on(self, pack: Pack) -> date | None:
        """Return the last day of a document that is over; a policy with an open round is not over."""
        is_over = pack.effective_to and pack.effective_to < self.today and pack.code not in self.open_codes
        return pack.effective_to if is_over else None


def certain_rows(found: Iterable[Standing], setting: Setting) -> tuple[Row, ...]:
    """Return the settled policies (可享), those in force first, the highest amount first."""
    ordered = sorted(found, key=lambda each: (setting.ended_on(each.pack) is not None, -worth(each), each.pack.title))
    return tuple(_row(each, setting, sentences=_checked_by_officers(each)) for each in ordered)


def possible_rows(
    found: Iterable[Standing], catalogue: Catalogue, answers: Mapping[str, Any], setting: Setting
) -> tuple[Row, ...]:
    """Return the open policies (可能), those in force and with the least to answer first."""

    def order(each: Standing) -> tuple[Any, ...]:
        waiting = len(catalogue.unanswered(each, answers)) + len(each.left)
        return setting.ended_on(each.pack) is not None, waiting, -worth(each), each.pack.title

    return tuple(
        _row(each, setting, sentences=_open_points(each), missing=_missing(each)) for each in sorted(found, key=order)
    )


def refused_rows(found: Iterable[Standing], setting: Setting) -> tuple[Row, ...]:
    """Return the refused policies (不符), the one with the fewest failed rules first: it is the nearest."""
    ordered = sorted(
        found, key=lambda each: (setting.ended_on(each.pack) is not None, len(each.failed), each.pack.title)
    )
    return tuple(
        _row(
            each,
            setting,
            sentences=tuple((rule.message, rule.clause) for rule in each.failed),
            remedies=tuple(dict.fromkeys(rule.remedy for rule in each.failed if rule.remedy)),
        )
        for each in ordered
    )


def _row(found: Standing, setting: Setting, **said: Any) -> Row:
    pack, source = found.pack, found.pack.source
    figure = "" if found.is_refused else amount_words(found)
    parts = {"remedies": (), "missing": (), "sentences": (), **said}
    return Row(
        code=pack.code,
        title=pack.title,
        region=setting.names.get(pack.region, pack.region),
        figure=figure or pack.benefit,
        is_promise=not figure,
        basis=" ".join(filter(None, [source["number"] or source["document"], source["articles"]])),
        ended_on=setting.ended_on(pack),
        is_open=pack.code in setting.open_codes and not found.is_refused,
        **parts,
    )


def amount_words(found: Standing) -> str:
    """Return the amount, the ceiling, or the span of the readings; "" while nothing was worked out."""
    decision = found.decision
    if decision.amount_yuan:
        return money(decision.amount_yuan)
    if decision.ceiling_yuan:
        return f"最高 {money(decision.ceiling_yuan)}"
    read = [reading.amount_yuan for reading in decision.readings if reading.amount_yuan is not None]
    if decision.outcome == NEEDS_RULING and any(read):
        low, high = min(read), max(read)
        return money(high) if low == high else f"{money(low)} 至 {money(high)}（待裁定）"
    return ""


def money(yuan: Decimal) -> str:
    """Return a sum as one reads it: whole and half 万元 from ten thousand 元 on, else 元."""
    if abs(yuan) >= 10000:
        return f"{number(yuan / 10000)} 万元"
    return f"{number(yuan)} 元"


def _missing(found: Standing) -> tuple[str, ...]:
    """Return the labels of what is open, what only the claim form asks last."""
    facts = found.pack.facts
    asked = [facts[name].label for name in found.asks]
    return tuple(dict.fromkeys([*asked, *(f"{facts[name].label}（申报时填写）" for name in found.left)]))


def _open_points(found: Standing) -> tuple[tuple[str, str], ...]:
    if found.decision.outcome == NEEDS_RULING:
        readings = "；".join(dict.fromkeys(each.label for each in found.decision.readings))
        return ((f"文件没有写明，由部门裁定{f'：{readings}' if readings else ''}", ""),)
    return tuple((f"若不另作说明：{rule.message}", rule.clause) for rule in found.failed[:MOST_NAMED])


def _checked_by_officers(found: Standing) -> tuple[tuple[str, str], ...]:
    passed = sum(rule.state == PASSED for rule in found.decision.rules)
    unknown = [rule.sentence for rule in found.decision.rules if rule.state == UNKNOWN]
    told = f"已满足 {passed} 项条件" if passed else ""
    if unknown:
        told = f"{told}{'，' if told else ''}另有 {len(unknown)} 项由部门核对"
    return ((told, ""),) if told else ()
