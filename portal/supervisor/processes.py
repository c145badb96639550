"""The portal's own processes, and the `manage.py` steps before them, as programs."""

import signal
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from portal.supervisor.child import Program

BASE_DIR = Path(__file__).resolve().parent.parent.parent
QUEUES = "interactive,bulk,scheduled"


def manage(environment: Mapping[str, str], *arguments: str) -> Program:
    """Return one `manage.py` command, run to its end; its output goes to a log of its own."""
    return Program(f"setup-{arguments[0]}", [sys.executable, "manage.py", *arguments], environment, cwd=BASE_DIR)


def portal_programs(environment: Mapping[str, str], listener: socket.socket, var: Path) -> list[Program]:
    """Return web, worker, beat and outbox relay."""
    descriptor = listener.fileno()
    gunicorn = [
        "gunicorn",
        "portal.wsgi",
        "--bind",
        f"fd://{descriptor}",
        "--workers",
        "2",
        "--no-control-socket",
        "--threads",
        "4",
        "--graceful-timeout",
        "4",
    ]
    celery = ["celery", "-A", "portal"]
    worker = [*celery, "worker", "-Q", QUEUES, "-c", "2", "--without-gossip", "--without-mingle", "--loglevel", "info"]
    beat = [*celery, "beat", "-s", str(var / "beat.schedule"), "--pidfile=", "--loglevel", "info"]

    def program(name: str, arguments: list[str], keep_fds: tuple[int, ...] = ()) -> Program:
        return Program(name, [sys.executable, *arguments], environment, BASE_DIR, None, signal.SIGTERM, keep_fds)

    return [
        program("web", ["-m", *gunicorn], (descriptor,)),
        program("worker", ["-m", *worker]),
        program("beat", ["-m", *beat]),
        program(
            "relay",
            [
                "manage.py",
                "celery_outbox_relay",
                "--idle-time",
                "0.2",
                "--broker-outage-cooldown",
                "2",
                "--shutdown-timeout",
                "3",
            ],
        ),
    ]
