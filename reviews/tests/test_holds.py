"""A held case (暂缓) is compared, settled with a reason by the right person, and only then decided."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import Notification, Role
from accounts.tests.factories import enterprise, official
from applications.models import Application
from applications.tests.factories import FILED_AT, PATENT_GRANT, filed
from applications.workflow import NotAllowed
from reviews import actions
from reviews.chain import first_broken
from reviews.determinations import digest_of
from reviews.models import Flag, FlagDecision, ReviewTask
from reviews.tests.factories import act_once, advance_to, flag, officer_for, open_tasks, proposal_for

pytestmark = pytest.mark.django_db
Kind = ReviewTask.Kind
HOUR = timedelta(hours=1)
PATENT = {"patent_count": 1, "patent_numbers": ["ZL201910001234.5"]}


def twice() -> Application:
    """A patent claimed by two enterprises of two counties; the second case, at its final review."""
    filed(PATENT_GRANT, enterprise=enterprise("xiping", name="西平先报有限公司"), facts=PATENT)
    second = filed(PATENT_GRANT, enterprise=enterprise("yicheng", name="驿城后报有限公司"), facts=PATENT)
    advance_to(second, Kind.FINAL_REVIEW)
    return second


def chief():
    return official(Role.CHIEF, "market", "zhumadian", name="负责人吴")


def hold_of(application: Application) -> Flag:
    return application.flags.get(kind="double_claim")


def recommend(application: Application) -> None:
    task = open_tasks(application)[0]
    actions.recommend(task, officer_for(task), FILED_AT + HOUR, proposal_for(application))


def test_a_held_case_is_not_recommended_until_a_chief_explains_the_hold():
    case, by = twice(), chief()
    with pytest.raises(ValidationError, match="暂缓办理（尚未处理）"):
        recommend(case)

    actions.settle_flag(hold_of(case), by, FILED_AT + HOUR, "explained", "两家为同一专利的共有权利人，另一件已核减")
    recommend(case)

    act_once(open_tasks(case)[0], FILED_AT + 2 * HOUR)
    [record] = [each for each in case.determinations.get().flags if each["is_hold"]]
    assert (record["state"], record["by"]) == ("explained", by.pk)
    assert first_broken() is None


def test_a_hold_found_true_keeps_the_case_from_being_recommended():
    case = twice()
    actions.settle_flag(hold_of(case), chief(), FILED_AT + HOUR, "confirmed", "同一专利已由另一家申报")

    with pytest.raises(ValidationError, match="已认定属实"):
        recommend(case)


def test_a_hold_raised_after_the_recommendation_stops_the_countersigning():
    case = filed(PATENT_GRANT)
    [task] = advance_to(case, Kind.COUNTERSIGN)
    flag(case, is_hold=True)

    with pytest.raises(ValidationError, match="暂缓办理"):
        actions.countersign(task, officer_for(task), FILED_AT + HOUR)


def test_only_a_chief_of_the_case_settles_a_grave_hold_and_any_reviewer_of_it_a_lesser_flag():
    case = twice()
    reviewer, stranger = officer_for(open_tasks(case)[0]), official(Role.CHIEF, "market", "anyang")
    for who in (reviewer, stranger):
        with pytest.raises(NotAllowed):
            actions.settle_flag(hold_of(case), who, FILED_AT + HOUR, "explained", "已核实")

    lesser = flag(case)
    actions.settle_flag(lesser, reviewer, FILED_AT + HOUR, "explained", "已核实")

    lesser.refresh_from_db()
    assert (lesser.state, lesser.settled_by) == ("explained", reviewer)


def test_who_comes_second_does_not_settle_over_the_first():
    case = twice()
    seen, by = hold_of(case), chief()
    actions.settle_flag(hold_of(case), by, FILED_AT + HOUR, "confirmed", "属实")

    with pytest.raises(NotAllowed, match="此件已由他人办理"):
        actions.settle_flag(seen, by, FILED_AT + 2 * HOUR, "explained", "已核实")

    actions.settle_flag(hold_of(case), by, FILED_AT + 2 * HOUR, "explained", "补充了共有协议")
    assert list(FlagDecision.objects.values_list("state", flat=True)) == ["confirmed", "explained"]
    with pytest.raises(DatabaseError), transaction.atomic():
        FlagDecision.objects.update(reason="改写")


def test_a_flag_is_not_settled_without_a_reason(client: Client):
    case = twice()
    client.force_login(chief())

    response = client.post(reverse("case_flag_settle", args=[case.number, hold_of(case).pk]), {"state": "explained", "reason": " "})  # fmt: skip

    assert response.status_code == 422
    assert "请填写理由" in response.content.decode()
    assert hold_of(case).state == "open"


def test_the_comparison_shows_who_may_not_read_the_other_case_its_policy_bureau_and_value_only(client: Client):
    case = twice()
    county = case.tasks.get(kind=Kind.PRELIMINARY_REVIEW)
    client.force_login(officer_for(county))

    page = client.get(reverse("case_flag", args=[case.number, hold_of(case).pk])).content.decode()

    for told in ("新授权国内发明专利资助", "ZL201910001234.5", "西平县", "不在您的查阅范围内"):
        assert told in page
    assert "西平先报有限公司" not in page
    assert hold_of(case).other.number not in page


def test_the_comparison_shows_both_cases_to_who_may_read_both(client: Client):
    case = twice()
    other = hold_of(case).other
    advance_to(other, Kind.FINAL_REVIEW)
    client.force_login(officer_for(open_tasks(case)[0]))

    page = client.get(reverse("case_flag", args=[case.number, hold_of(case).pk])).content.decode()

    assert "西平先报有限公司" in page
    assert reverse("case_detail", args=[other.number]) in page


def test_the_chief_is_told_when_a_held_case_comes_to_be_decided():
    by = chief()

    twice()

    assert Notification.objects.filter(user=by, title__startswith="暂缓办理，请处理疑点").count() == 1


def test_a_determination_without_flags_keeps_its_digest():
    case = filed(PATENT_GRANT)
    while tasks := open_tasks(case):
        act_once(tasks[0], FILED_AT)
    determination = case.determinations.get()
    assert determination.flags == []

    before = digest_of(determination)
    determination.flags = [{"kind": "figure"}]

    assert before == determination.digest != digest_of(determination)
