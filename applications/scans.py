"""Read the QR code of a stamped scan (盖章申报书扫描件): PDF pages are rendered, pictures are read as they are."""

import io
import re
from collections.abc import Iterator

import pypdfium2
import zxingcpp
from PIL import Image

CODE = re.compile(r"HUIQI (?P<number>HQ\d{11,}) V(?P<version>\d{1,4}) (?P<digest>[0-9a-f]{16})")
MOST_PAGES = 20
PIXELS = 2400  # of the longer side: an A4 page at about 200 dpi
READER_FAULTS = (pypdfium2.PdfiumError, OSError, ValueError, Image.DecompressionBombError)


def read_code(content: bytes, content_type: str) -> tuple[str, int, str] | None:
    """Return case number, version and digest's beginning of the first code of ours in the file, None where there is none.

    Only the first 20 pages are looked at; a file that cannot be drawn counts as one without a code.
    """
    try:
        for picture in pictures(content, content_type):
            for found in zxingcpp.read_barcodes(picture, formats=zxingcpp.barcode_formats_from_str("QRCode")):
                if match := CODE.fullmatch(found.text):
                    return match["number"], int(match["version"]), match["digest"]
    except READER_FAULTS:
        return None
    return None


def pictures(content: bytes, content_type: str) -> Iterator[Image.Image]:
    """Give the file's pages as grey pictures, one at a time."""
    if content_type != "application/pdf":
        picture = Image.open(io.BytesIO(content)).convert("L")
        picture.thumbnail((2 * PIXELS, 2 * PIXELS))
        yield picture
        return
    with pypdfium2.PdfDocument(content) as pdf:
        for place in range(min(len(pdf), MOST_PAGES)):
            page = pdf[place]
            scale = PIXELS / max(*page.get_size(), 1)
            yield page.render(scale=scale, grayscale=True).to_pil()
