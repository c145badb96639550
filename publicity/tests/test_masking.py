import pytest

from accounts.models import Enterprise
from accounts.tests.factories import enterprise
from publicity.cells import cell
from publicity.masking import masked, public_name
from publicity.tests.factories import awaiting

SOLE_TRADER = "92410581MA9000001A"


@pytest.mark.parametrize(
    "text, expected",
    [
        ("负责人 410526199001011234", "负责人 410***********1234"),
        ("负责人 41052619900101123X", "负责人 410***********123X"),
        ("电话13812345678。", "电话138****5678。"),
        ("账号 6222021706012345678", "账号 ****5678"),
        ("电话 138 1234 5678", "电话 138****5678"),
        ("电话+86-138-1234-5678", "电话138****5678"),
        ("电话１３８１２３４５６７８", "电话138****5678"),
        ("身份证410526 19900101 123x", "身份证410***********123x"),
        ("身份证410526900101123", "身份证410**********23"),
        ("卡号6222 0217 0601 2345 678", "卡号****678"),
        ("邮箱zhang.san@example.com", "邮箱z***@example.com"),
        ("张三（92410581MA9000001A）", "张三（92****************）"),
        ("2026-01-15 2026-02-15", "2026-01-15 2026-02-15"),
        ("专利号ZL202010123456.7", "专利号ZL202010123456.7"),
        ("合同额12345678.90元", "合同额12345678.90元"),
        ("91410581MA9000001A", "91410581MA9000001A"),
        ("安政办〔2021〕62号，50 万元", "安政办〔2021〕62号，50 万元"),
        ("电话 0372-1234567", "电话 0372-1234567"),
    ],
)
def test_numbers_of_persons_are_masked_and_others_are_not(text, expected):
    assert masked(text) == expected


@pytest.mark.parametrize(
    "uscc, name, expected",
    [
        ("91410581MA9000001A", "林州红旗渠机械有限公司", "林州红旗渠机械有限公司"),
        (SOLE_TRADER, "林州市张三小吃店", "林州市***小吃店"),
        (SOLE_TRADER, "张三小吃", "张***"),
        (SOLE_TRADER, "李四五金商店", "李***商店"),
        (SOLE_TRADER, "文峰区修鞋张三", "文峰区***"),
        (SOLE_TRADER, "安阳市文峰区王小二面馆", "安阳市文峰区***面馆"),
        (SOLE_TRADER, "李店", "***店"),
        (SOLE_TRADER, "林州市", "林***"),
        ("91410581MA9000001A", "张三13812345678有限公司", "张三138****5678有限公司"),
    ],
)
def test_an_enterprise_is_named_in_full_and_a_sole_trader_is_not(uscc, name, expected):
    assert public_name(Enterprise(uscc=uscc, name=name)) == expected


@pytest.mark.django_db
@pytest.mark.parametrize(
    "source",
    ["enterprise.bank_account", "enterprise.contact_phone", "enterprise.contact_name", "enterprise.contact", "x"],
)
def test_no_column_ever_shows_account_or_contact(source):
    case = awaiting(enterprise=enterprise(contact_name="王五", contact_phone="13812345678"))

    assert cell(case.determinations.get(), source, 1) == ""


@pytest.mark.django_db
def test_a_declared_text_is_masked():
    determination = awaiting().determinations.get()
    determination.facts = [{"name": "remark", "text": "联系人13812345678"}]

    assert cell(determination, "fact.remark", 1) == "联系人138****5678"
