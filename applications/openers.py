"""What opens an uploaded file to see that it is whole and carries nothing that runs; refuses it with a sentence."""

import io
import logging
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from xml.parsers import expat

from django.core.exceptions import ValidationError
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, PdfObject

logger = logging.getLogger(__name__)

MAX_PDF_OBJECTS = 200_000
ACTIVE_KEYS = {"/JS", "/JavaScript", "/AA", "/XFA", "/EmbeddedFiles", "/EF", "/Launch", "/RichMedia"}
ACTIVE_KINDS = {"/JavaScript", "/Launch", "/EmbeddedFile", "/FileAttachment", "/RichMedia"}
KIND_KEYS = ("/S", "/Subtype", "/Type")
# Dictionaries whose keys are names that the author made up: a font may well be called /AA.
NAMED_BY_AUTHOR = {"/Font", "/XObject", "/ColorSpace", "/ExtGState", "/Pattern", "/Shading", "/CharProcs", "/Dests"}

MAX_IMAGE_PIXELS = 50 * 1024 * 1024
MAX_PADDING = 8
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
JPEG_MARKER = re.compile(rb"\xff[^\x00\x01\xff\xd0-\xd7]")
JPEG_START, JPEG_END = 0xD8, 0xD9

MAIN_PARTS = {"xl/workbook.xml": "xlsx", "word/document.xml": "docx"}
CONTENT_TYPES = "[content_types].xml"
MAX_UNPACKED = 200 * 1024 * 1024
MAX_XML = 20 * 1024 * 1024
MAX_XML_RATIO, SMALL_XML = 100, 1024 * 1024
MACRO_MARKS = ("vbaproject", "vbadata", "macroenabled")
EMBEDDED_FOLDERS = {"embeddings", "activex"}
EMBEDDING_RELATIONS = {"oleobject", "package", "control", "activexcontrolbinary"}


@contextmanager
def damage_told_as(sentence: str) -> Iterator[None]:
    """Refuse the file with the sentence when a parser fails on it, in whichever of its many ways."""
    try:
        yield
    except ValidationError:
        raise
    except Exception as error:  # a damaged file breaks zlib, struct, expat, pypdf, Pillow … each with its own type
        logger.info("an upload could not be read: %s", type(error).__name__)
        raise ValidationError(sentence) from error


def open_pdf(content: bytes) -> None:
    """Refuse a PDF that is locked, empty or damaged, or that runs or carries something."""
    with damage_told_as("PDF 无法打开，请重新扫描或导出后上传"):
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            raise ValidationError("PDF 设有密码，请去除密码后上传")
        if not reader.pages:
            raise ValidationError("PDF 没有页面，请重新导出")
        if any(_is_active(entry, is_named) for entry, is_named in _reachable(reader.root_object)):
            raise ValidationError("PDF 含有脚本或内嵌文件，请“打印为 PDF”后上传")


def _reachable(catalog: DictionaryObject) -> Iterator[tuple[DictionaryObject, bool]]:
    """Yield every dictionary reachable from the catalog, with whether its keys are the author's own names.

    An object reached in both roles is yielded in both, so that no script hides as a font.
    """
    seen: set[tuple[int, int, bool]] = set()
    waiting: list[tuple[PdfObject | None, bool]] = [(catalog, False)]
    visited = 0
    while waiting:
        visited += 1
        if visited + len(waiting) > MAX_PDF_OBJECTS:
            raise ValidationError("PDF 结构过于复杂，无法检查，请“打印为 PDF”后上传")
        entry, is_named = waiting.pop()
        if isinstance(entry, IndirectObject):
            place = (entry.idnum, entry.generation, is_named)
            if place not in seen:
                seen.add(place)
                waiting.append((entry.get_object(), is_named))
        elif isinstance(entry, DictionaryObject):
            yield entry, is_named
            waiting += [(value, key in NAMED_BY_AUTHOR) for key, value in entry.items() if _leads_on(value)]
        elif isinstance(entry, ArrayObject):
            waiting += [(value, False) for value in entry if _leads_on(value)]


def _leads_on(value: object) -> bool:
    return isinstance(value, (IndirectObject, DictionaryObject, ArrayObject))


def _is_active(entry: DictionaryObject, is_named: bool) -> bool:
    """Tell whether the dictionary is, or starts, a script or a program, or carries a file."""
    if not is_named and not ACTIVE_KEYS.isdisjoint(entry):
        return True
    kinds = [entry[key] for key in KIND_KEYS if key in entry]
    return any(isinstance(kind, NameObject) and kind in ACTIVE_KINDS for kind in kinds)


