"""Bringing a register in (数据归集): upload, check, import line by line, undo as a whole."""

import hashlib
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from accounts.models import Bureau, User
from applications.models import ProfileEntry, ProfileFact, ProfileSource, RegisterImport, WaitingLine
from applications.profile.catalogue import items
from applications.profile.checking import Checked, Good, Unplaced, check
from applications.profile.reading import Read, read_file
from applications.profile.registers import Register, register_of
from applications.profile.values import item_text, period_text
from applications.workflow import NotAllowed

MOST_BYTES = 20 * 1024 * 1024
AT_ONCE = 1_000  # lines in one transaction
TOLD = 200  # so many problems and notices are kept; the counts tell the rest
SAMPLE = 20
State = RegisterImport.State
STANDING = (State.CHECKING, State.CHECKED, State.IMPORTING, State.DONE)


def receive_file(
    register: Register, upload: UploadedFile, as_of: date, bureau: Bureau, user: User, at: datetime
) -> RegisterImport:
    """Keep an uploaded file to be checked. Raises ValidationError for one too large or brought in already."""
    if not upload.size or upload.size > MOST_BYTES:
        raise ValidationError("文件是空的" if not upload.size else "文件超过 20 MB，请按年度或区县拆分后上传")
    content = upload.read()
    digest = hashlib.sha256(content).hexdigest()
    store(content, digest)
    try:
        with transaction.atomic():
            return RegisterImport.objects.create(
                register=register.key, bureau=bureau, file_name=(upload.name or "未命名")[-200:], sha256=digest, as_of=as_of,
                uploaded_by=user, uploaded_at=at,
            )  # fmt: skip
    except IntegrityError:
        raise ValidationError(_brought_before(register, digest)) from None


def _brought_before(register: Register, digest: str) -> str:
    first = RegisterImport.objects.filter(register=register.key, sha256=digest, state__in=STANDING).first()
    told = f"{first.bureau} {first.uploaded_at:%Y-%m-%d} 上传的“{first.file_name}”" if first else "另一份文件"
    return f"这份文件已经归集过：{told}，内容完全相同，不会重复导入"


def store(content: bytes, digest: str) -> None:
    """Keep the bytes in the document storage under their digest."""
    name, storage = f"{digest[:2]}/{digest}", storages["documents"]
    if not storage.exists(name):
        storage.save(name, ContentFile(content))


def file_of(of: RegisterImport) -> Read:
    """Return what stands in the file; raises ValidationError for one that cannot be read."""
    with storages["documents"].open(of.storage_name) as stored:
        return read_file(stored.read(), register_of(of.register))


def checked_lines(of: RegisterImport, read: Read | None = None) -> Checked:
    """Return what the file's lines say today; raises ValidationError for a file that cannot be read."""
    return check(register_of(of.register), (read or file_of(of)).lines, of.bureau)


@transaction.atomic
def check_file(of: RegisterImport) -> None:
    """Check a file that was just brought in and keep the outcome for the officer to look at; may run twice."""
    stored = (
        RegisterImport.objects.select_for_update(of=["self"], no_key=True)
        .select_related("bureau__region")
        .get(pk=of.pk)
    )
    if stored.state != State.CHECKING:
        return
    try:
        read = file_of(stored)
        checked = checked_lines(stored, read)
    except ValidationError as refusal:
        stored.state, stored.problems = State.UNREADABLE, [[0, message] for message in refusal.messages]
    else:
        stored.remarks = read.remarks
        _keep_outcome(stored, checked)
    stored.save()


def _keep_outcome(of: RegisterImport, checked: Checked) -> None:
    register = register_of(of.register)
    of.state, of.good_count, of.waiting_count = State.CHECKED, len(checked.good), len(checked.waiting)
    of.total_count = of.good_count + of.waiting_count + len({number for number, _ in checked.problems})
    of.waiting_sample = [
        [line.number, line.cells["uscc"], line.cells.get("enterprise", "")] for line in checked.waiting[:SAMPLE]
    ]
    of.problems = checked.problems[:TOLD]
    of.notices = replaced(register, checked.good)[:TOLD]
    of.sample = [[line.number, line.enterprise.name, *_shown(register, line)] for line in checked.good[:SAMPLE]]


def _shown(register: Register, line: Good) -> list[str]:
    return [line.cells.get(column.key, "") for column in register.columns if column.key != "enterprise"]


def replaced(register: Register, good: list[Good]) -> list[tuple[int, str]]:
    """Return (line number, sentence) where a line says something else than an earlier import: the new value will count."""
    names = [column.item for column in register.columns if column.item]
    if not names:
        return []
    standing = ProfileFact.objects.standing().filter(source=ProfileSource.REGISTER, name__in=names)
    earlier = {
        (row.enterprise_id, row.name, row.period): row.value
        for row in standing.filter(enterprise__in={line.enterprise.pk for line in good}).order_by("entered_at", "pk")
    }
    told = []
    for line in good:
        for name, period, value in _values(register, line):
            old = earlier.get((line.enterprise.pk, name, period), value)
            if old != value:
                item = items()[name]
                told.append(
                    (line.number, f"{line.enterprise.name} {period_text(period)}{item.label}："
                                  f"原登记 {item_text(item, old)}，将以 {item_text(item, value)} 为准")
                )  # fmt: skip
    return told


