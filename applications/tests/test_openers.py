import io
import re
import zipfile
from time import perf_counter

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from applications import openers
from applications.documents import check_file
from applications.tests.test_documents import ALL, image, upload, workbook

SCRIPT = "<</S/JavaScript/JS(app.alert(1))>>"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def pdf(catalog: str = "", page: str = "", *others: str) -> bytes:
    """A one-page PDF with entries added to its catalog and its page; further objects count from 4."""
    objects = [
        f"<</Type/Catalog/Pages 2 0 R {catalog}>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200] {page}>>",
        *others,
    ]
    body, places = b"%PDF-1.7\n", b""
    for number, entry in enumerate(objects, 1):
        places += b"%010d 00000 n \n" % len(body)
        body += f"{number} 0 obj\n{entry}\nendobj\n".encode()
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + places
    trailer = b"trailer\n<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(body))
    return body + table + trailer


def scan(pages: int) -> bytes:
    """A scan: every page shows one image that it shares with no other."""
    target = io.BytesIO()
    sheets = [Image.new("L", (60, 80), number % 256) for number in range(pages)]
    sheets[0].save(target, "PDF", save_all=True, append_images=sheets[1:])
    return target.getvalue()


def package(parts: dict[str, str], main: str = "<workbook/>") -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in {"[Content_Types].xml": "<Types/>", "xl/workbook.xml": main, **parts}.items():
            archive.writestr(name, body)
    return target.getvalue()


def relation(kind: str, target: str, mode: str = "External") -> dict[str, str]:
    entry = f'<Relationship Id="r1" Type="{RELATION}{kind}" Target="{target}" TargetMode="{mode}"/>'
    return {"xl/_rels/workbook.xml.rels": f"<Relationships>{entry}</Relationships>"}


def damaged(offset: int, change: bytes, start: bytes = b"PK\x01\x02") -> bytes:
    """A workbook whose record beginning with `start` is overwritten from `offset`; its main part comes last."""
    content = bytearray(package({}, "<workbook>" + "text " * 50 + "</workbook>"))
    place = content.rindex(start) + offset
    content[place : place + len(change)] = change
    return bytes(content)


def refusal(content: bytes) -> str:
    with pytest.raises(ValidationError) as refused:
        check_file(upload(content), ALL)
    return refused.value.messages[0]


@pytest.mark.parametrize(
    "content",
    [
        damaged(45, b"\xff" * 12, b"PK\x03\x04"),
        damaged(10, b"\x63\x00"),
        damaged(6, b"\xff\x00"),
        damaged(12, b"\xff\xff\xff\x7f", b"PK\x05\x06"),
        damaged(8, b"\x01\x00"),
        package({})[:-30],
    ],
    ids=["deflate", "method", "version", "directory", "password", "cut"],
)
def test_a_damaged_archive_is_refused_and_not_an_error_of_the_server(content):
    assert "Office 文件无法打开" in refusal(content)


@pytest.mark.parametrize("failure", [EOFError, NotImplementedError, ValueError("negative seek value -1")])
@pytest.mark.parametrize("step", ["infolist", "open"])
def test_whatever_a_broken_archive_raises_is_told(monkeypatch, step, failure):
    def fail(*_):
        raise failure

    content = workbook()
    monkeypatch.setattr(zipfile.ZipFile, step, fail)

    assert "Office 文件无法打开" in refusal(content)


@pytest.mark.parametrize(
    "content",
    [
        pdf("/OpenAction 4 0 R", "", SCRIPT),
        pdf("/OpenAction<</S/GoTo/D[3 0 R/Fit]/Next 4 0 R>>", "", SCRIPT),
        pdf("", f"/AA<</O {SCRIPT}>>"),
        pdf("", "/Annots[4 0 R]", f"<</Subtype/Link/A {SCRIPT}>>"),
        pdf("", "/Annots[4 0 R]", "<</Subtype/Link/A<</S/Launch/F(cmd.exe)>>>>"),
        pdf("", "/Annots[4 0 R]", "<</Subtype/Link/A<</S 5 0 R/F(cmd.exe)>>>>", "/Launch"),
        pdf("", "/Annots[4 0 R]", "<</Subtype/FileAttachment/FS<</F(a.exe)>>>>"),
        pdf("", "/Annots[4 0 R]", "<</Subtype/RichMedia>>"),
        pdf("/AcroForm<</Fields[]/XFA(x)>>"),
        pdf("/Names 4 0 R", "", "<</EmbeddedFiles 5 0 R>>", "<</Names[]>>"),
        pdf("/OpenAction<</S/J#61vaScript/J#53(x)>>"),
        pdf("/Dests 4 0 R/OpenAction 4 0 R", "/Resources<</Font 4 0 R>>", SCRIPT),
    ],
    ids=[
        "open-action",
        "next",
        "page-aa",
        "annotation-script",
        "launch",
        "indirect-launch",
        "attachment",
        "media",
        "xfa",
        "embedded",
        "escaped-name",
        "two-roles",
    ],
)
def test_a_pdf_that_runs_or_carries_something_is_refused(content):
    assert "脚本或内嵌文件" in refusal(content)


