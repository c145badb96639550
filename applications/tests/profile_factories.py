"""Profiles and registers as tests need them: a value of the enterprise's own, a value or an entry of a register."""

import hashlib
from datetime import date, datetime
from itertools import count
from typing import Any

from accounts.models import Enterprise, Role, User
from accounts.tests.factories import bureau, clerk, official
from applications.models import ProfileEntry, ProfileFact, RegisterImport
from applications.tests.factories import SHANGHAI

IMPORTED_AT = datetime(2026, 2, 20, 15, 0, tzinfo=SHANGHAI)
DATA_DATE = date(2026, 1, 31)
serial = count(1)


def data_officer(line: str = "industry", region_slug: str = "linzhou") -> User:
    return official(Role.DATA_OFFICER, line, region_slug)


def finished_import(register: str = "tax", *, by: User | None = None, at: datetime = IMPORTED_AT) -> RegisterImport:
    by = by or data_officer()
    digest = hashlib.sha256(f"{register}{next(serial)}".encode()).hexdigest()
    return RegisterImport.objects.create(
        register=register, bureau=bureau(), file_name=f"{register}.xlsx", sha256=digest, as_of=DATA_DATE, state="done",
        total_count=1, good_count=1, done_count=1, uploaded_by=by, uploaded_at=at, finished_at=at,
    )  # fmt: skip


def registered(of: Enterprise, name: str, period: str, value: Any, register: str = "tax", **fields) -> ProfileFact:
    imported = fields.pop("imported", None) or finished_import(register)
    return ProfileFact.objects.create(
        enterprise=of, name=name, period=period, value=value, source="register", imported=imported, line=2,
        as_of=imported.as_of, entered_by=imported.uploaded_by, entered_at=fields.pop("at", IMPORTED_AT),
    )  # fmt: skip


def declared(of: Enterprise, name: str, period: str, value: Any, at: datetime = IMPORTED_AT) -> ProfileFact:
    return ProfileFact.objects.create(
        enterprise=of, name=name, period=period, value=value, source="declared", entered_by=clerk(of), entered_at=at
    )


def registered_entry(of: Enterprise, kind: str, name: str, number: str = "", **fields) -> ProfileEntry:
    imported = fields.pop("imported", None) or finished_import("credit")
    return ProfileEntry.objects.create(
        enterprise=of, kind=kind, name=name, number=number, source="register", imported=imported, line=2,
        entered_by=imported.uploaded_by, entered_at=fields.pop("at", IMPORTED_AT), **fields,
    )  # fmt: skip
