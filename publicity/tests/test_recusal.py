"""An official with an interest in an enterprise keeps away from its publicity (回避)."""

from datetime import timedelta

import pytest

from accounts.actions import register_interest
from accounts.models import RegisteredInterest
from applications.tests.factories import FILED_AT
from applications.workflow import NotAllowed
from publicity.actions import publish
from publicity.queues import publicity_queue
from publicity.tests.factories import awaiting, draft_notice, publicity_officer

pytestmark = pytest.mark.django_db
AT = FILED_AT
TODAY = AT.date()


def interest(user, of):
    return register_interest(user, of.uscc, RegisteredInterest.Relation.RELATIVE, "", FILED_AT)


def test_a_publicity_officer_with_an_interest_neither_finds_nor_publishes_the_case():
    case, officer = awaiting(), publicity_officer()
    notice = draft_notice(case, by=officer)
    other = awaiting()
    for each in (case, other):
        interest(officer, each.enterprise)

    assert other not in publicity_queue(officer, TODAY)
    with pytest.raises(NotAllowed, match="回避"):
        publish(notice, officer, AT + timedelta(days=1))
