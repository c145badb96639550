"""What `verify_chain` checks beyond the two chains: that everything else still says what they say."""

from collections.abc import Iterator
from decimal import Decimal

from django.core.files.storage import storages
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from applications.documents import is_intact
from applications.models import Application, Document
from applications.workflow import Status
from disbursements.models import Payment
from policies.actions import content_digest
from policies.models import PolicyVersion
from publicity.actions import verify_notices
from reviews.chain import breaks
from reviews.models import Determination

DECIDED = (
    Status.AWAITING_PUBLICITY,
    Status.IN_PUBLICITY,
    Status.AWAITING_AGREEMENT,
    Status.AWAITING_DISBURSEMENT,
    Status.PAYMENT_FAILED,
    Status.DISBURSED,
    Status.RECOGNISED,
)


def problems() -> Iterator[str]:
    """Give one sentence for each record that no longer says what was decided, the chains first."""
    for each in breaks():
        yield f"核定链 {each.chain} 第 {each.sequence} 号与记录不符（办件 {each.record}）：{each.why}"
    if notice := verify_notices():
        yield f"公示 {notice} 与记录不符"
    for case in changed_cases():
        yield f"办件 {case.number} 的核定金额与核定记录不符"
    for payment in Payment.objects.exclude(amount_yuan=F("determination__approved_yuan")):
        yield f"拨付 {payment.idempotency_key} 的金额与核定记录不符"
    for version in PolicyVersion.objects.select_related("policy"):
        if content_digest(version.pack) != version.digest:
            yield f"{version} 的内容与摘要不符"
    yield from changed_documents()


def changed_cases() -> QuerySet[Application]:
    """Return the decided cases whose approved amount or title is not that of their latest determination."""
    latest = Determination.objects.filter(application=OuterRef("pk")).order_by("-sequence")
    decided = Application.objects.filter(status__in=DECIDED).annotate(
        determined_yuan=Subquery(latest.values("approved_yuan")[:1]),
        determined_title=Subquery(latest.values("title")[:1]),
        said_yuan=Coalesce("approved_yuan", Decimal(0)),
    )
    return decided.exclude(determined_yuan=F("said_yuan"), determined_title=F("title"))


def changed_documents() -> Iterator[str]:
    """Give a sentence for each filed document whose bytes are gone or are others."""
    for document in Document.objects.select_related("application").iterator(chunk_size=500):
        stored = storages["documents"].exists(document.storage_name)
        if not (stored and is_intact(document.storage_name, document.sha256)):
            yield f"办件 {document.application.number} 的材料“{document.name}”与提交时不符"
