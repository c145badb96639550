"""One `var/`, one supervisor; and nothing left over from one that was killed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from portal.supervisor.house import end_orphans, held
from portal.supervisor.refusal import Refusal

ROOT = Path(__file__).resolve().parents[2]
SUPERVISOR_WITH_A_CHILD = """
import sys, time
from pathlib import Path
from portal.supervisor.child import Child, Program
from portal.supervisor.house import held
with held(Path(sys.argv[1])) as mark:
    child = Child(Program("sleeper", ["/bin/sh", "-c", "trap '' TERM; exec sleep 600"]), Path(sys.argv[1]) / "log", mark)
    print(child.pid, flush=True)
    time.sleep(600)
"""


def is_running(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"


def test_a_held_var_refuses_a_second_supervisor_and_names_the_first(var: Path) -> None:
    with held(var), pytest.raises(Refusal) as refusal, held(var):
        pass

    assert str(os.getpid()) in str(refusal.value)
    assert "already running" in str(refusal.value)


def test_a_var_can_be_held_again_after_the_first_has_gone(var: Path) -> None:
    with held(var):
        pass

    with held(var) as mark_fd:
        assert mark_fd > 0


def test_what_a_killed_supervisor_left_behind_is_ended_by_the_next(var: Path) -> None:
    supervisor = subprocess.Popen(
        [sys.executable, "-c", SUPERVISOR_WITH_A_CHILD, str(var)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert supervisor.stdout
    orphan = int(supervisor.stdout.readline())
    supervisor.kill()
    supervisor.wait()
    assert is_running(orphan)

    with held(var):
        assert not is_running(orphan)


def test_processes_of_others_are_no_orphans(var: Path) -> None:
    (var / "up.mark").touch()
    stranger = subprocess.Popen(["sleep", "600"])

    assert end_orphans(var / "up.mark") == []

    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


@pytest.mark.parametrize("command, sentence", [("var", "already running"), ("port", "port is taken")])
def test_a_start_that_cannot_be_is_one_sentence(var: Path, command: str, sentence: str) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        environment = {**os.environ, "HUIQI_VAR": str(var), "DJANGO_SETTINGS_MODULE": "portal.settings"}
        argv = [sys.executable, "manage.py", "up", "--demo", "--port", port]
        if command == "var":
            with held(var):
                run = subprocess.run(argv, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
        else:
            run = subprocess.run(argv, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)

    assert run.returncode == 1
    assert sentence in run.stderr
    assert len(run.stderr.strip().splitlines()) == 1
    assert not (var / "services").exists()


def test_a_child_does_not_outlive_a_killed_supervisor(var: Path) -> None:
    script = SUPERVISOR_WITH_A_CHILD.replace("trap '' TERM; ", "")
    supervisor = subprocess.Popen([sys.executable, "-c", script, str(var)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert supervisor.stdout
    child = int(supervisor.stdout.readline())

    os.kill(supervisor.pid, signal.SIGKILL)
    supervisor.wait()

    deadline = time.monotonic() + 5
    while is_running(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_running(child)
    end_orphans(var / "up.mark")
