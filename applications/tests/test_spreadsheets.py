import io
import zipfile

import pytest
import xlsxwriter
from django.core.exceptions import ValidationError

from applications.profile.reading import rows_of
from applications.spreadsheets import check_extent


def workbook(*cells: tuple[int, int]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for row, column in cells:
            sheet.write(row, column, "x")
    return buffer.getvalue()


def test_a_few_bytes_that_claim_billions_of_cells_are_refused_before_a_reader_makes_room():
    bomb = workbook((0, 0), (1_048_575, 16_383))

    assert len(bomb) < 10_000
    with pytest.raises(ValidationError, match="单元格范围过大"):
        check_extent(bomb)
    with pytest.raises(ValidationError, match="单元格范围过大"):
        rows_of(bomb)


@pytest.mark.parametrize("furthest", [(99_999, 40), (9, 16_383), (1_048_575, 3)])
def test_a_long_or_a_wide_sheet_is_not_refused(furthest):
    check_extent(workbook((0, 0), furthest))


def test_a_position_that_is_written_in_another_way_is_refused():
    with pytest.raises(ValidationError):
        check_extent(zipped(b'<worksheet><c r="&#88;FD1048576"/></worksheet>'))
    with pytest.raises(ValidationError):
        check_extent(zipped('<worksheet><c r="XFD1048576"/></worksheet>'.encode("utf-16")))
    with pytest.raises(ValidationError):
        check_extent(zipped(b"<worksheet><c\n r = 'XFD1048576'/></worksheet>"))


def zipped(part: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("anything.bin", part)
    return buffer.getvalue()
