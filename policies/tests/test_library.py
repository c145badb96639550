"""The public library: finding a policy by word and reading its guide."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from accounts.tests.factories import clerk, enterprise, enterprise_admin, official
from policies.models import Policy
from policies.queues import library, narrowed
from policies.search import find, grams
from policies.tests import factories

pytestmark = pytest.mark.django_db
ALL = {factories.FULL_PRODUCTION, factories.PATENT_GRANT, factories.RD_EXPENSE}


@pytest.fixture(autouse=True)
def _three_policies():
    for code in ALL:
        factories.policy_version(code)


def codes(policies) -> set[str]:
    return {policy.code for policy in policies}


def page(client, name: str = "policy_list", *args, **asked) -> str:
    return client.get(reverse(name, args=args), asked).content.decode()


def open_round(code: str, **fields):
    today = timezone.localdate()
    return factories.application_round(code, opens_on=today, closes_on=today + timedelta(days=30), **fields)


@pytest.mark.parametrize(
    "query, found",
    [
        ("研发", {factories.RD_EXPENSE}),
        ("专利", {factories.PATENT_GRANT}),
        ("满负荷", {factories.FULL_PRODUCTION}),
        ("负荷生产", {factories.FULL_PRODUCTION}),
        ("专", {factories.PATENT_GRANT}),
        ("安阳 研发", {factories.RD_EXPENSE}),
        ("驻马店 研发", set()),
        ("专 利", {factories.PATENT_GRANT}),
        ("２０２０", {factories.PATENT_GRANT}),
        ("invention-PATENT", {factories.PATENT_GRANT}),
        ("财政奖补 不存在的词", set()),
        ("5%的", set()),
        ("_", set()),
        ("", ALL),
        ("   ", ALL),
    ],
)
def test_a_policy_is_found_by_word(query, found):
    assert codes(find(Policy.objects.all(), query)) & ALL == found


def test_a_word_whose_parts_are_scattered_is_not_found():
    policy = factories.policy(factories.PATENT_GRANT)
    Policy.objects.filter(pk=policy.pk).update(search_text="甲乙 乙丙", search_grams=grams("甲乙 乙丙"))

    assert not find(Policy.objects.all(), "甲乙丙").exists()
    assert find(Policy.objects.all(), "乙丙").exists()


def test_the_index_holds_characters_and_bigrams_of_each_word():
    assert grams("研发Ａ b") == sorted({"研", "发", "A", "研发", "发A", "B"})


@pytest.mark.parametrize(
    "asked, found",
    [
        ({"region": "linzhou"}, {factories.FULL_PRODUCTION, factories.RD_EXPENSE}),
        ({"region": "zhumadian"}, {factories.FULL_PRODUCTION, factories.PATENT_GRANT}),
        ({"region": "lushan"}, {factories.FULL_PRODUCTION}),
        ({"level": "province"}, {factories.FULL_PRODUCTION}),
        ({"line": "market"}, {factories.PATENT_GRANT}),
        ({"line": "finance", "level": "city"}, {factories.PATENT_GRANT, factories.RD_EXPENSE}),
        ({}, ALL),
    ],
)
def test_the_library_is_narrowed_by_place_level_and_line(asked, found):
    assert codes(narrowed(library(timezone.localdate()), asked)) & ALL == found


def test_the_library_is_narrowed_by_whether_one_can_apply_and_shows_those_first():
    open_round(factories.RD_EXPENSE)
    today = timezone.localdate()

    assert codes(narrowed(library(today), {"state": "open"})) == {factories.RD_EXPENSE}
    assert factories.RD_EXPENSE not in codes(narrowed(library(today), {"state": "closed"}))
    assert library(today).first().code == factories.RD_EXPENSE


def test_a_card_says_what_until_when_and_how_many_materials(client):
    round = open_round(factories.PATENT_GRANT)

    shown = page(client, q="专利")

    for words in ("每件 10000 元", f"{round.closes_on} 截止", "必交 3 项", "查看指南并申报"):
        assert words in shown


def test_a_search_without_result_says_what_to_do(client):
    assert "可以换一个更短的词" in page(client, q="航天发射")


def test_a_wrong_filter_value_filters_nothing(client):
    assert "研发费用财政补助" in page(client, region="atlantis", level="moon", page="x")


def test_the_library_costs_the_same_at_any_size(client, django_assert_max_num_queries):
    client.force_login(clerk())
    template = factories.policy()
    for number in range(60):
        template.pk, template.code = None, f"copy-{number}"
        template.save(force_insert=True)

    with django_assert_max_num_queries(8):
        shown = page(client)

    assert "第 1 / 6 页" in shown


GUIDE = {
    factories.FULL_PRODUCTION: [
        "10 万元或 20 万元",
        "第三条第（一）项",
        "10万元档：2022年2月15日用电量达到2021年峰值的80%（含）。",
        "县级 工信、财政部门联合办理",
        "2022年4月15日前",
        "市本级企业不经此环节",
        "省级财政 50%，属地财政 50%（先行上缴）",
        "豫工信联运行〔2022〕26号",
        "文件没有规定公示环节",
        "“用电特殊情形”选“园区内企业”时提交",
        "河南省工业和信息化厅",
        "适用于：申报20万元档的",
        "必交 6 项，另按情形提交 9 项。企业申报材料均需加盖公章",
        "逾期未上缴的，省财政也不再奖励",
        "0371—65808060",
        "由市辖区比照县（市）审核报送",
        "由当地工信部门会同有关部门在审核资料的基础上现场核实",
    ],
    factories.PATENT_GRANT: [
        "每件 10000 元",
        "原件和复印件",
        "2 份",
        "文件没有规定公示环节",
        "按市级财政100%列示，县（区）配套不计入测算",
        "同一件专利只按新授权资助一次",
        "10000 元/件",
        "必交 3 项。所有材料均提供原件和复印件",
        "个人向所在县（区）专利管理部门窗口申报",
        "文件未写明之处",
        "驻政办〔2020〕53号",
    ],
    factories.RD_EXPENSE: [
        "上年度研发费用 × 5%",
        "增量（上年度研发费用 － 增量的比较基数）× 20%",
        "600 万元",
        "5000 万元以下（不含）",
        "5000 万元以上（含），1 亿元以下（不含）",
        "由部门核对",
        "口径1：按研发费用的5%",
        "文件未规定天数",
        "县（市）的承担比例待定",
        "已享受其他财政政策的不再补助",
        "项目在本市范围内实施",
        "市科技局政务服务窗口统一受理",
        "含对企业研发费用归集人员的奖励",
        "可视审核需要要求补充证明材料",
        "适用于：非首次享受的",
        "见下表",
        "三年内不得申报",
    ],
}


@pytest.mark.parametrize("code", GUIDE)
def test_the_guide_tells_what_the_pack_tells(client, code):
    shown = page(client, "policy_detail", code)

    assert [words for words in GUIDE[code] if words not in shown] == []


@pytest.mark.parametrize("code", GUIDE)
def test_the_guide_shows_nothing_of_the_machinery(client, code):
    shown = page(client, "policy_detail", code)
    facts = factories.policy_version(code).pack.facts

    assert [name for name in facts if "_" in name and name in shown] == []
    assert "{" not in shown.split("<main")[1].split("</main>")[0].replace("{&quot;", "")


def test_what_concerns_only_officials_settlements_is_left_out(client):
    shown = page(client, "policy_detail", factories.FULL_PRODUCTION)

    assert "属地应承担的50%须在2022年4月22日前上缴" not in shown
    assert "属地50%" not in shown


@pytest.mark.parametrize(
    "code, inference",
    [
        (factories.PATENT_GRANT, "市级财政 100%"),
        (factories.PATENT_GRANT, "第八条（"),
        (factories.PATENT_GRANT, "遇到时系统不会自行选择"),
        (factories.PATENT_GRANT, "专利号个数与件数"),
        (factories.RD_EXPENSE, "县级财政 100%"),
        (factories.FULL_PRODUCTION, "一次性"),
    ],
)
def test_the_guide_never_gives_an_inference_as_a_clause(client, code, inference):
    assert inference not in page(client, "policy_detail", code)


def test_an_open_round_is_entered_by_a_clerk(client):
    round = open_round(factories.PATENT_GRANT)
    client.force_login(clerk(enterprise("yicheng")))

    assert f'action="{reverse("application_start", args=[round.pk])}"' in page(
        client, "policy_detail", factories.PATENT_GRANT
    )


def test_a_visitor_signs_in_and_comes_back(client):
    open_round(factories.PATENT_GRANT)

    shown = page(client, "policy_detail", factories.PATENT_GRANT)

    assert f"{reverse('account_login')}?next={reverse('policy_detail', args=[factories.PATENT_GRANT])}" in shown
    assert reverse("account_signup") in shown


@pytest.mark.parametrize("role", [Role.CHIEF, Role.SUPERVISOR])
def test_an_official_is_told_that_enterprises_apply(client, role):
    open_round(factories.PATENT_GRANT)
    client.force_login(official(role))

    shown = page(client, "policy_detail", factories.PATENT_GRANT)

    assert "申报由企业经办人办理" in shown
    assert "开始申报" not in shown


def test_outside_the_window_nobody_can_start(client):
    today = timezone.localdate()
    factories.application_round(
        factories.PATENT_GRANT, opens_on=date(2020, 1, 1), closes_on=date(2020, 2, 1), name="旧"
    )
    client.force_login(enterprise_admin())

    assert "目前没有开放的申报批次" in page(client, "policy_detail", factories.PATENT_GRANT)

    coming = today + timedelta(days=5)
    factories.application_round(factories.PATENT_GRANT, opens_on=coming, closes_on=coming, name="新")
    assert f"{coming} 开始" in page(client, "policy_detail", factories.PATENT_GRANT)


def test_a_bureaus_promise_stands_where_the_document_sets_no_period(client):
    open_round(factories.PATENT_GRANT, review_days=7)

    shown = page(client, "policy_detail", factories.PATENT_GRANT)

    assert "每个审核环节 7 个工作日" in shown
    assert shown.count("承诺 7 个工作日") == 2


def test_the_guide_costs_few_queries(client, django_assert_max_num_queries):
    open_round(factories.FULL_PRODUCTION)
    page(client, "policy_detail", factories.FULL_PRODUCTION)

    with django_assert_max_num_queries(8):
        page(client, "policy_detail", factories.FULL_PRODUCTION)


def test_an_unknown_policy_is_not_found(client):
    assert client.get(reverse("policy_detail", args=["no-such-policy"])).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_the_library_is_only_read(client, method):
    assert getattr(client, method)(reverse("policy_list")).status_code == 405
