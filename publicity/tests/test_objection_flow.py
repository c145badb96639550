"""The table of steps, the rules in the database, the warnings and the files of objections."""

from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, ProgrammingError, transaction

from accounts.models import Notification, Role
from accounts.tests.factories import official
from applications.documents import check_file
from applications.models import Scan
from applications.tests.factories import SHANGHAI, scan_of
from applications.workflow import SYSTEM, NotAllowed
from publicity import actions
from publicity.actions.objection_files import scan_waiting_files
from publicity.models import Objection, ObjectionFile
from publicity.objection_board import board_card, lit_objections
from publicity.objection_flow import OBJECTOR, STEPS, Act, State, allowed_step
from publicity.objection_warnings import watch_objections
from publicity.tests.factories import answered, asked, investigated, objection, publicity_officer

pytestmark = pytest.mark.django_db
ROLES = (*Role.values, SYSTEM, OBJECTOR)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: f"{step.source}-{step.act}")
def test_a_step_is_open_to_its_roles_and_to_no_other(step):
    for role in ROLES:
        if role in step.roles:
            assert allowed_step(step.source, step.act, role).target == step.target
        else:
            with pytest.raises(NotAllowed, match="您的角色不能办理这一步"):
                allowed_step(step.source, step.act, role)


def test_what_is_not_in_the_table_is_refused():
    known = {(step.source, step.act) for step in STEPS}
    for state in State:
        for act in Act:
            if (state, act) not in known:
                with pytest.raises(NotAllowed, match="已由他人办理"):
                    allowed_step(state, act, Role.PUBLICITY_OFFICER)


BROKEN: list[tuple[dict, str]] = [
    ({"state": "settled"}, "objection_outcome_follows_state"),
    ({"outcome": "upheld"}, "objection_outcome_follows_state"),
    ({"instance": 2}, "objection_outcome_follows_state"),
    ({"due_on": None}, "objection_due_while_ours"),
    ({"state": "with_enterprise"}, "objection_statement_asked_by_finder"),
    ({"content": "太短"}, "objection_content_says_something"),
]


def test_an_objection_keeps_its_rules():
    filed = objection()

    for changes, constraint in BROKEN:
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            Objection.objects.filter(pk=filed.pk).update(**changes)


def test_a_statement_has_words_and_only_one_waits():
    statement = asked()
    with pytest.raises(IntegrityError, match="statement_given_with_words"), transaction.atomic():
        type(statement).objects.filter(pk=statement.pk).update(given_at=statement.asked_at)

    statement.pk = None
    with pytest.raises(IntegrityError, match="statement_one_waiting"):
        statement.save()


def test_history_findings_and_identities_are_kept_as_written():
    filed = answered()
    rows = [filed.steps.first(), filed.findings.get(), filed.objector]

    for row in rows:
        with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
            row.delete()


WATCHED = [
    (datetime(2026, 10, 12, 9, 0, tzinfo=SHANGHAI), ["half"]),
    (datetime(2026, 10, 13, 9, 0, tzinfo=SHANGHAI), ["most"]),
    (datetime(2026, 10, 14, 9, 0, tzinfo=SHANGHAI), ["late"]),
    (datetime(2026, 10, 21, 9, 0, tzinfo=SHANGHAI), ["escalated"]),
]


def test_each_threshold_is_told_once():
    objection()

    for at, kinds in WATCHED:
        assert [warning.kind for warning in watch_objections(at)] == kinds
        assert watch_objections(at) == []


def test_a_late_objection_is_on_the_supervision_board_and_told_to_officer_chief_and_supervisor():
    officer, chief = publicity_officer(), official(Role.CHIEF, "science", "anyang")
    supervisor, stranger = (official(Role.SUPERVISOR, "supervision", each) for each in ("anyang", "pingdingshan"))
    filed, late_at = objection(), WATCHED[-1][0]

    watch_objections(late_at)

    assert [row.light for row in lit_objections(supervisor, late_at.date())] == ["red"]
    assert board_card(stranger, late_at.date())["all"] == 0
    told = set(Notification.objects.filter(title__contains=f"{filed.number} 办理超时").values_list("user", flat=True))
    assert told >= {officer.pk, chief.pk, supervisor.pk}
    assert stranger.pk not in told


def test_with_the_enterprise_nothing_is_warned_of():
    statement = asked()

    watch_objections(WATCHED[-1][0])

    assert not statement.objection.warnings.exists()


def test_an_attachment_is_scanned_later_and_an_infected_one_is_taken_out(monkeypatch):
    file = SimpleUploadedFile("证据.pdf", scan_of("证据"))
    objection(files=[("../证据.pdf", check_file(file, ("pdf",)))])
    kept = ObjectionFile.objects.get()
    assert (kept.name, kept.virus_scan) == ("证据.pdf", Scan.NOT_SCANNED)

    monkeypatch.setattr("applications.antivirus.scan", lambda content: type("Found", (), {"state": Scan.INFECTED})())
    assert scan_waiting_files(WATCHED[0][0]) == 1

    kept.refresh_from_db()
    assert (kept.virus_scan, kept.removed_at) == (Scan.INFECTED, WATCHED[0][0])


def test_somebody_else_may_be_named_before_the_finding():
    filed, other = investigated(), official(Role.CHIEF, "science", "anyang")

    filed = actions.assign_finder(filed, other, publicity_officer(), WATCHED[0][0])

    assert filed.finder == other
    assert filed.steps.filter(act=Act.ASSIGN).count() == 2