@pytest.mark.parametrize(
    "content",
    [
        pdf("", "/Annots[<</Subtype/Link/A<</S/URI/URI(https://www.gov.cn)>>>>]"),
        pdf("/OpenAction<</S/GoTo/D[3 0 R/Fit]>>"),
        pdf("/AcroForm<</Fields[4 0 R]>>", "/Annots[4 0 R]", "<</Subtype/Widget/FT/Tx/T(name)/P 3 0 R>>"),
        pdf("", "/Resources<</Font<</AA 4 0 R/JS 4 0 R>>>>", "<</Type/Font/Subtype/Type1>>"),
    ],
    ids=["link", "go-to", "form", "font-called-aa"],
)
def test_a_pdf_that_only_shows_something_is_accepted(content):
    assert check_file(upload(content), ("pdf",)).content == content


def test_a_scan_of_three_hundred_pages_is_checked_within_a_second():
    content = scan(300)
    started = perf_counter()

    check_file(upload(content), ("pdf",))

    assert perf_counter() - started < 1


def test_a_pdf_too_large_to_walk_is_refused(monkeypatch):
    monkeypatch.setattr(openers, "MAX_PDF_OBJECTS", 20)

    assert "结构过于复杂" in refusal(scan(10))


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"xl/VBAPROJECT.BIN": ""}, "宏"),
        ({"xl/vbaProjectSignature.bin": ""}, "宏"),
        (relation("vbaProject", "other.bin", "Internal"), "宏"),
        (
            {"[Content_Types].xml": '<T><O ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></T>'},
            "宏",
        ),
        ({"xl/Embeddings/oleObject1.bin": ""}, "嵌入的对象"),
        ({"xl\\embeddings\\package.docx": ""}, "嵌入的对象"),
        ({"xl/activeX/activeX1.xml": ""}, "嵌入的对象"),
        (relation("oleObject", "media/image1.bin", "Internal"), "嵌入的对象"),
        (relation("attachedTemplate", "http://example.com/a.dotm"), "外部内容"),
        (relation("image", "file://host/a.png", "EXTERNAL"), "外部内容"),
    ],
)
def test_an_office_file_with_active_content_is_refused(parts, message):
    assert message in refusal(package(parts))


def test_a_workbook_may_link_to_a_page():
    content = package(relation("hyperlink", "https://www.gov.cn"))

    assert check_file(upload(content), ("xlsx",)).content == content


@pytest.mark.parametrize(
    ("main", "message"),
    [
        ("<a>" + "<b/>" * 600_000 + "</a>", "解压后过大"),
        ('<!DOCTYPE a [<!ENTITY b "cc">]><a>&b;</a>', "无法打开"),
    ],
    ids=["swollen", "entities"],
)
def test_an_xml_bomb_is_refused_before_it_is_parsed(main, message):
    assert message in refusal(package({}, main))


def test_the_parsed_parts_together_have_a_limit(monkeypatch):
    monkeypatch.setattr(openers, "MAX_XML", 1000)

    assert "解压后过大" in refusal(package({}, "<a>" + " " * 2000 + "</a>"))


@pytest.mark.parametrize("size", [(8000, 7000), (20_000, 20_000)])
def test_an_image_beyond_fifty_megapixels_is_refused_unread(monkeypatch, size):
    target = io.BytesIO()
    Image.new("1", size).save(target, "PNG")
    monkeypatch.setattr(Image.Image, "load", lambda _: pytest.fail("read into memory"))

    assert "像素过大" in refusal(target.getvalue())


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
@pytest.mark.parametrize("tail", [b"MZ\x90\x00 program", b"PK", b"\x00" * 500, b"MZ program\xff\xd9"])
def test_an_image_with_data_behind_it_is_unknown(kind, tail):
    assert "不是可接受的格式" in refusal(image(kind) + tail)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_an_image_may_end_in_a_little_padding(kind):
    content = image(kind) + b"\x00\r\n"

    assert check_file(upload(content), ALL).content == content


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_an_image_without_its_end_is_refused(kind):
    assert "图片无法打开" in refusal(image(kind)[:-2])


def test_a_thumbnail_inside_a_photograph_is_not_its_end():
    photograph = image("JPEG")
    segment = b"\xff\xe1" + (len(photograph) + 2).to_bytes(2, "big") + photograph
    content = re.sub(rb"^\xff\xd8", lambda start: start[0] + segment, photograph)

    assert check_file(upload(content), ("jpg",)).content == content
