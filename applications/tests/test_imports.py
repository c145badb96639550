"""A register's file: each line is judged by itself, the good ones go on, and the whole can be undone."""

import io
from datetime import date, timedelta

import pytest
import xlsxwriter
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.tests.factories import bureau, enterprise, official
from applications.actions import imports
from applications.models import ProfileEntry, ProfileFact, RegisterImport
from applications.profile.reading import read_lines
from applications.profile.registers import register_of, registers
from applications.profile.standing import credit_entries, standing
from applications.profile.templates import template_of
from applications.tests.profile_factories import DATA_DATE, IMPORTED_AT, data_officer
from applications.workflow import NotAllowed

pytestmark = pytest.mark.django_db
POWER = ["统一社会信用代码", "企业名称", "月份", "用电量（千瓦时）"]


def csv_of(*rows: list, header: list[str] | None = None, encoding: str = "utf-8") -> bytes:
    return "\n".join(",".join(map(str, row)) for row in [header or POWER, *rows]).encode(encoding)


def brought(content: bytes, register: str = "electricity", at=IMPORTED_AT) -> RegisterImport:
    upload = SimpleUploadedFile("数据.csv", content)
    made = imports.receive_file(register_of(register), upload, DATA_DATE, bureau(), data_officer(), at)
    imports.check_file(made)
    made.refresh_from_db()
    return made


def imported(content: bytes, register: str = "electricity", at=IMPORTED_AT) -> RegisterImport:
    made = brought(content, register, at)
    imports.confirm(made, made.uploaded_by, at)
    imports.carry_out(made, at)
    made.refresh_from_db()
    return made


def test_each_line_is_told_what_is_wrong_with_it_and_the_good_ones_go_on():
    of, far = enterprise(), enterprise("yicheng")
    made = imported(
        csv_of(
            [of.uscc, "", "2025-01", "1000"],
            ["91410581MA9NOBODY0", "", "2025-01", "1"],
            ["12345", "", "2025-01", "1"],
            [of.uscc, "", "2025-13", "1"],
            [of.uscc, "", "2025-02", "很多"],
            [of.uscc, "", "2025-03", "-5"],
            [of.uscc, "", "", "5"],
            [far.uscc, "", "2025-01", "5"],
            [of.uscc, "", "2025-01", "1000"],
            [of.uscc, "", "2025年4月", "2000.50"],
        )
    )

    told = dict(made.problems)
    assert list(told) == [3, 4, 5, 6, 7, 8, 9, 10]
    words = [
        "校验位不符",
        "不是 18 位",
        "不是月份",
        "不是数字",
        "超出范围",
        "“月份”未填",
        "不在",
        "与第 2 行重复",
    ]
    assert all(word in told[number] for number, word in zip(told, words, strict=True))
    rows = ProfileFact.objects.filter(imported=made).order_by("line")
    assert [(row.period, row.value, row.line) for row in rows] == [("2025-01", "1000", 2), ("2025-04", "2000.5", 11)]
    assert (made.state, made.done_count, made.total_count) == ("done", 2, 10)


def test_of_a_contradiction_neither_line_goes_on():
    of = enterprise()
    made = brought(csv_of([of.uscc, "", "2025-01", "1"], [of.uscc, "", "2025-01", "2"]))

    assert [number for number, _ in made.problems] == [2, 3]
    assert "第 2、3 行互相矛盾" in made.problems[0][1]
    with pytest.raises(NotAllowed, match="没有可以导入的行"):
        imports.confirm(made, made.uploaded_by, IMPORTED_AT)


def test_a_file_is_brought_in_once():
    content = csv_of([enterprise().uscc, "", "2025-01", "1"])
    imported(content)

    with pytest.raises(ValidationError, match="已经归集过"):
        brought(content)

    assert RegisterImport.objects.count() == 1


def test_a_file_put_aside_can_be_brought_in_again():
    content = csv_of([enterprise().uscc, "", "2025-01", "1"])
    imports.discard(brought(content))

    assert imported(content).state == "done"


def test_a_corrected_file_is_told_to_replace_and_undoing_it_brings_the_old_value_back():
    of, later = enterprise(), IMPORTED_AT + timedelta(days=1)
    imported(csv_of([of.uscc, "", "2025-01", "1000"]))
    second = imported(csv_of([of.uscc, "", "2025-01", "1200"]), at=later)

    assert "原登记 1,000 千瓦时，将以 1,200 千瓦时 为准" in second.notices[0][1]
    assert standing(of).value("kwh", "2025-01") == "1200"
    imports.undo(second, second.uploaded_by, later, "供电公司更正")

    assert standing(of).value("kwh", "2025-01") == "1000"
    assert ProfileFact.objects.filter(enterprise=of).count() == 2


def test_an_import_is_carried_out_once_even_when_its_task_runs_twice():
    made = imported(csv_of([enterprise().uscc, "", "2025-01", "1000"]))

    imports.carry_out(made, IMPORTED_AT)

    assert ProfileFact.objects.filter(imported=made).count() == 1


