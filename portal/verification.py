"""What `verify_chain` checks: the chains, their anchors, and that everything else still says what they say."""

import re
from collections.abc import Iterator
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.core.files.storage import storages
from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.chains import Break
from applications.documents import is_intact
from applications.models import Application, Document
from applications.workflow import DETERMINED, Status
from disbursements.models import Payment
from policies.actions import content_digest
from policies.models import PolicyVersion
from policies.packs import parse_pack
from publicity import chain as notices
from publicity.actions.anchoring import anchor_folder
from publicity.models import Anchor, Notice, NoticeLine
from reviews import chain as determinations
from reviews.models import Determination

LIVE = (NoticeLine.State.OPEN, NoticeLine.State.HELD)


def problems() -> Iterator[Break]:
    """Give each record that no longer says what was decided: the first of each chain, then anchors, then the rest."""
    yield from determinations.breaks()
    yield from notices.breaks()
    yield from notices.anchor_breaks()
    yield from changed_anchor_files()
    yield from changed_versions()
    for case in changed_cases():
        yield _found("case", case.number, "核定金额或称号与核定记录不符")
    for case in unpublished_cases():
        yield _found("case", case.number, "公示中，却没有公示条目")
    for payment in Payment.objects.exclude(amount_yuan=F("determination__approved_yuan")):
        yield _found("payment", payment.idempotency_key, "拨付金额与核定记录不符")
    yield from changed_documents()


def _found(kind: str, record: str, why: str) -> Break:
    return Break(kind, "", 0, record, why)


def counted() -> dict[str, int]:
    """Return how many records of each kind the check goes over."""
    return {
        "determination": Determination.objects.count(),
        "notice": Notice.objects.public().count(),
        "anchor": Anchor.objects.count(),
        "version": PolicyVersion.objects.count(),
        "document": Document.objects.count(),
        "payment": Payment.objects.count(),
    }


def changed_versions() -> Iterator[Break]:
    """Give the policy versions whose text is not what was released; read anew, whatever is compiled already."""
    versions = PolicyVersion.objects.select_related("policy")
    for version in versions.iterator(chunk_size=20):
        try:
            held = content_digest(parse_pack(version.pack_yaml, str(version))) == version.digest
        except Exception:  # whatever a text that was tampered with raises
            held = False
        if not held:
            yield _found("version", str(version), "内容与摘要不符")


def changed_cases() -> QuerySet[Application]:
    """Return the decided cases whose approved amount or title is not that of their latest determination, or that have none."""
    latest = Determination.objects.filter(application=OuterRef("pk")).order_by("-sequence")
    decided = Application.objects.filter(status__in=DETERMINED).annotate(
        determined_yuan=Coalesce(Subquery(latest.values("approved_yuan")[:1]), Value(Decimal(-1))),
        determined_title=Coalesce(Subquery(latest.values("title")[:1]), Value("")),
        said_yuan=Coalesce("approved_yuan", Decimal(0)),
    )
    return decided.exclude(determined_yuan=F("said_yuan"), determined_title=F("title"))


def unpublished_cases() -> QuerySet[Application]:
    """Return the cases in publicity that no published notice lists: the notice was taken away."""
    shown = NoticeLine.objects.filter(state__in=LIVE, notice__in=Notice.objects.public())
    return Application.objects.filter(status=Status.IN_PUBLICITY).exclude(pk__in=shown.values("application"))


def changed_anchor_files() -> Iterator[Break]:
    """Give the files of the outbox whose anchor is not in the database: altered, or the newest anchor was taken away."""
    digests = {str(day): digest for day, digest in Anchor.objects.values_list("day", "digest")}
    for path in sorted(anchor_folder().glob("*.json")):
        if digests.get(path.stem) != sha256(path.read_bytes()).hexdigest():
            yield Break(notices.ANCHOR, "", 0, path.stem, "发件箱中的日锚文件与库中的日锚不符，或库中已没有")


def changed_documents() -> Iterator[Break]:
    """Give each filed document whose bytes are gone or are others, by its own row and by the determinations."""
    held: dict[str, bool] = {}
    for document in Document.objects.select_related("application").iterator(chunk_size=500):
        if not stands(document.sha256, held):
            words = f"材料“{document.name}”与提交时不符"
            yield _found("document", document.application.number, words)
    recorded = Determination.objects.values_list("application__number", "documents")
    for number, files in recorded.iterator(chunk_size=500):
        for name, digest in named_files(files):
            if not stands(digest, held):
                yield _found("document", number, f"核定所依据的材料“{name}”已不在或被改动")


def named_files(files: Any) -> list[tuple[str, str]]:
    """Return name and digest of the files in a determination; what was mangled is left to the check of its digest."""
    known = [file for file in files if isinstance(file, dict)] if isinstance(files, list) else []
    return [(str(file.get("name", "")), str(file.get("sha256", ""))) for file in known]


def stands(digest: str, held: dict[str, bool]) -> bool:
    """Tell whether the file of a digest is stored as it was filed; each is read once."""
    if digest not in held:
        name = f"{digest[:2]}/{digest}"
        is_name = re.fullmatch(r"[0-9a-f]{64}", digest) is not None
        held[digest] = is_name and storages["documents"].exists(name) and is_intact(name, digest)
    return held[digest]


def as_json(found: list[Break]) -> dict[str, Any]:
    """Return the result of a check as plain JSON values."""
    return {"holds": not found, "checked": counted(), "problems": [each._asdict() for each in found]}
