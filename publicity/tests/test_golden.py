"""The Excel of a notice, cell by cell, in the columns of 安政办〔2021〕62号's public list as its pack gives them."""

from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from accounts.tests.factories import enterprise
from publicity.documents import permanent_url
from publicity.sheets import notice_excel
from publicity.tests.factories import TERMS, awaiting, published_notice
from publicity.tests.test_corrections import corrected, correction

pytestmark = pytest.mark.django_db
HEAD = ["序号", "企业名称", "所在县（市、区）", "拟补助金额（万元）"]


def sheet(notice, name: str = "公示") -> list[list]:
    return CalamineWorkbook.from_filelike(BytesIO(notice_excel(notice))).get_sheet_by_name(name).to_python()


def two_lines():
    firms = [("linzhou", "林州精密机械有限公司"), ("wenfeng", "文峰新材料有限公司")]
    return [awaiting(enterprise=enterprise(place, name=name)) for place, name in firms]


def test_every_cell_of_the_list_is_where_the_document_wants_it():
    far, near = two_lines()
    notice = published_notice(far, near, terms=TERMS._replace(notes="金额按核定书四舍五入至分"))
    amounts = [float(case.approved_yuan / 10000) for case in (near, far)]

    assert sheet(notice) == [
        [TERMS.title, "", "", ""],
        ["编号 GS-2026-0001　公示期 2026-09-24 至 2026-10-09　安阳市科学技术局", "", "", ""],
        ["", "", "", "单位：万元"],
        HEAD,
        ["1", "文峰新材料有限公司", "安阳市文峰区", amounts[0]],
        ["2", "林州精密机械有限公司", "安阳市林州市", amounts[1]],
        ["合计", "", "", sum(amounts)],
        ["", "", "", ""],
        ["说明：金额按核定书四舍五入至分", "", "", ""],
        [f"永久地址：{permanent_url(notice)}", "", "", ""],
        [f"SHA-256：{notice.digest}", "", "", ""],
        [f"SM3：{notice.digest_sm3}", "", "", ""],
    ]


def test_a_correction_carries_what_it_changed_on_a_second_sheet():
    notice = corrected(published_notice(*two_lines()), correction(taken_off=(2,)))

    assert sheet(notice, "更正内容")[1][:2] == ["撤下", "林州精密机械有限公司"]
    assert [row[0] for row in sheet(notice)[3:6]] == ["序号", "1", "合计"]
