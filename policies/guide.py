"""The guide (办事指南) of a policy: what a pack says, in the words and the order in which a reader asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from policies.concern import concerns_applicants
from policies.engine import Pack
from policies.engine.model import Ambiguity, AmountLine, Material, ShareSet, Stage
from policies.engine.wording import number, show
from policies.pack_names import names_reached
from policies.table_wording import is_told, table_by, table_rows
from policies.wording import (
    AGENCIES,
    FORMS,
    LEVELS,
    LINES,
    due_words,
    label_words,
    standard,
    when_words,
)

REVIEWS = ("acceptance", "preliminary_review", "site_check", "expert_review", "final_review")
SOFT = {"ruling": "原则性要求，达不到时由部门裁定", "warn": "一般要求，达不到只作提示"}
OPERATIONS = {"add": "计入", "deduct": "扣除", "highest": "就高", "cap": "封顶", "floor": "保底", "note": "说明"}


@dataclass(frozen=True)
class Criterion:
    """A line of the checklist (申报条件)."""

    sentence: str
    clause: str
    when: str
    is_verified_by_officers: bool
    soft: str


@dataclass(frozen=True)
class AmountRow:
    """A step of the derivation (测算过程)."""

    operation: str
    label: str
    figure: str
    clause: str
    when: str


@dataclass(frozen=True)
class Tiers:
    """A tier table (分档表) with its rows as sentences."""

    label: str
    by: str
    clause: str
    rows: list[tuple[str, str]]


@dataclass(frozen=True)
class MaterialRow:
    """A line of the materials table; `need` tells whether everybody brings it."""

    title: str
    form: str
    copies: int
    need: str
    help: str
    clause: str


@dataclass(frozen=True)
class StageRow:
    """A stage of the way (办理流程)."""

    title: str
    who: str
    limit: str
    skipped: str
    clause: str


@dataclass(frozen=True)
class Guide:
    """Everything on the guide page that comes from the pack."""

    source: Mapping[str, Any]
    audience: str
    period: str
    agencies: list[tuple[str, str]]
    criteria: list[Criterion]
    amounts: list[AmountRow]
    is_ceiling: bool
    tiers: list[Tiers]
    shares: list[tuple[str, str, str]]
    materials: list[MaterialRow]
    materials_due: str
    materials_note: str
    stages: list[StageRow]
    promise: str
    publicity: tuple[str, str, str] | None
    rulings: list[tuple[str, str, list[str]]]
    notes: list[tuple[str, str, str]]
    aftercare: str
    commitment: str


def guide(pack: Pack, review_days: int | None = None) -> Guide:
    """Return the guide of a pack; what is only for officials' own settlements is left out.

    `review_days` is what the bureau of the open round promises per stage where the document sets no period (working days).
    """
    points = pack.ambiguities
    return Guide(
        source=pack.source,
        audience=pack.audience,
        period=pack.period,
        agencies=[(AGENCIES.get(key, "其他"), words) for key, words in pack.agencies.items()],
        criteria=criteria(pack),
        amounts=[amount_row(line, pack) for line in pack.amount_lines if concerns_applicants(line.when, pack)],
        is_ceiling=pack.is_ceiling is not False,
        tiers=tiers(pack),
        shares=[
            share_row(shares, pack)
            for shares in pack.shares
            if not shares.note and concerns_applicants(shares.when, pack)
        ],
        materials=[material_row(material, pack) for material in pack.materials],
        materials_due=materials_due(pack),
        materials_note=pack.materials_note,
        stages=[stage_row(stage, review_days) for stage in pack.stages],
        promise=promise(pack, review_days),
        publicity=publicity(pack),
        rulings=[ruling_row(point, pack) for point in points if point.handling == "ruling"],
        notes=[
            note_row(point, pack)
            for point in points
            if point.handling == "note" and concerns_applicants(point.when, pack)
        ],
        aftercare=pack.aftercare,
        commitment=pack.commitment,
    )


def criteria(pack: Pack) -> list[Criterion]:
    """Return the checklist (申报条件): what the applicant shows, then what officers look up.

    A rule that the document does not spell out is told by its note, not as a clause.
    """
    rules = [rule for rule in pack.rules if not rule.note and concerns_applicants(rule.when, pack)]
    ordered = sorted(rules, key=lambda rule: rule.presumed)
    return [
        Criterion(rule.sentence, rule.clause, when_words(rule.when, pack), rule.presumed, SOFT.get(rule.soft, ""))
        for rule in ordered
    ]


def amount_row(line: AmountLine, pack: Pack) -> AmountRow:
    """Return a step with its standard (a sum, a rate, a price each) and for whom it is."""
    words = line.applies_to or when_words(line.when, pack)
    return AmountRow(
        OPERATIONS[line.operation], label_words(line.label, pack), standard(line, pack), line.clause, words
    )


def tiers(pack: Pack) -> list[Tiers]:
    """Return every table that criteria or the amount go through, as far as it can be said in words."""
    told = names_reached(pack)
    found = [
        (entry.fact.label, entry.fact.unit, entry.clause, entry.value.table)
        for name, entry in pack.derived.items()
        if entry.value.table and name in told
    ]
    for line in pack.amount_lines:
        if line.value and line.value.table:
            unit = "万元" if line.scale != 1 else "元"
            found.append((label_words(line.label, pack), unit, line.clause, line.value.table))
    tables = [
        Tiers(label, table_by(table, pack), clause, table_rows(table, unit, pack))
        for label, unit, clause, table in found
    ]
    return [table for table in tables if table.rows and is_told(table.rows)]


def material_row(material: Material, pack: Pack) -> MaterialRow:
    """Return a material; a conditional one says when it is due."""
    words = "必交" if material.required is True else "如有"
    if not isinstance(material.required, bool):
        condition = when_words(material.required, pack)
        words = f"{condition}时提交" if condition else "按情形提交"
    return MaterialRow(material.title, FORMS[material.form], material.copies, words, material.help, material.clause)


def materials_due(pack: Pack) -> str:
    """Return how many materials everybody files, and how many only some do."""
    always = sum(material.required is True for material in pack.materials)
    return due_words(always, len(pack.materials) - always)


def stage_row(stage: Stage, review_days: int | None) -> StageRow:
    """Return a stage with who handles it and until when; a document without a period says so."""
    lines = [LINES[line] for line in stage.lines]
    who = f"{LEVELS[stage.level]} {'、'.join(lines)}部门{'联合办理' if stage.joint else ''}"
    limit = "文件未规定时限"
    if stage.days:
        limit = f"{stage.days.count} 个{'工作日' if stage.days.unit == 'working' else '自然日'}"
    elif stage.due_on:
        limit = f"{show(stage.due_on)}前"
    elif review_days and stage.kind in REVIEWS:
        limit = f"承诺 {review_days} 个工作日"
    skipped = "市本级企业不经此环节" if stage.skip_when else ""
    return StageRow(stage.title, who, limit, skipped, stage.clause)


def promise(pack: Pack, review_days: int | None) -> str:
    """Return how long it takes by the document, in all stages with a period of their own, or by the bureau's promise."""
    days = [stage.days for stage in pack.stages if stage.days]
    if len({each.unit for each in days}) == 1:
        return f"{sum(each.count for each in days)} 个{'工作日' if days[0].unit == 'working' else '自然日'}"
    if days or any(stage.due_on for stage in pack.stages):
        return "分环节规定"
    return f"每个审核环节 {review_days} 个工作日" if review_days else "文件未规定"


