"""`var/demo.env`: what other `manage.py` commands need to work beside a running `up`."""

import os
import secrets
from pathlib import Path

from portal.supervisor.services import Services


def write_environment(path: Path, services: Services, demo: bool, site_url: str) -> dict[str, str]:
    """Write the file (mode 600) and return its values. The secret key is made once and kept across starts."""
    values = {
        "DATABASE_URL": services.database_url,
        "REDIS_URL": services.redis_url,
        "HUIQI_SECRET_KEY": os.environ.get("HUIQI_SECRET_KEY") or _kept_secret(path) or secrets.token_urlsafe(48),
        "HUIQI_SITE_URL": os.environ.get("HUIQI_SITE_URL", site_url),
    }
    if demo:
        values["HUIQI_DEMO"] = "1"
    half = path.with_suffix(".half")
    half.unlink(missing_ok=True)
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.writelines(f"{name}={value}\n" for name, value in values.items())
    half.replace(path)
    return values


def _kept_secret(path: Path) -> str | None:
    if not path.exists():
        return None
    values = dict(line.split("=", 1) for line in path.read_text().splitlines())
    return values.get("HUIQI_SECRET_KEY")
