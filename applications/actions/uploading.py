"""Files that arrive piece by piece (断点续传): begun, continued where the line broke, filed when whole, given up."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import F, Sum

from accounts.models import User
from applications import parts
from applications.actions.materials import add_document
from applications.corrections import may_change
from applications.documents import check_size, clean_name
from applications.models import Application, CorrectionItem, Document, PartialUpload
from applications.workflow import NotAllowed
from policies.engine.model import Material

MOST_AT_ONCE = 10
MOST_BYTES_AT_ONCE = 100 * 1024 * 1024
KEPT_FOR = timedelta(hours=24)


class OutOfStep(Exception):
    """A piece does not begin where the last one ended."""


@transaction.atomic
def start_upload(
    application: Application,
    material: Material,
    name: str,
    size: int,
    user: User,
    at: datetime,
    replaces: Document | None = None,
) -> PartialUpload:
    """Return a new upload that has received nothing yet. Raises ValidationError over a limit, NotAllowed out of turn."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if not may_change(application, CorrectionItem.Kind.MATERIAL, material.key):
        raise NotAllowed("此件当前不能更换这份材料")
    check_size(size)
    open_ones = PartialUpload.objects.filter(user=user, finished_at__isnull=True)
    waiting = open_ones.aggregate(bytes=Sum("size"))["bytes"] or 0
    if open_ones.count() >= MOST_AT_ONCE or waiting + size > MOST_BYTES_AT_ONCE:
        raise ValidationError("同时上传的文件太多，请先等前面的传完，或放弃没有传完的文件")
    return PartialUpload.objects.create(
        id=uuid4(),
        application=application,
        material=material.key,
        replaces=replaces,
        user=user,
        name=clean_name(name),
        size=size,
        started_at=at,
        touched_at=at,
    )


@transaction.atomic
def receive_part(upload: PartialUpload, offset: int, content: bytes, at: datetime) -> PartialUpload:
    """Keep the next piece; raises OutOfStep where it does not follow, ValidationError where it is too long."""
    locked = PartialUpload.objects.select_for_update(no_key=True).get(pk=upload.pk)
    if locked.finished_at or offset != locked.received:
        raise OutOfStep
    if offset + len(content) > locked.size:
        raise ValidationError("收到的内容比文件还长，请重新选择文件")
    parts.keep(locked, offset, content)
    locked.received, locked.touched_at = offset + len(content), at
    locked.save(update_fields=["received", "touched_at"])
    return locked


@transaction.atomic
def finish_upload(upload: PartialUpload, material: Material, at: datetime) -> Document:
    """File the whole file under its material, checked like any other; raises ValidationError for a refused one."""
    locked = PartialUpload.objects.select_for_update(no_key=True).get(
        pk=upload.pk, finished_at=None, received=F("size")
    )
    file = SimpleUploadedFile(locked.name, parts.whole(locked))
    document = add_document(locked.application, material, file, locked.user, at, locked.replaces)
    locked.finished_at = at
    locked.save(update_fields=["finished_at"])
    transaction.on_commit(lambda: parts.drop(locked))
    return document


@transaction.atomic
def give_up_upload(upload: PartialUpload) -> None:
    """Forget an upload and what has arrived of it."""
    PartialUpload.objects.filter(pk=upload.pk).delete()
    transaction.on_commit(lambda: parts.drop(upload))


def forget_old_uploads(at: datetime) -> int:
    """Forget what nobody continued for a day; return how many."""
    old = list(PartialUpload.objects.filter(touched_at__lt=at - KEPT_FOR))
    for upload in old:
        give_up_upload(upload)
    return len(old)
