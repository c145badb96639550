"""A ruling settles an open point for all later cases: by the chief who decides, with a reason, once, and never rewritten."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, ProgrammingError, transaction

from accounts.models import Role
from accounts.tests.factories import official
from policies.actions import withdraw_ruling
from policies.draft_queues import rulings_of, settled_readings
from policies.models import Ruling
from policies.tests.drafts import AT
from policies.tests.factories import RD_EXPENSE, policy, ruling

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


def chief():
    return official(Role.CHIEF, "science", "anyang")


@pytest.mark.parametrize(
    "role, line, place",
    [
        (Role.CHIEF, "science", "pingdingshan"),
        (Role.CHIEF, "science", "linzhou"),
        (Role.CHIEF, "finance", "anyang"),
        (Role.FINAL_REVIEWER, "science", "anyang"),
        (Role.POLICY_RELEASER, "science", "anyang"),
    ],
)
def test_only_the_chief_of_the_deciding_bureau_rules(role, line, place):
    with pytest.raises(ValidationError, match="只有政策审定部门的审定负责人"):
        ruling(by=official(role, line, place))


def test_a_ruling_keeps_the_words_of_its_day_and_has_a_number():
    made = ruling(by=chief(), document_number="安科〔2026〕1号")

    assert made.number.startswith("CD2026")
    assert made.label == "不限规模以上企业"
    assert "规模以下企业能否享受未定" in made.text
    assert made.bureau.name == "安阳市科学技术局"


@pytest.mark.parametrize("point, reading", [("above-scale", "both"), ("nothing", "accepted"), ("payer", "x")])
def test_a_ruling_adopts_a_reading_that_the_text_has(point, reading):
    with pytest.raises(ValidationError, match="请选择采用的口径"):
        ruling(point=point, reading=reading)


def test_a_ruling_needs_a_reason():
    with pytest.raises(ValidationError, match="请写明裁定理由"):
        ruling(reason=" ")


def test_a_point_has_one_ruling_in_force():
    made = ruling()

    with pytest.raises(ValidationError, match="须先撤回"):
        ruling(reading="refused")
    with pytest.raises(IntegrityError, match="ruling_one_in_force_per_point"), transaction.atomic():
        Ruling.objects.create(
            policy=made.policy, number="CD-x", ambiguity=made.ambiguity, text="x", reading="refused", label="x", reason="x",
            bureau=made.bureau, made_by=made.made_by, made_at=AT, effective_from=TODAY,
        )  # fmt: skip


def test_a_ruling_holds_from_its_first_day_until_it_is_withdrawn():
    made = ruling(effective_from=TODAY)

    assert settled_readings(made.policy, date(2026, 3, 1)) == []
    assert settled_readings(made.policy, TODAY) == [made]
    withdraw_ruling(made, made.made_by, AT, "上级另有规定")
    assert settled_readings(made.policy, TODAY) == []


def test_after_a_withdrawal_the_point_may_be_ruled_on_again():
    first = ruling()
    withdraw_ruling(first, first.made_by, AT, "上级另有规定")

    second = ruling(reading="refused", by=first.made_by)

    assert list(rulings_of(policy(RD_EXPENSE))) == [second, Ruling.objects.get(pk=first.pk)]


def test_a_withdrawal_needs_the_role_and_a_reason_and_happens_once():
    made = ruling()

    with pytest.raises(ValidationError, match="只有政策审定部门的审定负责人"):
        withdraw_ruling(made, official(Role.CHIEF, "finance", "anyang"), AT, "理由")
    with pytest.raises(ValidationError, match="请写明撤回理由"):
        withdraw_ruling(made, made.made_by, AT, "")
    withdraw_ruling(made, made.made_by, AT, "理由")
    with pytest.raises(ValidationError, match="已经撤回"):
        withdraw_ruling(made, made.made_by, AT, "理由")


@pytest.mark.parametrize("changes", [{"reading": "refused"}, {"reason": "改"}, {"effective_from": date(2020, 1, 1)}])
def test_a_ruling_is_never_rewritten(changes):
    ruling()

    with pytest.raises(Exception, match="withdrawn, never changed"), transaction.atomic():
        Ruling.objects.update(**changes)


def test_a_ruling_is_never_deleted_nor_its_withdrawal_undone():
    made = ruling()
    with pytest.raises(ProgrammingError, match="pgtrigger: Cannot delete"), transaction.atomic():
        Ruling.objects.all().delete()
    withdraw_ruling(made, made.made_by, AT, "理由")

    with pytest.raises(ProgrammingError, match="pgtrigger: Cannot update"), transaction.atomic():
        Ruling.objects.update(withdrawn_at=None, withdrawn_by=None, withdrawal_reason="")


def test_a_withdrawal_says_who_and_why():
    ruling()

    with pytest.raises(IntegrityError, match="ruling_withdrawn_by_someone_with_reason"), transaction.atomic():
        Ruling.objects.update(withdrawn_at=AT)


def test_everybody_reads_the_rulings_of_a_policy(client):
    made = ruling()

    page = client.get(f"/policies/{RD_EXPENSE}/rulings/").content.decode()

    assert made.number in page
    assert made.reason in page
    assert "施行中" in page
    assert "撤回裁定" not in page


def test_the_chief_withdraws_on_the_page_with_a_reason(client):
    made = ruling()
    client.force_login(made.made_by)

    refused = client.post(f"/rulings/{made.number}/withdraw/", {"reason": ""})
    done = client.post(f"/rulings/{made.number}/withdraw/", {"reason": "上级另有规定"}, follow=True)

    assert "请填写撤回理由" in refused.content.decode()
    assert "已撤回" in done.content.decode()
