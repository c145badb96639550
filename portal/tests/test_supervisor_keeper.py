"""Children are kept alive, one after another crash more patiently, and all stopped at the end."""

import os
import signal
import time
from pathlib import Path

import pytest

from portal.supervisor.child import Program
from portal.supervisor.keeper import FIRST_PAUSE, LONGEST_PAUSE, Keeper
from portal.supervisor.refusal import Refusal, StopRequested

SLEEPER = Program("sleeper", ["/bin/sleep", "600"])
ENV = {"PATH": "/usr/bin:/bin"}


def pid_of(keeper: Keeper, name: str) -> int:
    return keeper.kept[name].child.pid


def test_a_killed_child_is_started_again(keeper: Keeper) -> None:
    keeper.keep(SLEEPER)
    first = pid_of(keeper, "sleeper")

    os.kill(first, signal.SIGKILL)
    keeper.wait(lambda: pid_of(keeper, "sleeper") != first, "restart", 5)

    assert keeper.kept["sleeper"].child.exit_code() is None


def test_a_child_that_keeps_dying_is_tried_ever_more_slowly(keeper: Keeper) -> None:
    keeper.keep(Program("failing", ["/bin/false"]))

    keeper.wait(lambda: keeper.kept["failing"].pause > FIRST_PAUSE * 2, "three deaths", 10)

    assert keeper.kept["failing"].pause <= LONGEST_PAUSE


def test_a_dead_child_takes_its_whole_process_group_along(keeper: Keeper) -> None:
    program = Program("parent", ["/bin/sh", "-c", "sleep 600 & echo $!; wait"], ENV)
    keeper.keep(program)
    log = keeper.logs / "parent.log"
    keeper.wait(lambda: log.read_text().strip() != "", "grandchild", 5)
    grandchild = int(log.read_text().split()[0])

    os.kill(pid_of(keeper, "parent"), signal.SIGKILL)
    keeper.wait(lambda: keeper.kept["parent"].due_at is not None, "death", 5)

    deadline = time.monotonic() + 5
    while Path(f"/proc/{grandchild}/fd/0").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not Path(f"/proc/{grandchild}/fd/0").exists()


def test_a_child_that_ignores_the_stop_signal_is_killed(keeper: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.supervisor.keeper.GRACE_SECONDS", 0.3)
    keeper.keep(Program("deaf", ["/bin/sh", "-c", "trap '' TERM; echo deaf; while :; do sleep 1; done"], ENV))
    child = keeper.kept["deaf"].child
    keeper.wait(lambda: child.words() == ["deaf"], "deaf", 5)

    keeper.stop()

    assert child.exit_code() == -signal.SIGKILL


def test_data_services_are_stopped_after_those_who_use_them(keeper: Keeper) -> None:
    script = "trap 'echo \"$0 $(date +%s%N)\"; exit 0' TERM; echo up; while :; do sleep 0.05; done"
    keeper.keep(Program("database", ["/bin/sh", "-c", script, "database"], ENV, stops_last=True))
    keeper.keep(Program("worker", ["/bin/sh", "-c", script, "worker"], ENV))
    logs = {name: keeper.logs / f"{name}.log" for name in ("database", "worker")}
    keeper.wait(lambda: all(log.read_text() for log in logs.values()), "both up", 5)

    keeper.stop()

    stopped_at = {name: int(log.read_text().split()[-1]) for name, log in logs.items()}
    assert stopped_at["worker"] < stopped_at["database"]


def test_a_stop_signal_only_sets_a_flag_that_ends_the_next_tick(keeper: Keeper) -> None:
    keeper._ask_to_stop(signal.SIGTERM, None)

    with pytest.raises(StopRequested):
        keeper.tick()


def test_a_failed_step_is_refused_with_the_end_of_its_log(keeper: Keeper) -> None:
    step = Program("step", ["/bin/sh", "-c", "echo no such table; exit 3"], ENV)

    with pytest.raises(Refusal, match="no such table"):
        keeper.run_once(step, "migrate")


def test_a_step_returns_only_what_it_said_this_time(keeper: Keeper) -> None:
    step = Program("step", ["/bin/echo", "once"])

    keeper.run_once(step, "say")

    assert keeper.run_once(step, "say") == ["once"]


def test_a_log_that_has_grown_large_is_set_aside_while_its_child_goes_on(
    keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.supervisor.child.LARGEST_LOG_BYTES", 1000)
    keeper.keep(Program("loud", ["/bin/sh", "-c", "while :; do echo and again; sleep 0.01; done"], ENV))
    child = keeper.kept["loud"].child
    keeper.wait(lambda: child.log.stat().st_size > 1000, "a large log", 10)

    child.rein_in_log()
    keeper.wait(lambda: child.log.stat().st_size > 0, "more lines", 5)

    assert child.log.stat().st_size < 1000 < child.log.with_suffix(".1.log").stat().st_size


def test_waiting_too_long_is_refused_and_points_to_the_logs(keeper: Keeper) -> None:
    with pytest.raises(Refusal, match=str(keeper.logs)):
        keeper.wait(lambda: False, "nothing", 0.2)
