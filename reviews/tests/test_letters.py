"""Letters: issued with the act, numbered in sequence, never changed, and checked by whoever holds one."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from pypdf import PdfReader

from accounts.models import Role
from accounts.tests.factories import clerk, official
from applications.models import Application
from applications.tests.factories import FILED_AT, PATENT_GRANT, filed
from applications.workflow import Status
from reviews import actions
from reviews.actions.letters import issue_acceptance
from reviews.granting import go_on
from reviews.letters.printing import is_unchanged, letter_pdf
from reviews.models import Letter
from reviews.tests.acceptance import accepted_with_gap, with_acceptance
from reviews.tests.factories import HOUR, TITLE, approved, officer_for, open_tasks
from reviews.tests.test_actions import LICENCE

pytestmark = pytest.mark.django_db
AT = FILED_AT + HOUR


def close_for(application: Application) -> None:
    """Let the title of a determined case come true, as the end of its publicity does."""
    Application.objects.filter(pk=application.pk).update(status=Status.RECOGNISED)
    application.refresh_from_db()
    go_on(application, application.determinations.get(), AT)


def returned() -> Letter:
    application = filed(code=PATENT_GRANT)
    task = open_tasks(application)[0]
    actions.return_for_correction(task, officer_for(task), AT, "材料不清", [LICENCE])
    return application.letters.get()


def test_a_correction_is_told_by_letter_with_every_item():
    letter = returned()

    assert letter.kind == Letter.Kind.CORRECTION
    assert letter.content["items"] == [["营业执照", "看不清，请重新扫描"]]
    assert letter.application.number in letter.content["paragraphs"][0]


def test_letters_of_a_bureau_are_numbered_in_sequence_each_kind_from_one():
    first, second = returned(), returned()
    task = open_tasks(filed(code=PATENT_GRANT))[0]
    actions.reject(task, officer_for(task), AT, "不属于支持范围")

    refused = Letter.objects.get(kind=Letter.Kind.REFUSED)
    assert [first.number, second.number] == ["惠企补〔2026〕1 号", "惠企补〔2026〕2 号"]
    assert (refused.number, refused.bureau) == ("惠企不予〔2026〕1 号", first.bureau)


def test_an_acceptance_with_owed_materials_is_told_by_its_own_letter_with_each_day():
    letter = accepted_with_gap(with_acceptance()).application.letters.get()

    assert (letter.kind, letter.number) == (Letter.Kind.TOLERATED, "惠企容〔2026〕1 号")
    assert [why for _, why in letter.content["items"]] == ["2026年3月20日前补交"]


def test_a_title_is_told_by_a_letter_with_its_number_and_term():
    application = approved(TITLE)
    close_for(application)

    letter = application.letters.get(kind=Letter.Kind.RECOGNISED)

    title = application.titles.get()
    assert f"认定贵单位为{title.name}，认定编号 {title.number}" in letter.content["paragraphs"][0]
    assert letter.issued_by == title.determination.countersigned_by


def test_the_letters_are_on_the_officers_case_page_and_on_the_enterprises(client, monkeypatch):
    letter = returned()
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)
    link = reverse("letter_file", args=[letter.code])

    for user, page in ((letter.issued_by, "case_side"), (letter.application.created_by, "application_detail")):
        client.force_login(user)
        assert link in client.get(reverse(page, args=[letter.application.number])).content.decode()


def test_an_approval_names_the_amount_in_capitals_and_the_clause_of_each_line():
    letter = approved(PATENT_GRANT).letters.get()

    assert "大写：" in letter.content["paragraphs"][0]
    assert letter.content["list_head"] == "依据与测算："
    assert all("（" in why for _, why in letter.content["items"])


@pytest.mark.django_db(transaction=True)
def test_a_letter_is_never_changed_or_deleted():
    letter = returned()

    for change in (lambda: Letter.objects.update(number="改"), lambda: Letter.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    letter.refresh_from_db()
    assert is_unchanged(letter)


def test_the_same_number_is_not_given_twice():
    letter = returned()
    letter.pk = None
    letter.code = "another"

    with pytest.raises(DatabaseError, match="letter_number_once"), transaction.atomic():
        letter.save(force_insert=True)


def test_whoever_holds_a_letter_can_check_it_without_an_account(client):
    letter = returned()

    page = client.get(letter.path).content.decode()

    assert "内容与签发时一致" in page
    assert "看不清，请重新扫描" in page


def test_a_letter_that_was_never_issued_is_told_as_such(client):
    response = client.get(reverse("letter_check", args=["0123456789abcdef"]))

    assert response.status_code == 404
    assert "没有这份文书" in response.content.decode()


def test_the_pdf_is_for_the_enterprise_and_the_cases_officials_only(client):
    letter = returned()
    address = reverse("letter_file", args=[letter.code])
    insiders = (letter.application.created_by, letter.issued_by)
    strangers = (clerk(), official(Role.PRELIMINARY_REVIEWER, "science", "anyang"))

    def status(user) -> int:
        client.force_login(user)
        return client.get(address).status_code

    assert [status(user) for user in insiders] == [200, 200]
    assert [status(user) for user in strangers] == [404, 404]


def test_the_pdf_says_what_was_stored(tmp_path):
    letter = returned()
    file = tmp_path / "letter.pdf"

    file.write_bytes(letter_pdf(letter))

    text = "".join(page.extract_text() for page in PdfReader(file).pages)
    assert "补正告知书" in text
    assert letter.number in text


def test_an_acceptance_is_told_by_letter():
    accepted = filed(code=PATENT_GRANT)
    task = open_tasks(accepted)[0]

    issue_acceptance(accepted, task, officer_for(task), AT)

    letter = accepted.letters.get()
    assert letter.number == "惠企受〔2026〕1 号"
    assert "现予受理" in letter.content["paragraphs"][0]
