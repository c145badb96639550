"""Where things live: short socket paths, nothing opened up, nothing of another user's used."""

import os
import stat
from pathlib import Path

import pytest

from portal.supervisor.binaries import copy_within_reach
from portal.supervisor.environment import write_environment
from portal.supervisor.places import LONGEST_SOCKET_DIR, find_places
from portal.supervisor.refusal import Refusal
from portal.supervisor.services import Services
from portal.supervisor.web import is_healthy, listen_on

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="another uid can be taken by root only")
URLS = Services("postgres://db/huiqi", "redis://cache/0")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def values_in(path: Path) -> dict[str, str]:
    return dict(line.split("=", 1) for line in path.read_text().splitlines())


def test_sockets_are_kept_in_var_where_their_path_is_short(var: Path) -> None:
    assert find_places(var).sockets == var / "run"


@pytest.mark.parametrize("name", ["x" * 90, "with space", "100%", "数据"])
def test_a_long_or_odd_path_gets_a_short_socket_directory(var: Path, name: str) -> None:
    places = find_places(var / name)

    assert len(os.fsencode(places.sockets)) <= LONGEST_SOCKET_DIR
    assert places.sockets.parent in (Path("/run"), Path("/tmp"))


def test_two_vars_never_share_a_socket_directory(var: Path) -> None:
    first, second = (find_places(var / ("x" * 90) / name) for name in ("a", "b"))

    assert first.sockets != second.sockets


def test_the_socket_directory_is_private(var: Path) -> None:
    places = find_places(var)

    places.own(places.sockets)

    assert mode(places.sockets) == 0o700


@needs_root
def test_root_hands_the_data_to_another_uid(var: Path) -> None:
    places = find_places(var)
    places.own(places.sockets)

    assert places.account is not None
    assert places.sockets.stat().st_uid == places.account.uid != 0


@needs_root
def test_below_a_closed_directory_data_goes_elsewhere_and_no_parent_is_opened(var: Path) -> None:
    closed = var / "root"
    closed.mkdir(mode=0o700)

    places = find_places(closed / "var")

    assert places.data.is_relative_to("/var/lib/huiqi")
    assert mode(closed) == 0o700
    places.data.rmdir()


@needs_root
def test_binaries_out_of_reach_are_copied_to_where_the_account_gets(var: Path) -> None:
    closed = var / "root"
    for directory in ("server", "server.libs"):
        (closed / directory).mkdir(mode=0o700, parents=True)
    program = closed / "server" / "initdb"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o700)
    closed.chmod(0o700)

    copy = copy_within_reach(closed / "server", var / "tools" / "server-1")

    account = find_places(var).account
    assert account is not None
    assert account.can_enter(copy / "initdb")
    assert account.can_enter(copy.with_name("server.libs"))
    assert mode(closed) == 0o700


@needs_root
def test_a_directory_of_a_stranger_is_not_used(var: Path) -> None:
    places = find_places(var)
    stranger = var / "run"
    stranger.mkdir()
    os.chown(stranger, 12345, 12345)

    with pytest.raises(Refusal, match="another user"):
        places.own(stranger)


def test_the_environment_file_is_for_its_owner_only(var: Path) -> None:
    write_environment(var / "demo.env", URLS, demo=True, site_url="http://127.0.0.1:8000")

    assert mode(var / "demo.env") == 0o600
    assert values_in(var / "demo.env")["HUIQI_DEMO"] == "1"


def test_the_secret_is_made_once_and_kept(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HUIQI_SECRET_KEY", raising=False)
    path = var / "demo.env"

    first = write_environment(path, URLS, demo=False, site_url="")
    second = write_environment(path, URLS, demo=False, site_url="")

    assert len(first["HUIQI_SECRET_KEY"]) >= 50
    assert second == first == values_in(path)
    assert "HUIQI_DEMO" not in first


def test_a_listening_port_refuses_a_second_in_one_sentence() -> None:
    with listen_on(0) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(Refusal, match=str(port)):
            listen_on(port)


def test_a_port_where_nobody_answers_is_not_healthy() -> None:
    with listen_on(0) as listener:
        port = listener.getsockname()[1]

    assert not is_healthy(port)
