"""Thirty invented enterprises in three cities."""

from typing import NamedTuple

from stdnum.cn.uscc import calc_check_digit

from accounts.models import Enterprise, Region, User
from portal.demo.accounts import make_clerk, make_principal

PEOPLE = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏"
GIVEN = ("海波", "丽华", "志明", "秀兰", "建华", "文静", "国强", "春霞", "伟", "敏")


class Firm(NamedTuple):
    """One invented enterprise: where it is and what it is called."""

    region: str
    name: str


FIRMS = (
    Firm("linzhou", "林州市红旗渠重工有限公司"),
    Firm("linzhou", "林州太行精铸有限公司"),
    Firm("linzhou", "林州市恒泰汽车部件有限公司"),
    Firm("linzhou", "林州云岭新材料有限公司"),
    Firm("tangyin", "汤阴县羑河食品有限公司"),
    Firm("tangyin", "汤阴宏源面业有限公司"),
    Firm("tangyin", "汤阴天和医药有限公司"),
    Firm("tangyin", "汤阴县岳庙机械有限公司"),
    Firm("wenfeng", "安阳文峰光电科技有限公司"),
    Firm("wenfeng", "安阳洹水软件有限公司"),
    Firm("wenfeng", "安阳市殷墟钢构有限公司"),
    Firm("wenfeng", "安阳市文峰塔仪器有限公司"),
    Firm("yicheng", "驻马店驿城精密机械有限公司"),
    Firm("yicheng", "驻马店市天中种业有限公司"),
    Firm("yicheng", "驻马店练江装备制造有限公司"),
    Firm("yicheng", "驻马店市乐山生物科技有限公司"),
    Firm("yicheng", "驻马店市嵖岈山药业有限公司"),
    Firm("xiping", "西平县嫘祖服装有限公司"),
    Firm("xiping", "西平县合水制盐有限公司"),
    Firm("xiping", "西平洪河畜牧机械有限公司"),
    Firm("xiping", "西平县棠溪特钢有限公司"),
    Firm("shangcai", "上蔡县蔡明园鞋业有限公司"),
    Firm("zhumadian", "驻马店市皇家驿站客车有限公司"),
    Firm("baofeng", "宝丰县汝瓷科技有限公司"),
    Firm("baofeng", "宝丰洁石煤化有限公司"),
    Firm("baofeng", "宝丰县香山不锈钢有限公司"),
    Firm("baofeng", "宝丰酒祖酿造有限公司"),
    Firm("zhanhe", "平顶山湛河电气有限公司"),
    Firm("wugang", "舞钢市铁山轴承有限公司"),
    Firm("pingdingshan", "平顶山市鹰城盐化有限公司"),
)


def credit_code(region: Region, number: int) -> str:
    """Return a well-formed credit code of nobody: its organisation part is a running number."""
    city = region.gb_code or (region.parent.gb_code if region.parent else "") or "410000"
    body = f"91{city}MA9D{number:05d}"
    return body + calc_check_digit(body)


def make_enterprises() -> list[tuple[Enterprise, User]]:
    """Return every demo enterprise with its clerk, made now where missing."""
    made = []
    for number, firm in enumerate(FIRMS, start=1):
        region = Region.objects.select_related("parent").get(slug=firm.region)
        person = PEOPLE[number - 1] + GIVEN[number % len(GIVEN)]
        enterprise, _ = Enterprise.objects.get_or_create(
            uscc=credit_code(region, number),
            defaults={
                "name": firm.name,
                "region": region,
                "address": f"{region.full_name}产业大道{number * 8}号",
                "legal_representative": PEOPLE[-number] + GIVEN[(number + 3) % len(GIVEN)],
                "contact_name": person,
                "contact_phone": f"1380372{number:04d}",
                "bank_name": f"中国工商银行{region.name}支行",
                "bank_account": f"17060201092{number:08d}",
            },
        )
        made.append((enterprise, make_clerk(enterprise, f"qiye{number:02d}", person)))
        make_principal(enterprise, f"qiye{number:02d}.head", enterprise.legal_representative)
    return made
