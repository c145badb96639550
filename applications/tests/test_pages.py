import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.tests.factories import clerk, enterprise
from applications import actions
from applications.corrections import open_items
from applications.models import Application, CorrectionItem, CorrectionNotice
from applications.tests.factories import FILED_AT, FULL_PRODUCTION, PATENT_GRANT, complete, draft, filed
from applications.workflow import Status
from policies.tests.factories import application_round

pytestmark = pytest.mark.django_db


def url(name: str, application: Application, *more) -> str:
    return reverse(name, args=[application.number, *more])


def test_starting_takes_the_clerk_to_the_form(client):
    user = clerk(enterprise("yicheng"))
    client.force_login(user)

    response = client.post(reverse("application_start", args=[application_round(PATENT_GRANT).pk]))

    application = Application.objects.get(created_by=user)
    assert response.url == url("application_form", application)


def test_a_closed_round_is_said_in_words_not_with_an_error(client):
    round = application_round(PATENT_GRANT, name="旧", opens_on="2020-01-01", closes_on="2020-02-01")
    client.force_login(clerk(enterprise("yicheng")))

    response = client.post(reverse("application_start", args=[round.pk]), follow=True)

    assert "不在申报期内" in response.content.decode()


def test_an_autosave_answers_with_the_estimate_and_the_questions_asked_now(client):
    application = draft()
    client.force_login(application.created_by)

    response = client.post(url("application_form", application), {"track": "B"}, headers={"hx-request": "true"})

    assert "已保存" in response.content.decode()
    assert "停工与复产（10万元档）" not in response.content.decode()
    asked = json.loads(response.headers["HX-Trigger"])["factsAsked"]
    assert "main_income_q1_2022" in asked
    assert "kwh_2022_02_15" not in asked


def test_an_autosave_says_what_it_could_not_save(client):
    application = draft()
    client.force_login(application.created_by)
    typed = {"track": "A", "kwh_2021_by_month-0": "abc", "kwh_2021_by_month-1": "-1"}

    page = client.post(url("application_form", application), typed, headers={"hx-request": "true"}).content.decode()

    assert "以下各项没有保存" in page
    assert ">2021年分月用电量，1月</a>：请填写数字" in page
    assert ">2021年分月用电量，2月</a>：不能小于 0" in page


def test_the_list_of_what_is_wrong_names_the_question_without_its_marks(client):
    application = draft()
    client.force_login(application.created_by)

    page = client.post(
        url("application_form", application), {"track": "B", "main_income_q1_2022": "abc"}
    ).content.decode()

    assert ">2022年一季度主营业务收入</a>：请填写数字" in page


def test_a_bad_number_keeps_what_was_typed_and_saves_the_rest(client):
    application = draft()
    client.force_login(application.created_by)

    page = client.post(
        url("application_form", application), {"track": "B", "main_income_q1_2022": "abc"}
    ).content.decode()

    assert 'value="abc"' in page
    assert "请填写数字" in page
    assert application.fact_rows.get(name="track").value == "B"


def test_a_refused_upload_tells_why_beside_its_material(client):
    application = draft()
    client.force_login(application.created_by)
    program = SimpleUploadedFile("执照.pdf", b"MZ\x90\x00" * 50)

    response = client.post(url("material_upload", application, "business_license"), {"file": program})

    assert response.status_code == 422
    assert 'id="error-business_license"' in response.content.decode()
    assert not application.documents.exists()


def test_an_unknown_material_is_not_found(client):
    application = draft()
    client.force_login(application.created_by)

    assert client.post(url("material_upload", application, "nothing")).status_code == 404


def test_submitting_without_the_commitment_is_refused(client):
    application = draft()
    complete(application, application.created_by)
    client.force_login(application.created_by)

    page = client.post(url("application_submit", application)).content.decode()

    assert "请先作出承诺" in page


def test_submitting_with_gaps_lists_them_and_keeps_the_draft(client):
    application = draft()
    client.force_login(application.created_by)

    page = client.post(url("application_submit", application), {"committed": "on"}).content.decode()

    assert "未上传：营业执照" in page
    application.refresh_from_db()
    assert application.status == Status.DRAFT


@pytest.mark.parametrize(
    ("name", "more"),
    [("application_detail", []), ("application_form", []), ("application_materials", []), ("application_submit", [])],
)
def test_another_enterprise_finds_nothing(client, name, more):
    application = draft()
    client.force_login(clerk())

    assert client.get(url(name, application, *more)).status_code == 404


def test_the_own_document_is_shown_inline_and_cannot_run_anything(client):
    application = filed()
    client.force_login(application.created_by)

    response = client.get(url("document_view", application, application.documents.first().pk))

    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert b"".join(response.streaming_content).startswith(b"%PDF")


def test_withdrawing_needs_a_reason(client):
    application = filed()
    client.force_login(application.created_by)

    page = client.post(url("application_withdraw", application)).content.decode()

    assert "请写明撤回原因" in page


def test_a_correction_page_without_a_correction_leads_to_the_case(client):
    application = filed()
    client.force_login(application.created_by)

    assert client.get(url("application_correct", application)).url == url("application_detail", application)


def test_a_stranger_cannot_answer_a_correction_item(client):
    client.force_login(clerk())

    assert client.post(reverse("correction_answer", args=[filed(FULL_PRODUCTION).number, 1])).status_code == 404
    assert not CorrectionItem.objects.exists()


def test_what_was_not_sent_is_left_as_it_is(client):
    application = draft()
    complete(application, application.created_by)
    before, account = application.fact_rows.count(), application.bank_account
    client.force_login(application.created_by)

    client.post(url("application_form", application), {"worker_count": "5"}, headers={"hx-request": "true"})

    application.refresh_from_db()
    assert (application.fact_rows.count(), application.bank_account) == (before, account)
    assert application.fact_rows.get(name="worker_count").value == "5"


def test_an_autosave_after_the_submission_leads_to_the_case(client):
    application = filed()
    client.force_login(application.created_by)

    response = client.post(url("application_form", application), {"track": "A"}, headers={"hx-request": "true"})

    assert response.headers["HX-Redirect"] == url("application_detail", application)


def test_another_enterprise_is_not_silently_replaced_by_the_own_one(client):
    client.force_login(clerk(enterprise("yicheng")))
    round = application_round(PATENT_GRANT)

    response = client.post(reverse("application_start", args=[round.pk]), {"enterprise": enterprise().pk})

    assert response.status_code == 404


def test_a_second_start_in_the_round_says_in_words_whose_draft_is_already_there(client):
    first = draft()
    colleague = clerk(first.enterprise)
    client.force_login(colleague)

    again = client.post(reverse("application_start", args=[first.round_id]), follow=True)

    assert f"已有一件申报 {first.number}（{first.created_by}" in again.content.decode()
    assert first.enterprise.applications.count() == 1


def test_a_withdrawn_case_keeps_no_correction_open():
    application = filed()
    task = application.tasks.first()
    notice = CorrectionNotice.objects.create(
        application=application, stage=task.stage, bureau=task.bureau, issued_by=application.created_by,
        issued_at=FILED_AT, reason="请补正",
    )  # fmt: skip
    CorrectionItem.objects.create(notice=notice, kind="fact", key="worker_count", label="企业工人数", reason="请核对")

    actions.withdraw(application, application.created_by, FILED_AT, "重报")

    notice.refresh_from_db()
    assert notice.lapsed_at == FILED_AT
    assert open_items(application) == []
