"""Enterprise self-registration: who becomes what, and that nobody takes an enterprise over."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse

from accounts.actions import NewPerson, register_enterprise
from accounts.models import Enterprise, JoinRequest, Notification, Role, RoleAssignment, User
from accounts.tests import factories

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
USCC = factories.uscc(810001)


def person(username: str) -> NewPerson:
    return NewPerson(username, factories.PASSWORD, "李敏", f"{username}@example.com", "13800000001")


def answers(**fields) -> dict:
    return {
        "uscc": USCC,
        "enterprise_name": "林州测试铸造有限公司",
        "region": factories.region("linzhou").pk,
        "name": "李敏",
        "phone": "13800000001",
        "email": "li@example.com",
        "username": "limin",
        "password": factories.PASSWORD,
        "password_again": factories.PASSWORD,
        **fields,
    }


def roles_of(username: str) -> set[str]:
    return set(RoleAssignment.objects.filter(user__username=username).values_list("role", flat=True))


def test_the_first_registration_becomes_administrator_and_clerk(client):
    response = client.post(reverse("account_signup"), answers())

    assert response.url == reverse("enterprise_profile")
    assert roles_of("limin") == {Role.ENTERPRISE_ADMIN, Role.APPLICANT_CLERK}
    assert Enterprise.objects.get(uscc=USCC).contact_phone == "13800000001"


def test_a_second_registration_of_the_code_waits_and_takes_nothing_over(client):
    register_enterprise(person("first"), USCC, "林州测试铸造有限公司", factories.region("linzhou"), AT)

    response = client.post(reverse("account_signup"), answers(enterprise_name="另一个名字"), follow=True)

    assert "等待企业管理员确认" in response.content.decode()
    assert roles_of("limin") == set()
    assert Enterprise.objects.get(uscc=USCC).name == "林州测试铸造有限公司"
    assert JoinRequest.objects.get().state == JoinRequest.State.OPEN
    assert Notification.objects.get(user__username="first").title == "李敏 申请加入 林州测试铸造有限公司"


@pytest.mark.parametrize(
    "typed",
    [USCC.lower(), f" {USCC[:8]} {USCC[8:]} ", USCC.translate(str.maketrans("0123456789", "０１２３４５６７８９"))],
)
def test_a_credit_code_is_forgiven_case_spaces_and_full_width(client, typed):
    client.post(reverse("account_signup"), answers(uscc=typed))

    assert Enterprise.objects.get().uscc == USCC


@pytest.mark.parametrize("typed", [USCC[:-1] + ("0" if USCC[-1] != "0" else "1"), "91410581", "9141058IMA9810001X"])
def test_a_wrong_credit_code_is_told_beside_its_field(client, typed):
    response = client.post(reverse("account_signup"), answers(uscc=typed))

    assert "统一社会信用代码不正确" in response.context["form"].errors["uscc"][0]
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "field, value, message",
    [
        ("phone", "12345", "手机号应为 11 位数字"),
        ("password_again", "something-else-9", "两次输入的密码不一致"),
        ("username", "TAKEN", "该用户名已被使用，请换一个"),
        ("region", "", "这个字段是必填项。"),
    ],
)
def test_a_wrong_answer_is_told_beside_its_field_and_nothing_is_lost(client, field, value, message):
    factories.person("taken")

    response = client.post(reverse("account_signup"), answers(**{field: value}))

    assert response.context["form"].errors[field] == [message]
    assert "林州测试铸造有限公司" in response.content.decode()


def test_a_weak_password_is_refused(client):
    response = client.post(reverse("account_signup"), answers(password="1234567890", password_again="1234567890"))

    assert response.context["form"].errors["password"]
    assert not Enterprise.objects.exists()


def test_a_withdrawn_region_is_not_offered(client):
    linxian = factories.Region.objects.get(slug="linxian")

    response = client.post(reverse("account_signup"), answers(region=linxian.pk))

    assert "region" in response.context["form"].errors


def test_the_regions_are_grouped_by_city_and_start_with_the_citys_own(client):
    page = client.get(reverse("account_signup")).content.decode()

    assert (
        page.index('<optgroup label="安阳市">')
        < page.index("安阳市本级")
        < page.index("文峰区")
        < page.index("驻马店市本级")
    )


def test_a_user_name_taken_meanwhile_is_a_refusal_and_leaves_nothing_behind():
    factories.person("limin")

    with pytest.raises(ValidationError, match="该用户名已被使用"):
        register_enterprise(person("limin"), USCC, "林州测试铸造有限公司", factories.region("linzhou"), AT)

    assert not Enterprise.objects.exists()


def test_somebody_signed_in_is_sent_to_the_desk(client):
    client.force_login(factories.clerk())

    assert client.get(reverse("account_signup")).url == reverse("desk")


@pytest.mark.django_db(transaction=True)
def test_two_first_registrations_at_once_end_as_one_administrator_and_one_request():
    region = factories.region("linzhou")

    def register(username: str) -> None:
        try:
            register_enterprise(person(username), USCC, "林州测试铸造有限公司", region, AT)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(register, ["one", "two"]))

    assert RoleAssignment.objects.filter(role=Role.ENTERPRISE_ADMIN).count() == 1
    assert JoinRequest.objects.filter(state=JoinRequest.State.OPEN).count() == 1
