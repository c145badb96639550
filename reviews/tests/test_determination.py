from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.tests.factories import person
from applications.tests.factories import FULL_PRODUCTION, PATENT_GRANT, filed
from reviews.chain import breaks, first_broken, heads
from reviews.determinations import split
from reviews.models import Determination, ReviewTask
from reviews.tests.factories import approved, open_tasks

pytestmark = pytest.mark.django_db


def test_the_determination_records_facts_documents_rules_and_people():
    determination = approved().determinations.get()

    assert determination.approved_yuan == determination.computed_yuan == determination.application.approved_yuan
    assert {fact["name"] for fact in determination.facts} >= {"track", "kwh_2021_by_month"}
    assert all(len(document["sha256"]) == 64 for document in determination.documents)
    assert determination.decision["outcome"] == "eligible"
    assert [review["outcome"] for review in determination.reviews][-2:] == ["recommended", "approved"]
    assert determination.recommended_by != determination.countersigned_by


def test_the_shares_add_up_to_the_approved_amount():
    determination = approved().determinations.get()

    assert [share["pct"] for share in determination.shares] == ["50", "50"]
    assert sum(Decimal(share["amount_yuan"]) for share in determination.shares) == determination.approved_yuan


def test_the_last_share_takes_what_rounding_leaves():
    thirds = [{"level": level, "pct": "33.33"} for level in ("province", "city")] + [
        {"level": "county", "pct": "33.34"}
    ]

    rows = split(Decimal("100.01"), thirds)

    assert [row["amount_yuan"] for row in rows] == ["33.33", "33.33", "33.35"]


def test_the_chain_links_every_determination_to_the_one_before():
    approved(PATENT_GRANT)
    approved(PATENT_GRANT)

    first, second = Determination.objects.order_by("sequence")

    assert (first.sequence, second.sequence) == (1, 2)
    assert second.previous_digest == first.digest
    assert first_broken() is None


def test_each_city_has_a_chain_of_its_own_and_so_has_the_province():
    for code in (PATENT_GRANT, FULL_PRODUCTION, PATENT_GRANT):
        approved(code)

    chained = Determination.objects.order_by("pk").values_list("chain__slug", "sequence")

    assert list(chained) == [("zhumadian", 1), ("henan", 1), ("zhumadian", 2)]
    assert [(head.chain, head.sequence) for head in heads()] == [("henan", 1), ("zhumadian", 2)]


def test_the_determination_stands_alone():
    determination = approved(PATENT_GRANT).determinations.get()

    assert determination.case["number"] == determination.application.number
    assert determination.policy["pack_digest"] == determination.version.digest
    assert determination.clock["total"]["used_days"] >= 0
    assert all(review["name"] and review["opened_at"] for review in determination.reviews)
    assert len(determination.digest_sm3) == 64


def test_the_first_broken_record_of_each_chain_is_named():
    for code in (PATENT_GRANT, FULL_PRODUCTION, PATENT_GRANT):
        approved(code)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE reviews_determination DISABLE TRIGGER USER")
        cursor.execute("UPDATE reviews_determination SET digest_sm3 = repeat('0', 64)")

    assert [(each.chain, each.sequence, each.why) for each in breaks()] == [
        ("henan", 1, "内容与摘要（SM3）不符"),
        ("zhumadian", 1, "内容与摘要（SM3）不符"),
    ]


def test_a_version_that_was_replaced_behind_the_chain_shows():
    determination = approved(PATENT_GRANT).determinations.get()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE policies_policyversion DISABLE TRIGGER USER")
        cursor.execute("UPDATE policies_policyversion SET digest = %s", ["0" * 64])

    assert first_broken().why == "所记政策版本与库中的版本不符"
    assert first_broken().record == determination.application.number


def test_an_engine_that_computes_otherwise_shows(monkeypatch):
    approved(PATENT_GRANT)
    monkeypatch.setattr("reviews.chain.computed_yuan", lambda decision, reading: Decimal("1.00"))

    assert first_broken().why.startswith("按所记事实重新测算为 1.00 元")


def test_a_changed_determination_is_found():
    approved()
    tampered = approved(PATENT_GRANT).determinations.get()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE reviews_determination DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE reviews_determination SET approved_yuan = 99, difference_reason = 'x' WHERE id = %s", [tampered.pk]
        )

    broken = first_broken()
    assert (broken.chain, broken.sequence, broken.record) == ("zhumadian", 1, tampered.application.number)
    assert broken.why == "内容与摘要（SHA-256）不符"


def test_a_determination_can_be_neither_changed_nor_deleted():
    determination = approved().determinations.get()

    with pytest.raises(Exception, match="append_only"), transaction.atomic():
        Determination.objects.update(approved_yuan=1)
    with pytest.raises(Exception, match="append_only"), transaction.atomic():
        determination.delete()
    with pytest.raises(Exception, match="no_truncate"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE reviews_determination CASCADE")


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"approved_yuan": Decimal("5")}, "determination_difference_has_reason"),
        ({"computed_yuan": None}, "determination_difference_has_reason"),
        ({"approved_yuan": Decimal("0"), "difference_reason": "x"}, "determination_amount_positive"),
    ],
)
def test_the_database_refuses_an_impossible_determination(changes, constraint):
    copy = approved().determinations.get()
    copy.pk, copy.sequence = None, 999
    for name, value in changes.items():
        setattr(copy, name, value)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        copy.save(force_insert=True)


def test_the_database_wants_four_eyes():
    copy = approved().determinations.get()
    copy.pk, copy.sequence, copy.countersigned_by = None, 999, copy.recommended_by

    with pytest.raises(IntegrityError, match="determination_four_eyes"), transaction.atomic():
        copy.save(force_insert=True)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"state": "done"}, "task_done_by_someone"),
        ({"outcome": "recommended"}, "task_recommended_with_amount"),
        ({"outcome": "rejected"}, "task_refusal_has_reason"),
    ],
)
def test_the_database_refuses_an_impossible_task(changes, constraint):
    task = open_tasks(filed())[0]

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        ReviewTask.objects.filter(pk=task.pk).update(**changes)


def test_the_database_keeps_one_open_task_per_bureau_and_stage():
    task = open_tasks(filed())[0]
    task.pk = None

    with pytest.raises(IntegrityError, match="task_open_once_per_bureau"), transaction.atomic():
        task.save(force_insert=True)


def test_people_of_the_record_cannot_be_deleted():
    with pytest.raises(Exception, match="protected"):
        approved().determinations.get().recommended_by.delete()
    person().delete()