def test_an_interrupted_import_goes_on_where_it_stopped(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(imports, "AT_ONCE", 2)
    of = enterprise()
    made = brought(csv_of(*([of.uscc, "", f"2025-{month:02d}", month] for month in range(1, 6))))
    imports.confirm(made, made.uploaded_by, IMPORTED_AT)
    good = imports.checked_lines(made).good
    imports._next_lines(made, good, IMPORTED_AT)
    assert standing(of).register == {}  # an unfinished import does not count yet

    imports.carry_out(made, IMPORTED_AT)

    assert [standing(of).value("kwh", f"2025-{month:02d}") for month in range(1, 6)] == ["1", "2", "3", "4", "5"]


def test_an_import_that_is_not_finished_cannot_be_undone():
    made = brought(csv_of([enterprise().uscc, "", "2025-01", "1"]))

    with pytest.raises(NotAllowed, match="待确认"):
        imports.undo(made, made.uploaded_by, IMPORTED_AT, "误传")


def test_a_credit_list_counts_until_its_end():
    of = enterprise()
    header = ["统一社会信用代码", "名单", "决定文书号", "列入日期", "移出日期"]
    imported(csv_of([of.uscc, "失信被执行人", "1号", "2025-06-10", "2026/3/1"], header=header), "credit")

    assert [entry.number for entry in credit_entries(of, date(2026, 3, 1))] == ["1号"]
    assert credit_entries(of, date(2026, 3, 2)) == []


def test_a_list_that_is_not_among_the_known_ones_is_refused():
    header = ["统一社会信用代码", "名单", "决定文书号", "列入日期"]
    made = brought(csv_of([enterprise().uscc, "黑名单", "1号", "2025-06-10"], header=header), "credit")

    assert "“黑名单”不在可选范围" in made.problems[0][1]


def test_the_statistics_give_figures_and_the_library():
    of = enterprise()
    header = ["统一社会信用代码", "年度", "名录类别", "入库日期", "营业收入（万元）", "从业人员（人）"]
    imported(csv_of([of.uscc, "2025", "规模以上工业", "2019-01-01", "8600", "126"], header=header), "statistics")

    assert standing(of).value("revenue_wan", "2025") == "8600"
    assert ProfileEntry.objects.get(enterprise=of).kind == "library"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_is_read_in_the_encodings_that_offices_use(encoding: str):
    assert len(read_lines(csv_of(["x", "", "2025-01", "1"], encoding=encoding), register_of("electricity"))) == 1


def test_excel_dates_and_numbers_are_read_and_a_title_above_the_header_is_passed_over():
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["2025年用电量"])
    sheet.write_row(1, 0, POWER)
    sheet.write_row(2, 0, ["X", "甲"])
    sheet.write_datetime(2, 2, date(2025, 3, 1), book.add_format({"num_format": "yyyy-mm"}))
    sheet.write_number(2, 3, 125800)
    book.close()

    [line] = read_lines(buffer.getvalue(), register_of("electricity"))

    assert (line.number, line.cells["month"], line.cells["kwh"]) == (3, date(2025, 3, 1), "125800")


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "应有：统一社会信用代码、月份"), (b"a,b\n1,2", "没有找到表头"), (b"\xd0\xcf\x11\xe0\x00", "xls"),
     ("统一社会信用代码,月份\nx,2025-01".encode(), "缺少：用电量"),
     ("月份,用电量（千瓦时）\n2025-01,1".encode(), "缺少：统一社会信用代码"),
     (csv_of(), "没有数据行"), (b"PK\x03\x04junk", "无法打开")],
)  # fmt: skip
def test_a_file_that_is_no_register_is_refused_with_a_sentence(content: bytes, words: str):
    with pytest.raises(ValidationError, match=words):
        read_lines(content, register_of("electricity"))


@pytest.mark.parametrize("key", list(registers()))
def test_a_template_can_be_filled_in_and_read_back(key: str):
    with pytest.raises(ValidationError, match="没有数据行"):
        read_lines(template_of(register_of(key)), register_of(key))


@pytest.fixture
def officer_page(client: Client) -> Client:
    client.force_login(data_officer())
    return client


def upload(content: bytes, **fields) -> dict:
    return {"register": "electricity", "bureau": bureau().pk, "as_of": "2026-01-31",
            "file": SimpleUploadedFile("用电.csv", content), **fields}  # fmt: skip


def test_an_officer_uploads_looks_and_imports(officer_page: Client):
    of = enterprise()
    shown = officer_page.post(reverse("register_desk"), upload(csv_of([of.uscc, "", "2025-01", "77"])), follow=True)
    assert "导入 1 行" in shown.text
    made = RegisterImport.objects.get()

    done = officer_page.post(reverse("register_confirm", args=[made.pk]), follow=True)

    assert "已导入 1 行" in done.text
    assert standing(of).value("kwh", "2025-01") == "77"


def test_a_refused_upload_keeps_what_was_chosen(officer_page: Client):
    response = officer_page.post(reverse("register_desk"), upload(b"", as_of="2999-01-01"))

    assert response.status_code == 422
    assert "数据日期不能晚于今天" in response.text
    assert '<option value="electricity" selected>' in response.text


def test_undoing_wants_a_reason(officer_page: Client):
    made = imported(csv_of([enterprise().uscc, "", "2025-01", "1"]))

    refused = officer_page.post(reverse("register_undo", args=[made.pk]), {"reason": " "})
    officer_page.post(reverse("register_undo", args=[made.pk]), {"reason": "误传"})

    made.refresh_from_db()
    assert (refused.status_code, made.state, made.undo_reason) == (422, "undone", "误传")


def test_an_officer_of_another_bureau_finds_nothing(client: Client):
    made = imported(csv_of([enterprise().uscc, "", "2025-01", "1"]))
    client.force_login(data_officer("science", "tangyin"))

    assert client.get(reverse("register_import", args=[made.pk])).status_code == 404
    client.force_login(official())
    assert client.get(reverse("register_desk")).status_code == 403


def test_importing_twice_is_told_and_not_done(officer_page: Client):
    made = imported(csv_of([enterprise().uscc, "", "2025-01", "1"]))

    told = officer_page.post(reverse("register_confirm", args=[made.pk]), follow=True)

    assert "不能这样办理" in told.text
