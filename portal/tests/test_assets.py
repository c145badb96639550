"""Pinned third-party files: verified, atomic, fetched once. The registry is a local server; no test leaves the machine."""

import base64
import hashlib
import io
import tarfile
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from portal import assets


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


def archive_with(files: dict[str, bytes]) -> bytes:
    body = io.BytesIO()
    with tarfile.open(fileobj=body, mode="w:gz") as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(f"package/{name}")
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return body.getvalue()


@pytest.fixture
def package(tmp_path: Path) -> assets.Package:
    archive = archive_with({"dist/a.js": b"alert(1)"})
    path = tmp_path / "registry" / "@scope" / "a" / "-" / "a-1.0.0.tgz"
    path.parent.mkdir(parents=True)
    path.write_bytes(archive)
    integrity = "sha512-" + base64.b64encode(hashlib.sha512(archive).digest()).decode()
    return {"package": "@scope/a", "version": "1.0.0", "integrity": integrity, "files": {"dist/a.js": "vendor/a/a.js"}}


@pytest.fixture
def registry(tmp_path: Path, package: assets.Package, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=str(tmp_path / "registry")))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setenv("NPM_CONFIG_REGISTRY", address + "/")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    yield address
    server.shutdown()
    server.server_close()


def test_a_file_is_brought_from_the_configured_registry(tmp_path: Path, registry: str, package: assets.Package) -> None:
    assets.fetch(tmp_path / "assets", [package], print)

    assert (tmp_path / "assets/vendor/a/a.js").read_bytes() == b"alert(1)"
    assert assets.missing(tmp_path / "assets", [package]) == []


def test_what_is_there_is_not_fetched_again(tmp_path: Path, registry: str, package: assets.Package) -> None:
    said: list[str] = []
    assets.fetch(tmp_path / "assets", [package], said.append)
    said.clear()

    assets.fetch(tmp_path / "assets", [package], said.append)

    assert said == []


def test_a_deleted_file_or_a_new_pin_is_fetched_again(tmp_path: Path, registry: str, package: assets.Package) -> None:
    assets.fetch(tmp_path / "assets", [package], print)
    (tmp_path / "assets/vendor/a/a.js").unlink()

    assert assets.missing(tmp_path / "assets", [package]) == [package]
    repinned: assets.Package = {**package, "integrity": "sha512-other"}
    assert assets.missing(tmp_path / "assets", [repinned]) == [repinned]


def test_an_archive_that_is_not_the_pinned_one_is_refused(
    tmp_path: Path, registry: str, package: assets.Package
) -> None:
    tampered: assets.Package = {**package, "integrity": "sha512-AAAA"}

    with pytest.raises(assets.AssetsUnavailable, match="sha512-AAAA"):
        assets.fetch(tmp_path / "assets", [tampered], print)

    assert not (tmp_path / "assets/vendor").exists()


def test_a_missing_archive_is_one_sentence_with_the_way_out(
    tmp_path: Path, registry: str, package: assets.Package
) -> None:
    unknown: assets.Package = {**package, "version": "9.9.9"}

    with pytest.raises(assets.AssetsUnavailable, match="NPM_CONFIG_REGISTRY"):
        assets.fetch(tmp_path / "assets", [unknown], print)


def test_the_registry_of_npmrc_is_honoured_without_npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NPM_CONFIG_REGISTRY", "npm_config_registry"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(assets.shutil, "which", lambda name: None)
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".npmrc").write_text("fund=false\nregistry = https://mirror.example/npm/\n")

    assert assets.find_registry() == "https://mirror.example/npm"


def test_every_pin_is_an_exact_version_with_a_sha512() -> None:
    for package in assets.read_manifest():
        assert package["integrity"].startswith("sha512-")
        assert package["version"].replace(".", "").isdigit()
        # nzh's archive holds no LICENSE file: its package.json names the licence.
        assert "LICENSE" in " ".join(package["files"]) or (package["package"], "package.json") in licences(package)


def licences(package: dict) -> set[tuple[str, str]]:
    return {(package["package"], name) for name in package["files"]} & {("nzh", "package.json")}


def test_the_font_writes_chinese_in_a_pdf(settings) -> None:
    import pypdf
    import typst

    source = '#set text(font: "Noto Sans SC")\n= 惠企资金拨付公示'

    pdf = typst.compile(source.encode(), font_paths=[settings.PDF_FONTS], ignore_system_fonts=True)

    assert "惠企资金拨付公示" in pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
