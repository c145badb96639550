"""The pinned third-party files that are not Python: style sheet, scripts and the Chinese font for PDF.

They are read out of the npm registry's archives with the standard library, so that no Node is needed; `assets.json` pins
each archive by version and sha512. Nothing of them is committed and nothing comes from a CDN: the portal serves them.
"""

import base64
import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import TypedDict

MANIFEST = Path(__file__).with_name("assets.json")
STAMP = "assets.stamp.json"
DEFAULT_REGISTRY = "https://registry.npmjs.org"
TRIES = 4


class Package(TypedDict):
    """One row of the manifest: an npm archive and which of its files go where."""

    package: str
    version: str
    integrity: str
    files: dict[str, str]


class AssetsUnavailable(Exception):
    """An archive cannot be had, or is not the pinned one."""


def read_manifest(path: Path = MANIFEST) -> list[Package]:
    """Return the pinned packages."""
    packages: list[Package] = json.loads(path.read_text())
    return packages


def missing(directory: Path, packages: list[Package]) -> list[Package]:
    """Return the packages that are not in `directory` exactly as pinned."""
    stamp = directory / STAMP
    present = json.loads(stamp.read_text()) if stamp.exists() else {}
    return [
        package
        for package in packages
        if present.get(package["package"]) != package["integrity"]
        or any(not (directory / path).is_file() for path in package["files"].values())
    ]


def fetch(directory: Path, packages: list[Package], say: Callable[[str], None]) -> None:
    """Bring what is missing into `directory`, each file atomically; raises AssetsUnavailable."""
    directory.mkdir(parents=True, exist_ok=True)
    wanted = missing(directory, packages)
    registry = find_registry() if wanted else ""
    for package in wanted:
        url = archive_url(registry, package)
        say(f"  ↓ {package['package']} {package['version']}")
        archive = download(url, say)
        check_integrity(archive, package)
        _unpack(archive, package, directory)
        _write_stamp(directory, package)


def find_registry() -> str:
    """Return the npm registry that this machine is set up for: environment, npm's own configuration, or the public one."""
    for name in ("NPM_CONFIG_REGISTRY", "npm_config_registry"):
        if os.environ.get(name):
            return os.environ[name].rstrip("/")
    if npm := shutil.which("npm"):
        asked = subprocess.run(
            [npm, "config", "get", "registry"], capture_output=True, text=True, check=False, timeout=60
        )
        if asked.stdout.strip().startswith("http"):
            return asked.stdout.strip().rstrip("/")
    return _registry_of(Path.home() / ".npmrc") or DEFAULT_REGISTRY


def archive_url(registry: str, package: Package) -> str:
    """Return the address of the package's archive; a scope is not repeated in the file name."""
    name = package["package"]
    return f"{registry}/{name}/-/{name.rpartition('/')[2]}-{package['version']}.tgz"


def download(url: str, say: Callable[[str], None]) -> bytes:
    """Return the body at `url`, telling the progress every five seconds; a broken transfer is tried again."""
    for attempt in range(1, TRIES + 1):
        try:
            with urllib.request.urlopen(url, timeout=60) as response:
                return _read_telling(response, int(response.headers.get("Content-Length") or 0), say)
        except OSError as error:
            if attempt == TRIES or (isinstance(error, urllib.error.HTTPError) and error.code < 500):
                raise AssetsUnavailable(
                    f"无法下载 {url}：{error} (cannot download; set NPM_CONFIG_REGISTRY to a mirror)"
                ) from error
            time.sleep(attempt)
    raise AssertionError


def check_integrity(archive: bytes, package: Package) -> None:
    """Raise AssetsUnavailable unless `archive` has the pinned sha512."""
    found = "sha512-" + base64.b64encode(hashlib.sha512(archive).digest()).decode()
    if found != package["integrity"]:
        raise AssetsUnavailable(
            f"{package['package']} {package['version']} 校验失败：应为 {package['integrity']}，实为 {found} (integrity)"
        )


def _read_telling(response: io.BufferedIOBase, total: int, say: Callable[[str], None]) -> bytes:
    body, told = bytearray(), time.monotonic()
    while block := response.read(1 << 18):
        body += block
        if time.monotonic() - told >= 5:
            told = time.monotonic()
            say(f"  … {len(body) / 1e6:.0f} / {total / 1e6:.0f} MB")
    if total and len(body) != total:
        raise ConnectionError(f"{len(body)} of {total} bytes")
    return bytes(body)


def _unpack(archive: bytes, package: Package, directory: Path) -> None:
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as tar:
        for source, path in package["files"].items():
            member = tar.extractfile(f"package/{source}")
            if member is None:
                raise AssetsUnavailable(f"{package['package']} 中没有文件 {source} (not in the archive)")
            target = directory / path
            target.parent.mkdir(parents=True, exist_ok=True)
            half = target.with_name(target.name + ".half")
            half.write_bytes(member.read())
            half.replace(target)


def _write_stamp(directory: Path, package: Package) -> None:
    stamp = directory / STAMP
    present = json.loads(stamp.read_text()) if stamp.exists() else {}
    half = stamp.with_suffix(".half")
    half.write_text(json.dumps({**present, package["package"]: package["integrity"]}, indent=2))
    half.replace(stamp)


def _registry_of(npmrc: Path) -> str | None:
    if not npmrc.exists():
        return None
    for line in npmrc.read_text(errors="replace").splitlines():
        name, _, value = line.partition("=")
        if name.strip() == "registry" and value.strip().startswith("http"):
            return value.strip().rstrip("/")
    return None
