"""The files of an objection: kept as the upload guard accepted them, scanned later where the service was silent."""

from collections.abc import Iterable
from datetime import datetime

from django.core.files.storage import storages
from django.db import transaction

from applications import antivirus
from applications.documents import Accepted, clean_name, store
from applications.models import Scan
from publicity.models import Objection, ObjectionFile, ObjectionStatement

AT_ONCE = 200


def keep_files(
    objection: Objection,
    files: Iterable[tuple[str, Accepted]],
    at: datetime,
    statement: ObjectionStatement | None = None,
) -> None:
    """Keep accepted files, the same content once; with `statement` they are the enterprise's."""
    seen: set[str] = set()
    for name, accepted in files:
        if accepted.sha256 in seen:
            continue
        seen.add(accepted.sha256)
        store(accepted)
        ObjectionFile.objects.create(
            objection=objection,
            statement=statement,
            name=clean_name(name),
            content_type=accepted.content_type,
            size=len(accepted.content),
            sha256=accepted.sha256,
            warning=accepted.warning,
            virus_scan=accepted.virus_scan,
            scanned_at=None if accepted.virus_scan == Scan.NOT_SCANNED else at,
            uploaded_at=at,
        )


def scan_waiting_files(at: datetime) -> int:
    """Scan what was not scanned, the oldest first; return how many have an answer now. Stops when the service is silent."""
    waiting = ObjectionFile.objects.filter(virus_scan=Scan.NOT_SCANNED, removed_at__isnull=True)[:AT_ONCE]
    for done, file in enumerate(waiting):
        with storages["documents"].open(file.storage_name) as stored:
            finding = antivirus.scan(stored.read())
        if finding.state == Scan.NOT_SCANNED:
            return done
        with transaction.atomic():
            locked = ObjectionFile.objects.select_for_update(no_key=True).get(pk=file.pk)
            locked.virus_scan, locked.scanned_at = finding.state, at
            locked.removed_at = at if finding.state == Scan.INFECTED else None
            locked.save(update_fields=["virus_scan", "scanned_at", "removed_at"])
    return len(waiting)
