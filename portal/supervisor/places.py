"""Where the services live, and as whom: decided once per start from `var/` and the user who starts."""

import os
import pwd
import re
import secrets
import subprocess
from dataclasses import dataclass
from pathlib import Path

from portal.supervisor.refusal import Refusal

# A Unix socket path holds 107 bytes; the longest name below it is `.s.PGSQL.5432.lock`.
LONGEST_SOCKET_DIR = 107 - len("/.s.PGSQL.5432.lock")
SHARED = Path("/var/lib/huiqi")
PLAIN_PATH = re.compile(r"[A-Za-z0-9_./-]+")


@dataclass(frozen=True)
class Account:
    """The unprivileged uid that the data services run as when the supervisor is root."""

    name: str
    uid: int
    gid: int

    def can_enter(self, path: Path) -> bool:
        """Tell whether this uid reaches `path` through every parent directory, by trying it as that uid."""
        trial = ["/bin/sh", "-c", 'test -x "$1"', "sh", str(path)]
        return (
            subprocess.run(trial, user=self.uid, group=self.gid, extra_groups=[], check=False, cwd="/").returncode == 0
        )


@dataclass(frozen=True)
class Places:
    """The directories of one installation."""

    var: Path
    data: Path
    sockets: Path
    tools: Path
    account: Account | None

    @property
    def logs(self) -> Path:
        """The directory of the children's logs."""
        return self.var / "log"

    def own(self, path: Path) -> Path:
        """Make `path` a private directory (700) of the service account; refuse one that belongs to somebody else."""
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        uid = self.account.uid if self.account else os.geteuid()
        if path.lstat().st_uid not in (uid, os.geteuid()) or path.is_symlink():
            raise Refusal(f"目录 {path} 属于其他用户，不能使用 (directory belongs to another user)。")
        if self.account:
            os.chown(path, self.account.uid, self.account.gid)
        path.chmod(0o700)
        return path


def find_places(var: Path) -> Places:
    """Return the places for `var`, making it if needed.

    PostgreSQL refuses root, so root hands the data services to another uid. Where that uid cannot reach `var/` (a clone
    below /root) their data and sockets move to /var/lib and /run: permissions of parent directories are never changed.
    """
    var = var.resolve()
    var.mkdir(parents=True, exist_ok=True)
    account = _service_account()
    if account is None or account.can_enter(var):
        data = var / "services"
        sockets = var / "run" if _fits_a_socket(var / "run") else _short_run_dir(var)
    else:
        data = SHARED / _name_of(var)
        sockets = _short_run_dir(var)
    for directory in (SHARED, SHARED / "tools", data) if account else ():
        directory.mkdir(parents=True, exist_ok=True)
        directory.chmod(0o755)  # whatever the umask
    return Places(var, data, sockets, SHARED / "tools", account)


def _service_account() -> Account | None:
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    for name in ("postgres", "nobody"):
        if name in known:
            return Account(name, known[name].pw_uid, known[name].pw_gid)
    raise Refusal("以 root 运行时需要系统用户 postgres 或 nobody (root needs a user postgres or nobody)。")


def _fits_a_socket(path: Path) -> bool:
    return len(os.fsencode(path)) <= LONGEST_SOCKET_DIR and bool(PLAIN_PATH.fullmatch(str(path)))


def _short_run_dir(var: Path) -> Path:
    as_root = os.geteuid() == 0 and os.access("/run", os.W_OK)
    return Path("/run" if as_root else "/tmp") / f"huiqi-{_name_of(var)}"


def _name_of(var: Path) -> str:
    """Return the name that belongs to this `var/` alone: a wiped `var/` starts a new world, not the old one's data."""
    path = var / "name"
    if not path.exists():
        path.write_text(secrets.token_hex(6))
    return path.read_text().strip()
