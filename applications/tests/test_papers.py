"""The printed claim changes its version with its contents; the stamped scan is matched by the code on its pages."""

import io
from datetime import timedelta

import pypdfium2
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, ProgrammingError, transaction
from django.urls import reverse
from pypdf import PdfReader, PdfWriter

from accounts.models import Role
from accounts.tests.factories import official
from applications import actions
from applications.models import ClaimPaper, StampedScan
from applications.papers import paper_pdf, paper_state
from applications.tests.factories import FILED_AT, FULL_PRODUCTION, complete, draft, filed
from applications.workflow import NotAllowed, Status
from policies.tests.factories import application_round

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def claim():
    application = draft()
    complete(application, application.created_by)
    return application


def printed(application):
    return actions.make_paper(application, application.created_by, FILED_AT)


def change(application):
    actions.save_facts(application, {"worker_count": "4321"}, application.created_by, FILED_AT)


def upload(content: bytes, name: str = "盖章.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def photographed(pdf: bytes) -> bytes:
    """The first page as a slightly turned photograph."""
    page = pypdfium2.PdfDocument(pdf)[0].render(scale=2).to_pil()
    out = io.BytesIO()
    page.rotate(3, expand=True, fillcolor="white").save(out, "JPEG", quality=70)
    return out.getvalue()


def blank() -> bytes:
    out, writer = io.BytesIO(), PdfWriter()
    writer.add_blank_page(595, 842)
    writer.write(out)
    return out.getvalue()


def scan(application, content: bytes, name: str = "盖章.pdf", at=FILED_AT) -> StampedScan:
    return actions.add_scan(application, upload(content, name), application.created_by, at)


def test_the_version_goes_up_only_when_the_contents_change(claim):
    first, again = printed(claim), printed(claim)
    change(claim)
    second = printed(claim)

    assert (first.number, again, second.number) == (1, first, 2)
    assert first.digest != second.digest


def test_the_paper_says_everything_with_its_version_on_every_page(claim):
    text = [page.extract_text() for page in PdfReader(io.BytesIO(paper_pdf(printed(claim)))).pages]

    assert all(f"办件编号 {claim.number}" in page and "第 1 版" in page for page in text)
    whole = "".join(text)
    for words in (claim.enterprise.uscc, claim.bank_account, "诚信承诺", "100,000.00", "申报企业（盖章）", "企业概况"):
        assert words in whole


def test_an_old_version_prints_what_it_said_then(claim):
    before = printed(claim)
    change(claim)
    printed(claim)

    assert "4321" not in str(ClaimPaper.objects.get(pk=before.pk).content).replace(",", "")


@pytest.mark.parametrize("shape", [lambda pdf: ("盖章.pdf", pdf), lambda pdf: ("盖章.jpg", photographed(pdf))])
def test_a_scan_of_the_current_version_is_matched(claim, shape):
    name, content = shape(paper_pdf(printed(claim)))

    scan(claim, content, name)

    assert paper_state(claim).is_matched


def test_a_scan_of_an_older_version_is_told_with_both_numbers(claim):
    scan(claim, paper_pdf(printed(claim)))
    change(claim)
    assert "此后申报内容已修改" in paper_state(claim).explanation

    printed(claim)

    assert paper_state(claim).explanation == "扫描件是第1版，当前为第2版"


def test_a_scan_of_another_case_is_told(claim):
    other = draft(round=application_round(FULL_PRODUCTION, name="另一批次"), enterprise=claim.enterprise)
    printed(claim)

    scan(claim, paper_pdf(printed(other)))

    assert paper_state(claim).word == "不是本件"


def test_a_scan_without_a_code_is_left_to_the_officers_eye(claim):
    printed(claim)

    scan(claim, blank())

    assert "人工核对" in paper_state(claim).explanation


def test_a_new_scan_takes_the_place_of_the_earlier_one(claim):
    pdf = paper_pdf(printed(claim))
    scan(claim, blank())
    scan(claim, pdf, at=FILED_AT + DAY)
    scan(claim, pdf, at=FILED_AT + 2 * DAY)

    assert claim.documents.filter(material="stamped-application", removed_at=None).count() == 1
    assert paper_state(claim).is_matched


def test_where_the_round_asks_for_it_a_claim_without_a_matching_scan_is_not_submitted(claim):
    type(claim.round).objects.filter(pk=claim.round.pk).update(needs_stamped_form=True)
    claim.round.refresh_from_db()
    with pytest.raises(ValidationError, match="尚未上传盖章申报书"):
        actions.submit(claim, claim.created_by, FILED_AT)

    scan(claim, paper_pdf(printed(claim)))
    actions.submit(claim, claim.created_by, FILED_AT)

    assert claim.status == Status.IN_REVIEW


def test_no_scan_is_changed_while_the_case_is_with_the_officials():
    application = filed()

    with pytest.raises(NotAllowed):
        scan(application, paper_pdf(printed(application)))


def test_a_refused_scan_stores_nothing_and_says_why(client, claim):
    client.force_login(claim.created_by)

    refused = client.post(reverse("scan_upload", args=[claim.number]), {"file": upload(b"MZ not a scan", "a.pdf")})

    assert refused.status_code == 422
    assert "文件内容不是可接受的格式" in refused.content.decode()
    assert not StampedScan.objects.exists()


def test_paper_and_scan_are_made_on_the_page_and_read_by_the_officer(client, claim):
    client.force_login(claim.created_by)
    client.post(reverse("paper_make", args=[claim.number]))
    pdf = client.get(reverse("paper_file", args=[claim.number, 1])).content
    done = client.post(reverse("scan_upload", args=[claim.number]), {"file": upload(pdf)}, follow=True)
    actions.submit(claim, claim.created_by, FILED_AT)
    client.force_login(official(Role.PRELIMINARY_REVIEWER, "industry", "linzhou"))

    page = client.get(reverse("case_papers", args=[claim.number])).content.decode()

    assert "与当前申报内容一致" in done.content.decode()
    assert "与当前申报内容一致" in page
    assert client.get(reverse("case_paper", args=[claim.number, 1])).content.startswith(b"%PDF")


def test_the_records_of_paper_and_scan_hold(claim):
    paper = printed(claim)
    made = scan(claim, blank())

    with pytest.raises(IntegrityError, match="paper_of_known_contents"), transaction.atomic():
        ClaimPaper.objects.create(
            application=claim, number=2, digest="x", content={}, made_by=paper.made_by, made_at=FILED_AT
        )
    with pytest.raises(IntegrityError, match="paper_number_once"), transaction.atomic():
        ClaimPaper.objects.create(
            application=claim, number=1, digest=paper.digest, content={}, made_by=paper.made_by, made_at=FILED_AT
        )
    with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
        made.delete()
    with pytest.raises(IntegrityError, match="scan_read_names_its_version"), transaction.atomic():
        StampedScan.objects.create(document=claim.documents.exclude(pk=made.document_id).first(), reading="read")
