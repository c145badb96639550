"""Files in which a virus was found after they had been accepted (查出病毒的文件), until something new is there."""

from collections.abc import Iterable
from datetime import datetime

from applications.models import Application, Document, LibraryDocument, Scan

TAKEN_OUT = "查出病毒，已移出。请在本机杀毒后重新导出或扫描，再上传"


def infected_files(application: Application) -> dict[str, list[Document]]:
    """Return the files that the scan took out of the case and nothing has replaced since, by material."""
    files = list(application.documents.all())
    found: dict[str, list[Document]] = {}
    for file in files:
        if file.virus_scan == Scan.INFECTED and file.removed_at == file.scanned_at:
            later = (each.material == file.material and arrived_after(each.uploaded_at, file) for each in files)
            if not any(later):
                found.setdefault(file.material, []).append(file)
    return found


def infected_kept(kept: Iterable[LibraryDocument]) -> list[LibraryDocument]:
    """Return the documents that the scan took out of a library and for whose kind nothing was added since."""
    kept = list(kept)
    return [
        file
        for file in kept
        if file.virus_scan == Scan.INFECTED
        and not any(
            (each.enterprise_id, each.kind) == (file.enterprise_id, file.kind) and arrived_after(each.added_at, file)
            for each in kept
        )
    ]


def arrived_after(at: datetime, file: Document | LibraryDocument) -> bool:
    """Tell whether a moment is later than the scan that found the virus."""
    return file.scanned_at is not None and at > file.scanned_at
