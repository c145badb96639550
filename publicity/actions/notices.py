from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from accounts.canonical import digest_of
from accounts.models import Bureau, Role, User
from applications.models import Application
from applications.workflow import Action, NotAllowed
from policies.models import ApplicationRound
from policies.working_days import add_working_days, next_working_day
from publicity.cells import cells_of, columns_of
from publicity.models import Notice, NoticeLine
from publicity.notifications import tell_published
from publicity.queues import latest_determinations, officer_bureaus, publicity_queue
from reviews.models import Determination
from reviews.recusals import check_free

CHAIN_LOCK = 20_260_101  # any number that no other advisory lock of the portal uses
WRONG_ROLE = "您的角色不能办理这一步"


class NoticeTerms(NamedTuple):
    """What the officer decides about a notice: its title, window, channel for objections and basis."""

    title: str
    days: int
    unit: str
    channel: str
    basis: str = ""


def last_day(starts_on: date, days: int, unit: str) -> date:
    """Return the last day of the publicity period (公示期截止日), inclusive; the first day is not counted.

    A period in calendar days that would end on a day off ends on the next working day (民法典第二百零三条).
    """
    if unit == Notice.Unit.CALENDAR:
        return next_working_day(starts_on + timedelta(days=days))
    return add_working_days(starts_on, days)


@transaction.atomic
def draft_notice(
    round: ApplicationRound, bureau: Bureau, case_ids: Iterable[int], terms: NoticeTerms, by: User, at: datetime
) -> Notice:
    """Draft a notice (拟稿) over cases of one round that wait for publicity at the officer's bureau.

    Raises NotAllowed for another bureau's officer, without any case, or where a case is no longer waiting.
    """
    ids, today = set(case_ids), timezone.localdate(at)
    check_officer(by, bureau, round, today)
    if not ids:
        raise NotAllowed("请至少选择一件办件")
    list(Application.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values_list("pk"))
    cases = publicity_queue(by, today, bureau).filter(round=round, pk__in=ids).order_by()
    found = {item.application_id: item for item in latest_determinations(cases.values("pk"))}
    if set(found) != ids:
        raise NotAllowed
    notice = Notice.objects.create(
        round=round, bureau=bureau, columns=columns_of(round.version.pack), made_by=by, made_at=at, **terms._asdict()
    )
    _write_lines(notice, found.values())
    return notice


def _write_lines(notice: Notice, determinations: Iterable[Determination]) -> None:
    ordered = sorted(
        determinations,
        key=lambda item: (item.application.region.order, item.application.enterprise.name, item.application_id),
    )
    NoticeLine.objects.bulk_create(
        NoticeLine(
            notice=notice,
            application=item.application,
            determination=item,
            position=position,
            cells=cells_of(item, notice.columns, position),
        )
        for position, item in enumerate(ordered, start=1)
    )


def check_officer(by: User, bureau: Bureau, round: ApplicationRound, today: date) -> None:
    """Raise NotAllowed unless the person publishes for the bureau and policy on `today`."""
    if bureau not in officer_bureaus(by, today, round.policy.code):
        raise NotAllowed(WRONG_ROLE)


@transaction.atomic
def discard_draft(notice: Notice, by: User, at: datetime) -> None:
    """Delete a draft (撤销拟稿); its cases wait for publicity again. Raises NotAllowed for a published notice."""
    draft = _locked_draft(notice)
    check_officer(by, draft.bureau, draft.round, timezone.localdate(at))
    draft.delete()


@transaction.atomic
def publish(notice: Notice, by: User, at: datetime) -> Notice:
    """Publish a draft (发布公示): freeze its content, chain its digest, open the window and move its cases.

    Raises NotAllowed where the draft was published or discarded meanwhile, or a case's determination is another now.
    """
    draft = _locked_draft(notice)
    today = timezone.localdate(at)
    check_officer(by, draft.bureau, draft.round, today)
    lines = list(draft.lines.select_related("application__enterprise", "determination").order_by("position"))
    _check_determinations(lines)
    check_free(by, *(line.application for line in lines))
    _freeze(draft, lines, by, at)
    for line in sorted(lines, key=lambda line: line.application_id):
        line.application.move(Action.PUBLISH, by=by, role=Role.PUBLICITY_OFFICER, at=at, bureau=draft.bureau)
        tell_published(line.application, draft, today)
    return draft


def _locked_draft(notice: Notice) -> Notice:
    found = Notice.objects.select_for_update(of=("self",), no_key=True).select_related(
        "bureau__region", "round__policy"
    )
    draft = found.filter(pk=notice.pk, state=Notice.State.DRAFT).first()
    if draft is None:
        raise NotAllowed
    return draft


def _check_determinations(lines: list[NoticeLine]) -> None:
    latest = latest_determinations([line.application_id for line in lines])
    in_force = set(latest.values_list("pk", flat=True))
    if not lines or {line.determination_id for line in lines} != in_force:
        raise NotAllowed("有办件的核定已更新，请撤销本稿后重新拟稿")


def _freeze(draft: Notice, lines: list[NoticeLine], by: User, at: datetime) -> None:
    """Give the draft its number, window, rows and digest; the advisory lock keeps the chain in one line."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
    previous = Notice.objects.exclude(sequence=None).order_by("-sequence").first()
    year = timezone.localdate(at).year
    draft.number = f"GS-{year}-{Notice.objects.filter(number__startswith=f'GS-{year}-').count() + 1:04d}"
    draft.sequence = (previous.sequence or 0) + 1 if previous else 1
    draft.previous_digest = previous.digest if previous else ""
    draft.rows = [line.cells for line in lines]
    draft.total_yuan = sum((line.determination.approved_yuan for line in lines), Decimal(0))
    draft.starts_on = timezone.localdate(at)
    draft.ends_on = last_day(draft.starts_on, draft.days, draft.unit)
    draft.published_by, draft.published_at = by, at
    draft.state = Notice.State.PUBLISHED
    draft.digest = digest_of(draft.content())
    draft.save()


def verify_notices() -> str | None:
    """Recompute the whole chain of notices; return the number of the first broken one, None where all hold.

    The lines that the public page prints have to be the rows that were frozen.
    """
    previous = ""
    published = Notice.objects.public().select_related("round__policy").order_by("sequence")
    for position, notice in enumerate(published.iterator(chunk_size=200), start=1):
        lines = [line.cells for line in notice.lines.order_by("position")]
        holds = notice.digest_holds() and lines == notice.rows
        if notice.sequence != position or notice.previous_digest != previous or not holds:
            return notice.number
        previous = notice.digest
    return None
