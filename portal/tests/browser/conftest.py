from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from accounts.models import User
from portal.tests.browser.inspection import Inspector
from portal.tests.browser.pages import sign_in

expect.set_options(timeout=30_000)  # two browsers, a worker and a database share two cores


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    """Forget how often this machine signed in or objected: every person of every test comes from one address."""
    cache.clear()


@pytest.fixture
def visitor(new_page: Callable[..., Page], live_server) -> Callable[..., Page]:
    """A maker of pages of people who have not signed in."""
    return lambda **options: new_page(base_url=live_server.url, viewport={"width": 1280, "height": 900}, **options)


@pytest.fixture
def at_work(visitor: Callable[..., Page]) -> Callable[[User], Page]:
    """A maker of pages of people who have signed in, each in a browser of their own."""
    return lambda user: sign_in(visitor(), user)


@pytest.fixture
def inspector(axe_script: str) -> Iterator[Inspector]:
    """Somebody who looks at pages along the way; at the end nothing may have been wrong with any."""
    inspector = Inspector(axe_script)
    yield inspector
    assert not inspector.found, "\n".join(inspector.found)


@pytest.fixture
def inspected(at_work: Callable[[User], Page], inspector: Inspector) -> Callable[[User], Page]:
    """A maker of pages of people who have signed in, to whose consoles the inspector listens."""
    return lambda user: inspector.accompany(at_work(user))
