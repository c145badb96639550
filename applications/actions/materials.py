"""Filing materials (材料) and taking them out again."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from applications import documents
from applications.corrections import may_change
from applications.models import Application, CorrectionItem, Document
from applications.workflow import NotAllowed
from policies.engine.model import Material


@transaction.atomic
def add_document(application: Application, material: Material, upload: Any, user: User, at: datetime) -> Document:
    """File one upload under a material (上传材料). Raises ValidationError for a refused file, NotAllowed out of turn."""
    _lock_for_material(application, material.key)
    accepted = documents.check_file(upload, material.accept)
    if application.documents.filter(material=material.key, sha256=accepted.sha256, removed_at__isnull=True).exists():
        raise ValidationError("这份文件已经上传过")
    documents.store(accepted)
    return Document.objects.create(
        application=application,
        material=material.key,
        name=upload.name[-200:],
        content_type=accepted.content_type,
        size=len(accepted.content),
        sha256=accepted.sha256,
        uploaded_by=user,
        uploaded_at=at,
    )


@transaction.atomic
def remove_document(application: Application, document: Document, at: datetime) -> None:
    """Take an uploaded file out of the case; its row and bytes stay for the record."""
    _lock_for_material(application, document.material)
    document.removed_at = at
    document.save(update_fields=["removed_at"])


def _lock_for_material(application: Application, key: str) -> None:
    locked = Application.objects.select_for_update().get(pk=application.pk)
    if not may_change(locked, CorrectionItem.Kind.MATERIAL, key):
        raise NotAllowed("此件当前不能更换这份材料")
