from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from applications.workflow import NotAllowed
from publicity.actions.drafting import NoticeTerms, check_officer, rounds_of, waiting_determinations, write_lines
from publicity.models import Notice, NoticeEvent
from publicity.queues import latest_determinations


class Correction(NamedTuple):
    """What a correction changes: its texts, the numbers of lines to take off, the cases to add, and why."""

    terms: NoticeTerms
    taken_off: frozenset[int]
    added: frozenset[int]
    reason: str


@transaction.atomic
def draft_correction(notice: Notice, wanted: Correction, by: User, at: datetime) -> Notice:
    """Draft the next version of a running notice (拟更正稿): lines taken off, cases added, texts put right.

    The old version stays as it is until the draft is published. Raises NotAllowed where its period is over, where another
    correction is drafted already, or where a number or a case is not there.
    """
    today = timezone.localdate(at)
    old = (
        Notice.objects.select_for_update(of=("self",), no_key=True)
        .select_related("bureau__region__parent", "round__policy")
        .get(pk=notice.pk)
    )
    check_officer(by, old.bureau, old.round, today)
    if not old.is_open_on(today):
        raise NotAllowed("公示期已满，不能再更正")
    kept = kept_cases(old, wanted.taken_off)
    found = {item.application_id: item for item in latest_determinations(kept)}
    found |= waiting_determinations(set(wanted.added), old.round, old.bureau, by, today) if wanted.added else {}
    if not found:
        raise NotAllowed("更正后没有条目，请至少保留一条")
    draft = new_version(old, wanted, by, at)
    draft.rounds = rounds_of(found.values())
    draft.save(update_fields=["rounds"])
    write_lines(draft, found.values(), pending=frozenset(kept))
    NoticeEvent.objects.create(notice=draft, kind=NoticeEvent.Kind.DRAFTED, words=wanted.reason, by=by, at=at)
    return draft


def kept_cases(old: Notice, taken_off: Iterable[int]) -> list[int]:
    """Return the cases whose lines stay; raise NotAllowed for a number that is not on the list any more."""
    standing = dict(old.lines.filter(state__in=["open", "held"]).values_list("position", "application_id"))
    missing = sorted(set(taken_off) - set(standing))
    if missing:
        raise NotAllowed(f"第 {'、'.join(map(str, missing))} 条不在公示中，请核对要撤下的序号")
    return [case for position, case in standing.items() if position not in set(taken_off)]


def new_version(old: Notice, wanted: Correction, by: User, at: datetime) -> Notice:
    """Return the draft of the next version, which keeps columns, bureau and length of the period."""
    terms = wanted.terms._replace(days=old.days, unit=old.unit)
    try:
        with transaction.atomic():
            return Notice.objects.create(
                round=old.round,
                bureau=old.bureau,
                chain=old.chain,
                columns=old.columns,
                amount_unit=old.amount_unit,
                version=old.version + 1,
                replaces=old,
                reason=wanted.reason,
                made_by=by,
                made_at=at,
                **terms._asdict(),
            )
    except IntegrityError as error:
        raise NotAllowed("该公示已有一份更正稿，请先发布或撤销") from error
