"""How the enterprises of the stories fill in their claims, in the words of the form, and what they upload."""

from playwright.sync_api import FilePayload

from portal.tests.browser.pages import Answer
from portal.tests.browser.papers import pdf, photograph, workbook

FULL_PRODUCTION = "规上工业企业满负荷生产财政奖励"
PATENT_GRANT = "新授权国内发明专利资助"
RD_EXPENSE = "企业研发费用财政补助"

FULL_PRODUCTION_ANSWERS: dict[str, Answer] = {
    "申报档次": "10万元档（停工后2月15日满负荷）",
    "已纳入省统计部门规模以上工业企业库（独立法人）": True,
    "2021年曾自主申请退出规上企业库": False,
    "2021年分月用电量": ["200000"] * 7 + ["310000"] + ["250000"] * 4,
    "停工停产原因": "春节",
    "停工期间最低日均用电量": "2500",
    "2022年2月15日用电量": "8,600",
    "停工时间": "2022-01-28",
    "复工时间": "2022-02-10",
    "已提交诚信承诺书": True,
    "企业概况（含规模、产能等）": "规上工业企业，年产铸件 2 万吨",
    "主要产品": "铸件",
    "企业工人数": "320",
    "2021年产值": "26000",
    "2021年资产额": "31000",
    "2021年负债额": "12000",
    "2021年主营业务收入": "25000",
    "2021年利税": "1900",
    "是专精特新或单项冠军企业": False,
    "是上市企业": False,
}
PATENT_GRANT_ANSWERS: dict[str, Answer] = {
    "在驻马店市注册（个人为有经常居所）": True,
    "专利类型": "发明专利",
    "属于本市新授权的国内专利": True,
    "新授权发明专利件数": "2",
    "发明专利号": "ZL201910001234.5\nZL201910005678.9",
    "授权证明": "发明专利证书",
    "存在专利纠纷": False,
    "存在非正常专利申请等不规范行为": False,
    "材料和凭证真实有效": True,
}
RD_EXPENSE_ANSWERS: dict[str, Answer] = {
    "上年度研发费用": "1200",
    "首次享受企业研发费用财政补助": True,
    "已纳入研发费用统计范围": False,
    "已申报并享受年度研发费用税前加计扣除": True,
    "该年度已获其他财政奖补": "0",
    "所属财政": "县（市）",
    "在安阳市注册、项目在本市范围内实施": True,
    "具有独立法人资格": True,
    "主体税种在安阳市缴纳": True,
    "属于规模以上工业企业": True,
    "研发费用按规定范围列支、归集": True,
    "同一事项已享受其他财政政策": False,
    "处于弄虚作假后的三年禁报期": False,
    "已提交诚实信用承诺书": True,
}


def full_production_papers() -> dict[str, FilePayload]:
    return {
        "营业执照": pdf("营业执照"),
        "统计局规上企业库截图": photograph("规上企业库截图"),
        "2021年度审计报告（完整）": pdf("审计报告"),
        "2021年全年分月用电量及峰值计算（电力公司提供）": workbook("分月用电量"),
        "2022年1、2月日用电量明细（电力公司提供）": workbook("日用电量"),
        "诚信承诺书": pdf("诚信承诺书"),
        "企业概况": pdf("企业概况"),
    }


def patent_grant_papers() -> dict[str, FilePayload]:
    return {
        "驻马店市专利资助申请表": pdf("申请表"),
        "发明专利证书（未取得证书的交授权通知书）": photograph("专利证书"),
        "申请主体资格材料": pdf("营业执照"),
    }


def rd_expense_papers() -> dict[str, FilePayload]:
    return {
        "上年度企业研发投入证明": workbook("研发投入"),
        "所得税汇算清缴享受研发费用加计扣除的佐证材料": photograph("加计扣除"),
        "诚实信用承诺书": pdf("承诺书"),
    }
