"""What an import cannot take is given back with the reason beside it; what a file's header lacks is named."""

import io

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from accounts.tests.factories import enterprise
from applications.actions.imports import checked_lines, file_of
from applications.profile.mending import as_csv, as_excel, bad_rows
from applications.profile.reading import read_file
from applications.profile.registers import register_of
from applications.tests.test_imports import brought, csv_of, officer_page, upload

pytestmark = pytest.mark.django_db
__all__ = ["officer_page"]
POWER = register_of("electricity")


def rows_of(made):
    read = file_of(made)
    return bad_rows(POWER, read.lines, checked_lines(made, read))


def test_a_bad_line_comes_back_as_it_was_with_every_reason():
    of = enterprise()
    made = brought(csv_of([of.uscc, "甲", "2025-01", "1"], [of.uscc, "甲", "2025-13", "很多"]))

    head, bad = rows_of(made)

    assert head == ["统一社会信用代码", "企业名称", "月份", "用电量（千瓦时）", "原行号", "问题"]
    assert bad[:5] == [of.uscc, "甲", "2025-13", "很多", "3"]
    assert "不是月份" in bad[5]
    assert "不是数字" in bad[5]


@pytest.mark.parametrize("write", [as_excel, as_csv])
def test_a_mended_download_is_imported_without_a_remark(write):
    of = enterprise()
    rows = rows_of(brought(csv_of([of.uscc, "甲", "2025-13", "7"])))
    rows[1][2] = "2025-12"

    read = read_file(write(rows), POWER)

    assert read.remarks == []
    assert [line.cells for line in read.lines] == [
        {"uscc": of.uscc, "enterprise": "甲", "month": "2025-12", "kwh": "7"}
    ]


def test_a_cell_that_looks_like_a_formula_is_no_formula():
    of = enterprise()
    rows = rows_of(brought(csv_of([of.uscc, "=1+1", "2025-13", "-5"])))

    sheet = CalamineWorkbook.from_filelike(io.BytesIO(as_excel(rows))).get_sheet_by_index(0).to_python()

    assert sheet[1][1] == "=1+1"
    assert "\t=1+1" in as_csv(rows).decode("utf-8-sig")


def test_what_the_header_lacks_and_what_nothing_reads_is_named(officer_page):
    header = ["统一社会信用代码", "月份", "用电量(千瓦时)", "备注"]
    content = csv_of([enterprise().uscc, "2025-01", "1", "x"], header=header)

    page = officer_page.post(reverse("register_desk"), upload(content), follow=True)

    assert "没有“企业名称”一列，按未填处理" in page.text
    assert "“备注”一列不在模板中，没有读取" in page.text
    assert "导入 1 行" in page.text


@pytest.mark.parametrize("content", [b"\xff\xfe\x00\x00", "月份,用电量（千瓦时）\n2025-01,1".encode()])
def test_a_file_that_cannot_be_read_is_answered_with_the_template(officer_page, content):
    page = officer_page.post(reverse("register_desk"), upload(content), follow=True)

    assert "文件无法读取" in page.text
    assert reverse("register_template", args=["electricity"]) in page.text


def test_the_bad_lines_are_downloaded_and_a_clean_import_has_none(officer_page):
    of = enterprise()
    bad, clean = (brought(csv_of([of.uscc, "", month, "1"])) for month in ("2025-13", "2025-11"))

    given = officer_page.get(reverse("register_problems", args=[bad.pk, "xlsx"]))

    assert given.headers["Content-Disposition"].endswith('problems.xlsx"')
    assert officer_page.get(reverse("register_problems", args=[clean.pk, "csv"])).status_code == 404
    assert officer_page.get(reverse("register_problems", args=[bad.pk, "exe"])).status_code == 404
