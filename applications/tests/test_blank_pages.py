"""Pages that look blank are warned of; the file is taken all the same."""

import io

import pytest
from PIL import Image, ImageDraw

from applications.blank_pages import blank_warning
from applications.tests.factories import PDF, scan_of


def picture(lines: int = 0, kind: str = "PNG", paper: int = 250, shadow: bool = False) -> bytes:
    """A scanned page with so many lines of writing, perhaps with the scanner's shadow along an edge."""
    page, target = Image.new("L", (800, 1100), paper), io.BytesIO()
    pen = ImageDraw.Draw(page)
    for line in range(lines):
        pen.rectangle((100, 100 + 40 * line, 160, 104 + 40 * line), fill=30)
    if shadow:
        pen.rectangle((0, 0, 20, 1100), fill=40)
    page.save(target, kind)
    return target.getvalue()


def scanned(*pages: bytes) -> bytes:
    images = [Image.open(io.BytesIO(page)) for page in pages]
    target = io.BytesIO()
    images[0].save(target, "PDF", save_all=True, append_images=images[1:])
    return target.getvalue()


@pytest.mark.parametrize(
    ("kind", "content", "warned"),
    [
        ("png", picture(), "图片似为空白"),
        ("jpg", picture(kind="JPEG", paper=225), "图片似为空白"),
        ("png", picture(shadow=True), "图片似为空白"),
        ("png", picture(lines=2), ""),
        ("jpg", picture(lines=20, kind="JPEG"), ""),
        ("pdf", scanned(picture(lines=9), picture(), picture(lines=3), picture()), "第 2、4 页似为空白页"),
        ("pdf", scan_of("空白"), "第 1 页似为空白页"),
        ("pdf", PDF, ""),
        ("xlsx", b"PK", ""),
    ],
    ids=["white", "grey", "shadow", "two-lines", "written", "pdf-pages", "pdf-without-content", "unreadable", "excel"],
)
def test_a_blank_page_is_warned_of(kind, content, warned):
    warning = blank_warning(kind, content)

    assert warned in warning
    assert bool(warned) == bool(warning)
