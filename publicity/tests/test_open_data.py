import csv
import io
import json
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.urls import reverse

from accounts.models import Role
from accounts.tests.factories import official
from publicity.actions.anchoring import ask_check
from publicity.models import ChainCheck
from publicity.open_data import FIELDS, LEAST, MERGED, Decision, as_csv, decisions, published_groups
from publicity.tests.factories import PUBLISHED_AT, published_notice


def decision(enterprise: int, county: str = "林州市", size: str = "小型", amount: int = 100, **fields) -> Decision:
    known = {"year": 2026, "policy": "p", "policy_title": "P", "clause": "第一条", "city": "安阳市", "days": 7}
    return Decision(**{**known, **fields}, county=county, size_class=size, enterprise=enterprise,
                    amount_yuan=Decimal(amount))  # fmt: skip


def test_a_group_of_enough_enterprises_is_published_with_its_figures():
    [row] = published_groups(decision(number, amount=100 * number) for number in range(1, LEAST + 1))

    assert list(row) == [field.name for field in FIELDS]
    assert (row["enterprises"], row["decisions"], row["total_yuan"]) == (5, 5, "1500.00")
    assert (row["median_yuan"], row["median_days"]) == ("300.00", "7")


def test_a_group_too_small_is_merged_and_one_too_small_even_so_is_left_out():
    found = [decision(1, "林州市"), decision(2, "汤阴县"), decision(3, "滑县"), decision(4, size="中型"), decision(5)]
    alone = decision(6, clause="第二条")

    [row] = published_groups([*found, alone])

    assert (row["clause"], row["county"], row["size_class"], row["decisions"]) == ("第一条", MERGED, MERGED, 5)


def test_many_decisions_of_few_enterprises_are_no_large_group():
    assert published_groups(decision(number % 2) for number in range(50)) == []


def test_a_group_in_which_one_enterprise_has_most_of_the_money_is_left_out():
    found = [decision(number, amount=10) for number in range(LEAST)]

    assert published_groups([*found, decision(99, amount=200)]) == []


def test_a_cell_is_no_formula():
    rows = published_groups(decision(number, policy_title="=1+1") for number in range(LEAST))

    [row] = csv.DictReader(io.StringIO(as_csv(rows).decode("utf-8-sig")))
    assert row["policy_title"] == "'=1+1"


@pytest.mark.django_db
def test_no_decision_is_told_alone_but_every_published_one_counts(client):
    cache.clear()
    notice = published_notice()

    [found] = decisions()

    assert (found.policy, found.city, found.county) == (notice.round.policy.code, "安阳市", "林州市")
    assert found.days is not None
    assert json.loads(client.get(reverse("decisions_json")).content)["rows"] == []
    page = client.get(reverse("open_data")).content.decode()
    assert "还没有达到公布条件的数据" in page
    assert notice.rows[0][1] not in page


@pytest.mark.django_db
def test_the_feeds_name_every_notice_with_its_permanent_address(client, settings):
    notice = published_notice()
    url = f"{settings.SITE_URL}/notices/{notice.number}/"

    atom = ElementTree.fromstring(client.get(reverse("notice_atom")).content)
    feed = json.loads(client.get(reverse("notice_feed")).content)

    assert [each.text for each in atom.iter("{http://www.w3.org/2005/Atom}id")][1:] == [url]
    assert [(each["id"], each["_notice"]["digest"]) for each in feed["items"]] == [(url, notice.digest)]
    assert "next_url" not in feed


@pytest.mark.django_db
def test_a_supervisor_reads_of_his_own_jurisdiction_and_starts_the_check(client):
    published_notice()
    check = ask_check(None, PUBLISHED_AT)
    kinds = [
        ("determination", "anyang", "HQ-own"),
        ("determination", "zhumadian", "HQ-other"),
        ("case", "", "HQ-third"),
    ]
    problems = [
        {"kind": kind, "chain": chain, "sequence": 1, "record": number, "why": "改动"} for kind, chain, number in kinds
    ]
    ChainCheck.objects.filter(pk=check.pk).update(
        state="done", finished_at=PUBLISHED_AT, problems=problems, checked={"determination": 2}
    )
    client.force_login(official(Role.SUPERVISOR, "supervision", "anyang"))

    page = client.get(reverse("chain_board")).content.decode()
    client.post(reverse("chain_check"))

    assert "HQ-own" in page
    assert "HQ-other" not in page
    assert "HQ-third" not in page
    assert "另有 2 处不在您监督的区划内" in page
    assert ChainCheck.objects.filter(state="waiting").count() == 1
