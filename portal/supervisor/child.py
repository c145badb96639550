"""One child process: started in its own session, bound to the supervisor's life, reaped by it."""

import contextlib
import ctypes
import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from portal.supervisor.places import Account

PR_SET_PDEATHSIG = 1
LARGEST_LOG_BYTES = 10 * 1024 * 1024
LIBC = ctypes.CDLL(None)


@dataclass(frozen=True)
class Program:
    """What to run: a child that is started again from the same program after every death."""

    name: str
    argv: list[str]
    env: Mapping[str, str] = field(default_factory=dict)
    cwd: Path = Path("/")
    account: Account | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    keep_fds: tuple[int, ...] = ()
    stops_last: bool = False


class Child:
    """A running program, with its whole process group."""

    def __init__(self, program: Program, log: Path, mark_fd: int) -> None:
        """Start `program`, its output appended to `log`; it inherits `mark_fd`, by which an orphan is recognised."""
        self.program = program
        self.log = log
        as_account = program.account
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                program.argv,
                env=dict(program.env),
                cwd=program.cwd,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                pass_fds=(mark_fd, *program.keep_fds),
                preexec_fn=_die_with_parent(program.stop_signal, os.getpid()),
                user=as_account.uid if as_account else None,
                group=as_account.gid if as_account else None,
                extra_groups=[] if as_account else None,
            )

    @property
    def pid(self) -> int:
        """The process id, which is also the id of its process group."""
        return self._process.pid

    def exit_code(self) -> int | None:
        """Reap the process if it has ended and return its exit code; None while it runs."""
        return self._process.poll()

    def ask_to_stop(self) -> None:
        """Send the program's own stop signal to the leader of the group."""
        if self.exit_code() is None:
            self._process.send_signal(self.program.stop_signal)

    def kill_group(self) -> None:
        """End whatever is left of the process group: a dead Celery parent leaves pool children behind."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait()

    def rein_in_log(self) -> None:
        """Set aside a log that has grown large and start it anew: the child appends, so it may go on writing."""
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG_BYTES:
            shutil.copyfile(self.log, self.log.with_suffix(".1.log"))
            os.truncate(self.log, 0)

    def words(self) -> list[str]:
        """Return the lines of the log."""
        return self.log.read_text(errors="replace").splitlines()


def _die_with_parent(stop_signal: signal.Signals, parent: int) -> Callable[[], None]:
    """Return what a child does before exec: have the kernel stop it should the supervisor be killed with -9."""

    def bind() -> None:
        LIBC.prctl(PR_SET_PDEATHSIG, int(stop_signal))
        if os.getppid() != parent:
            os._exit(1)

    return bind
