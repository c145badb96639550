"""The officers' case page: what proves a criterion, what happened, and what the page costs."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role
from accounts.tests.factories import official
from applications import actions as applicant
from applications.actions.messaging import keep_message
from applications.models import Application, Document
from applications.tests.factories import FILED_AT, PATENT_GRANT, RD_EXPENSE, filed
from policies.models import ApplicationRound
from policies.tests.factories import application_round, ruling
from reviews import actions
from reviews.actions import Item
from reviews.models import Determination, Flag
from reviews.tests.acceptance import owing, with_acceptance
from reviews.tests.factories import officer_for, open_tasks

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
MOST = 12


def page_of(client: Client, application: Application) -> str:
    client.force_login(officer_for(open_tasks(application)[0]))
    return client.get(reverse("case_detail", args=[application.number])).content.decode()


def add_documents(application: Application, count: int) -> None:
    start = Document.objects.count()
    Document.objects.bulk_create(
        Document(application=application, material="grant_proof", name=f"证书{i}.pdf", content_type="application/pdf",
                 size=9, sha256=f"{start + i:064x}", uploaded_by=application.created_by, uploaded_at=FILED_AT)
        for i in range(count)
    )  # fmt: skip


def add_awards(application: Application, count: int) -> None:
    """Earlier cases of the same enterprise, each with its determination; their chain is of no interest here."""
    model, start = application_round(PATENT_GRANT), ApplicationRound.objects.count()
    rounds = ApplicationRound.objects.bulk_create(
        ApplicationRound(policy=model.policy, version=model.version, name=f"{start + i}", opens_on=model.opens_on,
                         closes_on=model.closes_on) for i in range(count)
    )  # fmt: skip
    cases = Application.objects.bulk_create(
        Application(number=f"HQE{start + i}", enterprise=application.enterprise, round=each, version=each.version,
                    region=application.region, status="disbursed", status_since=FILED_AT, submitted_at=FILED_AT,
                    created_by=application.created_by, created_at=FILED_AT, committed_by=application.created_by,
                    approved_yuan=Decimal(2000)) for i, each in enumerate(rounds)
    )  # fmt: skip
    one, other = official(Role.FINAL_REVIEWER), official(Role.CHIEF)
    last = Determination.objects.count()
    Determination.objects.bulk_create(
        Determination(chain=case.region, sequence=last + 1 + i, application=case, version=case.version, facts=[], documents=[], decision={},
                      computed_yuan=2000, approved_yuan=2000, shares=[], reviews=[], recommended_by=one,
                      countersigned_by=other, decided_at=FILED_AT, digest=f"{last + i:064x}")
        for i, case in enumerate(cases)
    )  # fmt: skip


def add_flags(application: Application, count: int) -> None:
    """Flags that name the enterprise's other cases, one each."""
    others = Application.objects.exclude(pk=application.pk).order_by("-pk")[:count]
    Flag.objects.bulk_create(
        Flag(application=application, kind="same_document", key=other.number, other=other, severity="low",
             words="同一文件", raised_at=FILED_AT)
        for other in others
    )  # fmt: skip


def asked(client: Client, application: Application) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        response = client.get(reverse("case_detail", args=[application.number]))
    assert response.status_code == 200
    return [query["sql"][:200] for query in captured.captured_queries]


def test_the_page_asks_at_most_twelve_times_at_5_and_at_500_files_awards_and_flags(client):
    application = filed(PATENT_GRANT)
    add_documents(application, 5)
    add_awards(application, 5)
    add_flags(application, 5)
    page_of(client, application)

    few = asked(client, application)
    add_documents(application, 495)
    add_awards(application, 495)
    add_flags(application, 495)
    many = asked(client, application)

    assert len(few) <= MOST, "\n".join(few)
    assert len(many) == len(few), "\n".join(many)


def under_a_ruling() -> Application:
    """A case whose open point a ruling settles, and of whose figures the registers know some."""
    ruling()
    facts = {"other_fiscal_support_same_matter": False, "is_above_scale_industrial": False, "rd_expense_wan": 1000}
    return filed(RD_EXPENSE, facts=facts)


def owing_a_material() -> Application:
    return owing(with_acceptance())


def returned_before() -> Application:
    application = filed(PATENT_GRANT)
    task = open_tasks(application)[0]
    item = Item("fact", "patent_numbers", "专利号", "请核对")
    actions.return_for_correction(task, officer_for(task), FILED_AT + HOUR, "请补正", [item])
    application.refresh_from_db()
    user = application.created_by
    applicant.save_facts(application, {"patent_numbers": ["ZL201910001234.5"]}, user, FILED_AT + 2 * HOUR)
    applicant.resubmit(application, user, FILED_AT + 3 * HOUR)
    return application


@pytest.mark.parametrize("case", [under_a_ruling, owing_a_material, returned_before])
def test_the_page_asks_at_most_twelve_times_whatever_the_case_brings_along(client, case):
    application = case()
    keep_message(application, application.created_by, None, FILED_AT + HOUR, "请问还缺什么？", None)
    [task] = open_tasks(application)
    client.force_login(officer_for(task))

    with CaptureQueriesContext(connection) as captured:
        page = client.get(reverse("case_detail", args=[application.number]), {"from": "tab=bureau"}).content.decode()

    assert len(captured) <= MOST, "\n".join(query["sql"][:200] for query in captured.captured_queries)
    assert "第 1 / 1 件" in page
    assert '留言 <span class="badge text-bg-danger">1<' in page


def test_a_criterion_shows_the_value_it_used_where_it_came_from_and_its_proof(client):
    application = filed(PATENT_GRANT)

    page = page_of(client, application)
    criterion = page.partition('aria-label="至少有一件新授权发明专利。"')[2].partition("</article>")[0]

    assert "新授权发明专利件数" in criterion
    assert f"{application.created_by}" in criterion
    assert reverse("case_document", args=[application.number, application.documents.get(material="grant_proof").pk]) in criterion  # fmt: skip


def test_the_timeline_tells_what_a_correction_changed(client):
    application = returned_before()

    client.force_login(officer_for(open_tasks(application)[0]))
    flow = client.get(reverse("case_flow", args=[application.number])).content.decode()

    said = ["提交申报", "退回补正", "更正：发明专利号", "ZL201910001234.5", "提交补正"]
    assert sorted(said, key=flow.index) == said
