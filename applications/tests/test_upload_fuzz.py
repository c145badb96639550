"""Hostile uploads: refused with a sentence, nothing stored, nothing executed, no temporary file left behind."""

import io
import unicodedata
import zipfile
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.core.exceptions import ValidationError
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from applications.documents import KINDS, LONGEST_NAME, check_file, clean_name
from applications.models import Document
from applications.tests.factories import draft, scan_of
from applications.tests.test_documents import image, pdf, workbook
from applications.tests.test_pages import url

KEY = "business_license"
ALL = tuple(KINDS)
GOOD = [pdf(), image(), image("JPEG"), workbook(), workbook(("word/document.xml",))]
QUICK = settings(max_examples=40, deadline=None)
RELATION = '<Relationships><Relationship Type="t/{}" TargetMode="{}" Target="x"/></Relationships>'


def archive(members: dict[str, bytes | str]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return target.getvalue()


def book(**more: bytes | str) -> bytes:
    parts: dict[str, bytes | str] = {"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>"}
    return archive(parts | {name.replace("__", "/"): content for name, content in more.items()})


HOSTILE = {
    "empty": b"",
    "pdf-and-zip": pdf() + archive({"run.js": "alert(1)"}),
    "pdf-and-html": b"<html><script>alert(1)</script>" + pdf(),
    "png-and-html": image() + b"<script>alert(1)</script>",
    "jpeg-and-jar": image("JPEG") + archive({"META-INF/MANIFEST.MF": "Main-Class: X"}),
    "gif-script": b"GIF89a/*" + bytes(40) + b"*/=1;alert(1)",
    "svg-script": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "shell": b"#!/bin/sh\nrm -rf /\n",
    "macro": book(xl__vbaProject="macro"),
    "macro-upper-case": archive({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<w/>", "XL/VBAPROJECT.BIN": "m"}),
    "embedded": book(xl__embeddings__object="x"),
    "zip-bomb": book(xl__styles=bytes(220 * 1024 * 1024)),
    "xml-bomb": archive({"[Content_Types].xml": b" " * 21 * 1024 * 1024, "xl/workbook.xml": "<w/>"}),
    "entities": archive({"[Content_Types].xml": "<Types/>",
                         "xl/workbook.xml": '<!DOCTYPE w [<!ENTITY a "aaaa">]><w>&a;</w>'}),
    "outside-content": archive({"[Content_Types].xml": "<Types/>", "word/document.xml": "<d/>",
                                "word/_rels/document.xml.rels": RELATION.format("attachedTemplate", "External")}),
    "climbing-zip": archive({"../../etc/cron.d/x": "* * * * * root true"}),
    "locked-pdf": pdf(password=True),
    "script-pdf": pdf(script=True),
    "carrying-pdf": pdf(attachment=True),
}  # fmt: skip


@pytest.fixture
def watched(settings, tmp_path: Path) -> Path:
    """A temporary directory of its own, into which every upload of any size is written on its way."""
    settings.FILE_UPLOAD_TEMP_DIR, settings.FILE_UPLOAD_MAX_MEMORY_SIZE = str(tmp_path), 0
    return tmp_path


def stored_files() -> set[str]:
    storage = storages["documents"]
    folders = storage.listdir("")[0] if storage.exists("") else []
    return {name for folder in folders for name in storage.listdir(folder)[1]}


@pytest.mark.django_db
@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_and_leaves_nothing(client, watched, content):
    application = draft()
    client.force_login(application.created_by)
    before = stored_files()

    response = client.post(url("material_upload", application, KEY), {"file": SimpleUploadedFile("执照.pdf", content)})

    assert response.status_code == 422
    assert f'id="error-{KEY}"' in response.content.decode()
    assert not Document.objects.exists()
    assert stored_files() == before
    assert list(watched.iterdir()) == []


class Unread(io.RawIOBase):
    """A body that must not be read."""

    def read(self, *_size: int) -> bytes:
        raise AssertionError("the body was read")


@pytest.mark.django_db
def test_200_megabytes_are_refused_before_a_byte_is_read(client):
    application = draft()
    client.force_login(application.created_by)
    body = {"wsgi.input": Unread(), "CONTENT_LENGTH": str(200 * 1024 * 1024)}

    response = client.post(
        url("material_upload", application, KEY), b"", content_type="multipart/form-data; boundary=x", **body
    )

    assert response.status_code == 413
    assert "每个文件不超过 20 MB" in response.content.decode()


@pytest.mark.django_db
def test_a_file_over_the_limit_leaves_no_temporary_file(client, watched, settings):
    settings.DOCUMENT_MAX_BYTES = 1024 * 1024
    application = draft()
    client.force_login(application.created_by)
    file = SimpleUploadedFile("大.pdf", bytes(2 * 1024 * 1024))

    response = client.post(url("material_upload", application, KEY), {"file": file})

    assert "超过 1 MB" in response.content.decode()
    assert list(watched.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\temp\\执照.pdf", "执照.pdf"),
        ("执照\x00.exe.pdf", "执照.exe.pdf"),
        ("gpj\u202efdp.exe", "gpjfdp.exe"),
        ("a\u200b\ufeffb\r\nc.pdf", "abc.pdf"),
        ("..", "未命名文件"),
        ("", "未命名文件"),
        ("长" * 500 + ".pdf", "长" * 196 + ".pdf"),
    ],
)
def test_a_name_is_shown_without_what_could_deceive(name, shown):
    assert clean_name(name) == shown


@QUICK
@given(st.text(max_size=400))
def test_no_name_carries_a_folder_or_an_invisible_sign(name):
    shown = clean_name(name)

    assert 0 < len(shown) <= LONGEST_NAME
    assert not set(shown) & {"/", "\\", "\x00"}
    assert all(unicodedata.category(sign)[0] != "C" for sign in shown)
    assert clean_name(shown) == shown


@st.composite
def mutated(draw) -> bytes:
    """A good file in which some bytes were changed, left out, doubled or put in."""
    content = bytearray(draw(st.sampled_from(GOOD)))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, max(len(content) - 1, 0)))
        some = draw(st.binary(max_size=12))
        end = at + draw(st.sampled_from([0, len(some), 40]))
        content[at:end] = some
    return bytes(content)


@QUICK
@given(mutated())
def test_a_damaged_file_is_taken_or_refused_in_words_and_never_breaks_anything(content):
    said = said_of(content)

    assert said in {kind for kind, _ in KINDS.values()} or any("\u4e00" <= sign <= "\u9fff" for sign in said)


def said_of(content: bytes) -> str:
    """Return as what the file is taken, or the sentence with which it is refused."""
    try:
        return check_file(SimpleUploadedFile("a.pdf", content), ALL).content_type
    except ValidationError as refusal:
        return str(refusal.messages[0])


@pytest.mark.django_db
def test_what_is_served_can_run_nothing(client):
    application = draft()
    client.force_login(application.created_by)
    file = SimpleUploadedFile("执照.pdf", scan_of("正本"))
    client.post(url("material_upload", application, KEY), {"file": file})
    paper = application.documents.get()

    response = client.get(reverse("document_view", args=[application.number, paper.pk]))

    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert (
        Path(configured.STORAGES["documents"]["OPTIONS"]["location"]).joinpath(paper.storage_name).stat().st_mode
        & 0o111
        == 0
    )
