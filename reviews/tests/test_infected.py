"""A file in which a virus is found later is told of on the pages where it was, until something new is there."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.tests.factories import official
from applications import actions
from applications.facts import decide, fact_values
from applications.infected import infected_files
from applications.models import LibraryDocument, Scan
from applications.tests.factories import FILED_AT, document, draft, filed
from applications.tests.test_antivirus import INFECTED, clamd, daemon
from reviews import actions as reviewing
from reviews.actions import Item
from reviews.forms.correcting import suggestions
from reviews.tests.factories import HOUR

__all__ = ["clamd", "daemon"]
pytestmark = pytest.mark.django_db
LICENCE = "business_license"


@pytest.fixture
def reviewer():
    return official("preliminary_reviewer", "industry", "linzhou")


@pytest.fixture
def case(reviewer, clamd):
    """A case in review, one of whose files turned out to be infected."""
    filed_one = filed()
    filed_one.documents.filter(material=LICENCE).delete()
    document(filed_one, LICENCE, filed_one.created_by, INFECTED)
    actions.scan_waiting(FILED_AT + HOUR)
    return filed_one


def page(client, user, name, *args):
    client.force_login(user)
    return client.get(reverse(name, args=args)).text


def test_the_enterprise_reads_it_in_place_of_the_file(client, case):
    shown = page(client, case.created_by, "application_detail", case.number)

    assert "查出病毒" in shown
    assert f"{LICENCE}.pdf" in shown
    assert "审核部门发补正告知后在此重新上传" in shown


def test_the_officer_reads_it_on_the_case_and_is_asked_to_send_a_correction(client, case, reviewer):
    told = reviewer.notifications.get(title__contains="查出病毒")

    assert told.needs_action
    assert "请发补正告知" in told.body
    assert "任何人都不能打开" in page(client, reviewer, "case_detail", case.number)


def test_the_correction_proposes_the_infected_material(case):
    found = suggestions(case, fact_values(case), decide(case))

    assert "查出病毒，已移出" in found["material", LICENCE]


def test_a_correction_of_something_else_lets_the_infected_file_be_replaced_too(client, case, reviewer):
    task = case.tasks.get(bureau=reviewer.roles.get().bureau)
    item = Item("fact", case.fact_rows.first().name, "填报项", "请核对")
    reviewing.return_for_correction(task, reviewer, FILED_AT + 2 * HOUR, "请补正", [item])

    shown = page(client, case.created_by, "application_materials", case.number)

    assert "再上传一份" in shown
    assert f'id="m-{LICENCE}"' in shown


def test_once_something_new_is_there_nothing_is_said_any_more(case):
    assert list(infected_files(case)) == [LICENCE]

    document(case, LICENCE, case.created_by, at=FILED_AT + 2 * HOUR)

    assert infected_files(case) == {}


def test_the_library_tells_of_a_document_until_another_of_its_kind_is_kept(client, clamd):
    claim = draft()
    paper = document(claim, LICENCE, claim.created_by, INFECTED)
    kept = actions.keep_in_library(paper, "licence", None, claim.created_by, FILED_AT)
    actions.scan_waiting(FILED_AT + HOUR)

    before = page(client, claim.created_by, "library")
    clean = document(claim, LICENCE, claim.created_by, at=FILED_AT + timedelta(days=1))
    LibraryDocument.objects.filter(pk=kept.pk, virus_scan=Scan.INFECTED).get()
    actions.keep_in_library(clean, "licence", None, claim.created_by, FILED_AT + timedelta(days=1))

    assert "已移出材料库，不能再选用" in before
    assert "已移出材料库，不能再选用" not in page(client, claim.created_by, "library")
