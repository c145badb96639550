"""A correction that changes what a principal certified is certified again, and stamped again where the round asks for that."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import Role, User
from accounts.tests.factories import clerk, enterprise, grant, person
from applications import actions as applicant
from applications.certifications import certifications_of
from applications.models import ProfileFact
from applications.papers import paper_pdf
from applications.tests.factories import FILED_AT, RD_EXPENSE, complete, draft
from applications.workflow import NotAllowed, Status
from policies.tests.factories import application_round
from reviews import actions
from reviews.actions import Item
from reviews.clocks import pauses_of
from reviews.tests.factories import HOUR, officer_for, open_tasks
from reviews.tests.test_correcting import RD

pytestmark = pytest.mark.django_db
AT = FILED_AT + HOUR
LATER = AT + timedelta(days=1)


def filed(**terms):
    """A certified case; `terms` are those of its round."""
    of = enterprise("linzhou")
    grant(person(name="孙负责"), Role.PRINCIPAL, enterprise=of)
    round = application_round(RD_EXPENSE, name="确认", needs_certification=True, **terms)
    case = draft(RD_EXPENSE, enterprise=of, user=clerk(of), round=round)
    complete(case, case.created_by)
    if round.needs_stamped_form:
        stamp(case)
    applicant.hand_in(case, case.created_by, FILED_AT, not_eligible_accepted=True)
    applicant.certify(case, principal(case), FILED_AT, applicant.shown_token(case))
    return case


def principal(case):
    return User.objects.get(name="孙负责", roles__enterprise=case.enterprise)


def stamp(case, at=FILED_AT):
    paper = applicant.make_paper(case, case.created_by, at)
    scan = SimpleUploadedFile("盖章.pdf", paper_pdf(paper))
    return applicant.add_scan(case, scan, case.created_by, at)


def returned(item: Item = RD, **terms):
    case = filed(**terms)
    task = open_tasks(case)[0]
    actions.return_for_correction(task, officer_for(task), AT, "请补正", [item], 5)
    case.refresh_from_db()
    return case


def change(case, value="999"):
    applicant.save_facts(case, {"rd_expense_wan": value}, case.created_by, LATER)


def hand_in(case):
    applicant.hand_in(case, case.created_by, LATER)
    return case


def test_a_changed_correction_does_not_pass_by_the_principal():
    case = returned()
    change(case)

    with pytest.raises(NotAllowed, match="还没有企业负责人确认"):
        applicant.resubmit(case, case.created_by, LATER)

    assert hand_in(case).status == Status.CERTIFYING_CORRECTION
    assert not case.is_editable


def test_a_certified_correction_goes_on_with_its_version_on_record():
    case = returned()
    change(case)
    hand_in(case)

    applicant.certify(case, principal(case), LATER, applicant.shown_token(case))

    now, before = certifications_of(case)
    assert (case.status, case.committed_by) == (Status.IN_REVIEW, principal(case))
    assert (now.paper.number, now.is_current) == (2, True)
    assert (before.paper.number, before.is_current) == (1, False)
    assert case.corrections.get().answered_at == LATER
    assert open_tasks(case)


def test_a_correction_that_only_explains_needs_no_second_certification():
    case = returned()
    applicant.answer_item(case, case.corrections.get().items.get(), "年报口径不同，数字无误")

    with pytest.raises(NotAllowed, match="由经办人直接提交"):
        hand_in(case)
    applicant.resubmit(case, case.created_by, LATER)

    assert case.status == Status.IN_REVIEW


def test_an_unanswered_correction_is_not_handed_in():
    with pytest.raises(ValidationError, match="尚未补正"):
        hand_in(returned())


def test_the_principal_sends_a_correction_back_to_be_corrected_further():
    case = returned()
    change(case)
    hand_in(case)

    applicant.decline(case, principal(case), LATER, "与年报仍不一致")

    assert case.status == Status.RETURNED
    assert case.is_editable


def test_the_clock_pauses_once_while_the_correction_waits_for_the_principal():
    case = returned()
    change(case)
    hand_in(case)
    applicant.certify(case, principal(case), LATER + timedelta(days=1), applicant.shown_token(case))

    [pause] = pauses_of(case)

    assert (pause.from_on, pause.to_on) == (AT.date(), (LATER + timedelta(days=1)).date())


def test_a_changed_correction_is_stamped_again_and_an_explanation_is_not():
    case = returned(needs_stamped_form=True)
    change(case)
    with pytest.raises(ValidationError, match="盖章申报书：扫描件是第1版，此后申报内容已修改"):
        hand_in(case)

    stamp(case, LATER)

    assert hand_in(case).status == Status.CERTIFYING_CORRECTION


def test_the_pages_say_what_is_asked_again_and_what_was_changed(client):
    case = returned(needs_stamped_form=True)
    change(case)
    client.force_login(case.created_by)
    asked = client.get(reverse("application_correct", args=[case.number])).content.decode()
    stamp(case, LATER)
    hand_in(case)
    client.force_login(principal(case))

    page = client.get(reverse("application_certify", args=[case.number])).content.decode()

    assert "补正后的内容与已确认的不同" in asked
    assert "再生成申报书、盖章、上传" in asked
    assert "补正改动的内容" in page
    assert "<ins>999 万元</ins>" in page


def test_the_officer_sees_which_version_was_certified(client):
    case = returned()
    client.force_login(officer_for(case.tasks.first()))

    before = client.get(reverse("case_papers", args=[case.number])).content.decode()
    change(case)
    after = client.get(reverse("case_papers", args=[case.number])).content.decode()

    assert '<div id="papers">' in before  # what the case page takes over
    assert "申报书第 1 版" in before
    assert "此后有改动" not in before
    assert "此后有改动" in after


def test_the_profile_learns_what_a_correction_changed_and_only_that():
    case = returned()
    learned = ProfileFact.objects.filter(application=case)
    before = set(learned.values_list("name", "period"))
    change(case)
    hand_in(case)

    applicant.certify(case, principal(case), LATER, applicant.shown_token(case))

    [row] = learned.filter(entered_at=LATER)
    assert (row.value, (row.name, row.period) in before) == ("999", True)
