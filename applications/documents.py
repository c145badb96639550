"""Uploaded files: opened, not trusted; stored once under their SHA-256 and served only through an access check."""

import hashlib
import io
import zipfile
from typing import NamedTuple
from xml.etree import ElementTree

import puremagic
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import UploadedFile
from PIL import Image, UnidentifiedImageError
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import DictionaryObject

KINDS = {
    "pdf": ("application/pdf", "PDF"),
    "jpg": ("image/jpeg", "JPG 图片"),
    "png": ("image/png", "PNG 图片"),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word 文档（docx）"),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel 工作簿（xlsx）"),
}
MAIN_PARTS = {"xl/workbook.xml": "xlsx", "word/document.xml": "docx"}
MAX_IMAGE_PIXELS = 100_000_000
MAX_UNPACKED = 200 * 1024 * 1024
ACTIVE_NAMES = ("/JavaScript", "/JS", "/Launch", "/EmbeddedFiles")


class Accepted(NamedTuple):
    """A file that passed every check."""

    content: bytes
    content_type: str
    sha256: str


def check_file(upload: UploadedFile, accept: tuple[str, ...]) -> Accepted:
    """Return the file's bytes, real type and digest; raise ValidationError with what is wrong and what to do.

    The type is read from the content, never from the name; the file must open, without password or active content.
    """
    limit = settings.DOCUMENT_MAX_BYTES
    if not upload.size:
        raise ValidationError("文件是空的（0 字节），请重新选择")
    if upload.size > limit:
        raise ValidationError(f"文件超过 {limit // 1024 // 1024} MB，请压缩或拆分后上传")
    content = upload.read()
    kind = kind_of(content)
    if kind not in accept:
        allowed = "、".join(KINDS[name][1] for name in accept)
        raise ValidationError(f"文件内容不是可接受的格式，请上传 {allowed}（按内容识别，改扩展名无效）")
    OPENERS[kind](content)
    return Accepted(content, KINDS[kind][0], hashlib.sha256(content).hexdigest())


def kind_of(content: bytes) -> str:
    """Return which of KINDS the content is, or "" for anything else; polyglots count as unknown."""
    if content.startswith(b"%PDF-"):
        return "pdf" if content.rstrip(b"\r\n\x00 ").endswith(b"%%EOF") else ""
    try:
        extension = puremagic.from_string(content).lower()
    except puremagic.PureError:
        return ""
    if content.startswith(b"PK\x03\x04"):
        return _office_kind(content)
    return {".jpg": "jpg", ".jpeg": "jpg", ".jfif": "jpg", ".png": "png"}.get(extension, "")


def _office_kind(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile:
        return ""
    kinds = [kind for part, kind in MAIN_PARTS.items() if part in names]
    return kinds[0] if len(kinds) == 1 else ""


def _open_pdf(content: bytes) -> None:
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            raise ValidationError("PDF 设有密码，请去除密码后上传")
        if not reader.pages:
            raise ValidationError("PDF 没有页面，请重新导出")
        if _is_active(reader.root_object):
            raise ValidationError("PDF 含有脚本或内嵌文件，请“打印为 PDF”后上传")
    except ValidationError:
        raise
    except (PyPdfError, ValueError, KeyError, AttributeError, TypeError, RecursionError) as error:
        raise ValidationError("PDF 无法打开，请重新扫描或导出后上传") from error


def _is_active(catalog: DictionaryObject) -> bool:
    """Tell whether the document runs something when it is opened, or carries files."""
    names, action = catalog.get("/Names", {}), catalog.get("/OpenAction")
    runs = isinstance(action, DictionaryObject) and action.get("/S") in ACTIVE_NAMES
    return runs or "/AA" in catalog or any(key in names for key in ACTIVE_NAMES)


def _open_image(content: bytes) -> None:
    try:
        with Image.open(io.BytesIO(content)) as image:
            if image.width * image.height > MAX_IMAGE_PIXELS:
                raise ValidationError("图片像素过大，请缩小后上传")
            image.load()
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValidationError("图片无法打开，请重新拍照或扫描后上传") from error


def _open_office(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(member.file_size for member in archive.infolist()) > MAX_UNPACKED:
                raise ValidationError("文件解压后过大，请精简后上传")
            names = archive.namelist()
            if any(name.endswith("vbaProject.bin") for name in names):
                raise ValidationError("文件含有宏，请另存为不含宏的格式后上传")
            for part in MAIN_PARTS.keys() & set(names):
                ElementTree.fromstring(archive.read(part))
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError, RuntimeError, NotImplementedError) as error:
        raise ValidationError("Office 文件无法打开，请重新保存后上传") from error


OPENERS = {"pdf": _open_pdf, "jpg": _open_image, "png": _open_image, "docx": _open_office, "xlsx": _open_office}


def store(accepted: Accepted) -> None:
    """Keep the bytes in the document storage under their digest; a file already there is not written again."""
    name = f"{accepted.sha256[:2]}/{accepted.sha256}"
    storage = storages["documents"]
    if not storage.exists(name):
        storage.save(name, ContentFile(accepted.content))


def is_intact(storage_name: str, sha256: str) -> bool:
    """Tell whether the stored bytes still have the digest under which they were filed."""
    with storages["documents"].open(storage_name) as stored:
        return hashlib.file_digest(stored, "sha256").hexdigest() == sha256
