"""Regions, bureaus and who holds which role where."""

from datetime import date

import pytest

from accounts.models import Bureau, Region, Role
from accounts.roles import enterprise_people, has_role, people_with, roles_of
from accounts.tests import factories

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


@pytest.mark.parametrize("city, counties, zones", [("anyang", 9, 1), ("zhumadian", 10, 1), ("pingdingshan", 10, 2)])
def test_each_city_has_its_counties_and_zones(city, counties, zones):
    below = Region.objects.filter(parent__slug=city, valid_to__isnull=True)

    assert below.filter(kind="administrative").count() == counties
    assert below.filter(kind="development_zone", gb_code="").count() == zones


def test_the_counties_of_anyang_stand_in_the_order_of_annex_1():
    names = Region.objects.filter(parent__slug="anyang", valid_to=None, kind="administrative").values_list(
        "name", flat=True
    )

    assert list(names) == ["文峰区", "北关区", "殷都区", "龙安区", "安阳县", "汤阴县", "滑县", "内黄县", "林州市"]


def test_a_gb_code_begins_with_its_citys():
    for region in Region.objects.filter(level="county").exclude(gb_code="").select_related("parent"):
        assert region.gb_code[:4] == region.parent.gb_code[:4]


def test_every_current_unit_has_a_bureau_of_every_line_and_a_withdrawn_one_has_none():
    current = Region.objects.filter(valid_to=None)

    assert Bureau.objects.count() == current.count() * len(Bureau.Line)
    assert not Bureau.objects.exclude(region__in=current).exists()


@pytest.mark.parametrize(
    "line, slug, name",
    [
        ("industry", "anyang", "安阳市工业和信息化局"),
        ("industry", "henan", "河南省工业和信息化厅"),
        ("finance", "linzhou", "林州市财政局"),
        ("finance", "henan", "河南省财政厅"),
        ("market", "zhumadian", "驻马店市市场监督管理局"),
        ("supervision", "anyang", "安阳市监督机构"),
        ("ecology", "henan", "河南省生态环境厅"),
        ("ecology", "anyang", "安阳市生态环境局"),
        ("ecology", "linzhou", "安阳市生态环境局林州分局"),
        ("ecology", "huaxian", "安阳市生态环境局滑县分局"),
        ("ecology", "pingdingshan-shifan", "平顶山市生态环境局城乡一体化示范区分局"),
        ("tax", "wenfeng", "国家税务总局安阳市文峰区税务局"),
        ("tax", "linzhou", "国家税务总局林州市税务局"),
        ("provident_fund", "anyangxian", "安阳市住房公积金管理中心安阳县管理部"),
        ("commerce", "zhumadian", "驻马店市商务局"),
    ],
)
def test_a_bureau_carries_its_units_name(line, slug, name):
    assert Bureau.objects.get(line=line, region__slug=slug).name == name


def test_a_unit_knows_the_ones_above_and_below():
    linzhou, henan = factories.region("linzhou"), factories.region("henan")

    assert linzhou.full_name == "安阳市林州市"
    assert linzhou.at_level("city").slug == "anyang"
    assert henan.at_level("county") is None
    assert set(henan.with_descendants()) == set(Region.objects.values_list("pk", flat=True))


@pytest.mark.parametrize(
    "valid_from, valid_to, holds",
    [
        (date(2026, 3, 2), date(2026, 3, 2), True),
        (date(2026, 3, 3), None, False),
        (date(2026, 1, 1), date(2026, 3, 1), False),
        (date(2026, 1, 1), None, True),
    ],
)
def test_a_role_holds_on_both_its_first_and_last_day(valid_from, valid_to, holds):
    person = factories.person()
    factories.grant(person, Role.CHIEF, bureau=factories.bureau(), valid_from=valid_from, valid_to=valid_to)

    assert has_role(person, [Role.CHIEF], TODAY) is holds
    assert (Role.CHIEF in roles_of(person, TODAY)) is holds


def test_a_deactivated_person_holds_no_role():
    person = factories.official(Role.CHIEF, is_active=False)

    assert not has_role(person, [Role.CHIEF], TODAY)
    assert people_with([Role.CHIEF], TODAY, [factories.bureau()]) == []


def test_a_role_limited_to_one_policy_is_not_asked_for_another():
    person = factories.official(Role.CHIEF, policy_code="policy-a")

    assert people_with([Role.CHIEF], TODAY, [factories.bureau()], "policy-a") == [person]
    assert people_with([Role.CHIEF], TODAY, [factories.bureau()], "policy-b") == []


def test_the_people_of_an_enterprise_are_asked_by_role():
    enterprise = factories.enterprise()
    administrator, clerk = factories.enterprise_admin(enterprise), factories.clerk(enterprise)

    assert set(enterprise_people(enterprise.pk, TODAY)) == {administrator, clerk}
    assert enterprise_people(enterprise.pk, TODAY, [Role.ENTERPRISE_ADMIN]) == [administrator]
