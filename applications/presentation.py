"""How a case reads on a page, for the enterprise and for officials alike."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from accounts.models import Role
from applications.corrections import open_keys
from applications.facts import fact_values, is_asked, is_material_required
from applications.infected import infected_files
from applications.models import Application, CaseFact, Document, LibraryDocument
from applications.profile.differences import Difference, differences_of
from applications.queues import current_documents
from applications.workflow import TO_CERTIFY, Status
from policies.engine.model import FactDef, Material

STEPS = {
    Status.DRAFT: ("请继续填写并提交", "application_form"),
    Status.RETURNED: ("请按补正告知逐项补正", "application_correct"),
    Status.PAYMENT_FAILED: ("请更正收款账户", "application_account"),
    Status.AWAITING_AGREEMENT: ("请查看并签订任务书", "own_agreement"),
    Status.AWAITING_CERTIFICATION: ("请核对并确认提交", "application_certify"),
    Status.CERTIFYING_CORRECTION: ("请核对并确认提交补正", "application_certify"),
}
WAITING = {
    Status.IN_REVIEW: "审核部门正在办理，您无需操作",
    Status.AWAITING_PUBLICITY: "已审定，等待公示",
    Status.IN_PUBLICITY: "公示中，期满无异议或异议经核查不成立的，进入下一步",
    Status.AWAITING_DISBURSEMENT: "等待财政部门拨付",
    Status.RECOGNISED: "已认定，办件办结",
    Status.DISBURSED: "资金已拨付，办件办结",
    Status.NOT_ACCEPTED: "申报未被受理，理由见办理经过；批次未截止的可重新申报",
    Status.REJECTED: "办件未通过，理由见办理经过",
    Status.WITHDRAWN: "申报已撤回",
}


def next_step(application: Application, roles: set[str]) -> dict[str, str]:
    """Return what comes next in words, and the page on which a holder of `roles` acts where it is that person's turn."""
    status = Status(application.status)
    text, url_name = STEPS.get(status, (WAITING.get(status, ""), ""))
    if status in TO_CERTIFY and Role.PRINCIPAL not in roles:
        return {"text": "等待本企业负责人核对、确认后提交", "url_name": ""}
    if status not in TO_CERTIFY and Role.APPLICANT_CLERK not in roles:
        return {"text": text.replace("请", "等待经办人", 1) if url_name else text, "url_name": ""}
    return {"text": text, "url_name": url_name}


@dataclass
class FactLine:
    """One fact as a page shows it: its words, its row with the origin, and what registers say instead."""

    fact: FactDef
    text: str
    row: CaseFact | None
    differences: list[Difference] = field(default_factory=list)


@dataclass
class MaterialRow:
    """One material with its files and whether it may be changed now."""

    material: Material
    required: bool
    files: list[Document]
    open: bool
    refused: list[str] = field(default_factory=list)
    infected: list[Document] = field(default_factory=list)


DECIMALS = 4  # so many places of a figure are shown
EXPIRING = timedelta(days=30)


def with_validity(kept: Iterable[LibraryDocument], today: date) -> list[LibraryDocument]:
    """Return the library's documents, each with `validity`: expired, soon (within 30 days), or ""."""
    found = list(kept)
    for document in found:
        until = document.valid_until
        is_soon = until is not None and until <= today + EXPIRING
        document.validity = "expired" if until and until < today else "soon" if is_soon else ""  # type: ignore[attr-defined]
    return found


def value_text(fact: FactDef, value: Any) -> str:
    """Return a stored value in words: 是/否, the choice's label, the number with its unit."""
    if value in (None, "", [], {}):
        return "未填"
    if isinstance(value, dict):
        return record_text(fact, value)
    if fact.type == "bool":
        return "是" if value else "否"
    if fact.choices:
        return dict(fact.choices).get(value, value)
    if fact.type == "number":
        return f"{figure_text(fact, value)} {fact.unit}".strip()
    if fact.type == "date":
        return date.fromisoformat(value).strftime("%Y-%m-%d")
    if fact.type == "list":
        return list_text(fact, value)
    return str(value)


def figure_text(fact: FactDef, value: Any) -> str:
    """Return a number with its thousands set apart; a year stays together, a quotient without end is shown rounded."""
    if fact.unit == "年" or "年份" in fact.label:
        return str(value)
    number = Decimal(value)
    if int(number.as_tuple().exponent) < -DECIMALS:
        return f"约 {number.quantize(Decimal(1).scaleb(-DECIMALS)).normalize():,f}"
    return f"{number:,}"


def record_text(fact: FactDef, value: dict) -> str:
    """Return a record with the labels of its fields, or free names with their values."""
    if fact.fields:
        known = [(field, value[name]) for name, field in fact.fields.items() if name in value]
        return "，".join(f"{field.label}：{value_text(field, entry)}" for field, entry in known)
    return "；".join(
        f"{name}：{'、'.join(entry) if isinstance(entry, list) else entry}" for name, entry in value.items()
    )


def list_text(fact: FactDef, value: list) -> str:
    """Return the entries of a list, each with its label where the pack names them."""
    if fact.item == "rows":
        return "；".join(record_text(fact, row) for row in value)
    if fact.item != "number":
        return "、".join(str(entry) for entry in value)
    labels = fact.labels or [""] * len(value)
    entries = [
        f"{label} {figure_text(fact, entry)}" if entry else f"{label} 未填"
        for label, entry in zip(labels, value, strict=False)
    ]
    return "；".join(entry.strip() for entry in entries) + f" {fact.unit}".rstrip()


def case_sheet(application: Application) -> list[tuple[str, list[FactLine]]]:
    """Return the case's facts by section, leaving out what was not asked and not given."""
    pack, rows = application.version.pack, {row.name: row for row in application.fact_rows.all()}
    values = {name: row.value for name, row in rows.items()}
    differences = differences_of(application, values)
    sections: dict[str, list[FactLine]] = {}
    for fact in pack.facts.values():
        row = rows.get(fact.name)
        if row is None and not is_asked(pack, fact, values):
            continue
        told = [each for each in differences if each.name == fact.name]
        line = FactLine(fact, value_text(fact, row.value if row else None), row, told)
        sections.setdefault(fact.section or "申报信息", []).append(line)
    return list(sections.items())


def material_rows(
    application: Application, values: dict[str, Any] | None = None, refused: dict | None = None
) -> list[MaterialRow]:
    """Return the pack's materials with the files of the case."""
    pack = application.version.pack
    values = fact_values(application) if values is None else values
    files, infected = current_documents(application), infected_files(application)
    named = open_keys(application)["material"] if application.status == Status.RETURNED else set()
    return [
        MaterialRow(
            material,
            is_material_required(pack, material, values),
            files.get(material.key, []),
            application.status == Status.DRAFT or material.key in named,
            list((refused or {}).get(material.key, [])),
            infected.get(material.key, []),
        )
        for material in pack.materials
    ]
