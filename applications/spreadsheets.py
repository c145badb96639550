"""How far the cells of an Excel workbook reach: a few bytes can claim billions of cells, and a reader makes room for all."""

import io
import re
import zipfile

from django.core.exceptions import ValidationError

# The position of a cell or row as the sheet writes it; the reader makes a rectangle up to the furthest one.
COLUMN = re.compile(rb"""\sr\s*=\s*["']([A-Z]{1,3})[0-9]""")
ROW = re.compile(rb"""\sr\s*=\s*["'][A-Z]{0,3}([0-9]{1,9})["']""")
DISGUISED = re.compile(rb"""\sr\s*=\s*["'][^"']*&""")
MOST_CELLS = 5_000_000
TOO_FAR = "工作簿的单元格范围过大（可能在很远的行列里有内容），请删去多余的行列后重新保存"


def check_extent(content: bytes, most_cells: int = MOST_CELLS) -> None:
    """Refuse a workbook, already opened and found sound, whose sheets reach over more than `most_cells` cells each."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for member in archive.infolist():
            part = archive.read(member)
            if part.lstrip()[:1] == b"<" or b"\x00" in part[:4]:
                _check_part(part, most_cells)


def _check_part(part: bytes, most_cells: int) -> None:
    if b"\x00" in part or part[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise ValidationError("Office 文件的编码不常见，请重新保存后上传")
    rows = max(map(int, set(ROW.findall(part))), default=1)
    columns = max(map(_number, set(COLUMN.findall(part))), default=1)
    if rows * columns > most_cells or DISGUISED.search(part):
        raise ValidationError(TOO_FAR)


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
