"""The keeper: starts children, brings dead ones back, and stops them all."""

import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from portal.supervisor.child import Child, Program
from portal.supervisor.refusal import Refusal, StopRequested

TICK_SECONDS = 0.1
LOG_EVERY_TICKS = 300
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 10.0
STEADY_AFTER = 20.0
GRACE_SECONDS = 6.0


def say(line: str) -> None:
    """Print one progress line at once."""
    print(line, flush=True)


@dataclass
class Kept:
    """A program that must run, its present child, and how long to wait before the next try."""

    program: Program
    child: Child
    started_at: float
    pause: float = FIRST_PAUSE
    due_at: float | None = None


class Keeper:
    """Parent of every child. Single-threaded: everything happens in `tick`, signals only set a flag."""

    def __init__(self, logs: Path, mark_fd: int) -> None:
        self.logs = logs
        self.mark_fd = mark_fd
        self.kept: dict[str, Kept] = {}
        self.stop_asked = False

    def listen(self) -> None:
        """Make Ctrl-C, SIGTERM and a closed terminal ask for a stop. The handler waits for nothing: it would dead-lock."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)

    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.stop_asked = True

    def keep(self, program: Program) -> None:
        """Start `program` and keep it alive from now on."""
        self.kept[program.name] = Kept(program, self._start(program), time.monotonic())

    def run_once(self, program: Program, title: str) -> list[str]:
        """Run `program` to its end while the others are kept alive and return its output; refuse to go on when it fails."""
        self._log_of(program).unlink(missing_ok=True)
        child = self._start(program)
        try:
            self.wait(lambda: child.exit_code() is not None, title)
        finally:
            child.ask_to_stop()
            child.kill_group()
        if child.exit_code() != 0:
            raise Refusal(
                f"「{title}」失败，日志 {child.log} 末尾如下 (step failed):\n" + "\n".join(child.words()[-12:])
            )
        return child.words()

    def wait(self, done: Callable[[], bool], title: str, seconds: float = 900) -> None:
        """Keep ticking until `done`; say every five seconds that it is still going on, refuse after `seconds`."""
        began = told = time.monotonic()
        while not done():
            self.tick()
            now = time.monotonic()
            if now - told >= 5:
                told = now
                say(f"  … {title}（已用 {now - began:.0f} 秒）")
            if now - began > seconds:
                raise Refusal(f"「{title}」等待超过 {seconds:.0f} 秒，请看日志目录 {self.logs} (timed out)。")
            time.sleep(TICK_SECONDS)

    def tick(self) -> None:
        """Reap what died, start again what is due. Raises StopRequested once a stop was asked for."""
        if self.stop_asked:
            raise StopRequested
        for kept in self.kept.values():
            if kept.due_at is None and kept.child.exit_code() is not None:
                self._note_death(kept)
            if kept.due_at is not None and time.monotonic() >= kept.due_at:
                kept.child, kept.started_at, kept.due_at = self._start(kept.program), time.monotonic(), None

    def run(self) -> None:
        """Keep everything alive, and every log of a bearable size, until a stop is asked for."""
        while True:
            for kept in self.kept.values():
                kept.child.rein_in_log()
            for _ in range(LOG_EVERY_TICKS):
                self.tick()
                time.sleep(TICK_SECONDS)

    def stop(self) -> None:
        """Stop everything, the data services after those who use them."""
        for last in (False, True):
            self._stop_together([kept.child for kept in self.kept.values() if kept.program.stops_last is last])
        self.kept.clear()

    def _start(self, program: Program) -> Child:
        return Child(program, self._log_of(program), self.mark_fd)

    def _log_of(self, program: Program) -> Path:
        return self.logs / f"{program.name}.log"

    def _note_death(self, kept: Kept) -> None:
        """Clear away the dead child's group and set the next try: at once after a steady life, later after a short one."""
        lived = time.monotonic() - kept.started_at
        kept.child.kill_group()
        kept.pause = FIRST_PAUSE if lived > STEADY_AFTER else min(kept.pause * 1.5, LONGEST_PAUSE)
        kept.due_at = time.monotonic() + kept.pause
        if not self.stop_asked:
            sys.stderr.write(f"  ! {kept.program.name} 退出（{kept.child.exit_code()}），{kept.pause:.1f} 秒后重启\n")

    @staticmethod
    def _stop_together(children: list[Child]) -> None:
        for child in children:
            child.ask_to_stop()
        deadline = time.monotonic() + GRACE_SECONDS
        while time.monotonic() < deadline and any(child.exit_code() is None for child in children):
            time.sleep(TICK_SECONDS / 2)
        for child in children:
            child.kill_group()
