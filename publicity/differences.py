"""What a correction changes (更正内容), line by line and in the text around the list, as the public reads it."""

from collections.abc import Iterable
from itertools import zip_longest
from typing import Any, NamedTuple

from publicity.models import Notice, NoticeLine

TEXTS = (("title", "标题"), ("basis", "依据"), ("channel", "受理异议的渠道"), ("notes", "说明"))
KINDS = {
    "added": "新增",
    "raised": "金额调增",
    "lowered": "金额调减",
    "changed": "文字更正",
    "removed": "撤下",
    "text": "公告文字",
}
NEW_PERIOD = ("added", "raised")


def differences(
    old: Notice, new: Notice, old_lines: Iterable[NoticeLine], new_lines: Iterable[NoticeLine]
) -> list[dict]:
    """Return what `new` changes against `old`: texts first, then lines in their new order, those taken off at the end.

    `old_lines` are those that still stood on the old notice.
    """
    before = {line.application_id: line for line in old_lines}
    after = {line.application_id: line for line in new_lines}
    found = [
        {"kind": "text", "name": label, "before": [getattr(old, field)], "after": [getattr(new, field)]}
        for field, label in TEXTS
        if getattr(old, field) != getattr(new, field)
    ]
    found += [each for key, line in after.items() if (each := changed_line(before.get(key), line, new))]
    gone = [line for key, line in before.items() if key not in after]
    found += [entry("removed", line, was=line.position, before=line.cells, after=[]) for line in gone]
    return found


def changes_of(draft: Notice) -> list[dict]:
    """Return what a draft would change if it were published now; nothing for a first version."""
    if draft.replaces is None:
        return []
    old = draft.replaces.lines.filter(state__in=["open", "held"]).select_related("notice", "determination")
    new = draft.lines.select_related("determination")
    return differences(draft.replaces, draft, old.order_by("position"), new.order_by("position"))


class Shown(NamedTuple):
    """One difference as the page tells it: what kind, of whom, and each column that differs with before and after."""

    kind: str
    label: str
    name: str
    position: int | None
    was: int | None
    columns: list[tuple[str, str, str]]


def differences_shown(notice: Notice) -> list[Shown]:
    """Return the differences of a correction for its readers."""
    return [shown(change, notice) for change in notice.changes]


def shown(change: dict[str, Any], notice: Notice) -> Shown:
    """Return one difference for its readers; of a changed line only the columns that differ."""
    if change["kind"] == "text":
        columns = [("", change["before"][0], change["after"][0])]
    else:
        before, after = change["before"], change["after"]
        titles = [column["title"] for column in notice.columns]
        rows = zip_longest(titles, before, after, fillvalue="")
        kept = [row for row, column in zip(rows, notice.columns, strict=True) if column["source"] != "index"]
        columns = [row for row in kept if row[1] != row[2]]
    return Shown(
        change["kind"], KINDS[change["kind"]], change["name"], change.get("position"), change.get("was"), columns
    )


def changed_line(old: NoticeLine | None, new: NoticeLine, notice: Notice) -> dict[str, Any] | None:
    """Return how one line differs, None where only its place in the list does."""
    if old is None:
        return entry("added", new, position=new.position, before=[], after=new.cells)
    if without_index(old, old.notice) == without_index(new, notice):
        return None
    amounts = old.determination.approved_yuan, new.determination.approved_yuan
    kind = "changed" if amounts[0] == amounts[1] else "raised" if amounts[1] > amounts[0] else "lowered"
    return entry(kind, new, position=new.position, was=old.position, before=old.cells, after=new.cells)


def entry(kind: str, line: NoticeLine, **told: Any) -> dict[str, Any]:
    """Return one difference as it is frozen into the notice and digested."""
    return {"kind": kind, "name": line.name, **told}


def without_index(line: NoticeLine, notice: Notice) -> list[str]:
    """Return the cells of a line without its number, which changes with every line before it."""
    kept = zip(notice.columns, line.cells, strict=True)
    return [cell for column, cell in kept if column["source"] != "index"]


def needs_new_period(changes: Iterable[dict[str, Any]]) -> bool:
    """Tell whether a correction gives the public a new period: it adds a line, or raises an amount."""
    return any(change["kind"] in NEW_PERIOD for change in changes)
