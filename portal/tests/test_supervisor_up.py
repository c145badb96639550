"""The whole of `manage.py up` once: from an empty `var/` to HTTP 200, through a killed web server, to an orderly end."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from portal.supervisor.house import _holders
from portal.supervisor.web import is_healthy, listen_on

ROOT = Path(__file__).resolve().parents[2]


def wait_until(done: Callable[[], object], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def free_port() -> int:
    with listen_on(0) as listener:
        return int(listener.getsockname()[1])


@pytest.fixture
def up(var: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """A running `up` with services of its own, and its port."""
    port = free_port()
    environment = {**os.environ, "HUIQI_VAR": str(var), "HUIQI_SECRET_KEY": "test", "HUIQI_HOSTS": "127.0.0.1"}
    for name in ("DATABASE_URL", "REDIS_URL", "HUIQI_DEMO"):
        environment.pop(name, None)
    environment["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    with (var / "up.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "up", "--port", str(port)], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
    yield process, port
    process.terminate()
    process.wait(30)


def pids_of(var: Path, words: str) -> list[int]:
    commands = {pid: Path(f"/proc/{pid}/cmdline") for pid in _holders(var / "up.mark")}
    return [pid for pid, path in commands.items() if words in path.read_text().replace("\0", " ")]


def test_up_serves_heals_and_stops_everything(var: Path, up: tuple[subprocess.Popen[bytes], int]) -> None:
    process, port = up
    wait_until(lambda: "ready" in (var / "up.log").read_text() or process.poll() is not None, 120)
    assert is_healthy(port), (var / "up.log").read_text()
    for words in (
        "postgres -D",
        "unixsocket",
        "gunicorn",
        "celery -A portal worker",
        "celery -A portal beat",
        "celery_outbox_relay",
    ):
        wait_until(partial(pids_of, var, words), 5)

    for pid in pids_of(var, "gunicorn"):
        os.kill(pid, signal.SIGKILL)
    wait_until(lambda: is_healthy(port), 20)

    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    assert _holders(var / "up.mark") == []
    assert not is_healthy(port)
