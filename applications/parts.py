"""The pieces of files on their way, in a private storage of their own; never served."""

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from applications.models import PartialUpload


def keep(upload: PartialUpload, offset: int, content: bytes) -> None:
    """Keep one piece under its place in the file; a piece of the same place that was not counted gives way."""
    storage, name = storages["uploads"], f"{upload.pk}/{offset:012d}"
    if storage.exists(name):
        storage.delete(name)
    storage.save(name, ContentFile(content))


def whole(upload: PartialUpload) -> bytes:
    """Return the pieces together, in order."""
    storage = storages["uploads"]
    content = bytearray()
    for name in _names(upload):
        with storage.open(name) as piece:
            content += piece.read()
    return bytes(content)


def drop(upload: PartialUpload) -> None:
    """Delete every piece."""
    storage = storages["uploads"]
    for name in _names(upload):
        storage.delete(name)
    if storage.exists(str(upload.pk)):
        storage.delete(str(upload.pk))


def _names(upload: PartialUpload) -> list[str]:
    storage = storages["uploads"]
    if not storage.exists(str(upload.pk)):
        return []
    return [f"{upload.pk}/{name}" for name in sorted(storage.listdir(str(upload.pk))[1])]