def _values(register: Register, line: Good) -> list[tuple[str, str, str]]:
    period = line.cells.get(register.period, "")
    given = [(column.item, line.cells.get(column.key)) for column in register.columns if column.item]
    return [(item, period, value) for item, value in given if value is not None]


@transaction.atomic
def confirm(of: RegisterImport, user: User, at: datetime) -> None:
    """Let the good lines of a checked file go on (确认导入). Raises NotAllowed where it is not waiting for that."""
    stored = locked(of, State.CHECKED)
    if not stored.good_count and not stored.waiting_count:
        raise NotAllowed("没有可以导入的行")
    stored.state, stored.confirmed_by, stored.confirmed_at = State.IMPORTING, user, at
    stored.save(update_fields=["state", "confirmed_by", "confirmed_at"])


def carry_out(of: RegisterImport, at: datetime) -> None:
    """Import the good lines, a thousand at a time; goes on where an earlier run stopped, may run twice.

    Lines of enterprises that the portal does not know are kept until those register.
    """
    checked = checked_lines(of)
    keep_waiting(of, checked.waiting)
    while _next_lines(of, checked.good, at):
        pass


def keep_waiting(of: RegisterImport, lines: list[Unplaced]) -> None:
    """Keep the lines that wait for their enterprise (留存); may run twice."""
    kept = [WaitingLine(imported=of, line=each.number, uscc=each.cells["uscc"], cells=each.cells) for each in lines]
    WaitingLine.objects.bulk_create(kept, batch_size=AT_ONCE, ignore_conflicts=True)
    RegisterImport.objects.filter(pk=of.pk).update(waiting_count=of.waiting_lines.count())


@transaction.atomic
def _next_lines(of: RegisterImport, good: list[Good], at: datetime) -> bool:
    """Import the next lines and tell whether there may be more."""
    stored = RegisterImport.objects.select_for_update(no_key=True).get(pk=of.pk)
    if stored.state != State.IMPORTING:
        return False
    waiting = [line for line in good if line.number > stored.done_line][:AT_ONCE]
    register = register_of(stored.register)
    ProfileFact.objects.bulk_create(facts_of(stored, register, waiting, at))
    ProfileEntry.objects.bulk_create(entries_of(stored, register, waiting, at))
    if waiting:
        stored.done_line, stored.done_count = waiting[-1].number, stored.done_count + len(waiting)
        stored.good_count = max(stored.good_count, stored.done_count)
    else:
        stored.state, stored.finished_at, stored.good_count = State.DONE, at, stored.done_count
    stored.save()
    return bool(waiting)


def facts_of(of: RegisterImport, register: Register, lines: list[Good], at: datetime) -> list[ProfileFact]:
    """Return the values that the lines give, imported at `at`; not stored yet."""
    told = {"source": ProfileSource.REGISTER, "imported": of, "as_of": of.as_of,
            "entered_by_id": of.uploaded_by_id, "entered_at": at}  # fmt: skip
    return [
        ProfileFact(enterprise=line.enterprise, name=name, period=period, value=value, line=line.number, **told)
        for line in lines
        for name, period, value in _values(register, line)
    ]


def entries_of(of: RegisterImport, register: Register, lines: list[Good], at: datetime) -> list[ProfileEntry]:
    """Return the entries that the lines give, imported at `at`; not stored yet."""
    if not register.entry:
        return []
    return [
        ProfileEntry(
            enterprise=line.enterprise, kind=register.entry, name=line.cells["name"], number=line.cells.get("number", ""),
            valid_from=line.cells.get("valid_from"), valid_to=line.cells.get("valid_to"),
            note=line.cells.get("note", ""), source=ProfileSource.REGISTER, imported=of, line=line.number,
            entered_by_id=of.uploaded_by_id, entered_at=at,
        )
        for line in lines
    ]  # fmt: skip


@transaction.atomic
def discard(of: RegisterImport) -> None:
    """Put a checked file aside (放弃); it may be brought in again. Raises NotAllowed once it goes on."""
    stored = locked(of, State.CHECKED)
    stored.state = State.DISCARDED
    stored.save(update_fields=["state"])


@transaction.atomic
def undo(of: RegisterImport, user: User, at: datetime, reason: str) -> None:
    """Undo an import as a whole (撤销): its rows stay but count no more, what they replaced counts again.

    Cases that took a value from it keep that value with its origin. Raises NotAllowed where it is not finished.
    """
    stored = locked(of, State.DONE)
    stored.state, stored.undone_by, stored.undone_at, stored.undo_reason = State.UNDONE, user, at, reason.strip()
    stored.save(update_fields=["state", "undone_by", "undone_at", "undo_reason"])


def locked(of: RegisterImport, state: str) -> RegisterImport:
    """Return the import locked for a change; raises NotAllowed unless it is in that state."""
    stored = RegisterImport.objects.select_for_update(no_key=True).get(pk=of.pk)
    if stored.state != state:
        raise NotAllowed(f"该批次现在是“{stored.get_state_display()}”，不能这样办理")
    return stored
