"""Issuing a letter in the transaction of the act that it tells of."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Max
from django.utils import timezone

from accounts.amounts import capitals
from accounts.canonical import digest_of
from accounts.models import Bureau, User
from applications.models import Application
from reviews.letters.wording import WORDINGS, content_of
from reviews.models import Letter

NUMBER_LOCK = 41_2026


def issue(
    kind: str,
    application: Application,
    bureau: Bureau,
    by: User,
    at: datetime,
    items: list[tuple[str, str]] | None = None,
    **words: Any,
) -> Letter:
    """Issue a letter (签发文书) about the case with the next number of its bureau, kind and year.

    `words` fill the kind's paragraphs; `items` are (what, why). Call it inside the transaction of the act.
    """
    year = timezone.localtime(at).year
    sequence = next_sequence(bureau, kind, year)
    number = f"惠企{WORDINGS[Letter.Kind(kind)].sign}〔{year}〕{sequence} 号"
    submitted = timezone.localtime(application.submitted_at or at)
    known = {
        "enterprise": application.enterprise.name,
        "policy": application.round.policy.title,
        "case": application.number,
        "submitted": day_words(submitted),
        **words,
    }
    content = content_of(kind, known, items or [])
    content |= {
        "number": number,
        "bureau": bureau.name,
        "issued_on": day_words(timezone.localtime(at)),
        "case": known["case"],
        "basis": application.round.policy.document,
    }
    return Letter.objects.create(
        application=application, bureau=bureau, kind=kind, year=year, sequence=sequence, number=number,
        content=content, digest=digest_of(content), issued_by=by, issued_at=at,
    )  # fmt: skip


def next_sequence(bureau: Bureau, kind: str, year: int) -> int:
    """Return the next number in sequence, from one each year; the lock keeps two acts from the same one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [NUMBER_LOCK, bureau.pk])
    last = Letter.objects.filter(bureau=bureau, kind=kind, year=year).aggregate(last=Max("sequence"))["last"]
    return (last or 0) + 1


def day_words(day: date) -> str:
    """Return a day as letters write it: 2026年3月2日."""
    return f"{day.year}年{day.month}月{day.day}日"


def money_words(amount_yuan: Decimal) -> dict[str, str]:
    """Return an amount of 元 as letters write it: in figures and in capitals."""
    return {"amount": f"{amount_yuan:,.2f}", "capitals": capitals(amount_yuan)}
