"""Looking at a notice from outside: its page as the portal serves it, and both page and content over the network."""

import hashlib
from http import HTTPStatus
from typing import NamedTuple
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory
from django.urls import reverse

from publicity.models import Notice

SECONDS = 20
NO_ANSWER = 0


class Answer(NamedTuple):
    """What an address gave: the status code (0 without an answer) and the body."""

    status: int
    body: bytes


def served_page(notice: Notice) -> str:
    """Return the public page of a notice as the portal serves it to somebody not signed in, middleware included.

    Raises RuntimeError where the portal does not answer with the page.
    """
    site = urlsplit(settings.SITE_URL)
    address, is_secure = reverse("notice_detail", args=[notice.number]), site.scheme == "https"
    request = RequestFactory(headers={"host": site.netloc}).get(address, secure=is_secure)
    handler = WSGIHandler()
    handler.load_middleware()
    response = handler.get_response(request)
    content: bytes = getattr(response, "content", b"")
    if response.status_code != HTTPStatus.OK or not content:
        raise RuntimeError(f"the page of {notice.number} answers {response.status_code}")
    return content.decode()


def fetched(address: str) -> Answer:
    """Return what the public address gives over the network."""
    request = Request(address, headers={"User-Agent": "Huiqi notice check"})
    try:
        with urlopen(request, timeout=SECONDS) as response:
            return Answer(response.status, response.read())
    except HTTPError as error:
        return Answer(error.code, b"")
    except (URLError, TimeoutError, OSError):
        return Answer(NO_ANSWER, b"")


def sha256(content: bytes) -> str:
    """Return the SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()
