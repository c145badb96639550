import io
import zipfile
from hashlib import sha256
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from applications import documents, openers
from applications.documents import Accepted, check_file, is_intact, store

ALL = ("pdf", "jpg", "png", "docx", "xlsx")


def upload(content: bytes, name: str = "a.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def pdf(**change) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    if change.get("password"):
        writer.encrypt("secret", algorithm="RC4-128")
    if change.get("script"):
        script = DictionaryObject(
            {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("x")}
        )
        writer.root_object[NameObject("/OpenAction")] = script
    if change.get("attachment"):
        writer.add_attachment("a.exe", b"MZ")
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def image(kind: str = "PNG") -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(target, kind)
    return target.getvalue()


def workbook(names: tuple[str, ...] = ("xl/workbook.xml",), body: bytes = b"<workbook/>") -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        for name in names:
            archive.writestr(name, body)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (pdf(), "pdf"),
        (image(), "png"),
        (image("JPEG"), "jpg"),
        (workbook(), "xlsx"),
        (workbook(("word/document.xml",)), "docx"),
    ],
)
def test_the_type_is_read_from_the_content(content, kind):
    accepted = check_file(upload(content, "name.exe"), ALL)

    assert accepted.content_type == documents.KINDS[kind][0]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "0 字节"),
        (b"MZ" + b"\x00" * 200, "不是可接受的格式"),
        (b"<html><script>alert(1)</script></html>", "不是可接受的格式"),
        (b"%PDF-1.7\n" + b"\x00" * 50, "不是可接受的格式"),
        (b"%PDF-1.7\nnothing here\n%%EOF", "PDF 无法打开"),
        (pdf(password=True), "密码"),
        (pdf(script=True), "脚本"),
        (pdf(attachment=True), "内嵌文件"),
        (image()[:45], "图片无法打开"),
        (workbook(("xl/workbook.xml", "xl/vbaProject.bin")), "宏"),
        (workbook(("ppt/presentation.xml",)), "不是可接受的格式"),
        (workbook(body=b"<workbook"), "Office 文件无法打开"),
    ],
    ids=[
        "empty",
        "program",
        "html",
        "cut-pdf",
        "fake-pdf",
        "locked",
        "script",
        "attachment",
        "cut-png",
        "macro",
        "slides",
        "broken",
    ],
)
def test_a_bad_file_is_refused_with_a_sentence(content, message):
    with pytest.raises(ValidationError) as refused:
        check_file(upload(content), ALL)

    assert message in refused.value.messages[0]


def test_a_pdf_with_a_program_behind_it_is_refused():
    with pytest.raises(ValidationError, match="不是可接受的格式"):
        check_file(upload(pdf() + b"MZ\x90\x00 program"), ALL)


def test_a_material_takes_only_the_formats_that_it_names():
    with pytest.raises(ValidationError, match="请上传 PDF"):
        check_file(upload(image()), ("pdf",))


def test_a_file_over_the_limit_is_refused(settings):
    settings.DOCUMENT_MAX_BYTES = 1024 * 1024

    with pytest.raises(ValidationError, match="超过 1 MB"):
        check_file(upload(b"%PDF-" + b"0" * 1024 * 1024), ALL)


def test_a_workbook_that_unpacks_to_more_than_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr(openers, "MAX_UNPACKED", 1000)

    with pytest.raises(ValidationError, match="解压后过大"):
        check_file(upload(workbook(body=b"<a>" + b" " * 2000 + b"</a>")), ALL)


def test_a_stored_file_that_was_tampered_with_is_noticed():
    content = uuid4().bytes
    accepted = Accepted(content, "application/pdf", sha256(content).hexdigest())
    store(accepted)
    name = f"{accepted.sha256[:2]}/{accepted.sha256}"
    assert is_intact(name, accepted.sha256)

    storages["documents"].delete(name)
    with storages["documents"].open(name, "wb") as stored:
        stored.write(b"other")

    assert not is_intact(name, accepted.sha256)
