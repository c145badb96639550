"""The enterprise sees whose turn it is, since when, by when, and the steps with their days."""

import pytest
from django.urls import reverse

from applications.tests.factories import filed
from reviews.desk import steps, turns
from reviews.tests.factories import TITLE, advance_to, approved

pytestmark = pytest.mark.django_db


def test_a_joint_stage_names_every_bureau_that_has_the_case():
    application = filed()

    held = turns(application, application.submitted_at.date())

    assert len(held) == 2
    assert {each.since for each in held} == {application.submitted_at}
    assert [step.state for step in steps(application)][:2] == ["done", "now"]


def test_a_stage_that_was_passed_shows_its_day_and_the_next_is_now():
    application = filed()
    advance_to(application, "final_review")

    line = steps(application)

    assert [step.state for step in line].count("now") == 1
    assert all(step.at for step in line if step.state == "done")


def test_the_page_of_the_case_tells_whose_turn_it_is(client):
    application = filed()
    client.force_login(application.created_by)

    page = client.get(reverse("application_detail", args=[application.number])).content.decode()

    assert "正在办理" in page
    assert "暂无可供参考的实际用时" in page


def test_a_title_announced_after_its_publicity_stands_after_it_on_the_way():
    application = approved(TITLE)
    way = [(step.title, step.state) for step in steps(application)]

    assert [title for title, _ in way] == [
        "提交申报", "省级主管部门审核申请材料和佐证材料", "实地抽查", "审定并拟定公示名单", "省级主管部门公示", "公示无异议后认定",
    ]  # fmt: skip
    assert [state for _, state in way] == ["done", "done", "done", "done", "now", "to_come"]
