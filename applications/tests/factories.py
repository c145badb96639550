"""Applications as an enterprise leaves them: a draft, a filed case."""

import hashlib
import io
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from pypdf import PdfWriter

from accounts.models import User
from accounts.tests.factories import clerk, enterprise
from applications import actions
from applications.facts import decide, fact_values, is_material_required, missing_facts
from applications.models import Application, Document
from policies.engine import Pack
from policies.engine.model import FactDef
from policies.subjects import subject_facts
from policies.tests.factories import FULL_PRODUCTION, PATENT_GRANT, RD_EXPENSE, application_round

SHANGHAI = ZoneInfo("Asia/Shanghai")
FILED_AT = datetime(2026, 3, 2, 9, 30, tzinfo=SHANGHAI)
HOME = {
    "ay-jiebang-project-funding": "linzhou",
    "national-srdi-sme": "linzhou",
    "ay-revenue-milestone-reward": "linzhou",
    FULL_PRODUCTION: "linzhou",
    PATENT_GRANT: "yicheng",
    RD_EXPENSE: "linzhou",
}
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def scan_of(title: str) -> bytes:
    """A whole PDF of one page; no two titles give the same bytes."""
    writer, content = PdfWriter(), io.BytesIO()
    writer.add_blank_page(595, 842)
    writer.add_metadata({"/Title": title})
    writer.write(content)
    return content.getvalue()


def plain(value: Any) -> Any:
    """A fact as the case stores it: numbers as text, dates as ISO text."""
    if isinstance(value, (bool, str)) or value is None:
        return value
    if isinstance(value, (int, float, Decimal)):
        return str(value)
    if isinstance(value, (list, tuple)):
        return [plain(entry) for entry in value]
    return value.isoformat() if isinstance(value, date) else value


def eligible_facts(pack: Pack) -> dict[str, Any]:
    """The facts of the pack's first golden case that earns money, with something for every annex fact."""
    golden = next(
        case
        for case in pack.golden
        if case.expect["outcome"] == "eligible" and case.facts.get("level") != "county_settlement"
    )
    return {name: plain(value) for name, value in golden.facts.items() if name in pack.facts}


def filler(definition) -> Any:
    if definition.choices:
        return definition.choices[0][0]
    if definition.type == "list":
        return ["1"] * (definition.length or 1)
    return {"bool": True, "number": "1", "date": "2022-02-01", "text": "样例"}[definition.type]


def fill(application: Application, definition: FactDef, user: User, at: datetime) -> None:
    """Give a fact any value that does not make the case fail."""
    actions.save_facts(application, {definition.name: filler(definition)}, user, at)
    if definition.type == "bool" and decide(application).outcome == "not_eligible":
        actions.save_facts(application, {definition.name: False}, user, at)


def document(
    application: Application, material: str, user: User, content: bytes = b"", at: datetime = FILED_AT
) -> Document:
    content = content or PDF + f"% {application.number} {material}".encode() + b"\n%%EOF\n"
    digest = hashlib.sha256(content).hexdigest()
    name = f"{digest[:2]}/{digest}"
    if not storages["documents"].exists(name):
        storages["documents"].save(name, ContentFile(content))
    return Document.objects.create(
        application=application,
        material=material,
        name=f"{material}.pdf",
        content_type="application/pdf",
        size=len(content),
        sha256=digest,
        uploaded_by=user,
        uploaded_at=at,
    )


def draft(code: str = FULL_PRODUCTION, *, user: User | None = None, at: datetime = FILED_AT, **fields) -> Application:
    """A draft with nothing filled in, by a clerk of an enterprise in the policy's region."""
    of = fields.pop("enterprise", None)
    if of is None:
        of = user.roles.get(role="applicant_clerk").enterprise if user else enterprise(HOME[code])
    user = user or clerk(of)
    round = fields.pop("round", None) or application_round(code)
    return actions.start_application(of, round, user, at)


def own_subjects(application: Application) -> dict[str, Any]:
    """Return the golden case's patents or contracts under numbers of the case's own: what was granted once is not granted again."""
    pack = application.version.pack
    found = {name: value for name, value in eligible_facts(pack).items() if name in subject_facts(pack)}
    return {
        name: [f"{each}-{application.number}" for each in value]
        if isinstance(value, list)
        else f"{value}-{application.number}"
        for name, value in found.items()
    }


def complete(
    application: Application, user: User, at: datetime = FILED_AT, facts: dict[str, Any] | None = None
) -> None:
    """Give every required fact and material; `facts` over those of the first eligible golden case."""
    pack = application.version.pack
    given = (
        eligible_facts(pack) | own_subjects(application) | {name: plain(each) for name, each in (facts or {}).items()}
    )
    actions.save_facts(application, given, user, at)
    while missing := missing_facts(application, pack, fact_values(application)):
        fill(application, missing[0], user, at)
    for material in pack.materials:
        if is_material_required(pack, material, fact_values(application)):
            document(application, material.key, user, at=at)


def filed(
    code: str = FULL_PRODUCTION, *, facts: dict[str, Any] | None = None, at: datetime = FILED_AT, **fields
) -> Application:
    """A case just submitted, its first review stage open."""
    application = draft(code, at=at, **fields)
    complete(application, application.created_by, at, facts)
    actions.submit(application, application.created_by, at, not_eligible_accepted=True)
    return application
