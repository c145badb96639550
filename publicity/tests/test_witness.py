"""Evidence that a notice stood where it should."""

from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse

from publicity.actions.witnessing import check_notice, check_open_notices, keep_page
from publicity.documents import notice_json
from publicity.models import Notice, NoticeCheck, NoticeSnapshot
from publicity.probe import served_page, sha256
from publicity.tests.factories import AFTER_AT, LAST_DAY_AT, PUBLISHED_AT, published_notice

pytestmark = pytest.mark.django_db


def test_the_page_is_kept_as_served_once_an_occasion():
    notice = published_notice()

    kept, again = (keep_page(notice, "published", PUBLISHED_AT) for _ in range(2))

    assert kept == again
    assert kept.digest == sha256(kept.html.encode())
    assert notice.digest in kept.html
    assert keep_page(notice, "closed", AFTER_AT) != kept


def test_what_was_kept_is_never_rewritten():
    kept = keep_page(published_notice(), "published", PUBLISHED_AT)

    with pytest.raises(ProgrammingError), transaction.atomic():
        NoticeSnapshot.objects.filter(pk=kept.pk).update(html="改写")
    with pytest.raises(ProgrammingError):
        kept.delete()


@pytest.fixture
def website(settings):
    """A small web server on this machine; what it answers is put into the mapping, by path."""
    answers: dict[str, bytes] = {}

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path in answers else 404)
            self.end_headers()
            self.wfile.write(answers.get(self.path, b""))

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Answering)
    Thread(target=server.serve_forever, daemon=True).start()
    settings.SITE_URL = f"http://127.0.0.1:{server.server_port}"
    yield answers
    server.shutdown()
    server.server_close()


def stand(notice: Notice, website: dict[str, bytes]) -> None:
    website[reverse("notice_detail", args=[notice.number])] = served_page(notice).encode()
    website[reverse("notice_json", args=[notice.number])] = notice_json(notice)


def test_a_look_over_the_network_finds_the_notice_standing(website):
    notice = published_notice()
    stand(notice, website)

    [check] = check_open_notices(LAST_DAY_AT)

    assert (check.is_standing, check.status_code, check.content_digest) == (True, 200, notice.digest)
    assert check_open_notices(AFTER_AT) == []


def test_a_look_that_finds_nothing_says_so(settings):
    settings.SITE_URL = "http://127.0.0.1:9"

    check = check_notice(published_notice(), LAST_DAY_AT)

    assert (check.is_standing, check.status_code, check.words) == (False, 0, "没有连上公示地址")


def test_content_other_than_published_or_a_missing_page_is_not_standing(website):
    notice = published_notice()
    stand(notice, website)
    website[reverse("notice_json", args=[notice.number])] += b" "

    assert check_notice(notice, LAST_DAY_AT).words == "取回的内容与发布时的摘要不符"
    website.clear()
    assert check_notice(notice, LAST_DAY_AT).words == "页面打不开（404）"
    assert NoticeCheck.objects.filter(is_standing=True).count() == 0