def ruling_row(point: Ambiguity, pack: Pack) -> tuple[str, str, list[str]]:
    """Return (what the text leaves open, clause, readings) of a place that a person has to rule on."""
    return label_words(point.text, pack), point.clause, [label_words(reading.label, pack) for reading in point.readings]


def note_row(point: Ambiguity, pack: Pack) -> tuple[str, str, str]:
    """Return (what the text leaves open, clause, how it is handled) of a settled place."""
    return label_words(point.text, pack), point.clause, label_words(point.settled, pack)


def share_row(shares: ShareSet, pack: Pack) -> tuple[str, str, str]:
    """Return (for whom, who pays what, clause) of a cost sharing."""
    parts = [
        f"{LEVELS[level]}财政 {number(pct)}%{'（先行上缴）' if remit_first else ''}"
        for level, pct, remit_first in shares.split
    ]
    return when_words(shares.when, pack), "，".join(parts), shares.clause


def publicity(pack: Pack) -> tuple[str, str, str] | None:
    """Return (period, channel, clause) of the public notice, None where the document prescribes none."""
    notice = pack.publicity
    if notice is None:
        return None
    unit = "个工作日" if notice.unit == "working" else "个自然日"
    return f"{notice.days} {unit}" if notice.days else "文件未规定天数", notice.channel, notice.clause
