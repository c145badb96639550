"""A private PostgreSQL cluster on a Unix socket: made once, kept by the keeper."""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from urllib.parse import quote

import psycopg

from portal.supervisor.binaries import Postgres, find_postgres
from portal.supervisor.child import Program
from portal.supervisor.places import Places
from portal.supervisor.refusal import Refusal

CLEAN_ENV = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": "/", "TZ": "UTC"}
# For tests only: a crash of the machine may lose the cluster, which is made anew anyway. Statistics taken between two tests
# would say that every table is empty, and the next test's queries would be planned for none.
UNSAFE_BUT_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")


class PostgresCluster:
    """The cluster in `places.data/postgres` and the database `huiqi` in it."""

    def __init__(self, places: Places, options: tuple[str, ...] = ()) -> None:
        self.places = places
        self.options = options
        self.data = places.data / "postgres"
        self.binaries: Postgres = find_postgres(places, _major_of(self.data))

    @property
    def url(self) -> str:
        """The DATABASE_URL of the portal's database."""
        return f"postgres://postgres@{quote(str(self.places.sockets), safe='')}/huiqi"

    def prepare(self) -> None:
        """Make the cluster if there is none, and clear away the pid file of a postmaster that is no more."""
        self.places.own(self.places.sockets)
        if not self.data.exists():
            self._initdb()
        self._clear_stale_pid()

    def program(self) -> Program:
        """Return the postmaster as a program: Unix socket only, its fast shutdown on SIGINT."""
        settings = [
            "listen_addresses=",
            f"unix_socket_directories={self.places.sockets}",
            "timezone=UTC",
            *self.options,
        ]
        options = [part for setting in settings for part in ("-c", setting)]
        argv = [str(self.binaries.bin / "postgres"), "-D", str(self.data), *options]
        return Program(
            "postgres", argv, CLEAN_ENV, account=self.places.account, stop_signal=signal.SIGINT, stops_last=True
        )

    def is_ready(self) -> bool:
        """Tell whether the server answers, having made the portal's database in it."""
        dsn = f"host={self.places.sockets} user=postgres dbname=postgres connect_timeout=3"
        try:
            with psycopg.connect(dsn, autocommit=True) as connection:
                known = connection.execute("select 1 from pg_database where datname = 'huiqi'").fetchone()
                if not known:
                    connection.execute("create database huiqi")
            return True
        except psycopg.OperationalError:
            return False

    def _initdb(self) -> None:
        """Run initdb next to the final place and rename, so that an interrupted one leaves no half cluster."""
        self.places.data.mkdir(parents=True, exist_ok=True)
        half = self.data.with_name("postgres.half")
        shutil.rmtree(half, ignore_errors=True)
        self.places.own(half)
        flags = ["-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        account = self.places.account
        made = subprocess.run(
            [self.binaries.bin / "initdb", "-D", half, *flags],
            env=CLEAN_ENV,
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )
        if made.returncode != 0:
            raise Refusal(f"PostgreSQL 初始化失败 (initdb failed): {made.stderr.strip()[-800:]}")
        half.rename(self.data)

    def _clear_stale_pid(self) -> None:
        """Remove `postmaster.pid` when its pid is now another program's (a restarted container); stop a real postmaster."""
        pid_file = self.data / "postmaster.pid"
        if not pid_file.exists():
            return
        pid = int(pid_file.read_text().split("\n", 1)[0].strip() or 0)
        deadline = time.monotonic() + 10
        while _is_postmaster_of(pid, self.data) and time.monotonic() < deadline:
            os.kill(pid, signal.SIGINT)
            time.sleep(0.3)
        if _is_postmaster_of(pid, self.data):
            raise Refusal(f"另一个 PostgreSQL（进程 {pid}）正在使用 {self.data} (data directory in use)。")
        pid_file.unlink(missing_ok=True)


def _major_of(data: Path) -> int | None:
    version = data / "PG_VERSION"
    return int(version.read_text().split(".")[0]) if version.exists() else None


def _is_postmaster_of(pid: int, data: Path) -> bool:
    """Tell whether `pid` lives and works in `data`: a postmaster changes its directory into its cluster."""
    with contextlib.suppress(OSError):
        return pid > 0 and Path(f"/proc/{pid}/cwd").resolve() == data.resolve()
    return False
