"""Filing materials (材料), as new versions too, and taking them out again."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from applications import documents
from applications.corrections import may_change
from applications.documents import Accepted, clean_name
from applications.models import Application, CorrectionItem, Document, LibraryDocument, Scan
from applications.workflow import NotAllowed
from policies.engine.model import Material


@transaction.atomic
def add_document(
    application: Application,
    material: Material,
    upload: Any,
    user: User,
    at: datetime,
    replaces: Document | None = None,
) -> Document:
    """File one upload under a material (上传材料), as the next version of the file it replaces.

    Raises ValidationError for a refused file, NotAllowed out of turn.
    """
    _lock_for_material(application, material.key)
    accepted = documents.check_file(upload, material.accept)
    documents.store(accepted)
    return file_document(application, material, accepted, clean_name(upload.name), user, at, replaces=replaces)


@transaction.atomic
def use_library_document(
    application: Application, material: Material, kept: LibraryDocument, user: User, at: datetime
) -> Document:
    """File a document of the enterprise's library (材料库) under a material: the same bytes, a row of its own.

    Raises ValidationError for one that has expired or has another format than the material accepts.
    """
    _lock_for_material(application, material.key)
    if kept.enterprise_id != application.enterprise_id or kept.retired_at is not None:
        raise NotAllowed("材料库中已没有这份文件")
    if kept.valid_until is not None and kept.valid_until < timezone.localdate(at):
        raise ValidationError(f"“{kept.name}”已于 {kept.valid_until:%Y-%m-%d} 到期，请换用有效的文件")
    accept = {documents.KINDS[kind][0]: documents.KINDS[kind][1] for kind in material.accept}
    if kept.content_type not in accept:
        raise ValidationError(f"“{kept.name}”的格式不符，这项材料请上传 {'、'.join(accept.values())}")
    same = Accepted(b"", kept.content_type, kept.sha256, kept.virus_scan, kept.warning)
    return file_document(application, material, same, kept.name, user, at, origin=kept)


def file_document(
    application: Application,
    material: Material,
    accepted: Accepted,
    name: str,
    user: User,
    at: datetime,
    *,
    replaces: Document | None = None,
    origin: LibraryDocument | None = None,
) -> Document:
    """Write the row of a file whose bytes are stored; the file it replaces stays as the earlier version."""
    same = application.documents.filter(material=material.key, sha256=accepted.sha256, removed_at__isnull=True)
    if same.exists():
        raise ValidationError("这份文件已经上传过")
    if replaces is not None:
        _give_way(application, material, replaces, at)
    return Document.objects.create(
        application=application,
        material=material.key,
        name=name,
        content_type=accepted.content_type,
        size=origin.size if origin else len(accepted.content),
        sha256=accepted.sha256,
        warning=accepted.warning,
        virus_scan=accepted.virus_scan,
        scanned_at=None if accepted.virus_scan == Scan.NOT_SCANNED else at,
        uploaded_by=user,
        uploaded_at=at,
        version=replaces.version + 1 if replaces else 1,
        replaces=replaces,
        origin=origin,
    )


def file_beside(
    application: Application, key: str, accepted: Accepted, name: str, user: User, at: datetime
) -> Document:
    """Write the row of a file that is no material of the policy (盖章申报书、留言附件); the same file is kept once."""
    found = application.documents.filter(material=key, sha256=accepted.sha256, removed_at__isnull=True).first()
    return found or Document.objects.create(
        application=application,
        material=key,
        name=name,
        content_type=accepted.content_type,
        size=len(accepted.content),
        sha256=accepted.sha256,
        warning=accepted.warning,
        virus_scan=accepted.virus_scan,
        scanned_at=None if accepted.virus_scan == Scan.NOT_SCANNED else at,
        uploaded_by=user,
        uploaded_at=at,
    )


def _give_way(application: Application, material: Material, earlier: Document, at: datetime) -> None:
    """Take the earlier version out of the case; raises NotAllowed where it is not there any more."""
    current = Document.objects.filter(
        pk=earlier.pk, application=application, material=material.key, removed_at__isnull=True
    )
    if not current.update(removed_at=at):
        raise NotAllowed("要更换的文件已不在本件中，请刷新后重试")


@transaction.atomic
def remove_document(application: Application, document: Document, at: datetime) -> None:
    """Take an uploaded file out of the case; its row and bytes stay for the record."""
    _lock_for_material(application, document.material)
    document.removed_at = at
    document.save(update_fields=["removed_at"])


def _lock_for_material(application: Application, key: str) -> None:
    locked = Application.objects.select_for_update(no_key=True).get(pk=application.pk)
    if not may_change(locked, CorrectionItem.Kind.MATERIAL, key):
        raise NotAllowed("此件当前不能更换这份材料")
