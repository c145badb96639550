"""A final review of several bureaus: the first decides once the others have agreed."""

import pytest

from applications.tests.factories import FILED_AT, filed
from applications.workflow import NotAllowed, Status
from reviews import actions
from reviews.models import ReviewTask
from reviews.tests.factories import HOUR, act_once, approved, officer_for, open_tasks, proposal_for

pytestmark = pytest.mark.django_db
JOINT = "ay-revenue-milestone-reward"
AT = FILED_AT + HOUR


def test_the_deciding_bureau_waits_for_the_others_word():
    application = filed(JOINT)
    lead, other = sorted(open_tasks(application), key=lambda task: str(task.kind))

    with pytest.raises(NotAllowed, match="会审"):
        actions.recommend(lead, officer_for(lead), AT, proposal_for(application))
    act_once(other, AT)
    act_once(lead, AT)

    assert [task.kind for task in open_tasks(application)] == [ReviewTask.Kind.COUNTERSIGN]


def test_a_joint_decision_writes_one_determination_and_leaves_nothing_open():
    application = approved(JOINT)

    assert application.determinations.count() == 1
    assert open_tasks(application) == []
    assert application.status in (Status.AWAITING_PUBLICITY, Status.AWAITING_DISBURSEMENT)
