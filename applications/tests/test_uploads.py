"""Uploads piece by piece, as tus-js-client sends them."""

import base64
from datetime import timedelta

import pytest
from django.core.files.storage import storages
from django.db import IntegrityError, transaction

from accounts.tests.factories import clerk, enterprise
from applications import actions
from applications.models import Application, PartialUpload
from applications.tests.factories import document, draft, scan_of
from applications.tests.test_library import KEY
from applications.tests.test_pages import url

pytestmark = pytest.mark.django_db
CONTENT = scan_of("一段一段")


@pytest.fixture
def application(client) -> Application:
    """A draft, and its clerk at the browser."""
    started = draft()
    client.force_login(started.created_by)
    return started


def begin(client, application: Application, size: int = len(CONTENT), name: str = "扫描件.pdf", **more: str):
    said = {"filename": name} | more
    header = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in said.items())
    headers = {"Upload-Length": str(size), "Upload-Metadata": header}
    return client.post(url("upload_start", application, KEY), headers=headers)


def piece(client, place: str, offset: int, content: bytes):
    return client.patch(
        place, content, content_type="application/offset+octet-stream", headers={"Upload-Offset": str(offset)}
    )


def kept_parts() -> list[str]:
    storage = storages["uploads"]
    return storage.listdir("")[0] if storage.exists("") else []


@pytest.fixture(autouse=True)
def no_parts() -> None:
    """Begin with an empty place for pieces."""
    storage = storages["uploads"]
    for folder in kept_parts():
        for name in storage.listdir(folder)[1]:
            storage.delete(f"{folder}/{name}")
        storage.delete(folder)


def test_an_upload_goes_on_where_the_line_broke(client, application, django_capture_on_commit_callbacks):
    place = begin(client, application).headers["Location"]
    piece(client, place, 0, CONTENT[:100])
    resumed_at = int(client.head(place).headers["Upload-Offset"])

    with django_capture_on_commit_callbacks(execute=True):
        response = piece(client, place, resumed_at, CONTENT[resumed_at:])

    assert (resumed_at, response.status_code) == (100, 204)
    assert application.documents.get().name == "扫描件.pdf"
    assert application.documents.get().size == len(CONTENT)
    assert kept_parts() == []
    assert client.head(place).headers["Upload-Offset"] == str(len(CONTENT))


def test_a_piece_that_does_not_follow_is_not_taken(client, application):
    place = begin(client, application).headers["Location"]
    piece(client, place, 0, CONTENT[:100])

    assert piece(client, place, 50, CONTENT[50:]).status_code == 409
    assert PartialUpload.objects.get().received == 100


def test_a_refused_file_is_told_and_nothing_of_it_stays(client, application, django_capture_on_commit_callbacks):
    program = b"MZ" * 200
    place = begin(client, application, len(program)).headers["Location"]

    with django_capture_on_commit_callbacks(execute=True):
        response = piece(client, place, 0, program)

    assert response.status_code == 422
    assert "不是可接受的格式" in response.content.decode()
    assert not PartialUpload.objects.exists()
    assert not application.documents.exists()
    assert kept_parts() == []


@pytest.mark.parametrize(("size", "said"), [(0, "0 字节"), (200 * 1024 * 1024, "超过 20 MB")])
def test_a_size_out_of_bounds_is_refused_before_anything_is_sent(client, application, size, said):
    response = begin(client, application, size)

    assert (response.status_code, said in response.content.decode()) == (422, True)
    assert not PartialUpload.objects.exists()


def test_more_than_was_announced_is_refused(client, application):
    place = begin(client, application, 10).headers["Location"]

    assert piece(client, place, 0, b"0" * 11).status_code == 422


def test_one_person_has_only_so_many_uploads_under_way(client, application):
    for _ in range(10):
        begin(client, application)

    response = begin(client, application)

    assert response.status_code == 422
    assert "同时上传的文件太多" in response.content.decode()


def test_giving_up_leaves_nothing(client, application, django_capture_on_commit_callbacks):
    place = begin(client, application).headers["Location"]
    piece(client, place, 0, CONTENT[:100])

    with django_capture_on_commit_callbacks(execute=True):
        client.delete(place)

    assert not PartialUpload.objects.exists()
    assert kept_parts() == []


def test_what_nobody_continues_is_forgotten_after_a_day(client, application, django_capture_on_commit_callbacks):
    place = begin(client, application).headers["Location"]
    piece(client, place, 0, CONTENT[:100])
    touched = PartialUpload.objects.get().touched_at

    assert actions.forget_old_uploads(touched + timedelta(hours=24)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.forget_old_uploads(touched + timedelta(hours=24, seconds=1)) == 1

    assert kept_parts() == []


def test_a_strangers_upload_is_not_found(client, application):
    place = begin(client, application).headers["Location"]
    client.force_login(clerk(enterprise("linzhou")))

    assert client.head(place).status_code == 404
    assert piece(client, place, 0, CONTENT).status_code == 404


def test_a_case_that_was_handed_in_takes_nothing(client, application):
    place = begin(client, application).headers["Location"]
    Application.objects.filter(pk=application.pk).update(status="withdrawn")

    response = piece(client, place, 0, CONTENT)

    assert response.status_code == 403
    assert "不能更换这份材料" in response.content.decode()


def test_an_upload_may_be_the_next_version(client, application):
    first = document(application, KEY, application.created_by)
    place = begin(client, application, replaces=str(first.pk)).headers["Location"]

    piece(client, place, 0, CONTENT)

    assert application.documents.get(removed_at=None).replaces == first


@pytest.mark.parametrize("header", ["", "filename ===", "filename /w=="])
def test_unreadable_particulars_do_no_harm(client, application, header):
    headers = {"Upload-Length": "10", "Upload-Metadata": header}

    response = client.post(url("upload_start", application, KEY), headers=headers)

    assert response.status_code in (201, 422)


@pytest.mark.parametrize(
    ("change", "rule"),
    [({"received": 10_000}, "partial_upload_within_size"), ({"finished_at": "2026-03-02T00:00Z"}, "finished_is_whole")],
)
def test_the_database_keeps_the_rules_of_an_upload(client, application, change, rule):
    begin(client, application)

    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        PartialUpload.objects.update(**change)
