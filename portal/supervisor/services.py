"""The data services of one start: given by the environment, or private ones kept by the keeper."""

import os
from dataclasses import dataclass

from portal.supervisor.broker import BrokerServer
from portal.supervisor.keeper import Keeper, say
from portal.supervisor.places import Places
from portal.supervisor.postgres import PostgresCluster


@dataclass(frozen=True)
class Services:
    """Where the database and the broker answer."""

    database_url: str
    redis_url: str


def start_services(keeper: Keeper, places: Places, options: tuple[str, ...] = ()) -> Services:
    """Start what the environment does not name, say which was taken, and return once both answer."""
    return Services(_database(keeper, places, options), _broker(keeper, places))


def _database(keeper: Keeper, places: Places, options: tuple[str, ...]) -> str:
    if url := os.environ.get("DATABASE_URL"):
        say("· 数据库：使用 DATABASE_URL")
        return url
    cluster = PostgresCluster(places, options)
    say(f"· 数据库：{cluster.binaries.origin}，数据在 {cluster.data}")
    cluster.prepare()
    keeper.keep(cluster.program())
    keeper.wait(cluster.is_ready, "等待 PostgreSQL", 60)
    return cluster.url


def _broker(keeper: Keeper, places: Places) -> str:
    if url := os.environ.get("REDIS_URL"):
        say("· 消息队列：使用 REDIS_URL")
        return url
    server = BrokerServer(places)
    say(f"· 消息队列：{server.binary.origin}，数据在 {server.data}")
    server.prepare()
    keeper.keep(server.program())
    keeper.wait(server.is_ready, "等待 Redis/Valkey", 60)
    return server.url
