"""Rulings (裁定): settling how an open point of a text is read, and taking that back; neither is ever rewritten."""

from datetime import date, datetime
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import User
from policies.draft_queues import ruling_bureau
from policies.engine import Pack
from policies.engine.model import Ambiguity, ReadingDef
from policies.models import Policy, Ruling
from policies.ports import rulings_changed
from policies.wording import label_words

ALREADY = "此处已有施行中的裁定，须先撤回"


class Settlement(NamedTuple):
    """What an official settles: which point by which reading, from when, and why."""

    ambiguity: str
    reading: str
    reason: str
    effective_from: date
    document_number: str = ""


def next_number(at: datetime) -> str:
    """Return the next ruling's number (裁定编号): CD, year and a running number of five digits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('ruling_number')")
        return f"CD{timezone.localtime(at):%Y}{cursor.fetchone()[0]:05d}"


@transaction.atomic
def make_ruling(policy: Policy, pack: Pack, settled: Settlement, user: User, at: datetime) -> Ruling:
    """Settle an open point of the policy (裁定): from its day on, cases that it concerns are judged by the reading.

    Raises ValidationError for anybody but the chief of a bureau that decides on the policy, for a point or a reading that
    the text does not have, without a reason, or where a ruling on the point is in force.
    """
    bureau = ruling_bureau(policy, user, timezone.localdate(at))
    if bureau is None:
        raise ValidationError("只有政策审定部门的审定负责人可以作出裁定")
    point, reading = _point(pack, settled)
    if not settled.reason.strip():
        raise ValidationError({"reason": "请写明裁定理由"})
    if Ruling.objects.filter(policy=policy, ambiguity=point.key, withdrawn_at__isnull=True).exists():
        raise ValidationError(ALREADY)
    ruling = Ruling(
        policy=policy, number=next_number(at), ambiguity=point.key, text=label_words(point.text, pack),
        clause=point.clause, reading=reading.key, label=label_words(reading.label, pack),
        reason=settled.reason.strip(), document_number=settled.document_number.strip(), bureau=bureau, made_by=user,
        made_at=at, effective_from=settled.effective_from,
    )  # fmt: skip
    try:
        with transaction.atomic():
            ruling.save()
    except IntegrityError as error:  # a colleague was faster
        raise ValidationError(ALREADY) from error
    rulings_changed(policy.pk)
    return ruling


def _point(pack: Pack, settled: Settlement) -> tuple[Ambiguity, ReadingDef]:
    for point in pack.ambiguities:
        for reading in point.readings:
            if (point.key, reading.key) == (settled.ambiguity, settled.reading):
                return point, reading
    raise ValidationError({"reading": "请选择采用的口径"})


@transaction.atomic
def withdraw_ruling(ruling: Ruling, user: User, at: datetime, reason: str) -> None:
    """Withdraw a ruling (撤回裁定) with a reason; what was determined by it stands, other estimates are worked out anew.

    Raises ValidationError for anybody who could not have made it, without a reason, or for one withdrawn before.
    """
    if ruling_bureau(ruling.policy, user, timezone.localdate(at)) is None:
        raise ValidationError("只有政策审定部门的审定负责人可以撤回裁定")
    if not reason.strip():
        raise ValidationError({"reason": "请写明撤回理由"})
    stored = Ruling.objects.select_for_update(of=("self",), no_key=True).get(pk=ruling.pk)
    if stored.withdrawn_at:
        raise ValidationError("此裁定已经撤回")
    stored.withdrawn_at, stored.withdrawn_by, stored.withdrawal_reason = at, user, reason.strip()
    stored.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason"])
    rulings_changed(stored.policy_id)
