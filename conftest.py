"""Fixtures that every app's tests share: a real browser, and a real Celery worker with its outbox relay."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import pytest
import redis
from django.apps import AppConfig, apps
from django.conf import settings
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.models.signals import post_migrate
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

QUEUES = ("interactive", "bulk", "scheduled", "unacked")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
BROWSER_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LONG = ("test_access_matrix.py", "test_every_policy.py", "test_properties.py", "test_demo.py", "test_demo_busy.py")
ROOT = Path(__file__).parent
# Playwright's sync API runs an event loop in the test's thread; Django's ORM would refuse to work beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def find_browser() -> str | None:
    """Return the path of the machine's Chromium or Chrome, None where there is none."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with the files that take minutes, so that the workers end together; then see that there is a browser."""
    items.sort(key=lambda item: item.path.name not in LONG and item.get_closest_marker("browser") is None)
    skip_without_browser(items)


def skip_without_browser(items: list[pytest.Item]) -> None:
    """Skip browser tests on a machine without a browser; with CI=true they run, and so fail."""
    if find_browser() or os.environ.get("CI") == "true":
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason="no Chromium on this machine: apt-get install chromium"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly what was not tested for want of a browser."""
    if find_browser() is None:
        terminalreporter.write_sep(
            "!", "NO BROWSER: every browser test was skipped 没有浏览器，浏览器测试未执行", red=True
        )


@pytest.fixture(scope="session", autouse=True)
def places_come_back() -> None:
    """Load regions and bureaus again where a transactional test has emptied the tables: Django then says it has migrated."""
    post_migrate.connect(load_places, dispatch_uid="places come back")


def load_places(sender: AppConfig, **kwargs: object) -> None:
    """Do what the migrations of the handling units and of their bureaus did, unless they are there."""
    if sender.name == "accounts" and not apps.get_model("accounts", "Region").objects.exists():
        units = import_module("accounts.migrations.0002_units")
        units.load_units(apps, None)
        units.load_bureaus(apps, None)


@pytest.fixture(scope="session", autouse=True)
def evidence_may_be_emptied() -> None:
    """Let Django empty the tables after a transactional test: as the superuser of the database, past the triggers."""
    flush = BaseDatabaseOperations.execute_sql_flush
    setting = "SET LOCAL session_replication_role = replica"
    BaseDatabaseOperations.execute_sql_flush = lambda self, sql_list: flush(self, [setting, *sql_list])  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless browser, one per test process."""
    executable = find_browser()
    if executable is None:
        pytest.fail("no Chromium on this machine: apt-get install chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, headless=True, args=BROWSER_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """A maker of pages, each with cookies of its own, as for another person: `new_page(viewport={...})`."""
    contexts: list[BrowserContext] = []

    def make(**options: object) -> Page:
        context = browser.new_context(**{"locale": "zh-CN", "timezone_id": "Asia/Shanghai", **options})  # type: ignore[arg-type]
        context.set_default_timeout(15_000)
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """One page of a desk-top size."""
    return new_page(viewport={"width": 1280, "height": 900})


@pytest.fixture(scope="session")
def axe_script() -> str:
    """The source of axe-core, to be run in a page for its accessibility report."""
    return (settings.ASSETS_DIR / "axe" / "axe.min.js").read_text()


PROCESSES = {
    "worker": ["-m", "celery", "-A", "portal", "worker", "-Q", "interactive,bulk,scheduled", "-c", "1", "--without-gossip",
               "--without-mingle", "-l", "info"],
    "relay": ["manage.py", "celery_outbox_relay", "--idle-time", "0.1"],
}  # fmt: skip


def start_process(name: str) -> subprocess.Popen:
    """Start a worker or a relay on this test process's database and broker, as the leader of a group of its own."""
    logs = settings.VAR_DIR / "log"
    logs.mkdir(parents=True, exist_ok=True)
    with (logs / f"{name}-{settings.WORKER}.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, *PROCESSES[name]],
            cwd=ROOT,
            env=worker_environment(),
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


@pytest.fixture(scope="module")
def celery_processes(django_db_setup: None) -> Iterator[None]:
    """A real Celery worker and outbox relay on this test process's database and broker, for one module."""
    started = [start_process(name) for name in PROCESSES]
    yield
    for process in started:
        os.killpg(process.pid, 15)
    for process in started:
        process.wait(20)


@pytest.fixture
def celery_process(transactional_db: None) -> Iterator[Callable[[str], subprocess.Popen]]:
    """A maker of workers and relays that a test may kill; those still there at its end are killed."""
    started: list[subprocess.Popen] = []

    def start(name: str) -> subprocess.Popen:
        started.append(start_process(name))
        return started[-1]

    yield start
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(20)


@pytest.fixture
def celery_worker_process(transactional_db: None, celery_processes: None) -> Iterator[Callable[[], None]]:
    """The running worker; call the value to wait until everything queued has been done (done at the end as well)."""
    yield settle
    settle()


def worker_environment() -> dict[str, str]:
    """Return the environment in which another process works on this test process's database."""
    url = os.environ["DATABASE_URL"].rpartition("/")[0] + "/" + connection.settings_dict["NAME"]
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings_test", "DATABASE_URL": url}


def settle(seconds: float = 60) -> None:
    """Wait until the outbox and every queue are empty and no task is being worked on."""
    deadline = time.monotonic() + seconds
    calm = 0
    # Twice in a row: a message on its way from the queue to the worker is for a moment in neither.
    while calm < 2:
        calm = calm + 1 if nothing_queued() else 0
        if time.monotonic() > deadline:
            pytest.fail(f"the Celery worker has not finished within {seconds} s:\n{last_words()}")
        time.sleep(0.05)


def nothing_queued() -> bool:
    """Tell whether outbox and broker are empty; `unacked` holds what a worker is working on."""
    from django_celery_outbox.models import CeleryOutbox  # the apps are not loaded yet when this file is

    with redis.Redis.from_url(settings.REDIS_URL) as broker:
        return not CeleryOutbox.objects.exists() and not any(map(broker.exists, QUEUES))


def last_words(lines: int = 25) -> str:
    """Return the ends of the logs of this test process's worker and relay."""
    logs = [settings.VAR_DIR / "log" / f"{name}-{settings.WORKER}.log" for name in ("worker", "relay")]
    return "\n".join(line for log in logs for line in log.read_text(errors="replace").splitlines()[-lines:])
