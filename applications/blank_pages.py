"""Which pages of a scan look blank (空白页): a hint to look again, never a refusal."""

import io
import logging

from PIL import Image
from pypdf import PageObject, PdfReader

logger = logging.getLogger(__name__)
MOST_PAGES = 12
EDGE = 0.04  # shadows of the scanner lie along the edges
CONTRAST = 48
LEAST_INK = 0.0005


def blank_warning(kind: str, content: bytes) -> str:
    """Return which pages seem blank, in a sentence; "" where none does or the kind is not looked at."""
    try:
        if kind == "pdf":
            return _of_pages(blank_pages(content))
        if kind in ("jpg", "png"):
            with Image.open(io.BytesIO(content)) as image:
                return "图片似为空白，请核对" if is_blank(image) else ""
    except Exception as error:  # the file was opened before; what cannot be looked at closely is not warned of
        logger.info("a scan could not be looked at for blank pages: %s", type(error).__name__)
    return ""


def blank_pages(content: bytes) -> list[int]:
    """Return the numbers of the blank pages among the first ones, counted from 1."""
    pages = PdfReader(io.BytesIO(content)).pages
    return [number for number, page in enumerate(pages[:MOST_PAGES], 1) if _is_blank_page(page)]


def _is_blank_page(page: PageObject) -> bool:
    images = page.images
    if not len(images):
        contents = page.get_contents()
        return contents is None or not contents.get_data().strip()
    if len(images) > 1 or page.extract_text().strip():
        return False
    picture = images[0].image
    return picture is not None and is_blank(picture)


def is_blank(image: Image.Image) -> bool:
    """Tell whether nearly every point, the edges aside, is as bright as the paper."""
    image.draft("L", (1000, 1400))
    grey = image.convert("L")
    wide, high = grey.size
    if min(wide, high) < 100:
        return False
    inner = grey.crop((int(wide * EDGE), int(high * EDGE), int(wide * (1 - EDGE)), int(high * (1 - EDGE))))
    counts = inner.histogram()
    paper = max(range(256), key=counts.__getitem__)
    ink = sum(count for level, count in enumerate(counts) if abs(level - paper) > CONTRAST)
    return ink < LEAST_INK * sum(counts)


def _of_pages(numbers: list[int]) -> str:
    return f"第 {'、'.join(map(str, numbers))} 页似为空白页，请核对" if numbers else ""
