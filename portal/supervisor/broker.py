"""A private Valkey or Redis on a Unix socket: Celery's broker and Django's cache."""

import redis

from portal.supervisor.binaries import find_broker
from portal.supervisor.child import Program
from portal.supervisor.places import Places
from portal.supervisor.postgres import CLEAN_ENV


class BrokerServer:
    """The server in `places.data/broker`; it keeps what is queued across its own death (append-only file)."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.data = places.data / "broker"
        self.socket = places.sockets / "redis.sock"
        self.binary = find_broker(places)

    @property
    def url(self) -> str:
        """The REDIS_URL of this server, as redis-py writes it; the settings turn it into kombu's spelling."""
        return f"unix://{self.socket}?db=0"

    def prepare(self) -> None:
        """Make the private directories."""
        self.places.data.mkdir(parents=True, exist_ok=True)
        self.places.own(self.places.sockets)
        self.places.own(self.data)

    def program(self) -> Program:
        """Return the server as a program: no TCP port, nothing evicted, everything on the append-only file."""
        argv = [str(self.binary.server), "--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700"]
        argv += ["--dir", str(self.data), "--databases", "64", "--daemonize", "no", "--maxmemory-policy", "noeviction"]
        argv += ["--appendonly", "yes", "--appendfsync", "everysec", "--save", ""]
        return Program("broker", argv, CLEAN_ENV, account=self.places.account, stops_last=True)

    def is_ready(self) -> bool:
        """Tell whether the server answers."""
        client = redis.Redis(unix_socket_path=str(self.socket), socket_timeout=2)
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False
        finally:
            client.close()
