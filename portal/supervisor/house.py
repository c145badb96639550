"""One `var/`: held by one supervisor at a time, and cleared of what a killed supervisor left behind."""

import contextlib
import fcntl
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

from portal.supervisor.refusal import Refusal

GRACE_SECONDS = 8.0


@contextlib.contextmanager
def held(var: Path) -> Iterator[int]:
    """Hold `var` alone and yield the mark: a file that every child inherits open, so that orphans can be found.

    The lock itself is not inherited, so it ends with this process however it ends. Raises Refusal when taken.
    """
    var.mkdir(parents=True, exist_ok=True)
    lock_fd = os.open(var / "up.lock", os.O_RDWR | os.O_CREAT, 0o644)
    mark_fd = os.open(var / "up.mark", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(lock_fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as taken:
            owner = os.pread(lock_fd, 200, 0).decode().strip()
            raise Refusal(f"{var} 上已有一个 up 在运行（进程 {owner}），本次不再启动 (already running)。") from taken
        os.ftruncate(lock_fd, 0)
        os.pwrite(lock_fd, f"{os.getpid()}\n".encode(), 0)
        end_orphans(var / "up.mark")
        yield mark_fd
    finally:
        os.close(mark_fd)
        os.close(lock_fd)


def end_orphans(mark: Path) -> list[int]:
    """Stop every process that still holds `mark` open, the children of a supervisor killed with -9; return their pids."""
    orphans = _holders(mark)
    for number, seconds in ((signal.SIGINT, GRACE_SECONDS), (signal.SIGKILL, 5.0)):
        left = _holders(mark)
        for pid in left:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, number)
        deadline = time.monotonic() + seconds
        while left and time.monotonic() < deadline and _holders(mark):
            time.sleep(0.1)
    return orphans


def _holders(mark: Path) -> list[int]:
    """Return the other processes with `mark` open. An inherited descriptor, unlike a pid file, cannot be stale."""
    wanted = os.stat(mark)
    found = []
    for directory in Path("/proc").iterdir():
        if not directory.name.isdigit() or int(directory.name) == os.getpid():
            continue
        with contextlib.suppress(OSError):
            for descriptor in os.scandir(directory / "fd"):
                with contextlib.suppress(OSError):
                    status = descriptor.stat()
                    if (status.st_dev, status.st_ino) == (wanted.st_dev, wanted.st_ino):
                        found.append(int(directory.name))
                        break
    return found
