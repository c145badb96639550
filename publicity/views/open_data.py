"""What machines read: the feed of notices, and the anonymised open data of decisions."""

import json
from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from publicity.documents import permanent_url
from publicity.models import Notice
from publicity.open_data import FIELDS, LEAST, MOST_SHARE, as_csv, open_rows
from publicity.queues import public_notices

PAGE_SIZE = 50


def summary(notice: Notice) -> str:
    """Return what a feed says of a notice."""
    window = f"公示期 {notice.starts_on} 至 {notice.ends_on}"
    return f"{notice.bureau}；{window}；{notice.line_count} 条；{notice.get_state_display()}"  # type: ignore[attr-defined]


class AtomFeed(Feed):
    """The newest notices as an Atom feed; each entry's id is its permanent address."""

    feed_type = Atom1Feed
    title = "惠企 公示"
    link = "/notices/"
    subtitle = "拟支持、拟认定名单公示"

    def items(self) -> Any:
        """Return the newest notices."""
        return public_notices()[:PAGE_SIZE]

    def item_title(self, item: Notice) -> str:
        """Return number and title."""
        return f"{item.number} {item.title}"

    def item_description(self, item: Notice) -> str:
        """Return bureau, window and number of lines."""
        return summary(item)

    def item_link(self, item: Notice) -> str:
        """Return the permanent address."""
        return permanent_url(item)

    item_guid = item_link

    def item_updateddate(self, item: Notice) -> datetime:
        """Return when it was published."""
        return item.published_at or timezone.now()

    item_pubdate = item_updateddate


@require_safe
def json_feed(request: HttpRequest) -> HttpResponse:
    """All notices as JSON Feed 1.1, fifty a page, the next page named; with digest and place in the chain."""
    page = Paginator(public_notices(), PAGE_SIZE).get_page(request.GET.get("page"))
    home = f"{settings.SITE_URL}{reverse('notice_feed')}"
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": AtomFeed.title,
        "home_page_url": f"{settings.SITE_URL}{reverse('notice_list')}",
        "feed_url": home,
        "language": "zh-CN",
        "items": [feed_item(notice) for notice in page],
    }
    if page.has_next():
        feed["next_url"] = f"{home}?page={page.next_page_number()}"
    return HttpResponse(json.dumps(feed, ensure_ascii=False), content_type="application/feed+json; charset=utf-8")


def feed_item(notice: Notice) -> dict[str, Any]:
    """Return a notice as an item of the JSON feed; what the format does not know stands under `_notice`."""
    files = {"application/pdf": "notice_pdf", "application/json": "notice_json"}
    return {
        "id": permanent_url(notice),
        "url": permanent_url(notice),
        "title": f"{notice.number} {notice.title}",
        "content_text": summary(notice),
        "date_published": notice.published_at and notice.published_at.isoformat(),
        "attachments": [
            {"url": f"{settings.SITE_URL}{reverse(name, args=[notice.number])}", "mime_type": kind}
            for kind, name in files.items()
        ],
        "_notice": {
            "number": notice.number,
            "policy": notice.round.policy.code,
            "starts_on": str(notice.starts_on),
            "ends_on": str(notice.ends_on),
            "state": notice.state,
            "total_yuan": f"{notice.total_yuan:.2f}",
            "sequence": notice.sequence,
            "digest": notice.digest,
        },
    }


@require_safe
def open_data(request: HttpRequest) -> HttpResponse:
    """What open data there is, what its fields mean and how privacy is kept (开放数据)."""
    rows = open_rows(timezone.localdate())
    context = {
        "fields": FIELDS,
        "rows": rows[:20],
        "count": len(rows),
        "least": LEAST,
        "share": f"{MOST_SHARE * 100:.0f}",
        "made_at": datetime.combine(timezone.localdate(), time()),
    }
    return render(request, "publicity/open_data.html", context)


@require_safe
def decisions_csv(request: HttpRequest) -> HttpResponse:
    """The open data of decisions as CSV."""
    response = HttpResponse(as_csv(open_rows(timezone.localdate())), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="decisions.csv"'
    return response


@require_safe
def decisions_json(request: HttpRequest) -> HttpResponse:
    """The open data of decisions as JSON, with the meaning of its fields."""
    today = timezone.localdate()
    fields = [each._asdict() for each in FIELDS]
    content = {"made_on": str(today), "fields": fields, "least_enterprises": LEAST, "rows": open_rows(today)}
    return HttpResponse(json.dumps(content, ensure_ascii=False), content_type="application/json; charset=utf-8")
