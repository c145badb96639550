import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.supervisor.house import held
from portal.supervisor.keeper import Keeper


@pytest.fixture
def var() -> Iterator[Path]:
    """A `var/` with a short name that the service account can enter; pytest's own tmp_path is closed to it."""
    directory = Path(tempfile.mkdtemp(prefix="huiqi-test-", dir="/tmp"))
    directory.chmod(0o755)
    yield directory
    shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture
def keeper(var: Path) -> Iterator[Keeper]:
    """A keeper that holds `var`; whatever it started is stopped at the end."""
    with held(var) as mark_fd:
        keeper = Keeper(var / "log", mark_fd)
        yield keeper
        keeper.stop()
