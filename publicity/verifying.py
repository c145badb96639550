"""Verifying a notice from a file that somebody holds: canonical JSON, Excel or PDF, against what was published."""

import hashlib
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any, NamedTuple

import pypdfium2
from django.core.exceptions import ValidationError
from python_calamine import CalamineWorkbook

from accounts.canonical import canonical
from applications.documents import check_content, check_size
from applications.spreadsheets import check_extent
from publicity.documents import notice_pdf
from publicity.models import Notice
from publicity.sheets import notice_excel

NUMBER = re.compile(r"GS-\d{4}-\d{4,}(?:-v\d+)?")
MOST_SHOWN = 50
MOST_PAGES = 500
MOST_CELLS = 1_000_000
DEEPEST = 20
UNKNOWN = "文件里没有找到本平台的公示编号（如 GS-2026-0001），请上传从公示页面下载的 PDF、Excel 或规范 JSON"
EXACT = {
    "json": "文件的每一个字节都与发布时相同，其摘要就是链上的摘要。",
    "xlsx": "每张表的每一个单元格的值都与发布的 Excel 相同。",
    "pdf": "从第一页到最后一页的文字都与发布的 PDF 相同。",
}
LEFT_OPEN = {
    "json": "",
    "xlsx": "格式、列宽、批注、图片和隐藏行列没有比对。",
    "pdf": "版式、图片、印章和看不见的内容没有比对，只比对了可以选取的文字。",
}


Grids = list[tuple[str, list[list[Any]]]]


class Difference(NamedTuple):
    """Where a file differs: the place in words, what was published there and what the file says."""

    place: str
    published: str
    submitted: str


@dataclass
class Verdict:
    """What the comparison of a file with a notice gave; `differences` are the first of them, `count` is how many."""

    notice: Notice
    kind: str
    is_exact: bool = False
    differences: list[Difference] = field(default_factory=list)
    count: int = 0

    @property
    def holds(self) -> bool:
        """Tell whether the file says what was published, and the record itself was not changed since."""
        return not self.count and self.notice.digest_holds()

    @property
    def proved(self) -> str:
        """Return what was proved, in one sentence."""
        if self.kind == "json" and not self.is_exact:
            return "各项内容都与发布时相同；文件的排版（空格、顺序）不同，所以文件本身的摘要与链上的不同。"
        return EXACT[self.kind]

    @property
    def left_open(self) -> str:
        """Return what this kind of file cannot prove, in one sentence; empty for nothing."""
        return LEFT_OPEN[self.kind]


def verify_file(content: bytes) -> Verdict:
    """Compare a file with the notice that it says to be of. Raises ValidationError with what to do for any other file."""
    check_size(len(content))
    if content.lstrip()[:1] == b"{":
        return compared_json(content)
    kind = "pdf" if content.startswith(b"%PDF-") else "xlsx" if content.startswith(b"PK\x03\x04") else ""
    if not kind:
        raise ValidationError(
            "文件内容不是 PDF、Excel 或规范 JSON（按内容识别，改扩展名无效），请上传从公示页面下载的文件"
        )
    check_content(content, ("pdf", "xlsx"))
    if kind == "xlsx":
        check_extent(content, MOST_CELLS)
    return compared_pdf(content) if kind == "pdf" else compared_excel(content)


def find_notice(texts: Iterator[str]) -> Notice:
    """Return the published notice whose number comes first in the texts. Raises ValidationError where there is none."""
    for text in texts:
        for number in NUMBER.findall(text):
            if notice := numbered(number):
                return notice
    raise ValidationError(UNKNOWN)


def numbered(number: str) -> Notice | None:
    """Return the published notice of a number; None for no such one."""
    found = Notice.objects.public().select_related("round__policy", "bureau__region")
    return found.filter(number=number).first()


def compared_json(content: bytes) -> Verdict:
    """Compare canonical JSON: byte by byte through its digest, else value by value."""
    digest = hashlib.sha256(content).hexdigest()
    if (
        notice := Notice.objects.public()
        .select_related("round__policy", "bureau__region")
        .filter(digest=digest)
        .first()
    ):
        return Verdict(notice, "json", is_exact=True)
    try:
        said = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ValidationError("JSON 文件不完整或已损坏，请重新下载") from error
    notice = numbered(str(said.get("number", ""))[:40]) if isinstance(said, dict) else None
    if notice is None:
        raise ValidationError(UNKNOWN)
    published = json.loads(canonical(notice.content()))
    return _verdict(notice, "json", value_differences(published, said))


def value_differences(published: Any, said: Any, place: str = "", depth: int = 0) -> Iterator[Difference]:
    """Give each value that differs between two JSON contents; rows and columns are told by number and title."""
    if depth > DEEPEST or type(published) is not type(said):
        if published != said:
            yield Difference(place or "文件", shown(published), shown(said))
    elif isinstance(published, dict):
        for key in [*published, *(key for key in said if key not in published)]:
            name = f"{place} · {key}" if place else NAMES.get(key, key)
            yield from value_differences(published.get(key), said.get(key), name, depth + 1)
    elif isinstance(published, list):
        for number, (one, other) in enumerate(zip_longest(published, said), start=1):
            unit = "条" if place == NAMES["rows"] else "栏" if place.startswith(NAMES["rows"]) else "项"
            yield from value_differences(one, other, f"{place} 第 {number} {unit}", depth + 1)
    elif published != said:
        yield Difference(place, shown(published), shown(said))


