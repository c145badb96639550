import pytest

from accounts.models import Role
from applications.models import StatusHistory
from applications.tests.factories import FILED_AT, draft, filed
from applications.workflow import APPLICANT_WORDS, FINAL, MOVES, SYSTEM, Action, NotAllowed, Status, allowed_move

ALL_ROLES = {*Role.values, SYSTEM}


@pytest.mark.parametrize("move", MOVES, ids=lambda move: f"{move.source}-{move.action}")
def test_every_move_is_open_to_its_roles_and_closed_to_all_others(move):
    for role in ALL_ROLES:
        if role in move.roles:
            assert allowed_move(move.source, move.action, role).target == move.target
        else:
            with pytest.raises(NotAllowed, match="您的角色不能办理这一步"):
                allowed_move(move.source, move.action, role)


def test_what_is_not_in_the_table_is_refused_in_words():
    listed = {(move.source, move.action) for move in MOVES}

    for source in Status:
        for action in Action:
            if (source, action) not in listed:
                with pytest.raises(NotAllowed, match="此件已由他人办理"):
                    allowed_move(source, action, Role.CHIEF)


def test_nothing_but_a_returned_transfer_leaves_a_final_status():
    assert [move.action for move in MOVES if move.source in FINAL] == [Action.RETURN_TRANSFER]


def test_every_status_is_reached_and_every_action_used():
    assert {move.target for move in MOVES} == set(Status)
    assert {move.action for move in MOVES} == set(Action)


def test_every_status_has_words_for_the_applicant():
    assert set(APPLICANT_WORDS) == set(Status)


@pytest.mark.django_db
def test_a_move_uses_the_stored_status_not_the_one_in_memory():
    application = filed()
    application.status = Status.DRAFT

    with pytest.raises(NotAllowed, match="此件已由他人办理"):
        application.move(Action.SUBMIT, by=application.created_by, role=Role.APPLICANT_CLERK, at=FILED_AT)


@pytest.mark.django_db
def test_a_refused_move_writes_no_history():
    application = draft()

    with pytest.raises(NotAllowed):
        application.move(Action.PAY, by=application.created_by, role=Role.PAYMENT_MAKER, at=FILED_AT)

    assert not StatusHistory.objects.filter(application=application).exists()
