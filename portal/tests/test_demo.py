from collections import Counter
from io import StringIO

import pytest
from django.core.management import call_command

from accounts.models import Enterprise
from applications.models import Application
from applications.workflow import TO_CERTIFY, Status
from portal.demo.claims import FULL_PRODUCTION, PATENT_GRANT, RD_EXPENSE
from publicity.models import Objection
from reviews.models import Flag

pytestmark = pytest.mark.django_db
# The policies that neither publish nor ask for the principal; none of the three has an acceptance stage.
# Later ones belong to policies with an agreement, or with a title.
LATER = {Status.AWAITING_AGREEMENT, Status.RECOGNISED, Status.NOT_ACCEPTED}
DIRECT = LATER | {Status.AWAITING_PUBLICITY, Status.IN_PUBLICITY, *TO_CERTIFY}


@pytest.fixture
def world():
    call_command("load_policies", stdout=StringIO())
    call_command("seed_demo", stdout=StringIO())


def test_the_demo_world_shows_every_state_of_every_policy(world):
    found = Counter(Application.objects.values_list("round__policy__code", "status"))

    for code, missing in ((FULL_PRODUCTION, DIRECT), (PATENT_GRANT, DIRECT), (RD_EXPENSE, LATER | {Status.DRAFT})):
        assert {status for policy, status in found if policy == code} == set(Status) - missing
    later = {"ay-jiebang-project-funding": "awaiting_agreement", "national-srdi-sme": "recognised"}
    assert later.items() <= set(found)
    assert {each.state for each in Objection.objects.all()} == {"filed", "with_enterprise", "answered"}
    cities = {
        enterprise.region.at_level("city").slug for enterprise in Enterprise.objects.select_related("region__parent")
    }
    assert (Enterprise.objects.count(), cities) == (30, {"anyang", "zhumadian", "pingdingshan"})


def test_the_demo_world_holds_and_is_made_once(world):
    before = Application.objects.count()

    call_command("seed_demo", stdout=StringIO())
    call_command("verify_chain", stdout=StringIO())

    assert Application.objects.count() == before


def test_the_accounts_are_printed_by_role(world):
    out = StringIO()

    call_command("demo_accounts", stdout=out)

    assert "qiye01" in out.getvalue()
    assert out.getvalue().index("初审员") < out.getvalue().index("审定负责人") < out.getvalue().index("拨付复核")


def test_two_demo_enterprises_claim_for_one_patent_and_the_later_case_is_held(world):
    flags = Flag.objects.filter(state="open", other__round__policy__code=PATENT_GRANT)
    held = Application.objects.filter(flags__in=flags.filter(is_hold=True), status=Status.IN_REVIEW).distinct()

    assert set(flags.values_list("kind", flat=True)) >= {"same_document", "same_account", "double_claim"}
    assert held.count() == 2
    assert Flag.objects.exclude(application__in=held).count() == 0
