"""Anchoring the chains day by day, and asking for the whole check."""

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts.canonical import canonical, digests_of
from accounts.chains import Chain, lock_chain
from accounts.models import User
from publicity.chain import all_heads
from publicity.models import Anchor, AnchorTimestamp, ChainCheck
from publicity.timestamps import stamped

RETRIED_DAYS = 30  # how far back an anchor without a timestamp is tried again
GIVEN_UP = timedelta(hours=1)  # after which a check that never ended does not keep others from starting


@transaction.atomic
def make_anchor(at: datetime) -> Anchor:
    """Write the anchor (日锚) of the day of `at` over the heads of all chains; the one of the day where there is one."""
    lock_chain(Chain.ANCHORS)
    day = timezone.localdate(at)
    if made := Anchor.objects.filter(day=day).first():
        return made
    last = Anchor.objects.order_by("-sequence").first()
    anchor = Anchor(
        sequence=last.sequence + 1 if last else 1,
        day=day,
        heads=[{**head._asdict(), "at": head.at.isoformat()} for head in all_heads()],
        previous_digest=last.digest if last else "",
        made_at=at,
    )
    anchor.digest, anchor.digest_sm3 = digests_of(anchor.content())
    anchor.save()
    return anchor


def anchor_folder() -> Path:
    """Return the folder of the outbox into which anchors go."""
    return Path(settings.EMAIL_FILE_PATH) / "anchors"


def send_out(anchor: Anchor) -> Path:
    """Write the anchor's canonical JSON into the outbox and mail it to who subscribes; return the file.

    Run twice, it writes the same file again; a subscriber may get the same anchor twice.
    """
    folder, text = anchor_folder(), canonical(anchor.content())
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{anchor.day}.json"
    path.write_text(text, encoding="utf-8")
    if settings.ANCHOR_MAIL:
        said = (
            f"{anchor.day} 全部核定链与公示链的末端摘要如下，请留存；日后凭它可以发现末端记录被删改。\n\n"
            f"SHA-256：{anchor.digest}\nSM3：{anchor.digest_sm3}\n\n{text}\n"
        )
        send_mail(f"【惠企】{anchor}", said, None, settings.ANCHOR_MAIL)
    return path


def stamp_anchors(at: datetime) -> int:
    """Get timestamps for the anchors of the last days that lack one; return how many. Nothing where no authority is named.

    Raises TimestampRefused where the authority refuses; what was stamped before stays.
    """
    if not settings.TIMESTAMP_URL:
        return 0
    since = timezone.localdate(at) - timedelta(days=RETRIED_DAYS)
    have = AnchorTimestamp.objects.filter(authority=settings.TIMESTAMP_URL).values("anchor")
    waiting = Anchor.objects.filter(day__gte=since).exclude(pk__in=have).order_by("sequence")
    for anchor in waiting:
        stamped(anchor).save()
    return len(waiting)


@transaction.atomic
def ask_check(by: User | None, at: datetime) -> ChainCheck:
    """Ask for the whole check (全链核验) in the background; return the one under way where there is one."""
    lock_chain(Chain.ANCHORS)
    unfinished = [ChainCheck.State.WAITING, ChainCheck.State.RUNNING]
    running = ChainCheck.objects.filter(state__in=unfinished, asked_at__gt=at - GIVEN_UP).first()
    if running:
        return running
    check = ChainCheck.objects.create(asked_by=by, asked_at=at)
    import_string(settings.CHECK_CHAINS).delay(check.pk)
    return check