def open_image(content: bytes) -> None:
    """Refuse an image that is damaged, cut off, or would take too much memory; JPEG is decoded at an eighth."""
    with damage_told_as("图片无法打开，请重新拍照或扫描后上传"):
        try:
            with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as image:
                if image.width * image.height > MAX_IMAGE_PIXELS:
                    raise ValidationError("图片像素过大，请缩小后上传")
                image.verify()
        except Image.DecompressionBombError as error:
            raise ValidationError("图片像素过大，请缩小后上传") from error
        if image_end(content) is None:
            raise EOFError("the image has no end")
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as image:
            image.draft(None, (image.width // 8, image.height // 8))
            image.load()


def has_tail(content: bytes) -> bool:
    """Tell whether anything but a little padding follows the image."""
    end = image_end(content)
    return end is not None and (len(content) - end > MAX_PADDING or bool(content[end:].strip(b"\x00\r\n\t ")))


def image_end(content: bytes) -> int | None:
    """Return where the PNG or JPEG ends by its own structure; None for one that is cut off."""
    return _png_end(content) if content.startswith(PNG_SIGNATURE) else _jpeg_end(content)


def _png_end(content: bytes) -> int | None:
    position = len(PNG_SIGNATURE)
    while position + 12 <= len(content):
        kind = content[position + 4 : position + 8]
        position += 12 + int.from_bytes(content[position : position + 4], "big")
        if kind == b"IEND":
            return position if position <= len(content) else None
    return None


def _jpeg_end(content: bytes) -> int | None:
    """Walk from marker to marker: a thumbnail's own end lies inside a segment and is stepped over."""
    position = 0
    while marker := JPEG_MARKER.search(content, position):
        position, code = marker.end(), content[marker.end() - 1]
        if code == JPEG_END:
            return position
        if code != JPEG_START:
            position += int.from_bytes(content[position : position + 2], "big")
    return None


def office_kind(content: bytes) -> str:
    """Return "docx" or "xlsx" by the package's main part; "" for any other archive."""
    with damage_told_as("Office 文件无法打开，请重新保存后上传"), zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = {_part_name(member) for member in archive.infolist()}
    kinds = [kind for part, kind in MAIN_PARTS.items() if part in names]
    return kinds[0] if len(kinds) == 1 else ""


def open_office(content: bytes) -> None:
    """Refuse a document that is damaged or oversized, or that holds macros, objects or outside content."""
    with damage_told_as("Office 文件无法打开，请重新保存后上传"), zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
        described = [member for member in members if _is_described(_part_name(member))]
        if _is_oversized(members, described):
            raise ValidationError("文件解压后过大，请精简后上传")
        for member in members:
            _refuse_active_part(_part_name(member))
        for member in described:
            parser = expat.ParserCreate()
            parser.StartDoctypeDeclHandler = _refuse_doctype
            if _part_name(member) not in MAIN_PARTS:
                parser.StartElementHandler = _refuse_active_entry
            with archive.open(member) as part:
                parser.ParseFile(part)


def _part_name(member: zipfile.ZipInfo) -> str:
    """Return the part's name as Office compares it: without regard to case."""
    return member.filename.replace("\\", "/").lstrip("/").casefold()


def _is_described(name: str) -> bool:
    return name in MAIN_PARTS or name == CONTENT_TYPES or name.endswith(".rels")


def _is_oversized(members: list[zipfile.ZipInfo], described: list[zipfile.ZipInfo]) -> bool:
    """Tell by the declared sizes, beyond which zipfile reads nothing."""
    swollen = any(
        member.file_size > SMALL_XML and member.file_size > MAX_XML_RATIO * member.compress_size for member in described
    )
    total, read = (sum(member.file_size for member in group) for group in (members, described))
    return swollen or total > MAX_UNPACKED or read > MAX_XML


def _refuse_active_part(name: str) -> None:
    if any(mark in name.rsplit("/", 1)[-1] for mark in MACRO_MARKS):
        raise ValidationError("文件含有宏，请另存为不含宏的格式后上传")
    if not EMBEDDED_FOLDERS.isdisjoint(name.split("/")[:-1]):
        raise ValidationError("文件含有嵌入的对象或控件，请删除后或另存为 PDF 上传")


def _refuse_active_entry(_tag: str, attributes: dict[str, str]) -> None:
    """Judge a line of the content types or of a relationship file."""
    relation = attributes.get("Type", "").rsplit("/", 1)[-1].strip().casefold()
    declared = relation + attributes.get("ContentType", "").casefold()
    if any(mark in declared for mark in MACRO_MARKS):
        raise ValidationError("文件含有宏，请另存为不含宏的格式后上传")
    if relation in EMBEDDING_RELATIONS:
        raise ValidationError("文件含有嵌入的对象或控件，请删除后或另存为 PDF 上传")
    if attributes.get("TargetMode", "").strip().casefold() == "external" and relation != "hyperlink":
        raise ValidationError("文件引用了外部内容（模板、图片或其他工作簿），请断开链接后或另存为 PDF 上传")


def _refuse_doctype(*_declaration: object) -> None:
    raise ValueError("an Office part declares no document type")


OPENERS = {"pdf": open_pdf, "jpg": open_image, "png": open_image, "docx": open_office, "xlsx": open_office}
