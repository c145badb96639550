"""The library with everything in it: for whom a policy is, its kind, information entries, order and counts."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import region
from policies.models import Policy
from policies.queues import library, narrowed, tally
from policies.tests import factories

pytestmark = pytest.mark.django_db


def entry(code: str, **fields) -> Policy:
    """An information entry of the province."""
    told = {
        "how": "向经办机构提出。",
        "agency": "人社部门",
        "document": "某文件",
        "articles": "第1项",
        "kind": "subsidy",
    }
    given = {"title": code, "summary": code, "level": "national", "region": region("henan"), "is_information": True}
    return Policy.objects.create(code=code, **{**told, **given, **fields})


def found(**asked) -> list[str]:
    return [policy.code for policy in narrowed(library(timezone.localdate()), asked)]


@pytest.mark.parametrize(
    "fields, asked, is_found",
    [
        ({"kind": "tax"}, {"kind": "tax"}, True),
        ({"kind": "tax"}, {"kind": "loan"}, False),
        ({"level": "national"}, {"level": "national"}, True),
        ({"industries": ["agriculture"]}, {"industry": "agriculture"}, True),
        ({"industries": ["agriculture"]}, {"industry": "finance"}, False),
        ({"industries": []}, {"industry": "finance"}, True),
        ({"sizes": ["micro", "small"]}, {"size": "small"}, True),
        ({"sizes": ["micro", "small"]}, {"size": "large"}, False),
        ({"applicants": ["bank"]}, {"applicant": "bank"}, True),
        ({"applicants": ["bank"]}, {"applicant": "enterprise"}, False),
        ({"applicants": []}, {"applicant": "individual"}, True),
        ({"lines": ["tax"]}, {"line": "tax"}, True),
        ({}, {"state": "information"}, True),
        ({}, {"state": "closed"}, False),
        ({}, {"state": "open"}, False),
        ({}, {"kind": "subsidy", "applicant": "enterprise", "size": "small", "region": "linzhou"}, True),
    ],
)
def test_the_library_is_narrowed_by_kind_and_for_whom(fields, asked, is_found):
    region("linzhou")
    entry("one", **fields)

    assert found(**asked) == (["one"] if is_found else [])


def test_what_one_can_apply_for_comes_first_and_what_is_over_last():
    today = timezone.localdate()
    entry("over", ends_on=today - timedelta(days=1))
    entry("told")
    factories.policy_version(factories.FULL_PRODUCTION)
    factories.application_round(factories.PATENT_GRANT, opens_on=today, closes_on=today)
    Policy.objects.filter(code=factories.FULL_PRODUCTION).update(ends_on=None)
    Policy.objects.filter(code=factories.PATENT_GRANT).update(ends_on=date(2020, 1, 1))

    assert found() == [factories.PATENT_GRANT, factories.FULL_PRODUCTION, "told", "over"]


def test_the_list_counts_what_it_shows(client):
    today = timezone.localdate()
    entry("told", title="某项补贴")
    factories.application_round(factories.PATENT_GRANT, opens_on=today, closes_on=today)

    assert tally(library(today)) == {"all": 2, "open": 1, "information": 1}
    assert "政策共 2 项，其中正在申报 1 项，只作介绍的 1 项" in client.get(reverse("policy_list")).content.decode()


def test_further_filters_are_unfolded_while_one_is_in_use(client):
    entry("told")

    assert "<details open><summary>更多条件" in client.get(reverse("policy_list"), {"kind": "subsidy"}).content.decode()
    assert "<details><summary>更多条件" in client.get(reverse("policy_list"), {"q": "told"}).content.decode()


def test_six_hundred_cards_cost_no_more_than_a_few(client, django_assert_max_num_queries):
    place = region("henan")
    told = {"how": "办", "agency": "部门", "document": "文件", "region": place, "is_information": True}
    Policy.objects.bulk_create(Policy(code=f"entry-{n}", title=f"第{n}项", summary="介绍", **told) for n in range(600))

    with django_assert_max_num_queries(6):
        shown = client.get(reverse("policy_list"), {"page": 50}).content.decode()

    assert "共 600 条，第 50 / 50 页" in shown


def test_an_information_page_tells_who_how_and_where(client):
    entry(
        "told",
        title="一次性扩岗补助",
        audience="招用毕业生的企业",
        benefit="每人不超过1500元",
        ask="参保地经办机构",
        status="执行到2022年底",
        ends_on=date(2022, 12, 31),
        how="先登记。\n再领取。",
        applicants=["enterprise"],
        same_as="other",
    )
    entry("other", title="另一处说的扩岗补助")

    shown = client.get(reverse("policy_detail", args=["told"])).content.decode()

    for words in (
        "每人不超过1500元", "招用毕业生的企业", "先登记。<br>再领取。", "人社部门", "参保地经办机构", "执行到2022年底",
        "至 2022-12-31，已过", "某文件", "第1项", "另一处说的扩岗补助", "同一政策的另一处表述", "不在本平台申报",
    ):  # fmt: skip
        assert words in shown, words
    assert "开始申报" not in shown
    assert "另一处说的扩岗补助" in shown
    assert "一次性扩岗补助" in client.get(reverse("policy_detail", args=["other"])).content.decode()
