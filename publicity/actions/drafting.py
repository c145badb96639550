from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from accounts.chains import chain_region
from accounts.models import Bureau, User
from applications.models import Application
from applications.workflow import NotAllowed
from policies.models import ApplicationRound
from policies.search import grams
from publicity.cells import amount_unit_of, cells_of, columns_of
from publicity.masking import public_name
from publicity.models import Notice, NoticeEvent, NoticeLine
from publicity.queues import latest_determinations, officer_bureaus, publicity_queue
from reviews.models import Determination

WRONG_ROLE = "您的角色不能办理这一步"


class NoticeTerms(NamedTuple):
    """What the officer decides about a notice: its title, window, channel for objections, basis and notes."""

    title: str
    days: int
    unit: str
    channel: str
    basis: str = ""
    notes: str = ""


@transaction.atomic
def draft_notice(
    round: ApplicationRound, bureau: Bureau, case_ids: Iterable[int], terms: NoticeTerms, by: User, at: datetime
) -> Notice:
    """Draft a notice (拟稿) over cases of one policy, of one round or several, that wait at the officer's bureau.

    Its columns are those of the pack of `round`. Raises NotAllowed for another bureau's officer, without any case, or
    where a case is no longer waiting.
    """
    ids, today = set(case_ids), timezone.localdate(at)
    check_officer(by, bureau, round, today)
    if not ids:
        raise NotAllowed("请至少选择一件办件")
    found = waiting_determinations(ids, round, bureau, by, today)
    notice = Notice.objects.create(
        round=round,
        rounds=rounds_of(found.values()),
        bureau=bureau,
        chain=chain_region(bureau.region).slug,
        columns=columns_of(round.version.pack),
        amount_unit=amount_unit_of(round.version.pack),
        made_by=by,
        made_at=at,
        **terms._asdict(),
    )
    write_lines(notice, found.values())
    NoticeEvent.objects.create(notice=notice, kind=NoticeEvent.Kind.DRAFTED, words=f"{len(ids)} 件", by=by, at=at)
    return notice


def waiting_determinations(
    ids: set[int], round: ApplicationRound, bureau: Bureau, by: User, today: date
) -> dict[int, Determination]:
    """Lock cases that wait for publicity and return their determinations in force; raise NotAllowed where one does not wait."""
    list(Application.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values_list("pk"))
    cases = publicity_queue(by, today, bureau).filter(round__policy=round.policy, pk__in=ids).order_by()
    found = {item.application_id: item for item in latest_determinations(cases.values("pk"))}
    if set(found) != ids:
        raise NotAllowed
    return found


def rounds_of(determinations: Iterable[Determination]) -> list[dict[str, str]]:
    """Return the rounds whose cases are listed, as they are frozen into the notice."""
    rounds = {item.application.round_id: item.application.round for item in determinations}
    return [{"id": str(pk), "name": rounds[pk].name} for pk in sorted(rounds)]


def write_lines(notice: Notice, determinations: Iterable[Determination], pending: frozenset[int] = frozenset()) -> None:
    """Write the lines of a draft in published order: by region, then name; those of `pending` cases do not hold them yet."""
    ordered = sorted(
        determinations,
        key=lambda item: (item.application.region.order, item.application.enterprise.name, item.application_id),
    )
    lines = [line_of(notice, item, position) for position, item in enumerate(ordered, start=1)]
    for line in lines:
        if line.application_id in pending:
            line.state = NoticeLine.State.PENDING
    NoticeLine.objects.bulk_create(lines, batch_size=1000)


def line_of(notice: Notice, item: Determination, position: int) -> NoticeLine:
    """Return one line, masked, that may be found by the name that the public reads."""
    name = public_name(item.application.enterprise)
    return NoticeLine(
        notice=notice,
        application=item.application,
        determination=item,
        position=position,
        cells=cells_of(item, notice.columns, position),
        name=name,
        name_grams=grams(name),
    )


def check_officer(by: User, bureau: Bureau, round: ApplicationRound, today: date) -> None:
    """Raise NotAllowed unless the person publishes for the bureau and policy on `today`."""
    if bureau not in officer_bureaus(by, today, round.policy.code):
        raise NotAllowed(WRONG_ROLE)


@transaction.atomic
def discard_draft(notice: Notice, by: User, at: datetime) -> None:
    """Discard a draft (撤销拟稿); its cases wait for publicity again. Raises NotAllowed for a published notice."""
    draft = locked_draft(notice)
    check_officer(by, draft.bureau, draft.round, timezone.localdate(at))
    count, _ = draft.lines.all().delete()
    draft.state, draft.publish_at, draft.scheduled_by = Notice.State.DISCARDED, None, None
    draft.save(update_fields=["state", "publish_at", "scheduled_by"])
    NoticeEvent.objects.create(notice=draft, kind=NoticeEvent.Kind.DISCARDED, words=f"{count} 件", by=by, at=at)


def locked_draft(notice: Notice) -> Notice:
    """Return a draft, locked; raise NotAllowed where it was published or discarded meanwhile."""
    found = Notice.objects.select_for_update(of=("self",), no_key=True).select_related(
        "bureau__region__parent", "round__policy", "replaces"
    )
    draft = found.filter(pk=notice.pk, state=Notice.State.DRAFT).first()
    if draft is None:
        raise NotAllowed
    return draft
