"""The figures of a pack (门槛、分档、比例、封顶): each with its place in the YAML, its words and its unit."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from policies.engine import Pack
from policies.engine.model import FactDef
from policies.engine.wording import number
from policies.pack_text import at_path, plain_copy, put
from policies.places import expression_words, part_of, place_words
from policies.wording import is_figure, label_of

PARTS = ("criteria", "derived", "score", "amount", "shares", "instalments", "ambiguities")
DECIDING = {
    "ge", "gt", "le", "lt", "eq", "value", "below", "upto", "rate", "max", "otherwise", "expr", "pct",
    *(f"{word}_{unit}" for word in ("add", "deduct", "cap", "floor", "ceiling") for unit in ("wan", "yuan")),
}  # fmt: skip
TOKEN = re.compile(r"date\('(?P<date>[0-9-]+)'\)|'[^']*'|(?<![\w.])(?P<number>[0-9]+(?:\.[0-9]+)?)(?![\w.])")
Path = tuple[Any, ...]


@dataclass(frozen=True)
class Figure:
    """One figure: where it stands (`span` inside an expression, None for a value of its own), its words, unit and value."""

    path: Path
    part: str
    label: str
    unit: str
    value: Decimal | date
    span: tuple[int, int] | None = None

    @property
    def is_rate(self) -> bool:
        """Tell whether the figure multiplies or is a share of something, so that it may be given in per cent."""
        return isinstance(self.value, Decimal) and self.unit == "" and 0 < self.value < 1

    @property
    def takes_per_cent(self) -> bool:
        """Tell whether the figure has no unit of its own, so that 5% may stand for 0.05."""
        return isinstance(self.value, Decimal) and self.unit == ""

    @property
    def text(self) -> str:
        """Return the figure as a form shows it."""
        return self.value.isoformat() if isinstance(self.value, date) else f"{self.value:f}"

    @property
    def words(self) -> str:
        """Return the figure as a person reads it."""
        if isinstance(self.value, date):
            return self.value.isoformat()
        shown = f"{number(self.value)} {self.unit}".strip()
        return f"{shown}（{number(self.value * 100)}%）" if self.is_rate else shown


def figures(pack: Pack) -> list[Figure]:
    """Return every figure that decides, in the order of the pack; those of notes that only warn are left out."""
    raw = plain_copy(pack.raw)
    found: list[Figure] = []
    for part in PARTS:
        for path, value in _values(raw.get(part), (part,)):
            if part == "ambiguities" and raw[part][path[1]].get("handling") != "ruling":
                continue
            found += _figures_at(path, value, raw, pack)
    return found


def _values(raw: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    entries = raw.items() if isinstance(raw, dict) else enumerate(raw) if isinstance(raw, list) else ()
    for key, value in entries:
        if isinstance(value, (dict, list)):
            yield from _values(value, (*path, key))
        elif not isinstance(value, bool) and (key in DECIDING or path[-1] in ("cases", "sets")):
            yield (*path, key), value


def _figures_at(path: Path, value: Any, raw: Any, pack: Pack) -> Iterator[Figure]:
    label, unit, part = place_words(path, raw, pack), unit_at(path, raw, pack), part_of(path)
    if isinstance(value, date):
        yield Figure(path, part, label, "", value)
    elif not isinstance(value, str) or is_figure(value):
        yield Figure(path, part, label, unit, Decimal(str(value)))
    else:
        for token in TOKEN.finditer(value):
            within = f"{label}（{expression_words(value, pack)}）"
            if token["date"]:
                yield Figure(path, part, within, "", date.fromisoformat(token["date"]), token.span("date"))
            elif token["number"]:
                yield Figure(path, part, within, "", Decimal(token["number"]), token.span("number"))


def unit_at(path: Path, raw: Any, pack: Pack) -> str:
    """Return the unit of a figure at a place."""
    key, parent = str(path[-1]), at_path(raw, path[:-1])
    if key.endswith(("_wan", "_yuan")):
        return "万元" if key.endswith("_wan") else "元"
    if key == "pct":
        return "%"
    if key in ("ge", "gt", "le", "lt", "eq"):
        return "分" if "score" in parent else _unit_of(str(parent.get("fact", "")), pack)
    if key in ("below", "upto"):
        return _unit_of(str(at_path(raw, path[:-3]).get("by", "")), pack)
    if path[0] == "derived" and key != "rate":
        return pack.derived[path[1]].fact.unit
    if path[0] == "score":
        return "分"
    step = next((str(each) for each in reversed(path) if str(each).endswith(("_wan", "_yuan"))), "")
    return "" if key == "rate" or not step else "万元" if step.endswith("_wan") else "元"


def _unit_of(name: str, pack: Pack) -> str:
    fact: FactDef | None = pack.derived[name].fact if name in pack.derived else pack.facts.get(name)
    return fact.unit if fact and label_of(name, pack) else ""


def read_figure(figure: Figure, text: str) -> Decimal | date:
    """Return what was typed for a figure; a rate may be given in per cent. Raises ValueError with what is expected."""
    text = text.strip().replace("，", "").replace(",", "").replace("％", "%")
    if isinstance(figure.value, date):
        try:
            return date.fromisoformat(text)
        except ValueError as error:
            raise ValueError("请填写日期，如 2026-01-01") from error
    per_cent = text.endswith("%") and figure.unit != "%"
    if per_cent and not figure.takes_per_cent:
        raise ValueError(f"此处的单位是{figure.unit or '数'}，不是比例，请去掉百分号")
    try:
        value = Decimal(text.rstrip("%").strip())
    except InvalidOperation as error:
        raise ValueError("请填写数字") from error
    if not value.is_finite() or "e" in text.lower():
        raise ValueError("请填写数字")
    if abs(value) >= 10**12 or value.as_tuple().exponent < -8:  # type: ignore[operator]
        raise ValueError("数字过大，或小数超过八位")
    if value < 0 <= figure.value:
        raise ValueError("请填写正数或 0；确须为负数的，请在全文中修改")
    return value / 100 if per_cent else value


def with_figures(raw: Any, changes: list[tuple[Figure, Decimal | date]]) -> dict[str, Any]:
    """Return a copy of the mapping with other figures; several in one expression are put in from its end."""
    changed: dict[str, Any] = plain_copy(raw)
    for figure, value in sorted(changes, key=lambda change: change[0].span or (0, 0), reverse=True):
        if figure.span is None:
            was = at_path(changed, figure.path)
            put(changed, figure.path, _as_written(value, was))
        else:
            source, (start, end) = at_path(changed, figure.path), figure.span
            put(changed, figure.path, source[:start] + _text(value) + source[end:])
    return changed


def _as_written(value: Decimal | date, was: Any) -> Any:
    if isinstance(was, str):
        return _text(value)
    return int(value) if isinstance(value, Decimal) and value == value.to_integral_value() else value


def _text(value: Decimal | date) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return f"{value.normalize():f}"


TEXT_KEYS = ("sentence", "label", "text", "settled", "title", "summary", "benefit", "why", "name", "help", "applies_to")


def texts_still_saying(raw: Any, figure: Figure, pack: Pack) -> list[str]:
    """Return the places whose words still name a figure that was changed: texts are written by people, not computed."""
    shown = _shown(figure)
    if not shown:
        return []
    words = [re.compile(rf"(?<![\d.]){re.escape(each)}(?![\d.]|\d)") for each in shown]
    return [
        f"{place_words(path, raw, pack)}：{text}"
        for path, text in _texts(raw, ())
        if path[0] != "golden" and any(word.search(text) for word in words)
    ]


def stale_texts(before: Pack, after: Pack) -> list[str]:
    """Return the texts of the newer pack that still name a figure which it changed."""
    now = {(figure.path, figure.span and figure.span[0]): figure.value for figure in figures(after)}
    changed = [
        figure
        for figure in figures(before)
        if now.get((figure.path, figure.span and figure.span[0]), figure.value) != figure.value
    ]
    raw = plain_copy(after.raw)
    return list(dict.fromkeys(text for figure in changed for text in texts_still_saying(raw, figure, after)))


def _shown(figure: Figure) -> list[str]:
    if isinstance(figure.value, date):
        return [f"{figure.value.year}年{figure.value.month}月{figure.value.day}日", figure.value.isoformat()]
    if figure.is_rate:
        return [f"{number(figure.value * 100)}%"]
    unit = figure.unit or "" if figure.unit in ("万元", "元", "%", "亿元", "分") else ""
    return [f"{number(figure.value)}{unit}"] if unit else []


def _texts(raw: Any, path: Path) -> Iterator[tuple[Path, str]]:
    entries = raw.items() if isinstance(raw, dict) else enumerate(raw) if isinstance(raw, list) else ()
    for key, value in entries:
        if isinstance(value, (dict, list)):
            yield from _texts(value, (*path, key))
        elif isinstance(value, str) and key in TEXT_KEYS:
            yield (*path, key), value
