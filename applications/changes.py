"""What a correction changed in a case: old and new values, files taken out and put in."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from applications.models import Application, CaseChange, CorrectionNotice, Document
from applications.presentation import value_text

ACCOUNT_WORDS = {"account_name": "户名", "bank_name": "开户银行", "bank_account": "账号"}


@dataclass
class Difference:
    """One thing that is another than before: a value in words, or the files of a material."""

    kind: str
    key: str
    label: str
    before: str = ""
    after: str = ""
    removed: list[Document] = field(default_factory=list)
    added: list[Document] = field(default_factory=list)


def differences(notice: CorrectionNotice) -> list[Difference]:
    """Return what changed from the notice until its answer, or until now: facts in the pack's order, account, files.

    What was changed and changed back is none.
    """
    application, until = notice.application, notice.answered_at
    changes = application.changes.filter(changed_at__gte=notice.issued_at)
    if until:
        changes = changes.filter(changed_at__lte=until)
    return [*_values(application, changes), *_files(application, notice.issued_at, until)]


def _values(application: Application, changes: Iterable[CaseChange]) -> list[Difference]:
    ends: dict[tuple[str, str], list[Any]] = {}
    for change in changes:
        ends.setdefault((change.kind, change.key), [change.before, None])[1] = change.after
    facts = application.version.pack.facts
    order = {name: place for place, name in enumerate(facts)}
    found = []
    for (kind, key), (before, after) in sorted(ends.items(), key=lambda each: order.get(each[0][1], len(order))):
        if before == after:
            continue
        if kind == CaseChange.Kind.ACCOUNT:
            found.append(Difference(kind, key, "收款账户", account_text(before), account_text(after)))
        elif key in facts:
            fact = facts[key]
            found.append(Difference(kind, key, fact.label, value_text(fact, before), value_text(fact, after)))
    return found


def account_text(account: dict[str, str] | None) -> str:
    """Return an account in words."""
    return "，".join(f"{ACCOUNT_WORDS.get(name, name)} {value}" for name, value in (account or {}).items()) or "未填"


def _files(application: Application, since: datetime, until: datetime | None) -> list[Difference]:
    titles = {material.key: material.title for material in application.version.pack.materials}
    found: dict[str, Difference] = {}
    for document in application.documents.all():
        was_there = document.uploaded_at < since and (document.removed_at is None or document.removed_at >= since)
        is_there = document.removed_at is None or (until is not None and document.removed_at > until)
        is_there = is_there and (until is None or document.uploaded_at <= until)
        if was_there == is_there:
            continue
        title = titles.get(document.material, document.material)
        line = found.setdefault(document.material, Difference("material", document.material, title))
        (line.removed if was_there else line.added).append(document)
    return list(found.values())
