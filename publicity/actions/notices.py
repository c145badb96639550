from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import Role, User
from applications.workflow import Action, NotAllowed
from publicity.actions.drafting import NoticeTerms as NoticeTerms
from publicity.actions.drafting import check_officer as check_officer
from publicity.actions.drafting import locked_draft
from publicity.actions.freezing import freeze
from publicity.actions.freezing import last_day as last_day
from publicity.actions.superseding import Superseded, supersede
from publicity.background import after_publishing
from publicity.models import Notice, NoticeEvent, NoticeLine
from publicity.notifications import tell_published
from publicity.queues import latest_determinations
from reviews.recusals import check_free

# What a determination keeps for replay and no list shows: megabytes over five thousand lines.
HEAVY = ("determination__facts", "determination__documents", "determination__decision", "determination__reviews")


@transaction.atomic
def publish(notice: Notice, by: User, at: datetime) -> Notice:
    """Publish a draft (发布公示): freeze its content, chain its digest, open the window and move its cases.

    A correction takes the place of the notice that it replaces; lines that stay keep their state and their objections.
    Raises NotAllowed where the draft was published or discarded meanwhile, or a case's determination is another now.
    """
    draft = locked_draft(notice)
    today = timezone.localdate(at)
    check_officer(by, draft.bureau, draft.round, today)
    found = draft.lines.select_related(
        "application__enterprise", "application__round__policy", "determination", "notice"
    )
    lines = list(found.defer("name_grams", *HEAVY).order_by("position"))
    check_determinations(lines)
    check_free(by, *(line.application for line in lines))
    old = Superseded.of(draft, lines, today) if draft.replaces else None
    if old:
        draft.changes = old.changes
    freeze(draft, lines, by, at)
    if old:
        supersede(old, draft, by, at)
    for line in sorted(lines, key=lambda line: line.application_id):
        if old is None or line.application_id not in old.standing:
            line.application.move(Action.PUBLISH, by=by, role=Role.PUBLICITY_OFFICER, at=at, bureau=draft.bureau)
            tell_published(line.application, draft, today)
    NoticeEvent.objects.create(notice=draft, kind=NoticeEvent.Kind.PUBLISHED, words=str(draft.number), by=by, at=at)
    after_publishing(draft, at)
    return draft


def check_determinations(lines: list[NoticeLine]) -> None:
    """Raise NotAllowed unless every line shows the determination in force of its case."""
    latest = latest_determinations([line.application_id for line in lines])
    in_force = set(latest.values_list("pk", flat=True))
    if not lines or {line.determination_id for line in lines} != in_force:
        raise NotAllowed("有办件的核定已更新，请撤销本稿后重新拟稿")
