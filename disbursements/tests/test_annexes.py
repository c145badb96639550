from datetime import datetime
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from accounts.models import Role
from accounts.tests.factories import enterprise, official
from applications.tests.factories import SHANGHAI, filed
from disbursements.tests.factories import maker, remit, shared
from policies.tests.factories import FULL_PRODUCTION

pytestmark = pytest.mark.django_db
PRINTED = [
    "安阳市全辖合计",
    "安阳市级小计",
    "安阳市本级",
    *("文峰区", "北关区", "殷都区", "龙安区", "安阳县", "汤阴县", "滑县", "内黄县", "林州市"),
]


@pytest.fixture(autouse=True)
def _in_april(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 4, 2, 10, 0, tzinfo=SHANGHAI))


def sheet(client, case, key: str, query: str = "") -> list[list]:
    answer = client.get(reverse("annex_export", args=[case.round_id, key]) + query)
    assert answer.status_code == 200
    return CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()


def test_annex_2_has_the_documents_columns_groups_share_and_date(client):
    determination = shared()
    remit(determination)
    case = determination.application
    client.force_login(maker("henan"))

    rows = sheet(client, case, "annex-2")

    columns = [column.title for column in case.version.pack.exports[1].columns]
    assert rows[2] == columns
    [line] = [row for row in rows if row[2] == case.enterprise.name]
    half = float(determination.approved_yuan / 2 / 10000)
    assert line[2:6] == [case.enterprise.name, case.bank_name, case.bank_account, half]
    assert line[6] == "2026-04-01"
    sums = {row[1]: row[5] for row in rows[3:] if row[1] and not row[2]}
    assert {label for label, amount in sums.items() if amount} == {"安阳市全辖合计", "林州市"}
    assert sums["安阳市全辖合计"] == sums["林州市"] == half


def test_annex_1_shows_cases_still_under_review_to_the_county(client):
    case = filed(FULL_PRODUCTION)
    client.force_login(official(Role.PRELIMINARY_REVIEWER, "industry", "linzhou"))

    rows = sheet(client, case, "annex-1")
    determined = sheet(client, case, "annex-1", "?approved=1")

    assert case.enterprise.name in [row[2] for row in rows]
    assert case.enterprise.name not in [row[2] for row in determined]
    assert rows[2] == [column.title for column in case.version.pack.exports[0].columns]


def test_an_annex_never_shows_another_regions_cases(client):
    case = filed(FULL_PRODUCTION)
    client.force_login(official(Role.PRELIMINARY_REVIEWER, "industry", "tangyin"))

    assert client.get(reverse("annex_export", args=[case.round_id, "annex-1"])).status_code == 404
    assert case.round.policy.title not in client.get(reverse("annex_list")).content.decode()


def test_the_annexes_are_listed_where_there_are_cases(client):
    filed(FULL_PRODUCTION)
    client.force_login(official(Role.SUPERVISOR, "supervision", "anyang"))

    assert "附件2" in client.get(reverse("annex_list")).content.decode()


def supervisor(region_slug: str):
    return official(Role.SUPERVISOR, "supervision", region_slug)


@pytest.mark.parametrize("reader", ["anyang", "henan"])
def test_every_unit_of_the_city_has_its_numbered_row_as_printed_with_cases_or_without(client, reader):
    case = filed(FULL_PRODUCTION)
    client.force_login(supervisor(reader))

    rows = sheet(client, case, "annex-1", "?approved=1" if reader == "anyang" else "")[3:]

    groups = [row[1] for row in rows if row[1] and not row[2]]
    assert groups == [*PRINTED, "安阳高新技术产业开发区"]
    numbered = [row[0] for row in rows if row[1]]
    assert numbered == list(range(1, len(numbered) + 1))


def test_districts_and_counties_add_up_to_the_whole_city(client):
    for slug in ("wenfeng", "linzhou", "linzhou"):
        case = filed(FULL_PRODUCTION, enterprise=enterprise(slug), facts={"worker_count": 100})
    client.force_login(supervisor("anyang"))

    rows = sheet(client, case, "annex-1")

    place = rows[2].index("企业工人数")
    workers = {row[1]: row[place] for row in rows[3:] if row[1] and not row[2]}
    assert {label: number for label, number in workers.items() if number} == {
        "安阳市全辖合计": 300,
        "安阳市级小计": 100,
        "文峰区": 100,
        "林州市": 200,
    }


def test_a_countys_own_annex_holds_the_county_and_a_total_only(client):
    case = filed(FULL_PRODUCTION, facts={"worker_count": 100})
    client.force_login(official(Role.PRELIMINARY_REVIEWER, "industry", "linzhou"))

    rows = sheet(client, case, "annex-1")[3:]

    assert [(row[0], row[1], row[2], row[5]) for row in rows[:3]] == [
        (1, "林州市", "", 100),
        (2, "林州市", case.enterprise.name, 100),
        ("", "合计", "", 100),
    ]


def number_formats(content: bytes, row: int) -> list[str]:
    """The number formats of a row's cells, from the workbook's own XML."""
    space = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    with ZipFile(BytesIO(content)) as book:
        styles = ElementTree.fromstring(book.read("xl/styles.xml"))
        page = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    codes = {"3": "#,##0", "4": "#,##0.00", "49": "@"}  # built into every workbook
    codes |= {each.attrib["numFmtId"]: each.attrib["formatCode"] for each in styles.iterfind(".//x:numFmt", space)}
    known = [codes.get(each.get("numFmtId"), "") for each in styles.iterfind("x:cellXfs/x:xf", space)]
    return [known[int(cell.get("s", 0))] for cell in page.iterfind(f".//x:row[@r='{row}']/x:c", space)]


def test_the_sheet_says_money_unit_note_and_shows_numbers_in_their_own_units(client):
    income = {"main_income_q1_2021": 100, "main_income_q1_2022": 115}
    case = filed(FULL_PRODUCTION, facts={"track": "B", "kwh_q1_2022_total": 90000, **income})
    client.force_login(official(Role.PRELIMINARY_REVIEWER, "industry", "linzhou"))

    answer = client.get(reverse("annex_export", args=[case.round_id, "annex-1"]))

    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    formats = dict(zip(rows[2], number_formats(answer.content, 5), strict=True))
    texts = [str(cell) for row in rows for cell in row]
    assert formats["企业工人数"] == "#,##0"
    assert formats["2021年用电量峰值"] == "#,##0.00"
    assert formats["主营业务收入同比增长(奖励20万填写)"] == '0.00"%"'
    assert formats["2021年产值"] == "#,##0.00####"
    assert "金额单位：万元" in texts
    assert any(text.startswith("注：原表“今年一季度主营业务收入”一栏连续印了两次") for text in texts)


def test_the_list_of_annexes_tells_what_differs_from_the_printed_table(client):
    filed(FULL_PRODUCTION)
    client.force_login(supervisor("anyang"))

    assert "注：原表“今年一季度主营业务收入”一栏连续印了两次" in client.get(reverse("annex_list")).content.decode()
