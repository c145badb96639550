"""A real ClamAV daemon for the tests: on a socket of its own, with a virus base of two lines."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!" + b"$H+H*"
OWN = b"huiqi-own-test-signature-2026"


def find_clamd() -> str | None:
    return shutil.which("clamd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


def needs_clamd() -> str:
    """Return the program; without one the tests are skipped loudly, and fail in CI."""
    if (found := find_clamd()) is None:
        text = "没有 ClamAV，杀毒测试未运行 (no clamd: the antivirus tests did NOT run)"
        if os.environ.get("CI") == "true":
            pytest.fail(text)
        pytest.skip(text)
    return found


@contextmanager
def running_clamd() -> Iterator[str]:
    """Start the daemon in a directory of its own; yield its `CLAMD_URL`, and stop it at the end."""
    program = needs_clamd()
    directory = Path(tempfile.mkdtemp(prefix="huiqi-clamd-", dir="/tmp"))
    base = directory / "base"
    base.mkdir()
    (base / "two.ndb").write_text(f"Eicar-Test-Signature:0:*:{EICAR.hex()}\nHuiqi-Test:0:*:{OWN.hex()}\n")
    listening = directory / "clamd.sock"
    config = directory / "clamd.conf"
    config.write_text(f"DatabaseDirectory {base}\nLocalSocket {listening}\nForeground yes\nStreamMaxLength 30M\n")
    daemon = subprocess.Popen([program, "-c", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)
    try:
        await_socket(listening, daemon)
        yield f"unix://{listening}"
    finally:
        daemon.terminate()
        daemon.wait(20)
        shutil.rmtree(directory, ignore_errors=True)


def await_socket(path: Path, daemon: subprocess.Popen) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until and daemon.poll() is None:
        with socket.socket(socket.AF_UNIX) as probe:
            if path.exists() and probe.connect_ex(str(path)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("clamd did not start")
