from datetime import date, datetime

import pytest

from accounts.models import Notification, Role
from accounts.tests.factories import enterprise, official
from applications.tests.factories import SHANGHAI
from applications.workflow import NotAllowed, Status
from publicity import actions
from publicity.actions import Correction
from publicity.actions.notices import NoticeTerms
from publicity.chain import breaks
from publicity.models import Notice, NoticeLine
from publicity.tests.factories import (
    AFTER_AT,
    TERMS,
    answered,
    awaiting,
    objection,
    publicity_officer,
    published_notice,
)

pytestmark = pytest.mark.django_db
LATER = datetime(2026, 9, 28, 10, 0, tzinfo=SHANGHAI)


def correction(
    taken_off: tuple[int, ...] = (), added: tuple[int, ...] = (), terms: NoticeTerms = TERMS, reason: str = "名称有误"
) -> Correction:
    return Correction(terms, frozenset(taken_off), frozenset(added), reason)


def corrected(notice: Notice, wanted: Correction, at: datetime = LATER) -> Notice:
    by = publicity_officer()
    return actions.publish(actions.draft_correction(notice, wanted, by, at), by, at)


def two_cases() -> list:
    return [awaiting(enterprise=enterprise("wenfeng", name=name)) for name in ("甲机械有限公司", "乙材料有限公司")]


def test_a_correction_is_a_new_version_and_the_old_one_stays_readable():
    old = published_notice()

    new = corrected(old, correction(terms=TERMS._replace(title="更正后的标题")))

    old.refresh_from_db()
    assert (new.number, new.version, new.replaces) == ("GS-2026-0001-v2", 2, old)
    assert old.state == Notice.State.SUPERSEDED
    assert old in Notice.objects.public()
    assert new.changes == [{"kind": "text", "name": "标题", "before": [TERMS.title], "after": ["更正后的标题"]}]
    assert not list(breaks())


def test_a_correction_that_only_takes_off_keeps_the_period():
    old = published_notice(*two_cases())

    new = corrected(old, correction(taken_off=(2,)))

    assert (new.starts_on, new.ends_on) == (old.starts_on, old.ends_on)
    assert [change["kind"] for change in new.changes] == ["removed"]


def test_a_correction_that_adds_a_line_opens_a_new_period():
    first, second = two_cases()
    old = published_notice(first)

    new = corrected(old, correction(added=(second.pk,)))

    assert (new.starts_on, new.ends_on) == (LATER.date(), date(2026, 10, 10))
    assert [(change["kind"], change["name"]) for change in new.changes] == [("added", "乙材料有限公司")]
    second.refresh_from_db()
    assert second.status == Status.IN_PUBLICITY
    assert Notification.objects.filter(user=first.created_by, title__endswith="公示已更正").exists()


def test_what_is_taken_off_goes_back_to_review_with_the_reason():
    stays, goes = two_cases()
    old = published_notice(stays, goes)
    position = old.lines.get(application=goes).position

    corrected(old, correction(taken_off=(position,), reason="营业额口径有误"))

    goes.refresh_from_db()
    stays.refresh_from_db()
    assert (goes.status, stays.status) == (Status.IN_REVIEW, Status.IN_PUBLICITY)
    assert goes.history.last().reason == "营业额口径有误"
    assert goes.tasks.filter(state="open").exists()
    assert sorted(NoticeLine.objects.values_list("state", flat=True)) == ["moved", "open", "removed"]


def test_an_open_objection_follows_its_line_and_still_holds_it():
    case = awaiting()
    filed = objection(published_notice(case), at=LATER)

    new = corrected(filed.line.notice, correction(terms=TERMS._replace(title="更正后的标题")))
    actions.close_due_notices(AFTER_AT)

    filed.refresh_from_db()
    case.refresh_from_db()
    assert (filed.line.notice, filed.line.state) == (new, NoticeLine.State.HELD)
    assert case.status == Status.IN_PUBLICITY


def test_a_line_with_an_open_objection_is_not_taken_off():
    first, second = two_cases()
    old = published_notice(first, second)
    objection(old, position=1, at=LATER)

    with pytest.raises(NotAllowed, match="请先答复异议"):
        corrected(old, correction(taken_off=(1,)))
    assert Notice.objects.get(pk=old.pk).state == Notice.State.PUBLISHED


def test_a_case_that_came_back_with_more_is_shown_as_added():
    case = awaiting()
    notice = published_notice(case, awaiting())
    filed = objection(notice, position=notice.lines.get(application=case).position, at=LATER)
    answered(filed, "amount", LATER)

    assert [line.state for line in notice.lines.filter(application=case)] == ["struck"]
    with pytest.raises(NotAllowed):
        corrected(notice, correction(taken_off=(notice.lines.get(application=case).position,)))


@pytest.mark.parametrize("at, said", [(AFTER_AT, "公示期已满"), (LATER, "已有一份更正稿")])
def test_a_notice_is_corrected_once_and_only_in_its_period(at, said):
    notice = published_notice()
    actions.draft_correction(notice, correction(), publicity_officer(), LATER)

    with pytest.raises(NotAllowed, match=said):
        actions.draft_correction(notice, correction(), publicity_officer(), at)


def test_a_discarded_correction_leaves_the_notice_as_it_was():
    notice, officer = published_notice(), publicity_officer()
    draft = actions.draft_correction(notice, correction(), officer, LATER)

    actions.discard_draft(draft, officer, LATER)

    assert Notice.objects.get(pk=notice.pk).state == Notice.State.PUBLISHED
    assert [line.state for line in NoticeLine.objects.all()] == ["open"]
    assert corrected(notice, correction()).version == 2


@pytest.mark.parametrize("role", [Role.FINAL_REVIEWER, Role.CHIEF, Role.SUPERVISOR, Role.PAYMENT_MAKER])
def test_another_role_does_not_correct(role):
    with pytest.raises(NotAllowed, match="您的角色不能办理这一步"):
        actions.draft_correction(published_notice(), correction(), official(role, "science", "anyang"), LATER)


def test_a_payable_line_is_one_of_the_version_that_stands():
    case = awaiting()
    new = corrected(published_notice(case), correction())

    assert actions.close_due_notices(AFTER_AT) == [new.number]
    case.refresh_from_db()
    assert case.status == Status.AWAITING_DISBURSEMENT
