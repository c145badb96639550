"""The enterprise's desk tells whose turn it is: mine, a colleague's, the officials'."""

import pytest
from django.urls import reverse

from accounts.models import Role
from accounts.tests.factories import grant, person
from applications import actions
from applications.tests.factories import FILED_AT, FULL_PRODUCTION, complete, draft
from policies.tests.factories import application_round

pytestmark = pytest.mark.django_db


def test_a_claim_that_waits_for_the_principal_is_the_principals_turn_and_not_the_clerks(client):
    round = application_round(FULL_PRODUCTION, name="确认", needs_certification=True)
    claim = draft(round=round)
    complete(claim, claim.created_by)
    principal = person(name="孙负责")
    grant(principal, Role.PRINCIPAL, enterprise=claim.enterprise)
    filling = [section(client, user) for user in (claim.created_by, principal)]

    actions.hand_in(claim, claim.created_by, FILED_AT)
    certifying = [section(client, user) for user in (claim.created_by, principal)]

    assert filling == ["own_turn", "colleagues_turn"]
    assert certifying == ["colleagues_turn", "own_turn"]


def section(client, user) -> str:
    """Return which section of the user's desk shows the only claim."""
    client.force_login(user)
    context = client.get(reverse("desk")).context
    [found] = [name for name in ("own_turn", "colleagues_turn", "their_turn") if context[name]]
    return found