NAMES = {
    "rows": "名单",
    "columns": "栏目",
    "title": "标题",
    "number": "公示编号",
    "sequence": "链上序号",
    "chain": "所在链",
    "published_at": "发布时间",
    "starts_on": "公示起始日",
    "ends_on": "公示截止日",
    "total_yuan": "合计（元）",
    "basis": "依据",
    "channel": "受理异议的渠道",
    "policy": "政策",
    "days": "公示期",
    "previous_digest": "前一公示摘要",
    "notes": "说明",
    "amount_unit": "金额单位",
    "changes": "更正内容",
    "reason": "更正原因",
}


def shown(value: Any) -> str:
    """Return a value as a short text; what is not there is told as such."""
    if value is None:
        return "（无）"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 200 else f"{text[:200]}…"


def compared_excel(content: bytes) -> Verdict:
    """Compare an Excel file cell by cell with the one that is published."""
    said = grids(content)
    notice = find_notice(str(cell) for _name, rows in said for row in rows for cell in row)
    return _nearest(notice, "xlsx", lambda each: cell_differences(grids(notice_excel(each)), said))


def grids(content: bytes) -> Grids:
    """Return the sheets of an Excel file as name and cells. Raises ValidationError where it cannot be read."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names]
    except Exception as error:  # a damaged workbook breaks the reader in many ways
        raise ValidationError("Excel 文件无法读取，请重新下载") from error


def cell_differences(published: Grids, said: Grids) -> Iterator[Difference]:
    """Give each cell that differs; a sheet that is missing or added counts as one difference."""
    row: list[Any]
    said_row: list[Any]
    for (one, rows), (other, said_rows) in zip_longest(published, said, fillvalue=("（无此表）", [])):
        if one != other:
            yield Difference("工作表", one, other)
        for number, (row, said_row) in enumerate(zip_longest(rows, said_rows, fillvalue=[]), start=1):
            for column, (cell, said_cell) in enumerate(zip_longest(row, said_row, fillvalue="")):
                if cell != said_cell:
                    yield Difference(f"{one} 第 {number} 行 {letter(column)} 列", str(cell), str(said_cell))


def letter(column: int) -> str:
    """Return the letters of a column of a sheet, 0 being A."""
    return (letter(column // 26 - 1) if column >= 26 else "") + chr(ord("A") + column % 26)


def compared_pdf(content: bytes) -> Verdict:
    """Compare the text of a PDF line by line with that of the published one."""
    said = pdf_lines(content)
    notice = find_notice(iter(["\n".join(said)]))
    return _nearest(notice, "pdf", lambda each: line_differences(pdf_lines(notice_pdf(each)), said))


def pdf_lines(content: bytes) -> list[str]:
    """Return the lines of text of a PDF, without spaces. Raises ValidationError where it cannot be read."""
    try:
        document = pypdfium2.PdfDocument(content)
        if len(document) > MOST_PAGES:
            raise ValidationError(f"PDF 超过 {MOST_PAGES} 页，请核验规范 JSON 或 Excel")
        text = "\n".join(page.get_textpage().get_text_range() for page in document)
    except pypdfium2.PdfiumError as error:
        raise ValidationError("PDF 无法读取，请重新下载") from error
    return [line for raw in text.splitlines() if (line := "".join(raw.split()))]


def line_differences(published: list[str], said: list[str]) -> Iterator[Difference]:
    """Give each stretch of lines that differs."""
    if len(said) > 2 * len(published) + 200:  # far more than was ever published; comparing it would take long
        yield Difference("全文", f"{len(published)} 行", f"{len(said)} 行")
        return
    matcher = SequenceMatcher(None, published, said, autojunk=False)
    for act, start, end, said_start, said_end in matcher.get_opcodes():
        if act != "equal":
            place = f"第 {start + 1} 行" if end - start <= 1 else f"第 {start + 1} 至 {end} 行"
            yield Difference(place, shown("\n".join(published[start:end])), shown("\n".join(said[said_start:said_end])))


def _nearest(notice: Notice, kind: str, differ: Callable[[Notice], Iterator[Difference]]) -> Verdict:
    """Compare with the file of each last day that the notice had: a file from before an extension is unchanged, too."""
    verdicts = []
    for ends_on in last_days(notice):
        as_of = numbered(notice.number or "") or notice
        as_of.ends_on = ends_on
        verdict = _verdict(notice, kind, differ(as_of))
        if not verdict.count:
            return verdict
        verdicts.append(verdict)
    return min(verdicts, key=lambda each: each.count)


def last_days(notice: Notice) -> list[Any]:
    """Return every last day that the notice has had, today's first."""
    earlier = notice.extensions.order_by("-ends_on").values_list("previous_ends_on", flat=True)
    return [notice.ends_on, *earlier]


def _verdict(notice: Notice, kind: str, differences: Iterator[Difference]) -> Verdict:
    verdict = Verdict(notice, kind)
    for each in differences:
        verdict.count += 1
        if len(verdict.differences) < MOST_SHOWN:
            verdict.differences.append(each)
    return verdict
