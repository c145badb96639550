"""Evidence that a notice stood where it should: its page as served, and daily looks at the public address."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from publicity.models import Notice, NoticeCheck, NoticeSnapshot
from publicity.probe import NO_ANSWER, fetched, served_page, sha256


def keep_page(notice: Notice, occasion: str, at: datetime) -> NoticeSnapshot:
    """Keep the page of a notice as it is served now (页面存证). May run twice: it is kept once an occasion, once an extension."""
    taken = notice.snapshots.filter(occasion=occasion)
    if occasion == NoticeSnapshot.Occasion.EXTENDED:
        latest = notice.extensions.order_by("-ends_on").values_list("at", flat=True).first()
        taken = taken.filter(taken_at__gte=latest or at)
    if kept := taken.first():
        return kept
    html = served_page(notice)
    url = f"{settings.SITE_URL}{reverse('notice_detail', args=[notice.number])}"
    return NoticeSnapshot.objects.create(
        notice=notice, occasion=occasion, url=url, html=html, digest=sha256(html.encode()), taken_at=at
    )


def check_open_notices(at: datetime) -> list[NoticeCheck]:
    """Look at every notice whose window is open, over the network, as the public does (在线检查)."""
    today = timezone.localdate(at)
    running = Notice.objects.filter(state=Notice.State.PUBLISHED, ends_on__gte=today).order_by("pk")
    return [check_notice(notice, at) for notice in running.defer("rows", "changes")]


def check_notice(notice: Notice, at: datetime) -> NoticeCheck:
    """Fetch page and canonical JSON from the public address and write down whether they are what was published."""
    page = fetched(f"{settings.SITE_URL}{reverse('notice_detail', args=[notice.number])}")
    content = fetched(f"{settings.SITE_URL}{reverse('notice_json', args=[notice.number])}")
    digest = sha256(content.body) if content.body else ""
    words = told(notice, page.status, page.body.decode(errors="replace"), digest)
    return NoticeCheck.objects.create(
        notice=notice,
        checked_at=at,
        status_code=page.status,
        content_digest=digest,
        is_standing=words == STANDING,
        words=words,
    )


STANDING = "页面可以打开，内容与发布时一致"


def told(notice: Notice, status: int, page: str, digest: str) -> str:
    """Return the result of a look in words."""
    if status == NO_ANSWER:
        return "没有连上公示地址"
    if status != 200:
        return f"页面打不开（{status}）"
    if not digest:
        return "规范 JSON 取不到"
    if digest != notice.digest:
        return "取回的内容与发布时的摘要不符"
    shows = str(notice.number) in page and notice.digest in page and f"{notice.ends_on}" in page
    return STANDING if shows else "页面上没有本公示的编号、截止日或摘要"
