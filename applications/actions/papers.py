"""Printing the claim (申报书), and filing the stamped scan of it."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from applications import documents
from applications.actions.filing import check_clerk, lock
from applications.actions.materials import file_beside
from applications.contents import STAMPED, contents_digest
from applications.models import Application, ClaimPaper, StampedScan
from applications.papers import paper_content
from applications.scans import read_code
from applications.workflow import FINAL, NotAllowed

SCANNED = ("pdf", "jpg", "png")
Reading = StampedScan.Reading


@transaction.atomic
def make_paper(application: Application, user: User, at: datetime) -> ClaimPaper:
    """Return the claim on paper (生成申报书): the latest version where nothing changed since, else the next one."""
    check_clerk(application, user, at)
    lock(application)
    if application.status in FINAL:
        raise NotAllowed("此件已办结，不再生成申报书；以前的版本仍可下载")
    return next_paper(application, user, at)


def next_paper(application: Application, user: User, at: datetime) -> ClaimPaper:
    """Return the paper of what is declared now: the latest version where nothing changed since, else a new one."""
    digest, latest = contents_digest(application), application.papers.first()
    if latest and latest.digest == digest:
        return latest
    return ClaimPaper.objects.create(
        application=application,
        number=latest.number + 1 if latest else 1,
        digest=digest,
        content=paper_content(application),
        made_by=user,
        made_at=at,
    )


@transaction.atomic
def add_scan(application: Application, upload: Any, user: User, at: datetime) -> StampedScan:
    """File the stamped scan (上传盖章申报书) in place of an earlier one, and read which version it is.

    Raises ValidationError for a refused file, NotAllowed while the case is with the officials.
    """
    check_clerk(application, user, at)
    lock(application)
    if not Application.objects.get(pk=application.pk).is_editable:
        raise NotAllowed("此件当前不能更换盖章申报书")
    accepted = documents.check_file(upload, SCANNED)
    documents.store(accepted)
    application.documents.filter(material=STAMPED, removed_at__isnull=True).update(removed_at=at)
    document = file_beside(application, STAMPED, accepted, documents.clean_name(upload.name), user, at)
    reading, paper = read_scan(application, accepted)
    return StampedScan.objects.create(document=document, reading=reading, paper=paper)


def read_scan(application: Application, accepted: documents.Accepted) -> tuple[str, ClaimPaper | None]:
    """Return how the scan could be read, and the version of this claim that it is."""
    code = read_code(accepted.content, accepted.content_type)
    if code is None:
        return Reading.UNREADABLE, None
    number, version, digest = code
    paper = application.papers.filter(number=version).first() if number == application.number else None
    if paper is None or not paper.digest.startswith(digest):
        return Reading.FOREIGN, None
    return Reading.READ, paper
