"""Files are scanned by a real ClamAV daemon; what it has not seen is not shown to officials."""

from collections.abc import Iterator

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.tests.factories import official
from applications import actions, antivirus
from applications.documents import check_file
from applications.models import Document, Scan
from applications.tasks import scan_files
from applications.tests.clamd import EICAR, OWN, running_clamd
from applications.tests.factories import FILED_AT, PDF, document, draft, filed, scan_of
from applications.tests.test_pages import url

SILENT = "unix:///tmp/huiqi-no-such-clamd.sock"
INFECTED = PDF + b"% " + EICAR + b"\n%%EOF\n"


@pytest.fixture(scope="module")
def daemon() -> Iterator[str]:
    with running_clamd() as address:
        yield address


@pytest.fixture
def clamd(daemon: str, settings) -> str:
    """The portal with the daemon configured."""
    settings.CLAMD_URL = daemon
    return daemon


@pytest.mark.parametrize(
    ("content", "signature"),
    [(INFECTED, "Eicar-Test-Signature"), (PDF + b"% " + OWN + b"\n%%EOF\n", "Huiqi-Test"), (EICAR, "Eicar")],
    ids=["eicar-in-pdf", "own-signature", "bare-eicar"],
)
def test_an_infected_file_is_refused_with_the_name_of_the_virus(clamd, content, signature):
    with pytest.raises(ValidationError, match=f"查出病毒（{signature}"):
        check_file(SimpleUploadedFile("a.pdf", content), ("pdf",))


def test_a_clean_file_says_so(clamd):
    assert check_file(SimpleUploadedFile("a.pdf", scan_of("净")), ("pdf",)).virus_scan == Scan.CLEAN


def test_without_a_service_nothing_is_called_clean(settings):
    settings.CLAMD_URL = ""

    assert antivirus.scan(EICAR).state == Scan.NOT_SCANNED


@pytest.mark.django_db
def test_the_refusal_stands_beside_the_material_and_nothing_is_stored(clamd, client):
    application = draft()
    client.force_login(application.created_by)
    file = SimpleUploadedFile("执照.pdf", INFECTED)

    response = client.post(url("material_upload", application, "business_license"), {"file": file})

    assert response.status_code == 422
    assert "查出病毒（Eicar-Test-Signature" in response.content.decode()
    assert not Document.objects.exists()


@pytest.mark.django_db
def test_while_the_service_is_silent_files_are_taken_but_not_shown_to_officials(settings, client):
    settings.CLAMD_URL = SILENT
    case = filed()
    paper = document(case, "company_profile", case.created_by)

    client.force_login(official("preliminary_reviewer", "industry", "linzhou"))
    withheld = client.get(reverse("case_document", args=[case.number, paper.pk]))
    client.force_login(case.created_by)
    own = client.get(url("document_view", case, paper.pk))

    assert withheld.status_code == 409
    assert "还没有完成病毒检查" in withheld.content.decode()
    assert own.status_code == 200


@pytest.mark.django_db
def test_what_waited_is_scanned_later_and_then_shown(clamd, client):
    case = filed()
    paper = document(case, "company_profile", case.created_by)

    scan_files()

    paper.refresh_from_db()
    client.force_login(official("preliminary_reviewer", "industry", "linzhou"))
    assert paper.virus_scan == Scan.CLEAN
    assert client.get(reverse("case_document", args=[case.number, paper.pk])).status_code == 200


@pytest.mark.django_db
def test_a_virus_found_later_takes_the_file_out_and_the_enterprise_is_told(clamd, client):
    case = draft()
    paper = document(case, "business_license", case.created_by, INFECTED)

    scan_files()

    paper.refresh_from_db()
    client.force_login(case.created_by)
    assert (paper.virus_scan, paper.removed_at is None) == (Scan.INFECTED, False)
    assert case.created_by.notifications.filter(title__contains="查出病毒").exists()
    assert client.get(url("document_view", case, paper.pk)).status_code == 409


@pytest.mark.django_db
def test_an_infected_document_of_the_library_is_taken_out(clamd, settings):
    case = draft()
    paper = document(case, "business_license", case.created_by, INFECTED)
    kept = actions.keep_in_library(paper, "licence", None, case.created_by, FILED_AT)

    scan_files()

    kept.refresh_from_db()
    assert (kept.virus_scan, kept.retired_at is None) == (Scan.INFECTED, False)


@pytest.mark.django_db
def test_the_scan_stops_while_the_service_is_silent(settings):
    settings.CLAMD_URL = SILENT
    case = draft()
    document(case, "business_license", case.created_by)

    assert scan_files() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"virus_scan": "infected", "scanned_at": FILED_AT}, "document_infected_is_removed"),
        ({"virus_scan": "clean"}, "document_scan_has_time"),
        ({"virus_scan": "maybe", "scanned_at": FILED_AT}, "document_scan_known"),
        ({"version": 2}, "document_version_follows"),
    ],
)
def test_the_database_keeps_the_rules_of_a_file(change, rule):
    case = draft()
    paper = document(case, "business_license", case.created_by)

    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        Document.objects.filter(pk=paper.pk).update(**change)
