"""The chains of notices and of anchors read back: heads, and whether every record still holds."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import ObjectDoesNotExist

from accounts.canonical import digests_of
from accounts.chains import Break, Head
from publicity.models import Anchor, Notice
from publicity.timestamps import wrong_with_timestamp
from reviews import chain as determinations
from reviews.models import Determination

KIND = "notice"
ANCHOR = "anchor"
Place = tuple[str, str, int]


def heads() -> list[Head]:
    """Return the newest notice of every chain, by the chain's slug."""
    newest = Notice.objects.public().order_by("chain", "-sequence").distinct("chain")
    return [head_of(notice) for notice in newest.defer("rows", "changes")]


def head_of(notice: Notice) -> Head:
    """Return a notice as the head of its chain."""
    at = notice.published_at or notice.made_at
    return Head(KIND, notice.chain, notice.sequence or 0, notice.digest, notice.digest_sm3, at)


def all_heads() -> list[Head]:
    """Return the heads of all chains: determinations, then notices."""
    return [*determinations.heads(), *heads()]


def breaks() -> Iterator[Break]:
    """Give for each chain the first notice that does not hold, with the reason; nothing where all do."""
    rows = Notice.objects.public().prefetch_related("round__policy", "replaces").order_by("chain", "sequence")
    previous, broken = Notice(sequence=0), False
    for row in rows.iterator(chunk_size=50):
        if row.chain != previous.chain:
            previous, broken = Notice(sequence=0, chain=row.chain), False
        if broken:
            continue
        if why := wrong_with(row, previous):
            broken = True
            yield Break(KIND, row.chain, row.sequence or 0, row.number or "", why)
        previous = row


def wrong_with(row: Notice, previous: Notice) -> str:
    """Say what does not hold in a notice that follows `previous` on its chain; empty where all does."""
    place = (previous.sequence or 0) + 1
    if row.sequence != place:
        return f"序号不连续，缺第 {place} 号"
    if row.previous_digest != previous.digest:
        return "与前一公示不衔接"
    try:
        if not row.digest_holds():
            return "内容与摘要不符"
    except ObjectDoesNotExist:
        return "所指的批次或所更正的公示不存在"
    return wrong_lines(row) or wrong_window(row)


def wrong_window(row: Notice) -> str:
    """Say where the last day is not what the extensions, each tied to the one before, make of the published one."""
    ends_on, digest = row.first_ends_on, row.digest
    for extension in row.extensions.order_by("ends_on"):
        tied = extension.previous_digest == digest and extension.previous_ends_on == ends_on
        if not (tied and extension.digest_holds()):
            return f"延长至 {extension.ends_on} 的记录与摘要不符"
        ends_on, digest = extension.ends_on, extension.digest
    return "" if ends_on == row.ends_on else f"截止日 {row.ends_on} 与延长记录不符"


def wrong_lines(row: Notice) -> str:
    """Say which line is not the row that was published, or shows another case than its determination; empty for none."""
    lines = row.lines.order_by("position").values_list(
        "position", "cells", "application_id", "determination__application_id"
    )
    shown = list(lines)
    for place, (position, cells, case, determined) in enumerate(shown, start=1):
        if position != place or place > len(row.rows) or cells != row.rows[place - 1]:
            return f"第 {place} 条与公示内容不符"
        if case != determined:
            return f"第 {place} 条的办件与核定不对应"
    return "" if len(shown) == len(row.rows) else f"公示 {len(row.rows)} 条，现有 {len(shown)} 条"


def anchor_breaks() -> Iterator[Break]:
    """Give the first anchor that does not hold, and every head of the anchors before it that is not in its chain any more."""
    days: dict[Place, tuple[str, str]] = {}
    previous = Anchor(sequence=0)
    for row in Anchor.objects.prefetch_related("timestamps").order_by("sequence").iterator(chunk_size=500):
        if why := wrong_with_anchor(row, previous):
            yield Break(ANCHOR, "", row.sequence, str(row.day), why)
            break
        for head in row.heads:
            days.setdefault((head["kind"], head["chain"], head["sequence"]), (head["digest"], str(row.day)))
        previous = row
    yield from missing_heads(days)


def wrong_with_anchor(row: Anchor, previous: Anchor) -> str:
    """Say what does not hold in an anchor that follows `previous`; empty where all does."""
    if row.sequence != previous.sequence + 1:
        return f"序号不连续，缺第 {previous.sequence + 1} 号"
    if row.previous_digest != previous.digest:
        return "与前一日锚不衔接"
    if digests_of(row.content()) != (row.digest, row.digest_sm3):
        return "内容与摘要不符"
    return next(filter(None, (wrong_with_timestamp(each, row) for each in row.timestamps.all())), "")


def missing_heads(days: dict[Place, tuple[str, str]]) -> Iterator[Break]:
    """Give the first head of each chain that was anchored and is not there now, or is another: somebody cut the chain."""
    named: set[tuple[str, str]] = set()
    there = stored_digests(days)
    for (kind, chain, sequence), (digest, said_on) in sorted(days.items()):
        if there.get((kind, chain, sequence)) != digest and (kind, chain) not in named:
            named.add((kind, chain))
            yield Break(kind, chain, sequence, "", f"{said_on} 的日锚记有这一号，现在没有或已被替换")


def stored_digests(places: Iterable[Place]) -> dict[Place, str]:
    """Return the digests stored at places of chains; a place without a record is left out."""
    wanted: dict[tuple[str, str], list[int]] = defaultdict(list)
    for kind, chain, sequence in places:
        wanted[kind, chain].append(sequence)
    found: dict[Place, str] = {}
    for (kind, chain), sequences in wanted.items():
        for sequence, digest in _at(kind, chain, sequences):
            found[kind, chain, sequence] = digest
    return found


def _at(kind: str, chain: str, sequences: list[int]) -> Any:
    if kind == KIND:
        found = Notice.objects.public().filter(chain=chain, sequence__in=sequences)
        return found.values_list("sequence", "digest")
    rows = Determination.objects.filter(chain__slug=chain, sequence__in=sequences)
    return rows.values_list("sequence", "digest")
