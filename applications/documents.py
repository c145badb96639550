"""Uploaded files: opened, not trusted; stored once under their SHA-256 and served only through an access check."""

import hashlib
import unicodedata
from pathlib import PurePosixPath
from typing import NamedTuple

import puremagic
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import UploadedFile

from applications import antivirus
from applications.blank_pages import blank_warning
from applications.models import Scan
from applications.openers import OPENERS, has_tail, office_kind

KINDS = {
    "pdf": ("application/pdf", "PDF"),
    "jpg": ("image/jpeg", "JPG 图片"),
    "png": ("image/png", "PNG 图片"),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word 文档（docx）"),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel 工作簿（xlsx）"),
}


class Accepted(NamedTuple):
    """A file that passed every check."""

    content: bytes
    content_type: str
    sha256: str
    virus_scan: str = Scan.NOT_SCANNED
    warning: str = ""


LONGEST_NAME, LONGEST_ENDING = 200, 12


def clean_name(name: str) -> str:
    """Return a file's name as it is stored and shown: no folders, nothing invisible or written backwards, not too long."""
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    seen = "".join(sign for sign in unicodedata.normalize("NFC", last) if unicodedata.category(sign)[0] != "C")
    shown = " ".join(seen.split()).strip(".") or "未命名文件"
    ending = PurePosixPath(shown).suffix
    if len(shown) <= LONGEST_NAME or len(ending) > LONGEST_ENDING:
        return shown[:LONGEST_NAME]
    return shown[: LONGEST_NAME - len(ending)] + ending


def check_size(size: int) -> None:
    """Refuse an empty file and one over the limit with a sentence, before anything of it is read."""
    limit = settings.DOCUMENT_MAX_BYTES
    if not size:
        raise ValidationError("文件是空的（0 字节），请重新选择")
    if size > limit:
        raise ValidationError(f"文件超过 {limit // 1024 // 1024} MB，请压缩或拆分后上传")


def check_file(upload: UploadedFile, accept: tuple[str, ...]) -> Accepted:
    """Return the file's bytes, real type and digest; raise ValidationError with what is wrong and what to do.

    The type is read from the content, never from the name; the file must open, without password or active content.
    """
    check_size(upload.size or 0)
    return check_content(upload.read(), accept)


def check_content(content: bytes, accept: tuple[str, ...]) -> Accepted:
    """Return what was read, as `check_file` does. The antivirus service sees it before any parser does."""
    finding = antivirus.scan(content)
    if finding.state == Scan.INFECTED:
        raise ValidationError(f"文件查出病毒（{finding.signature}），未予接收。请在本机杀毒后重新导出或扫描，再上传")
    kind = kind_of(content)
    if kind not in accept:
        allowed = "、".join(KINDS[name][1] for name in accept)
        raise ValidationError(f"文件内容不是可接受的格式，请上传 {allowed}（按内容识别，改扩展名无效）")
    OPENERS[kind](content)
    digest = hashlib.sha256(content).hexdigest()
    return Accepted(content, KINDS[kind][0], digest, finding.state, blank_warning(kind, content))


def kind_of(content: bytes) -> str:
    """Return which of KINDS the content is, or "" for anything else; polyglots count as unknown."""
    if content.startswith(b"%PDF-"):
        return "pdf" if content.rstrip(b"\r\n\x00 ").endswith(b"%%EOF") else ""
    if content.startswith(b"PK\x03\x04"):
        return office_kind(content)
    try:
        extension = puremagic.from_string(content).lower()
    except (puremagic.PureError, ValueError):
        return ""
    kind = {".jpg": "jpg", ".jpeg": "jpg", ".jfif": "jpg", ".png": "png"}.get(extension, "")
    return "" if kind and has_tail(content) else kind


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
