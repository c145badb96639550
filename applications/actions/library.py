"""The enterprise's document library (材料库): what is kept for every case, and what is taken out again."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Enterprise, User
from applications import documents
from applications.models import Document, LibraryDocument, Scan


@transaction.atomic
def add_to_library(
    enterprise: Enterprise, kind: str, upload: Any, valid_until: date | None, user: User, at: datetime
) -> LibraryDocument:
    """Keep an uploaded file in the library (收入材料库); raises ValidationError for a refused one."""
    accepted = documents.check_file(upload, tuple(documents.KINDS))
    _refuse_twin(enterprise, accepted.sha256)
    documents.store(accepted)
    return LibraryDocument.objects.create(
        enterprise=enterprise,
        kind=kind,
        name=documents.clean_name(upload.name),
        content_type=accepted.content_type,
        size=len(accepted.content),
        sha256=accepted.sha256,
        warning=accepted.warning,
        virus_scan=accepted.virus_scan,
        scanned_at=None if accepted.virus_scan == Scan.NOT_SCANNED else at,
        valid_until=valid_until,
        added_by=user,
        added_at=at,
    )


@transaction.atomic
def keep_in_library(
    document: Document, kind: str, valid_until: date | None, user: User, at: datetime
) -> LibraryDocument:
    """Keep a file of a case in the library of its enterprise (收入材料库)."""
    enterprise = document.application.enterprise
    _refuse_twin(enterprise, document.sha256)
    same = ("name", "content_type", "size", "sha256", "warning", "virus_scan", "scanned_at")
    return LibraryDocument.objects.create(
        enterprise=enterprise,
        kind=kind,
        valid_until=valid_until,
        taken_from=document,
        added_by=user,
        added_at=at,
        **{name: getattr(document, name) for name in same},
    )


@transaction.atomic
def retire_from_library(kept: LibraryDocument, at: datetime) -> None:
    """Take a document out of the library; the cases that use it keep it."""
    kept.retired_at = at
    kept.save(update_fields=["retired_at"])


def _refuse_twin(enterprise: Enterprise, sha256: str) -> None:
    Enterprise.objects.select_for_update(no_key=True).get(pk=enterprise.pk)
    twin = LibraryDocument.objects.filter(enterprise=enterprise, sha256=sha256, retired_at__isnull=True).first()
    if twin is not None:
        raise ValidationError(f"材料库里已有这份文件：{twin.get_kind_display()}“{twin.name}”")
