"""Versions of a file, and the enterprise's documents that are kept across cases."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.tests.factories import clerk, enterprise
from applications import actions
from applications.models import Application, LibraryDocument
from applications.tests.factories import FILED_AT, document, draft, scan_of
from applications.tests.test_pages import url
from applications.workflow import NotAllowed

pytestmark = pytest.mark.django_db
TODAY = FILED_AT.date()
KEY = "business_license"


def material_of(application: Application, key: str = KEY):
    return next(each for each in application.version.pack.materials if each.key == key)


def keep(application: Application, valid_until: date | None = None, content: bytes = b"") -> LibraryDocument:
    paper = document(application, "company_profile", application.created_by, content)
    return actions.keep_in_library(paper, "licence", valid_until, application.created_by, FILED_AT)


def pdf(mark: str, name: str = "执照.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, scan_of(mark))


def test_a_replaced_file_stays_as_the_earlier_version(client):
    application = draft()
    client.force_login(application.created_by)
    first = document(application, KEY, application.created_by)

    client.post(url("material_upload", application, KEY), {"file": pdf("2"), "replaces": first.pk})

    second = application.documents.get(removed_at=None)
    page = client.get(url("application_materials", application)).content.decode()
    assert (second.version, second.replaces) == (2, first)
    assert "第 2 版" in page
    assert url("document_view", application, first.pk) in page


def test_a_file_that_a_colleague_replaced_meanwhile_is_not_replaced_again():
    application = draft()
    user, material = application.created_by, material_of(application)
    first = document(application, KEY, user)
    actions.add_document(application, material, pdf("2"), user, FILED_AT, first)

    with pytest.raises(NotAllowed):
        actions.add_document(application, material, pdf("3"), user, FILED_AT, first)


def test_the_address_of_a_material_leads_to_the_page_of_materials(client):
    application = draft()
    client.force_login(application.created_by)

    response = client.get(url("material_upload", application, KEY))

    assert response.url == f"{url('application_materials', application)}#m-{KEY}"


def test_several_files_are_sent_at_once_and_each_is_judged(client):
    application = draft()
    client.force_login(application.created_by)
    files = [pdf("1"), SimpleUploadedFile("程序.pdf", b"MZ" * 90), pdf("2")]

    response = client.post(url("material_upload", application, KEY), {"file": files})

    assert application.documents.count() == 2
    assert "程序.pdf：文件内容不是可接受的格式" in response.content.decode()


def test_a_document_of_the_library_is_filed_in_one_click(client):
    application = draft()
    kept = keep(application)
    client.force_login(application.created_by)

    client.post(url("library_use", application, KEY, kept.pk))

    filed = application.documents.get(material=KEY)
    assert (filed.sha256, filed.origin) == (kept.sha256, kept)
    assert "取自材料库" in client.get(url("application_materials", application)).content.decode()


def test_an_expired_document_is_refused_with_a_sentence(client):
    application = draft()
    kept = keep(application, valid_until=TODAY)
    LibraryDocument.objects.update(valid_until=date(2026, 1, 31))
    client.force_login(application.created_by)

    response = client.post(url("library_use", application, KEY, kept.pk))

    assert "已于 2026-01-31 到期" in response.content.decode()
    assert not application.documents.filter(material=KEY).exists()


def test_a_document_is_valid_on_its_last_day():
    application = draft()
    kept = keep(application, valid_until=TODAY)

    used = actions.use_library_document(application, material_of(application), kept, application.created_by, FILED_AT)

    assert used.origin == kept


def test_a_document_of_the_wrong_format_is_refused():
    application = draft()
    kept = keep(application)
    kept.content_type = "text/plain"

    with pytest.raises(ValidationError, match="格式不符"):
        actions.use_library_document(application, material_of(application), kept, application.created_by, FILED_AT)


def test_another_enterprises_document_is_not_found(client):
    kept = keep(draft())
    other = draft(user=clerk(enterprise("linzhou")))
    client.force_login(other.created_by)

    assert client.post(url("library_use", other, KEY, kept.pk)).status_code == 404
    assert client.get(reverse("library_view", args=[kept.pk])).status_code == 404


def test_the_same_file_is_kept_once_and_its_name_is_told(client):
    application = draft()
    same = scan_of("同一份")
    kept = keep(application, content=same)
    client.force_login(application.created_by)
    sent = {"kind": "tax", "file": SimpleUploadedFile("又一份.pdf", same)}

    response = client.post(reverse("library"), sent)

    assert f"材料库里已有这份文件：营业执照“{kept.name}”" in response.content.decode()


def test_what_is_soon_to_expire_is_told(client, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: FILED_AT)
    application = draft()
    keep(application, valid_until=date(2026, 4, 1))
    client.force_login(application.created_by)

    assert "即将到期" in client.get(reverse("library")).content.decode()


def test_a_document_already_expired_is_not_kept(client):
    client.force_login(clerk(enterprise("linzhou")))
    sent = {"kind": "tax", "valid_until": "2020-01-01", "file": pdf("1")}

    response = client.post(reverse("library"), sent)

    assert "已经过期" in response.content.decode()
    assert not LibraryDocument.objects.exists()


def test_a_document_taken_out_of_the_library_stays_in_its_cases(client):
    application = draft()
    kept = keep(application)
    actions.use_library_document(application, material_of(application), kept, application.created_by, FILED_AT)
    client.force_login(application.created_by)

    client.post(reverse("library_retire", args=[kept.pk]))

    assert client.get(reverse("library_view", args=[kept.pk])).status_code == 404
    assert application.documents.filter(origin=kept, removed_at=None).exists()


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"kind": "poem"}, "library_kind_known"),
        ({"virus_scan": "infected", "scanned_at": FILED_AT}, "library_infected_is_retired"),
    ],
)
def test_the_database_keeps_the_rules_of_the_library(change, rule):
    kept = keep(draft())

    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        LibraryDocument.objects.filter(pk=kept.pk).update(**change)


def test_the_database_keeps_a_document_once_for_an_enterprise():
    kept = keep(draft())
    kept.pk = None

    with pytest.raises(IntegrityError, match="library_document_once"), transaction.atomic():
        kept.save(force_insert=True)
