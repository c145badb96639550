"""What some demo enterprises keep in their document library: valid for long, soon to expire, and expired."""

from datetime import datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import Enterprise, User
from applications.actions import add_to_library
from applications.models import LibraryDocument
from portal.demo.papers import paper

Kind = LibraryDocument.Kind
# (kind, title, days from now until which it is valid; None for one that does not expire)
KEPT: tuple[tuple[Kind, str, int | None], ...] = (
    (Kind.LICENCE, "营业执照", None),
    (Kind.AUDIT, "上年度审计报告", 200),
    (Kind.TITLE, "高新技术企业证书", 18),
    (Kind.TAX, "完税证明", -12),
)
WITH_LIBRARY = ("qiye01", "qiye13", "qiye24")


def make_library(people: list[tuple[Enterprise, User]], now: datetime) -> None:
    """Keep a few documents for the enterprises of some demo clerks, as they did three months ago."""
    at, today = now - timedelta(days=90), timezone.localdate(now)
    for enterprise, user in people:
        if user.username not in WITH_LIBRARY:
            continue
        for kind, title, days in KEPT:
            file = SimpleUploadedFile(f"{title}.pdf", paper(f"{enterprise.name} {title}"))
            until = None if days is None else today + timedelta(days=days)
            add_to_library(enterprise, kind, file, until, user, at)
