"""To-dos on a case: opened for whose turn it is, cleared by the act itself, whoever does it."""

import pytest

from accounts.models import Role
from accounts.queues import todos_of
from accounts.tests.factories import official
from applications import actions as applicant
from applications.tests.factories import FILED_AT, PATENT_GRANT, filed
from reviews import actions
from reviews.tests.factories import HOUR, act_once, advance_to, officer_for, open_tasks
from reviews.tests.test_actions import LICENCE

pytestmark = pytest.mark.django_db
AT = FILED_AT + HOUR


def titles(user) -> list[str]:
    return [todo.title.split(" ")[0] for todo in todos_of(user)]


def test_a_passed_stage_is_no_longer_anybodys_todo():
    colleague, officer = (official(Role.PRELIMINARY_REVIEWER, "industry", "linzhou") for _ in range(2))
    application = filed()
    mine = next(task for task in open_tasks(application) if task.bureau.line == "industry")
    assert titles(officer) == titles(colleague) != []

    actions.pass_stage(mine, officer, AT, "", applicant_checklist(mine))

    assert titles(officer) == titles(colleague) == []


def applicant_checklist(task) -> tuple[str, ...]:
    stages = task.application.version.pack.stages
    return next(stage.checklist for stage in stages if stage.key == task.stage)


def test_a_returned_case_is_the_enterprises_todo_until_it_is_sent_back():
    application = filed(code=PATENT_GRANT)
    task = open_tasks(application)[0]
    clerk = application.created_by

    actions.return_for_correction(task, officer_for(task), AT, "材料不清", [LICENCE])
    assert [todo.key for todo in todos_of(clerk)] == [application.todo_key]
    applicant.answer_item(application, application.corrections.get().items.get(), "已重新扫描")
    applicant.resubmit(application, clerk, AT + HOUR)

    assert titles(clerk) == []


def test_the_todos_of_a_withdrawn_case_are_gone():
    officer = official(Role.PRELIMINARY_REVIEWER, "industry", "linzhou")
    application = filed()

    applicant.withdraw(application, application.created_by, AT, "不再申报")

    assert titles(officer) == []


def test_the_chiefs_todo_begins_with_the_recommendation_and_ends_with_his_signature():
    application = filed(code=PATENT_GRANT)
    final = advance_to(application, "final_review")[0]
    chief = official(Role.CHIEF, final.bureau.line, final.bureau.region.slug)
    assert titles(chief) == []

    act_once(final, AT)
    assert len(titles(chief)) == 1
    act_once(open_tasks(application)[0], AT)

    assert titles(chief) == []
