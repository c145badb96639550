"""Files that were accepted before they could be scanned (补查病毒)."""

import logging
from datetime import date, datetime

from django.core.files.storage import storages
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Event
from accounts.notifications import notify
from applications import antivirus
from applications.models import Application, Document, LibraryDocument, Scan
from applications.notifications import tell_enterprise, words_of
from applications.ports import review_desk
from applications.workflow import Status

logger = logging.getLogger(__name__)
AT_ONCE = 200


def scan_waiting(at: datetime) -> int:
    """Scan what was not scanned, the oldest first; return how many have an answer now. Stops when the service is silent."""
    waiting: list[Document | LibraryDocument] = list(
        Document.objects.filter(virus_scan=Scan.NOT_SCANNED, removed_at__isnull=True).order_by("uploaded_at")[:AT_ONCE]
    )
    waiting += LibraryDocument.objects.filter(virus_scan=Scan.NOT_SCANNED, retired_at__isnull=True)[:AT_ONCE]
    for done, file in enumerate(waiting):
        if not scan_stored(file, at):
            return done
    return len(waiting)


@transaction.atomic
def scan_stored(file: Document | LibraryDocument, at: datetime) -> bool:
    """Scan one stored file and write down what was found; tell whether the service answered."""
    with storages["documents"].open(file.storage_name) as stored:
        finding = antivirus.scan(stored.read())
    if finding.state == Scan.NOT_SCANNED:
        return False
    locked = type(file)._base_manager.select_for_update(no_key=True).get(pk=file.pk)
    locked.virus_scan, locked.scanned_at = finding.state, at
    if finding.state == Scan.INFECTED:
        _take_out(locked, finding.signature, at)
    locked.save()
    return True


def _take_out(file: Document | LibraryDocument, signature: str, at: datetime) -> None:
    """Take an infected file out of its case or library, and tell the enterprise of a case."""
    if isinstance(file, LibraryDocument):
        file.retired_at = file.retired_at or at
        return
    file.removed_at = file.removed_at or at
    application, today = file.application, timezone.localdate(at)
    title = f"办件 {application.number} 的一份材料查出病毒"
    found = f"“{file.name}”查出病毒（{signature}），已移出本件。"
    then = "再上传一份。" if application.is_editable else "审核部门发补正告知后重新上传。"
    cure = f"请在本机杀毒后重新导出或扫描，{then}"
    tell_enterprise(application, today, title, found + cure, needs_action=application.is_editable)
    if application.status == Status.IN_REVIEW:
        _tell_officials(application, today, title, found)


def _tell_officials(application: Application, today: date, title: str, found: str) -> None:
    """Ask those who have the case in hand to send a correction; what they are told is done once the case moves."""
    notify(
        review_desk().handlers(application, today),
        title,
        f"{application.enterprise}：{found}请发补正告知，让企业重新上传。",
        reverse("case_detail", args=[application.number]),
        event=Event.TASK_CHANGED,
        needs_action=True,
        key=application.todo_key,
        policy_code=application.round.policy.code,
        words=words_of(application),
    )
