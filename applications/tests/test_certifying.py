"""The principal certifies exactly what was shown, and is another person than the clerk who hands it in."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, ProgrammingError, transaction
from django.urls import reverse

from accounts.models import Notification, Role, User
from accounts.tests.factories import clerk, enterprise, grant, person
from applications import actions
from applications.models import Certification
from applications.tests.factories import FILED_AT, FULL_PRODUCTION, complete, draft
from applications.workflow import NotAllowed, Status
from policies.tests.factories import application_round

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def claim(monkeypatch):
    """A filled draft in a round that asks for certification, of an enterprise with a principal."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: FILED_AT + HOUR)
    round = application_round(FULL_PRODUCTION, name="确认", needs_certification=True)
    application = draft(round=round)
    complete(application, application.created_by)
    principal_of(application.enterprise)
    return application


def principal_of(of):
    user = person(name="孙负责")
    grant(user, Role.PRINCIPAL, enterprise=of)
    return user


def principal(application):
    return User.objects.get(name="孙负责", roles__enterprise=application.enterprise)


def handed_in(application):
    actions.hand_in(application, application.created_by, FILED_AT)
    return application


def test_a_certified_claim_goes_to_the_officials_with_the_principals_commitment(claim):
    handed_in(claim)
    assert claim.status == Status.AWAITING_CERTIFICATION
    assert Notification.objects.filter(
        user=principal(claim), title__startswith="请确认申报", needs_action=True
    ).exists()

    actions.certify(claim, principal(claim), FILED_AT + HOUR, actions.shown_token(claim))

    assert (claim.status, claim.committed_by) == (Status.IN_REVIEW, principal(claim))
    assert claim.tasks.count() == 2
    assert claim.certifications.get().handed_in_by == claim.created_by
    assert Notification.objects.filter(user=claim.created_by, title__startswith="已确认并提交").exists()


def test_a_clerk_does_not_submit_past_the_principal(claim):
    with pytest.raises(NotAllowed, match="须由企业负责人确认"):
        actions.submit(claim, claim.created_by, FILED_AT)


def test_a_round_without_certification_takes_no_handing_in():
    application = draft()
    complete(application, application.created_by)

    with pytest.raises(NotAllowed, match="无须负责人确认"):
        actions.hand_in(application, application.created_by, FILED_AT)


def test_what_was_changed_after_the_page_was_read_is_not_certified(claim):
    shown = actions.shown_token(handed_in(claim))
    actions.take_back(claim, claim.created_by, FILED_AT)
    actions.save_facts(claim, {"worker_count": "321"}, claim.created_by, FILED_AT)
    handed_in(claim)

    with pytest.raises(ValidationError, match="请重新核对"):
        actions.certify(claim, principal(claim), FILED_AT, shown)


def test_nobody_certifies_what_they_handed_in_themselves(claim):
    grant(claim.created_by, Role.PRINCIPAL, enterprise=claim.enterprise)
    handed_in(claim)

    with pytest.raises(NotAllowed, match="另一位负责人"):
        actions.certify(claim, claim.created_by, FILED_AT, actions.shown_token(claim))


def test_without_another_principal_a_claim_is_not_handed_in(claim):
    principal(claim).roles.all().delete()
    grant(claim.created_by, Role.PRINCIPAL, enterprise=claim.enterprise)

    with pytest.raises(ValidationError, match="另一位同事担任企业负责人"):
        handed_in(claim)


def test_another_enterprises_principal_certifies_nothing(claim):
    handed_in(claim)

    with pytest.raises(NotAllowed, match="您的角色"):
        actions.certify(claim, principal_of(enterprise()), FILED_AT, actions.shown_token(claim))


def test_a_claim_is_sent_back_with_a_reason_and_can_be_changed_again(claim):
    handed_in(claim)
    with pytest.raises(ValidationError, match="理由"):
        actions.decline(claim, principal(claim), FILED_AT, " ")

    actions.decline(claim, principal(claim), FILED_AT, "产值与年报不一致")

    assert claim.is_editable
    assert Notification.objects.get(user=claim.created_by, title__startswith="负责人退回修改").needs_action


def test_a_claim_that_waits_for_the_principal_is_not_changed(claim):
    handed_in(claim)

    with pytest.raises(NotAllowed):
        actions.save_facts(claim, {"worker_count": "321"}, claim.created_by, FILED_AT)


def test_a_round_that_closed_meanwhile_takes_no_certified_claim(claim):
    handed_in(claim)

    with pytest.raises(NotAllowed, match="已截止申报"):
        actions.certify(claim, principal(claim), FILED_AT + timedelta(days=400), actions.shown_token(claim))


def test_the_record_of_a_certification_names_two_people_and_is_never_changed(claim):
    actions.certify(handed_in(claim), principal(claim), FILED_AT, actions.shown_token(claim))
    made = claim.certifications.get()

    with pytest.raises(IntegrityError, match="certified_by_another_person"), transaction.atomic():
        Certification.objects.create(
            application=claim, handed_in_by=principal(claim), certified_by=principal(claim),
            certified_at=FILED_AT, digest=made.digest,
        )  # fmt: skip
    with pytest.raises(IntegrityError, match="certified_contents_known"), transaction.atomic():
        Certification.objects.create(
            application=claim, handed_in_by=made.handed_in_by, certified_by=principal(claim), certified_at=FILED_AT
        )
    with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
        made.delete()


def test_the_principal_reads_everything_on_one_page_and_certifies_it(client, claim):
    handed_in(claim)
    client.force_login(principal(claim))
    url = reverse("application_certify", args=[claim.number])

    page = client.get(url)
    stale = client.post(url, {"committed": "on", "shown": "another"})
    done = client.post(url, {"committed": "on", "shown": page.context["form"]["shown"].value()}, follow=True)

    text = page.content.decode()
    assert all(words in text for words in ("10.00 万元", claim.version.pack.commitment, "收款账户", "确认并提交"))
    assert stale.status_code == 422
    assert "请重新核对" in stale.content.decode()
    assert "已确认并提交" in done.content.decode()


def test_the_clerk_hands_in_by_the_page_and_takes_it_back(client, claim):
    client.force_login(claim.created_by)

    done = client.post(reverse("application_submit", args=[claim.number]), follow=True)
    back = client.post(reverse("application_take_back", args=[claim.number]), follow=True)

    assert "等待本企业负责人核对" in done.content.decode()
    assert "已取回" in back.content.decode()


def test_a_clerk_of_one_enterprise_does_not_act_as_clerk_where_they_are_principal(client, claim):
    both = clerk(enterprise())
    grant(both, Role.PRINCIPAL, enterprise=claim.enterprise)
    client.force_login(both)

    assert client.get(reverse("application_form", args=[claim.number])).status_code == 404
    assert client.get(reverse("application_detail", args=[claim.number])).status_code == 200
